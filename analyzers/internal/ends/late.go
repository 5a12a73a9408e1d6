package ends

import (
	"go/ast"
	"go/types"
	"slices"

	"github.com/loopcheck/loopcheck/analyzers/internal/book"
	"github.com/loopcheck/loopcheck/analyzers/internal/contract"
	"github.com/loopcheck/loopcheck/analyzers/internal/program"
)

// maxClosers bounds how many calls of a function are known that close something.
const maxClosers = 8

// findLate finds what is handed to an object on whose every way there it has been closed,
// where nobody looks at what the call returns.
func (s *solver) findLate() {
	for _, f := range s.prog.Funcs {
		if s.prog.InTest(f.Node().Pos()) {
			continue
		}
		closers := s.closers(f)
		if len(closers) == 0 {
			continue
		}
		dropped := statements(f)
		for _, call := range f.Calls {
			if call.How != program.Plain || !dropped[call.Expr] {
				continue
			}
			for _, row := range s.book.Late(call.Callee) {
				if by := s.closedBefore(f, closers, call, row); by != nil {
					s.add(Stranded{Kind: Late, Op: &program.Op{In: f, Node: call.Expr, Chan: call.Expr.Fun}, By: f, Way: by.Expr, Why: row.Row.Why + "; " + row.Row.Fix, Likely: true})
				}
			}
		}
	}
}

// closers are the calls of f that close something before they return.
func (s *solver) closers(f *program.Func) []*program.Call {
	var all []*program.Call
	for _, call := range f.Calls {
		if call.How == program.Plain && len(s.book.Closing(call.Callee)) > 0 && len(all) < maxClosers {
			all = append(all, call)
		}
	}
	return all
}

// statements are the calls of f that stand alone, so that what they return is dropped.
func statements(f *program.Func) map[*ast.CallExpr]bool {
	alone := make(map[*ast.CallExpr]bool)
	f.Inspect(func(n ast.Node) bool {
		if stmt, ok := n.(*ast.ExprStmt); ok {
			if call, ok := ast.Unparen(stmt.X).(*ast.CallExpr); ok {
				alone[call] = true
			}
		}
		return true
	})
	return alone
}

// closedBefore is the call that has closed the object of another one on every way there.
func (s *solver) closedBefore(f *program.Func, closers []*program.Call, call *program.Call, row book.Bound[contract.Late]) *program.Call {
	object := s.objectOf(call)
	if object == nil {
		return nil
	}
	for _, c := range closers {
		if slices.Contains(s.book.Closing(c.Callee), row) && s.objectOf(c) == object && s.paths(f).Before(c.Expr, call.Expr) {
			return c
		}
	}
	return nil
}

// objectOf is the variable whose method is called, if that holds the same object all along.
func (s *solver) objectOf(call *program.Call) types.Object {
	sel, ok := ast.Unparen(call.Expr.Fun).(*ast.SelectorExpr)
	if !ok {
		return nil
	}
	id, ok := ast.Unparen(sel.X).(*ast.Ident)
	if !ok {
		return nil
	}
	v, ok := s.pass.TypesInfo.Uses[id].(*types.Var)
	if !ok || v.Kind() == types.PackageVar || len(s.prog.Assigned(v)) > 1 {
		return nil
	}
	return v
}
