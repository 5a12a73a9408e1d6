package duty

import (
	"go/ast"
	"go/constant"
	"go/types"

	"github.com/loopcheck/loopcheck/analyzers/internal/contract"
	"github.com/loopcheck/loopcheck/analyzers/internal/program"
)

// uses is what a package does with the components whose commands are for nothing
// until somebody uses them: a list's, until a person filters it.
type uses struct {
	used map[types.Object]bool
	off  map[types.Object]bool
	// from are the local variables that a field is set from, as a constructor does.
	from map[types.Object][]types.Object
}

func (s *solver) findUses() *uses {
	u := &uses{make(map[types.Object]bool), make(map[types.Object]bool), make(map[types.Object][]types.Object)}
	on := make(map[types.Object]bool)
	for _, f := range s.prog.Funcs {
		for _, call := range f.Calls {
			v := s.component(call.Expr)
			switch use := s.book.Use(call.Callee); {
			case v == nil:
			case use == contract.Used:
				u.used[v] = true
			case use == contract.SwitchedOff && s.isFalse(call.Expr):
				u.off[v] = true
			case use == contract.SwitchedOff:
				on[v] = true
			}
		}
	}
	for v := range on {
		delete(u.off, v)
	}
	for _, st := range s.prog.Stores() {
		u.note(s.prog.Var(st.To), s.prog.Var(st.Value))
	}
	return u
}

func (u *uses) note(to, from types.Object) {
	if to != nil && from != nil && to != from {
		u.from[to] = append(u.from[to], from)
	}
}

// isOff reports whether a component was switched off, or what it is set from was.
func (u *uses) isOff(v types.Object) bool {
	if u.off[v] {
		return true
	}
	for _, from := range u.from[v] {
		if u.off[from] {
			return true
		}
	}
	return false
}

// isIdle reports whether the component of a call has nothing to do for the
// command that the call gives: nobody is seen to use it, or it gets nothing.
func (s *solver) isIdle(call *program.Call) bool {
	v := s.component(call.Expr)
	if v == nil || s.getsNothing(call.Expr) {
		return true
	}
	u := s.uses()
	if field, ok := v.(*types.Var); ok && field.IsField() && field.Exported() {
		return u.isOff(v) // others may use it
	}
	return !u.used[v] || u.isOff(v)
}

// component is the variable or field whose method is called; one of many in a
// container stands for all.
func (s *solver) component(call *ast.CallExpr) types.Object {
	sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	if !ok {
		return nil
	}
	e := ast.Unparen(sel.X)
	if index, ok := e.(*ast.IndexExpr); ok {
		e = index.X
	}
	return s.prog.Var(e)
}

func (s *solver) isFalse(call *ast.CallExpr) bool {
	if len(call.Args) != 1 {
		return false
	}
	v := s.pass.TypesInfo.Types[call.Args[0]].Value
	return v != nil && v.Kind() == constant.Bool && !constant.BoolVal(v)
}

// getsNothing reports whether an argument is nil or an empty literal.
func (s *solver) getsNothing(call *ast.CallExpr) bool {
	for _, arg := range call.Args {
		lit, ok := ast.Unparen(arg).(*ast.CompositeLit)
		if ok && len(lit.Elts) == 0 || s.pass.TypesInfo.Types[arg].IsNil() {
			return true
		}
	}
	return false
}
