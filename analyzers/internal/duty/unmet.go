package duty

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"

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

// Unmet finds the values with a duty that f's body drops, those left out that
// are excused. Handing a value on in whatever way meets its duty here: what
// becomes of it there is for there.
func (r *Result) Unmet(f *program.Func) []Drop {
	if f.Body() == nil || len(r.calls) == 0 {
		return nil
	}
	d := dropper{r: r, info: r.info, body: f.Body()}
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
	return slices.DeleteFunc(d.found, func(drop Drop) bool { return r.excused(f, drop) })
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
