package races

import (
	"go/ast"
	"go/types"
	"slices"

	"github.com/loopcheck/loopcheck/analyzers/internal/program"
)

// isOneOf reports whether a channel is one of some, by the name that a function of
// this package has for it which returns it too.
func (s *solver) isOneOf(channels map[types.Object]bool, ch types.Object) bool {
	if channels[ch] {
		return true
	}
	v, ok := ch.(*types.Var)
	return ok && len(channels) > 0 && isChan(v.Type()) && slices.ContainsFunc(s.returnedAs(v), func(v types.Object) bool { return channels[v] })
}

// returnedAs are the channels that a variable may hold, by the names that the
// functions have for them which return them.
func (s *solver) returnedAs(v *types.Var) []types.Object {
	var all []types.Object
	for _, a := range s.prog.Assigned(v) {
		if call, ok := ast.Unparen(a.Value).(*ast.CallExpr); ok {
			all = append(all, s.returnedBy(s.prog.FuncOf(s.prog.Callee(call)))...)
		}
	}
	return all
}

// returnedBy are the channels that a function returns by their names.
func (s *solver) returnedBy(f *program.Func) []types.Object {
	all, known := s.returned[f]
	if known || f == nil {
		return all
	}
	f.Inspect(func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			return n == f.Lit
		case *ast.ReturnStmt:
			for _, e := range n.Results {
				if v, ok := s.prog.Var(e).(*types.Var); ok && isChan(v.Type()) && !slices.Contains(all, types.Object(v)) {
					all = append(all, v)
				}
			}
		}
		return true
	})
	s.returned[f] = all
	return all
}
