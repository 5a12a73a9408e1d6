package races

import (
	"go/ast"
	"go/types"
	"slices"

	"github.com/loopcheck/loopcheck/analyzers/internal/program"
)

// What a call makes is its caller's, if nobody else gets it: the variables that a closure
// captured which the call returned belong to who called the maker, as an object does that
// a constructor returns.
//
//	call := newCaller(conn)
//	for { call() }

// isOfOwnClosure reports whether what a literal captured belongs to f, which calls it: f has
// called the function that made both, and keeps the literal in a variable of its own.
func (s *solver) isOfOwnClosure(f *program.Func, call *ast.CallExpr, lit *program.Func, p place) bool {
	v := p.root
	if call == nil || lit.Lit == nil || v.Parent() == s.pass.Pkg.Scope() || program.Contains(lit.Node(), v.Pos()) {
		return false
	}
	id, ok := ast.Unparen(call.Fun).(*ast.Ident)
	if !ok {
		return false
	}
	held, ok := s.pass.TypesInfo.Uses[id].(*types.Var)
	if !ok || s.isForeign(f, held) || !s.isMadeInside(p) {
		return false
	}
	assigned := s.prog.Assigned(held)
	return len(assigned) > 0 && !slices.ContainsFunc(assigned, func(a program.Assignment) bool {
		made, ok := ast.Unparen(a.Value).(*ast.CallExpr)
		if !ok {
			return true
		}
		maker := s.prog.FuncOf(s.prog.Callee(made))
		return maker == nil || !program.Contains(maker.Node(), v.Pos())
	})
}

// isMadeInside reports whether a place is another one for each call of the function that
// declares its variable: it is the variable itself, or what that got from calls. What the
// function was given, or has another name for, its callers may share.
func (s *solver) isMadeInside(p place) bool {
	if p.isVariable() && p.turn == nil {
		return true
	}
	if _, isParam := s.prog.ParamOf(p.root); isParam || p.root.Kind() == types.RecvVar {
		return false
	}
	assigned := s.prog.Assigned(p.root)
	return len(assigned) > 0 && !slices.ContainsFunc(assigned, func(a program.Assignment) bool {
		_, isCall := ast.Unparen(a.Value).(*ast.CallExpr)
		return !isCall && !s.prog.Makes(a.Value)
	})
}
