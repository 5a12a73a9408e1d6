package races

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"github.com/loopcheck/loopcheck/analyzers/internal/program"
)

// What makes an object ready is done before its goroutine starts, also where a method does
// it that others may call at any time.

// comesBefore reports whether what a method does to an object is surely done before a
// goroutine starts that the object has.
func (s *solver) comesBefore(f *program.Func, e, u *entry, t *thread) bool {
	return s.isReadyBy(f, e, t) || s.isNeeded(e, u, t)
}

// isReadyBy reports whether a method comes to a use only if something is not there yet that
// whoever starts the goroutine has made, if need be, before that: "if d.db == nil { open() }".
func (s *solver) isReadyBy(f *program.Func, e *entry, t *thread) bool {
	missing := s.missingAt(f, e.at)
	if len(missing) == 0 {
		return false
	}
	starter := t.origin.in
	return slices.ContainsFunc(s.nilChecks(starter), func(stmt *ast.IfStmt) bool {
		return slices.Contains(missing, s.nilChecked(stmt)) && s.paths(starter).Before(stmt.Cond, t.origin.at)
	})
}

// missingAt are the fields that are nil where a function comes to a node.
func (s *solver) missingAt(f *program.Func, n ast.Node) []types.Object {
	var all []types.Object
	for _, stmt := range s.nilChecks(f) {
		if program.Contains(stmt.Body, n.Pos()) {
			all = append(all, s.nilChecked(stmt))
		}
	}
	return all
}

// nilChecks are the statements of a function that do something if a field is nil.
func (s *solver) nilChecks(f *program.Func) []*ast.IfStmt {
	var all []*ast.IfStmt
	f.Inspect(func(n ast.Node) bool {
		if stmt, ok := n.(*ast.IfStmt); ok && s.nilChecked(stmt) != nil {
			all = append(all, stmt)
		}
		return true
	})
	return all
}

// nilChecked is the field that alone decides a condition by being nil.
func (s *solver) nilChecked(stmt *ast.IfStmt) types.Object {
	cond, ok := ast.Unparen(stmt.Cond).(*ast.BinaryExpr)
	if !ok || cond.Op != token.EQL || !s.pass.TypesInfo.Types[cond.Y].IsNil() {
		return nil
	}
	if v, ok := s.prog.Var(cond.X).(*types.Var); ok && v.IsField() {
		return v
	}
	return nil
}

// isNeeded reports whether a method alone gives a field its value, and a goroutine that
// somebody else starts could do nothing without it: it calls a method of what it finds there,
// or waits for that channel.
func (s *solver) isNeeded(e, u *entry, t *thread) bool {
	if !e.write || u.write || e.field == nil || !mayBeNil(e.field.Type()) || s.leadsTo(t.in.f, e.leaf().in) {
		return false
	}
	return s.isOnlyWriter(e.leaf().in, e.field) && s.isCalledOn(u.leaf())
}

func mayBeNil(t types.Type) bool {
	switch t.Underlying().(type) {
	case *types.Pointer, *types.Interface, *types.Signature, *types.Chan:
		return true
	}
	return false
}

// isMadeHere reports whether a value is made by an expression: what a setter is given may be
// another one at any time.
func (s *solver) isMadeHere(e ast.Expr) bool {
	switch e := ast.Unparen(e).(type) {
	case *ast.CallExpr, *ast.FuncLit:
		return true
	case *ast.UnaryExpr:
		return e.Op == token.AND
	}
	return false
}

// isOnlyWriter reports whether nobody but a function gives a field a value, which it makes.
func (s *solver) isOnlyWriter(f *program.Func, field *types.Var) bool {
	if s.writers == nil {
		s.findWriters()
	}
	writer, known := s.writers[field]
	return known && writer == f
}

// findWriters finds the functions that alone give a field a value, which they make; nil stands
// for any other.
func (s *solver) findWriters() {
	s.writers = make(map[*types.Var]*program.Func)
	for _, f := range s.prog.Funcs {
		if s.prog.InTest(f.Node().Pos()) {
			continue
		}
		for _, a := range s.prog.Accesses(f) {
			if a.Field == nil || a.Beyond || a.Kind != program.Written && a.Kind != program.Address {
				continue
			}
			writer, known := s.writers[a.Field]
			if known && writer != f || a.Kind == program.Address || a.Value != nil && !s.isMadeHere(a.Value) {
				s.writers[a.Field] = nil
				continue
			}
			s.writers[a.Field] = f
		}
	}
	for _, st := range s.prog.Stores() {
		if field, ok := s.prog.Var(st.To).(*types.Var); ok && st.Key {
			s.writers[field] = nil
		}
	}
}

// isCalledOn reports whether a use is one of a method of what it finds, a call of it, or an
// operation on that channel.
func (s *solver) isCalledOn(u *entry) (is bool) {
	ast.Inspect(u.in.Body(), func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.CallExpr:
			fun := ast.Unparen(n.Fun)
			if sel, ok := fun.(*ast.SelectorExpr); ok && fun != u.at {
				fun = ast.Unparen(sel.X)
			}
			is = is || fun == u.at
		case *ast.UnaryExpr:
			is = is || n.Op == token.ARROW && ast.Unparen(n.X) == u.at
		case *ast.SendStmt:
			is = is || ast.Unparen(n.Chan) == u.at
		}
		return !is
	})
	return is
}
