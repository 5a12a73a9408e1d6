package races

import (
	"go/ast"
	"go/token"
	"go/types"
)

// Goroutines that each add to one variable lose what the others add, however they meet:
// a counter, a sum, a slice that results are appended to.

// updates reports whether a use gives a variable or field a value that it makes of the
// last one: it is counted, added to, or appended to.
func (s *solver) updates(e *entry) bool {
	if s.updating == nil {
		s.updating = make(map[ast.Node]bool)
		for _, file := range s.pass.Files {
			ast.Inspect(file, func(n ast.Node) bool {
				switch n := n.(type) {
				case *ast.IncDecStmt:
					s.updating[ast.Unparen(n.X)] = true
				case *ast.AssignStmt:
					s.noteUpdates(n)
				}
				return true
			})
		}
	}
	return s.updating[e.leaf().at]
}

func (s *solver) noteUpdates(n *ast.AssignStmt) {
	for i, l := range n.Lhs {
		switch {
		case n.Tok == token.ASSIGN:
			if len(n.Rhs) == len(n.Lhs) && s.appendsTo(n.Rhs[i], l) {
				s.updating[ast.Unparen(l)] = true
			}
		case n.Tok != token.DEFINE:
			s.updating[ast.Unparen(l)] = true
		}
	}
}

// appendsTo reports whether an expression appends to what another one names.
func (s *solver) appendsTo(e, to ast.Expr) bool {
	call, ok := ast.Unparen(e).(*ast.CallExpr)
	if !ok || len(call.Args) == 0 {
		return false
	}
	id, ok := ast.Unparen(call.Fun).(*ast.Ident)
	return ok && id.Name == "append" && s.pass.TypesInfo.Types[call.Fun].IsBuiltin() && types.ExprString(call.Args[0]) == types.ExprString(to)
}

// isCounted reports whether a for statement makes each of its rounds at once, as one that
// counts does: nothing in it waits for the last round's goroutine.
func (s *solver) isCounted(stmt ast.Stmt) bool {
	switch loop := stmt.(type) {
	case *ast.ForStmt:
		return loop.Post != nil && loop.Cond != nil
	case *ast.RangeStmt:
		t := s.pass.TypesInfo.TypeOf(loop.X)
		return t != nil && isBasic(t) && t.Underlying().(*types.Basic).Info()&types.IsInteger != 0
	}
	return false
}
