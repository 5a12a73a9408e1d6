package duty

import (
	"go/ast"
	"go/token"
	"go/types"

	"github.com/loopcheck/loopcheck/analyzers/internal/program"
)

// excused reports whether a drop does no harm, in a way that its row allows.
func (r *Result) excused(f *program.Func, d Drop) bool {
	return d.Due.Row.Attached && r.unattached(f, d.Call) || d.Due.Row.Returnable && r.renewed(f, d)
}

// renewed reports whether f goes on to return a command that replaces the
// dropped one: from another call on the same receiver (Focus, then return
// Init), or one of the functions beside the method (textinput.Blink).
func (r *Result) renewed(f *program.Func, d Drop) bool {
	sel, ok := ast.Unparen(d.Call.Fun).(*ast.SelectorExpr)
	if !ok || d.Callee == nil {
		return false
	}
	receiver, found := types.ExprString(sel.X), false
	replaces := func(n ast.Node) {
		other, ok := n.(*ast.SelectorExpr)
		if !ok {
			return
		}
		fn, ok := r.info.Uses[other.Sel].(*types.Func)
		if !ok {
			return
		}
		beside := fn.Pkg() == d.Callee.Pkg() && fn.Signature().Recv() == nil
		found = found || beside || types.ExprString(other.X) == receiver
	}
	if ret := nextReturn(f.Body().List, d.Call); ret != nil {
		ast.Inspect(ret, func(n ast.Node) bool { replaces(n); return true })
	}
	return found
}

// nextReturn is the return statement that control reaches after a call if
// nothing turns it aside: the first in the lists that hold the call.
func nextReturn(list []ast.Stmt, call *ast.CallExpr) *ast.ReturnStmt {
	for i, stmt := range list {
		if call.Pos() < stmt.Pos() || stmt.End() <= call.Pos() {
			continue
		}
		if ret := nextReturnIn(stmt, call); ret != nil {
			return ret
		}
		for _, after := range list[i+1:] {
			if ret, ok := after.(*ast.ReturnStmt); ok {
				return ret
			}
		}
	}
	return nil
}

// nextReturnIn looks in the lists of one statement.
func nextReturnIn(stmt ast.Stmt, call *ast.CallExpr) *ast.ReturnStmt {
	var found *ast.ReturnStmt
	ast.Inspect(stmt, func(n ast.Node) bool {
		var list []ast.Stmt
		switch n := n.(type) {
		case *ast.BlockStmt:
			list = n.List
		case *ast.CaseClause:
			list = n.Body
		case *ast.CommClause:
			list = n.Body
		default:
			return found == nil
		}
		if found == nil {
			found = nextReturn(list, call)
		}
		return false
	})
	return found
}

// unattached reports whether a call's receiver was made in the same function, so
// that it is part of nothing yet.
func (r *Result) unattached(f *program.Func, call *ast.CallExpr) bool {
	sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	if !ok {
		return false
	}
	v := base(r.info, sel.X)
	return v != nil && f.Has(v) && madeHere(r.info, f.Body(), v)
}

// base is the variable that a selector chain starts from.
func base(info *types.Info, e ast.Expr) *types.Var {
	for {
		switch x := ast.Unparen(e).(type) {
		case *ast.SelectorExpr:
			e = x.X
		case *ast.IndexExpr:
			e = x.X
		case *ast.Ident:
			v, _ := info.Uses[x].(*types.Var)
			return v
		default:
			return nil
		}
	}
}

// madeHere reports whether v starts as a new value: a literal, or what a
// function, rather than a field or another variable, gives.
func madeHere(info *types.Info, body ast.Node, v *types.Var) bool {
	made := false
	ast.Inspect(body, func(n ast.Node) bool {
		assign, ok := n.(*ast.AssignStmt)
		if !ok || assign.Tok != token.DEFINE || len(assign.Lhs) != len(assign.Rhs) {
			return true
		}
		for i, l := range assign.Lhs {
			if id, ok := l.(*ast.Ident); ok && info.Defs[id] == v {
				made = isNew(assign.Rhs[i])
			}
		}
		return true
	})
	return made
}

func isNew(e ast.Expr) bool {
	switch e := ast.Unparen(e).(type) {
	case *ast.CompositeLit:
		return true
	case *ast.UnaryExpr:
		return isNew(e.X)
	case *ast.CallExpr:
		return true
	}
	return false
}
