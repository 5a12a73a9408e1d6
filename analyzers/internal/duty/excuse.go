package duty

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"github.com/loopcheck/loopcheck/analyzers/internal/contract"
)

// excused reports whether a drop does no harm, in a way that its row allows.
func (d *dropper) excused(drop Drop, in *list) bool {
	row := drop.Due.Row
	return row.Attached && d.unattached(drop.Call) || row.Returnable && d.renewed(drop, in) || row.Uses != nil && d.wasReset(drop, in)
}

// maxBefore bounds how many statements before a drop are looked at.
const maxBefore = 8

// wasReset reports whether the component was reset in the same list of
// statements, just before.
func (d *dropper) wasReset(drop Drop, in *list) bool {
	sel, ok := ast.Unparen(drop.Call.Fun).(*ast.SelectorExpr)
	if !ok || !isShort(sel.X) {
		return false
	}
	before := in.before(drop.Call.Pos())
	for _, stmt := range slices.Backward(before[max(0, len(before)-maxBefore):]) {
		switch d.useIn(stmt, types.ExprString(sel.X)) {
		case contract.Reset:
			return true
		case contract.Used:
			return false
		}
	}
	return false
}

// useIn is what a statement that is one call says of a component.
func (d *dropper) useIn(stmt ast.Stmt, component string) contract.Use {
	expr, ok := stmt.(*ast.ExprStmt)
	if !ok {
		return 0
	}
	call, ok := ast.Unparen(expr.X).(*ast.CallExpr)
	if !ok {
		return 0
	}
	if sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr); !ok || !isShort(sel.X) || types.ExprString(sel.X) != component {
		return 0
	}
	return d.use(d.prog.Callee(call))
}

// maxReceiver bounds, in bytes of source, a receiver that is compared with others.
const maxReceiver = 256

// A renewal is what statements call, or give, of methods and of functions of
// other packages, and where last.
type renewal struct {
	receivers map[string]token.Pos // as they are written
	beside    map[*types.Package]token.Pos
}

// maxOuter bounds how many lists of statements, one in the other, are looked
// through for what replaces a command.
const maxOuter = 16

// renewed reports whether the function goes on to return a command that
// replaces the dropped one, or to add it to those that it returns: from another
// call on the same receiver (Focus, then return Init), or one of the functions
// beside the method (textinput.Blink).
func (d *dropper) renewed(drop Drop, in *list) bool {
	sel, ok := ast.Unparen(drop.Call.Fun).(*ast.SelectorExpr)
	if !ok || drop.Callee == nil {
		return false
	}
	pos := drop.Call.Pos()
	ret := in.next(pos)
	if ret == nil {
		return false
	}
	by := d.renewalBy(ret, func() []ast.Stmt { return []ast.Stmt{ret} })
	for n := 0; !by.after(pos, drop.Callee, sel.X); n++ {
		if in == nil || n == maxOuter {
			return false
		}
		at := in
		by = d.renewalBy(at, func() []ast.Stmt { return d.additions(at) })
		if in = in.outer; at.returnAfter(pos) != nil {
			in = nil // it returns before it comes there
		}
	}
	return true
}

func (r renewal) after(pos token.Pos, fn *types.Func, receiver ast.Expr) bool {
	return r.beside[fn.Pkg()] > pos || isShort(receiver) && r.receivers[types.ExprString(receiver)] > pos
}

// renewalBy is what some statements of a return statement or a list give.
func (d *dropper) renewalBy(of any, stmts func() []ast.Stmt) renewal {
	if by, known := d.renewals[of]; known {
		return by
	}
	by := renewal{receivers: make(map[string]token.Pos), beside: make(map[*types.Package]token.Pos)}
	for _, stmt := range stmts() {
		d.addRenewal(by, stmt)
	}
	d.renewals[of] = by
	return by
}

func (d *dropper) addRenewal(by renewal, stmt ast.Stmt) {
	ast.Inspect(stmt, func(n ast.Node) bool {
		sel, ok := n.(*ast.SelectorExpr)
		if !ok {
			return true
		}
		fn, ok := d.info.Uses[sel.Sel].(*types.Func)
		if !ok {
			return true
		}
		if fn.Signature().Recv() == nil {
			by.beside[fn.Pkg()] = sel.Pos()
		}
		if isShort(sel.X) {
			by.receivers[types.ExprString(sel.X)] = sel.Pos()
		}
		return true
	})
}

// additions are the statements of a list that set what has a duty, or a list of
// such: the commands that a function gathers.
func (d *dropper) additions(l *list) []ast.Stmt {
	var found []ast.Stmt
	for _, stmt := range l.stmts {
		assign, ok := stmt.(*ast.AssignStmt)
		if !ok {
			continue
		}
		t := d.info.TypeOf(assign.Lhs[0])
		if s, ok := t.(*types.Slice); ok {
			t = s.Elem()
		}
		if t != nil && d.carries(t) {
			found = append(found, stmt)
		}
	}
	return found
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
