package duty

import (
	"go/ast"
	"go/token"
	"go/types"

	"golang.org/x/tools/go/analysis"

	"github.com/loopcheck/loopcheck/analyzers/internal/program"
)

// How says in which way a value is dropped.
type How int

const (
	Dropped     How = iota // a statement, or the blank identifier
	Overwritten            // assigned again before it is read
	Unread                 // assigned last, and never read
)

// A Drop is a call whose result carries a duty that nobody meets.
type Drop struct {
	Call   *ast.CallExpr
	Callee *types.Func // nil for a call of a value
	Due    Due
	How    How
	Var    string // Overwritten, Unread: the variable
}

// Drops finds the values that f's body drops. Handing a value on in whatever
// way meets its duty here: what becomes of it there is for there.
func (r *Result) Drops(info *types.Info, f *program.Func) []Drop {
	if f.Body() == nil || len(r.calls) == 0 {
		return nil
	}
	d := dropper{r: r, info: info, body: f.Body()}
	ast.Inspect(f.Body(), func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			return false
		case *ast.ExprStmt:
			d.statement(n.X)
		case *ast.DeferStmt:
			d.statement(n.Call)
		case *ast.AssignStmt:
			d.blank(n)
		case *ast.BlockStmt:
			d.list(n.List)
		case *ast.CaseClause:
			d.list(n.Body)
		case *ast.CommClause:
			d.list(n.Body)
		}
		return true
	})
	return d.found
}

type dropper struct {
	r     *Result
	info  *types.Info
	body  *ast.BlockStmt
	found []Drop
}

func (d *dropper) statement(e ast.Expr) {
	call, ok := ast.Unparen(e).(*ast.CallExpr)
	if !ok {
		return
	}
	for _, due := range d.r.Of(call) {
		d.found = append(d.found, Drop{Call: call, Callee: d.r.prog.Callee(call), Due: due})
	}
}

func (d *dropper) blank(assign *ast.AssignStmt) {
	d.eachDue(assign, func(target ast.Expr, call *ast.CallExpr, due Due) {
		if id, ok := target.(*ast.Ident); ok && id.Name == "_" {
			d.found = append(d.found, Drop{Call: call, Callee: d.r.prog.Callee(call), Due: due})
		}
	})
}

// eachDue visits the values with a duty that an assignment assigns.
func (d *dropper) eachDue(assign *ast.AssignStmt, visit func(target ast.Expr, call *ast.CallExpr, due Due)) {
	for i, rhs := range assign.Rhs {
		call, ok := ast.Unparen(rhs).(*ast.CallExpr)
		if !ok {
			continue
		}
		for _, due := range d.r.Of(call) {
			switch {
			case len(assign.Lhs) == len(assign.Rhs):
				visit(assign.Lhs[i], call, due)
			case due.Index < len(assign.Lhs):
				visit(assign.Lhs[due.Index], call, due)
			}
		}
	}
}

// list looks at each assignment in a list of statements for what follows it
// there: a second assignment with no mention in between, or no mention at all
// until the function ends.
func (d *dropper) list(stmts []ast.Stmt) {
	for i, stmt := range stmts {
		assign, ok := stmt.(*ast.AssignStmt)
		if !ok {
			continue
		}
		d.eachDue(assign, func(target ast.Expr, call *ast.CallExpr, due Due) {
			v := d.local(target)
			if v == nil {
				return
			}
			if how, ok := d.fate(v, stmts[i+1:]); ok {
				d.found = append(d.found, Drop{Call: call, Callee: d.r.prog.Callee(call), Due: due, How: how, Var: v.Name()})
			}
		})
	}
}

// local is the variable of this body that an assignment sets; nil for others, and for
// one that a literal captures, which may read it at any time.
func (d *dropper) local(target ast.Expr) *types.Var {
	id, ok := target.(*ast.Ident)
	if !ok || id.Name == "_" {
		return nil
	}
	v, ok := d.info.ObjectOf(id).(*types.Var)
	if !ok || v.Pos() < d.body.Pos() || v.Pos() >= d.body.End() || d.captured(v) {
		return nil
	}
	return v
}

func (d *dropper) captured(v *types.Var) bool {
	found := false
	ast.Inspect(d.body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			found = found || mentions(d.info, n, v)
			return false
		case *ast.UnaryExpr:
			found = found || n.Op == token.AND && mentions(d.info, n.X, v)
		}
		return !found
	})
	return found
}

// fate is what happens to v in the statements that follow its assignment.
func (d *dropper) fate(v *types.Var, rest []ast.Stmt) (How, bool) {
	for _, stmt := range rest {
		if d.overwrites(stmt, v) {
			return Overwritten, true
		}
		if mentions(d.info, stmt, v) {
			return 0, false
		}
		if ret, ok := stmt.(*ast.ReturnStmt); ok && !mentions(d.info, ret, v) {
			return Unread, true
		}
	}
	return 0, false
}

// overwrites reports whether stmt assigns v without reading it.
func (d *dropper) overwrites(stmt ast.Stmt, v *types.Var) bool {
	assign, ok := stmt.(*ast.AssignStmt)
	if !ok || assign.Tok != token.ASSIGN {
		return false
	}
	sets := false
	for _, l := range assign.Lhs {
		if id, ok := l.(*ast.Ident); ok && d.info.Uses[id] == v {
			sets = true
		} else if mentions(d.info, l, v) {
			return false
		}
	}
	for _, r := range assign.Rhs {
		if mentions(d.info, r, v) {
			return false
		}
	}
	return sets
}

func mentions(info *types.Info, n ast.Node, v *types.Var) bool {
	found := false
	ast.Inspect(n, func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok && info.Uses[id] == v {
			found = true
		}
		return !found
	})
	return found
}

// Renewed reports whether f goes on to return a command that replaces the
// dropped one: from another call on the same receiver (Focus, then return
// Init), or one of the functions beside the method (textinput.Blink).
func Renewed(info *types.Info, f *program.Func, d Drop) bool {
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
		fn, ok := info.Uses[other.Sel].(*types.Func)
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

// Attached reports whether a call's receiver was made in the same function, so
// that it is part of nothing yet.
func Attached(info *types.Info, f *program.Func, call *ast.CallExpr, pass *analysis.Pass) bool {
	sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	if !ok {
		return false
	}
	v := base(info, sel.X)
	if v == nil || v.Parent() == pass.Pkg.Scope() || v.Pos() < f.Body().Pos() || v.Pos() >= f.Body().End() {
		return false
	}
	return madeHere(info, f.Body(), v)
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
