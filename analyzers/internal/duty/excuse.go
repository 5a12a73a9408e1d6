package duty

import (
	"go/ast"
	"go/types"
)

// excused reports whether a drop does no harm, in a way that its row allows.
func (d *dropper) excused(drop Drop, in *list) bool {
	row := drop.Due.Row
	return row.Attached && d.unattached(drop.Call) || row.Returnable && d.renewed(drop, in)
}

// maxReceiver bounds, in bytes of source, a receiver that is compared with others.
const maxReceiver = 256

// A renewal is what a return statement calls, or gives, of methods and of
// functions of other packages.
type renewal struct {
	receivers map[string]bool // as they are written
	beside    map[*types.Package]bool
}

// renewed reports whether the function goes on to return a command that
// replaces the dropped one: from another call on the same receiver (Focus, then
// return Init), or one of the functions beside the method (textinput.Blink).
func (d *dropper) renewed(drop Drop, in *list) bool {
	sel, ok := ast.Unparen(drop.Call.Fun).(*ast.SelectorExpr)
	ret := in.next(drop.Call.Pos())
	if !ok || drop.Callee == nil || ret == nil {
		return false
	}
	by, known := d.renewals[ret]
	if !known {
		by = d.renewal(ret)
		d.renewals[ret] = by
	}
	return by.beside[drop.Callee.Pkg()] || isShort(sel.X) && by.receivers[types.ExprString(sel.X)]
}

func (d *dropper) renewal(ret *ast.ReturnStmt) renewal {
	by := renewal{receivers: make(map[string]bool), beside: make(map[*types.Package]bool)}
	ast.Inspect(ret, func(n ast.Node) bool {
		sel, ok := n.(*ast.SelectorExpr)
		if !ok {
			return true
		}
		fn, ok := d.info.Uses[sel.Sel].(*types.Func)
		if !ok {
			return true
		}
		if fn.Signature().Recv() == nil {
			by.beside[fn.Pkg()] = true
		}
		if isShort(sel.X) {
			by.receivers[types.ExprString(sel.X)] = true
		}
		return true
	})
	return by
}

func isShort(e ast.Expr) bool { return e.End()-e.Pos() <= maxReceiver }

// unattached reports whether a call's receiver was made in the same function, so
// that it is part of nothing yet.
func (d *dropper) unattached(call *ast.CallExpr) bool {
	sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	if !ok {
		return false
	}
	v := base(d.info, sel.X)
	return v != nil && d.f.Has(v) && d.madeHere(v)
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
// function, rather than a field or another variable, gives. What is of another
// type than v is something that v was taken from, such as a container.
func (d *dropper) madeHere(v *types.Var) bool {
	values := d.prog.Assigned(v)
	if len(values) == 0 || values[0].Result > 0 {
		return false
	}
	first := values[0].Value
	return isNew(first) && types.Identical(d.info.TypeOf(first), v.Type())
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
