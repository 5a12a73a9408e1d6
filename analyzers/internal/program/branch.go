package program

import (
	"go/ast"
	"go/token"
	"go/types"
)

// picks reports whether the for statement at hand takes a branch once: it
// returns there, or looks for the one that is equal to what the function has.
func (w *walker) picks(n *ast.IfStmt) bool {
	return w.repeat != nil && (returns(n.Body) || w.looksFor(n.Cond))
}

// looksFor reports whether a condition asks for an equal of what the for statement
// goes round. Many may be equal to a constant.
func (w *walker) looksFor(cond ast.Expr) bool {
	b, ok := ast.Unparen(cond).(*ast.BinaryExpr)
	if !ok {
		return false
	}
	if b.Op == token.LAND {
		return w.looksFor(b.X) || w.looksFor(b.Y)
	}
	return b.Op == token.EQL && !w.isConstant(b.X) && !w.isConstant(b.Y) && w.isRound(b.X) != w.isRound(b.Y)
}

func (w *walker) isConstant(e ast.Expr) bool {
	tv := w.p.info.Types[e]
	return tv.Value != nil || tv.IsNil()
}

// isRound reports whether an expression uses a variable that the for statement
// at hand declares for each round.
func (w *walker) isRound(e ast.Expr) bool {
	found := false
	ast.Inspect(e, func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok {
			obj := w.p.info.Uses[id]
			found = found || obj != nil && w.repeat.Stmt.Pos() <= obj.Pos() && obj.Pos() < w.repeat.Body.Pos()
		}
		return !found
	})
	return found
}

// IsForError reports whether a condition says that there is an error: err != nil, alone or
// among others.
func (p *Package) IsForError(cond ast.Expr) bool {
	b, ok := ast.Unparen(cond).(*ast.BinaryExpr)
	if !ok {
		return false
	}
	switch b.Op {
	case token.LAND, token.LOR:
		return p.IsForError(b.X) || p.IsForError(b.Y)
	case token.NEQ:
		return p.info.Types[b.Y].IsNil() && p.isError(b.X) || p.info.Types[b.X].IsNil() && p.isError(b.Y)
	}
	return false
}

func (p *Package) isError(e ast.Expr) bool {
	t := p.info.TypeOf(e)
	return t != nil && types.Identical(t, types.Universe.Lookup("error").Type())
}
