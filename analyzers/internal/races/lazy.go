package races

import (
	"go/ast"
	"go/token"
	"go/types"
)

// findLazy finds the fields that are made where there was nothing before: if x.f ==
// nil { x.f = … }. Who uses what they hold comes later, and was told of it.
func (s *solver) findLazy() {
	for _, file := range s.pass.Files {
		ast.Inspect(file, func(n ast.Node) bool {
			if stmt, ok := n.(*ast.IfStmt); ok {
				s.noteLazy(stmt)
			}
			return true
		})
	}
}

func (s *solver) noteLazy(stmt *ast.IfStmt) {
	field := s.comparedWithNil(stmt.Cond)
	if field == nil {
		return
	}
	for _, inner := range stmt.Body.List {
		assign, ok := inner.(*ast.AssignStmt)
		if !ok {
			continue
		}
		for _, l := range assign.Lhs {
			if sel, ok := ast.Unparen(l).(*ast.SelectorExpr); ok && s.pass.TypesInfo.Uses[sel.Sel] == field {
				s.lazy[sel] = true
			}
		}
	}
}

// comparedWithNil is the field of which a condition says that it is nil.
func (s *solver) comparedWithNil(cond ast.Expr) types.Object {
	b, ok := ast.Unparen(cond).(*ast.BinaryExpr)
	if !ok || b.Op != token.EQL || !s.pass.TypesInfo.Types[b.Y].IsNil() {
		return nil
	}
	sel, ok := ast.Unparen(b.X).(*ast.SelectorExpr)
	if !ok {
		return nil
	}
	return s.pass.TypesInfo.Uses[sel.Sel]
}
