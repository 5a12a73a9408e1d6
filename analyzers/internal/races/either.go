package races

import (
	"go/ast"
	"go/types"
	"slices"

	"github.com/loopcheck/loopcheck/analyzers/internal/program"
)

// A loop that hands each object which it receives on to somebody, or uses it itself, uses
// those that nobody else has: others have what it handed on.
//
//	if handler != nil { handler <- ch } else { ch.Reject() }

// isKeptBack reports whether a loop comes to a call only with an object that it sends to
// nobody, and sends the others.
func (s *solver) isKeptBack(loop *program.Func, at ast.Node) bool {
	call, ok := at.(*ast.CallExpr)
	if !ok {
		return false
	}
	sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	if !ok {
		return false
	}
	v, ok := s.prog.Var(sel.X).(*types.Var)
	if !ok || v.IsField() || !loop.Has(v) || s.received()[v] == nil {
		return false
	}
	given, sent := s.givenOn(loop, v)
	renewed := func(n ast.Node) bool { return s.makes(n, v) }
	ways := s.paths(loop)
	return sent && !slices.ContainsFunc(given, func(n ast.Node) bool {
		return ways.ReachesUnmet(n, at, renewed) || ways.ReachesUnmet(at, n, renewed)
	})
}

// givenOn are the places where a body gives what a variable holds to somebody, and whether
// it sends it to any: what is not a method's receiver, or a field's object, may be given.
func (s *solver) givenOn(f *program.Func, v *types.Var) (given []ast.Node, sent bool) {
	own := make(map[*ast.Ident]bool)
	f.Inspect(func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.SelectorExpr:
			if id, ok := ast.Unparen(n.X).(*ast.Ident); ok {
				own[id] = true
			}
		case *ast.SendStmt:
			sent = sent || s.prog.Var(n.Value) == v
		case *ast.Ident:
			if s.pass.TypesInfo.Uses[n] == v && !own[n] {
				given = append(given, n)
			}
		}
		return true
	})
	return given, sent
}
