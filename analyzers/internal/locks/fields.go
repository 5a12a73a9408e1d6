package locks

import (
	"go/ast"
	"go/types"
	"slices"
	"strings"

	"github.com/loopcheck/loopcheck/analyzers/internal/program"
)

// What an object calls under its lock, it may have been given when it was made, or have in
// a field that others set.

// madeBy stands for what a constructor returns first, as its callers see it; nil for a
// function that returns nothing with fields.
func madeBy(f *program.Func) *types.Var {
	results := f.Sig.Results()
	if results.Len() == 0 {
		return nil
	}
	v := results.At(0)
	if named := program.Named(v.Type()); named == nil || types.IsInterface(named) {
		return nil
	}
	return v
}

// holderOf is what a call's first result is put into.
func (r *resolver) holderOf(call *ast.CallExpr) Ref {
	if to := r.holders()[call]; to != nil {
		ref, _ := r.of(to)
		return ref
	}
	return Ref{}
}

// holdersIn are the variables and fields that calls' first results are put into.
func holdersIn(files []*ast.File) map[*ast.CallExpr]ast.Expr {
	all := make(map[*ast.CallExpr]ast.Expr)
	note := func(to, value ast.Expr) {
		if call, ok := ast.Unparen(value).(*ast.CallExpr); ok {
			all[call] = to
		}
	}
	for _, file := range files {
		ast.Inspect(file, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.AssignStmt:
				for i := range min(len(n.Lhs), len(n.Rhs)) {
					note(n.Lhs[i], n.Rhs[i])
				}
			case *ast.ValueSpec:
				for i := range min(len(n.Names), len(n.Values)) {
					note(n.Names[i], n.Values[i])
				}
			}
			return true
		})
	}
	return all
}

// A calledIn says that somebody calls the function in a field of an object under a lock:
// of the same object, or the package's.
type calledIn struct {
	Lock         // Path leads on from the object, if the lock is not the package's
	by    string // who holds it
	alone bool
}

// isOfField reports whether a call runs what a field holds.
func (s *solver) isOfField(call *program.Call) bool {
	v, ok := s.prog.Var(call.Expr.Fun).(*types.Var)
	return ok && (v.IsField() || v.Kind() == types.LocalVar)
}

// noteField notes the field whose function a call runs, under locks of the same object.
func (s *solver) noteField(call *program.Call, held []surrounding) {
	if len(held) == 0 || s.prog.InTest(call.Expr.Pos()) {
		return
	}
	ref, field := s.r.of(call.Expr.Fun)
	if field == nil || !field.IsField() || !ref.Known() {
		return
	}
	object := ref.Owner()
	for _, h := range held {
		in := calledIn{Lock: h.Lock, by: nameOf(h.by), alone: s.alone[h.Var]}
		if !h.IsShared() {
			path, ok := strings.CutPrefix(h.Path, object.Path+".")
			if h.Root != object.Root || !ok {
				continue
			}
			in.Ref = Ref{Path: "." + path}
		}
		if len(s.fields[field]) < maxUnder && !slices.Contains(s.fields[field], in) {
			s.fields[field] = append(s.fields[field], in)
		}
	}
}

// findInFields finds the functions in fields that wait for the lock under which they are
// called.
func (s *solver) findInFields() {
	for _, flow := range s.prog.Flows {
		field, ok := flow.To.(*types.Var)
		if flow.Kind != program.Assigned || !ok || flow.In == nil || len(s.fields[field]) == 0 || s.prog.InTest(flow.Value.Pos()) {
			continue
		}
		object := s.objectOf(flow)
		for _, in := range s.fields[field] {
			lock := in.Lock
			if !lock.IsShared() {
				lock.Ref = lock.on(object)
			}
			u := Under{Lock: lock, By: in.by, Later: true, Alone: in.alone}
			for _, v := range s.prog.Values(flow.Value) {
				if u.Known() {
					s.addCallback(Callback{Under: u, At: flow.Value, In: flow.In}, flow.Value, v)
				}
			}
		}
	}
}

// objectOf is the object into whose field a function is put, by an assignment or in a literal.
func (s *solver) objectOf(flow *program.Flow) Ref {
	var found Ref
	flow.In.Inspect(func(n ast.Node) bool {
		if n == nil || found.Known() || !program.Contains(n, flow.Value.Pos()) {
			return false
		}
		stmt, ok := n.(*ast.AssignStmt)
		if !ok {
			return true
		}
		for i := range min(len(stmt.Lhs), len(stmt.Rhs)) {
			if stmt.Rhs[i] == flow.Value {
				if sel, ok := ast.Unparen(stmt.Lhs[i]).(*ast.SelectorExpr); ok {
					found, _ = s.r.of(sel.X)
				}
			} else if path, ok := pathIn(literal(stmt.Rhs[i]), flow.Value); ok {
				to, _ := s.r.of(stmt.Lhs[i])
				found = Ref{Path: path}.on(to)
			}
		}
		return true
	})
	return found
}

// pathIn is how fields lead from a literal's object to the one that has a value.
func pathIn(lit *ast.CompositeLit, value ast.Expr) (path string, ok bool) {
	if lit == nil || !program.Contains(lit, value.Pos()) {
		return "", false
	}
	for _, e := range lit.Elts {
		kv, ok := e.(*ast.KeyValueExpr)
		if !ok || !program.Contains(kv, value.Pos()) {
			continue
		}
		if kv.Value == value {
			return "", true
		}
		key, ok := kv.Key.(*ast.Ident)
		if !ok {
			return "", false
		}
		path, ok := pathIn(literal(kv.Value), value)
		return "." + key.Name + path, ok
	}
	return "", false
}
