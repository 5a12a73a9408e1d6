package races

import (
	"go/ast"
	"go/token"
	"go/types"

	"github.com/loopcheck/loopcheck/analyzers/internal/program"
)

// isMade reports whether a variable holds an object that is made where it is declared, or
// that a constructor of this package has made.
func (s *solver) isMade(v *types.Var) bool {
	assigned := s.prog.Assigned(v)
	return len(assigned) == 1 && assigned[0].Result <= 0 && s.isNewObject(assigned[0].Value)
}

// isNewObject reports whether an expression makes an object.
func (s *solver) isNewObject(e ast.Expr) bool {
	e = ast.Unparen(e)
	if addr, ok := e.(*ast.UnaryExpr); ok && addr.Op == token.AND {
		e = ast.Unparen(addr.X)
	}
	switch e := e.(type) {
	case *ast.CompositeLit:
		return true
	case *ast.CallExpr:
		if id, ok := ast.Unparen(e.Fun).(*ast.Ident); ok && s.pass.TypesInfo.Uses[id] == types.Universe.Lookup("new") {
			return true
		}
		return s.isConstructor(s.prog.FuncOf(s.prog.Callee(e)))
	}
	return false
}

// isConstructor reports whether the first result of a function is an object that it makes,
// whatever way it returns; nil beside an error is none.
func (s *solver) isConstructor(f *program.Func) bool {
	if f == nil || f.Body() == nil || f.Sig.Recv() != nil || f.Sig.Results().Len() == 0 {
		return false
	}
	makes, known := s.makers[f]
	if !known {
		s.makers[f] = false // of functions that call each other nobody makes anything
		makes = s.returnsMade(f)
		s.makers[f] = makes
	}
	return makes
}

func (s *solver) returnsMade(f *program.Func) bool {
	some, all := false, true
	f.Inspect(func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			return false
		case *ast.ReturnStmt:
			if len(n.Results) == 0 {
				all = false
				return true
			}
			e := ast.Unparen(n.Results[0])
			if s.pass.TypesInfo.Types[e].IsNil() {
				return true
			}
			v, _ := s.prog.Var(e).(*types.Var)
			made := s.isNewObject(e) || v != nil && program.Contains(f.Node(), v.Pos()) && s.isMade(v)
			some, all = some || made, all && made
		}
		return true
	})
	return some && all
}
