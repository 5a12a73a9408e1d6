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
// function that returns nothing with fields. A result with a name is a variable, that may
// have been another object before.
func madeBy(f *program.Func) *types.Var {
	results := f.Sig.Results()
	if results.Len() == 0 || results.At(0).Name() != "" {
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

// findHolders finds the variables and fields that calls' first results are put into.
func (r *resolver) findHolders() map[*ast.CallExpr]ast.Expr {
	all := make(map[*ast.CallExpr]ast.Expr)
	for _, st := range r.prog.Stores() {
		if call, ok := ast.Unparen(st.Value).(*ast.CallExpr); ok && !st.Key {
			all[call] = st.To
		}
	}
	return all
}

// A calledIn says that somebody calls the function in a field of an object under a lock:
// of the same object, or the package's.
type calledIn struct {
	Lock             // Path leads on from the object, if the lock is not the package's
	up    string     // how the object leads to the one that has the field
	in    *types.Var // the field that this is in the end, if it is not the object itself
	by    string     // who holds it
	alone bool
	f     *program.Func // who calls it
	root  *types.Var    // the object there
}

// calledField is the field whose function a call runs, and what has it; nil for another call.
func (s *solver) calledField(call *program.Call) (Ref, *types.Var) {
	v, ok := s.prog.Var(call.Expr.Fun).(*types.Var)
	if !ok || !v.IsField() && v.Kind() != types.LocalVar {
		return Ref{}, nil
	}
	ref, field := s.r.of(call.Expr.Fun)
	if field == nil || !field.IsField() || !ref.Known() {
		return Ref{}, nil
	}
	return ref, field
}

// noteField notes the field whose function a call runs, under locks of the same object.
func (s *solver) noteField(call *program.Call, ref Ref, field *types.Var, held []surrounding) {
	if field == nil || s.prog.InTest(call.Expr.Pos()) {
		return
	}
	for _, h := range held {
		in := calledIn{Lock: h.Lock, by: nameOf(h.by), alone: s.alone[h.Var], f: call.In, root: ref.Root}
		if !h.IsShared() {
			object := common(ref.Owner().Path, h.Path)
			if h.Root != ref.Root {
				continue
			}
			in.Ref, in.up = Ref{Path: h.Path[len(object):]}, ref.Owner().Path[len(object):]
		}
		if sel, ok := ast.Unparen(call.Expr.Fun).(*ast.SelectorExpr); ok && in.up != "" {
			_, in.in = s.r.of(sel.X)
		}
		if len(s.fields[field]) == 0 {
			s.called = append(s.called, field)
		}
		if len(s.fields[field]) < maxUnder && !slices.Contains(s.fields[field], in) {
			s.fields[field] = append(s.fields[field], in)
		}
	}
}

// common is the path of the innermost object that holds both a field's owner and a lock.
func common(owner, lock string) string {
	for owner != "" && !strings.HasPrefix(lock, owner+".") {
		owner = Ref{Path: owner}.Owner().Path
	}
	return owner
}

// findOptions finds the fields of what functions are given that are called under a lock: it
// is kept whole, or the function is taken out of it.
func (s *solver) findOptions() {
	for _, flow := range s.prog.Flows {
		field, ok := flow.To.(*types.Var)
		if flow.Kind != program.Assigned || !ok || flow.In == nil || len(s.fields[field]) == 0 {
			continue
		}
		sel, ok := ast.Unparen(flow.Value).(*ast.SelectorExpr)
		if !ok {
			continue
		}
		if v, ok := s.prog.Var(sel.X).(*types.Var); ok {
			if param, ok := s.prog.ParamOf(v); ok && param.Of == flow.In {
				s.addOption(field, param, sel.Sel.Name, "")
			}
		}
	}
	for _, field := range s.called {
		for _, in := range s.fields[field] {
			for _, param := range s.keptFor(in.in) {
				s.addOption(field, param, field.Name(), in.up)
			}
		}
	}
}

// addOption notes that a parameter's field is called under the locks under which one of an
// object is that has it from there.
func (s *solver) addOption(field *types.Var, param program.Param, name, up string) {
	for _, in := range s.fields[field] {
		if in.up != up {
			continue
		}
		lock := in.Lock
		if !lock.IsShared() {
			lock.Root = in.root
		}
		s.addUnder(param.Of, Under{Lock: ofSameType(lock, in.f, param.Of), Param: param.Index, Field: name, By: in.by, Later: true, Alone: in.alone})
	}
}

// calledOf are the locks under which a field's function is called, of another package too.
func (s *solver) calledOf(field *types.Var) []calledIn {
	if field.Pkg() == s.pass.Pkg || !field.Exported() {
		return s.fields[field]
	}
	var fact fieldFact
	if !s.pass.ImportObjectFact(field, &fact) {
		return nil
	}
	var all []calledIn
	for _, r := range fact.Calls {
		all = append(all, calledIn{Lock: Lock{Ref: Ref{Path: r.Path}, Read: r.Read}, by: field.Pkg().Name() + "." + r.By, alone: r.Alone})
	}
	return all
}

// exportFields says of exported fields of the object that has the lock too under which ones
// they are called.
func (s *solver) exportFields() {
	for _, field := range s.called {
		if !field.Exported() || field.Pkg() != s.pass.Pkg {
			continue
		}
		var fact fieldFact
		for _, in := range s.fields[field] {
			if in.up == "" && !in.IsShared() {
				fact.Calls = append(fact.Calls, fieldCall{in.Path, in.Read, in.by, in.alone})
			}
		}
		if len(fact.Calls) > 0 {
			s.pass.ExportObjectFact(field, &fact)
		}
	}
}

// findInFields finds the functions in fields that wait for the lock under which they are
// called.
func (s *solver) findInFields() {
	for _, flow := range s.prog.Flows {
		field, ok := flow.To.(*types.Var)
		if flow.Kind != program.Assigned || !ok || flow.In == nil || !field.IsField() || s.prog.InTest(flow.Value.Pos()) {
			continue
		}
		called := s.calledOf(field)
		if len(called) == 0 {
			continue
		}
		object := s.objectOf(flow)
		for _, in := range called {
			lock := in.Lock
			if !lock.IsShared() {
				lock.Ref = Ref{}
				if path, ok := strings.CutSuffix(object.Path, in.up); ok {
					lock.Ref = in.on(Ref{object.Root, path})
				}
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
