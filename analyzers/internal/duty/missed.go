package duty

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"github.com/loopcheck/loopcheck/analyzers/internal/program"
)

// maxWalks bounds how often the ways through one function are followed: each time is a
// walk through it.
const maxWalks = 64

// missed finds what an assignment gives a variable, that is met on some way and lost on
// another one. Where all ways lose it, [dropper.list] has said so.
func (d *dropper) missed(assign *ast.AssignStmt, in *list) {
	d.eachDue(assign, func(target ast.Expr, call *ast.CallExpr, due Due) {
		v := d.local(target)
		if v == nil || d.isResult(v) || !d.losable(call, due) || d.lostAnyway(v, assign, in) {
			return
		}
		o := owing{dropper: d, v: v, due: due, beside: d.besideOf(assign, v), from: assign}
		if due.Row.Bare() {
			o.source = d.sourceOf(assign, call, v)
			if d.isClosedAtEnd(o.source) {
				return // nobody waits at what is closed when the function ends
			}
		}
		if way := o.lost(); way != nil {
			d.drop(Drop{Call: call, Due: due, How: Missed, Var: v.Name(), Way: way, Onward: d.isOnward(call)}, in)
		}
	})
}

// lostAnyway reports whether the list that holds an assignment loses the value straight on.
func (d *dropper) lostAnyway(v *types.Var, assign *ast.AssignStmt, in *list) bool {
	if in == nil || len(in.stmts) == 0 || in.end() <= assign.Pos() || in.holding(assign.Pos()) != ast.Stmt(assign) {
		return false
	}
	_, lost := d.fate(v, assign, in)
	return lost
}

// losable reports whether the loss on one way is felt: the row says it is at all, and the call
// has done more than to make what does nothing yet.
func (d *dropper) losable(call *ast.CallExpr, due Due) bool {
	row := due.Row
	if row.Strict || row.Returnable || row.Uses != nil {
		return false
	}
	return !row.Lazy || d.isTuple(call)
}

// isResult reports whether a variable is a named result: a bare return gives it.
func (d *dropper) isResult(v *types.Var) bool {
	for r := range d.f.Sig.Results().Variables() {
		if r == v {
			return true
		}
	}
	return false
}

// besideOf are the variables set with v that say whether there is a value: an error, and
// whether something was handled.
func (d *dropper) besideOf(assign *ast.AssignStmt, v *types.Var) []*types.Var {
	var beside []*types.Var
	for _, l := range assign.Lhs {
		id, ok := l.(*ast.Ident)
		if !ok {
			continue
		}
		if other, ok := d.info.ObjectOf(id).(*types.Var); ok && other != v && isVerdict(other.Type()) {
			beside = append(beside, other)
		}
	}
	return beside
}

// isVerdict reports whether a type is that of an error or a bool.
func isVerdict(t types.Type) bool {
	if types.Identical(t, types.Universe.Lookup("error").Type()) {
		return true
	}
	b, ok := t.Underlying().(*types.Basic)
	return ok && b.Info()&types.IsBoolean != 0
}

// An owing is a variable that has a value with a duty from a statement on.
type owing struct {
	*dropper
	v      *types.Var
	due    Due
	beside []*types.Var
	from   ast.Node

	// failing are the if statements for an error that came with the value.
	failing []*ast.IfStmt

	// source are the variables that it came with or was made of, for what has no type of
	// its own: with the connection closed, nobody waits at its channels.
	source []*types.Var
}

// sourceOf are the variables set with v, and those that the call was given.
func (d *dropper) sourceOf(assign *ast.AssignStmt, call *ast.CallExpr, v *types.Var) []*types.Var {
	var source []*types.Var
	for _, e := range slices.Concat(assign.Lhs, call.Args) {
		if other := d.named(e); other != nil && other != v {
			source = append(source, other)
		}
	}
	return source
}

// isClosedAtEnd reports whether a deferred call closes one of some variables.
func (d *dropper) isClosedAtEnd(source []*types.Var) bool {
	return slices.ContainsFunc(d.f.Calls, func(call *program.Call) bool {
		return call.How == program.Defer && d.closes(call.Expr, source)
	})
}

// closes reports whether a node calls a Close of one of some variables.
func (d *dropper) closes(n ast.Node, source []*types.Var) bool {
	found := false
	ast.Inspect(n, func(n ast.Node) bool {
		if sel, ok := n.(*ast.SelectorExpr); ok && sel.Sel.Name == "Close" {
			found = found || slices.Contains(source, d.named(sel.X))
		}
		return !found
	})
	return found
}

// failures are the if statements of the function that ask whether one of some variables is
// an error.
func (d *dropper) failures(beside []*types.Var) []*ast.IfStmt {
	var all []*ast.IfStmt
	if len(beside) == 0 {
		return nil
	}
	d.f.Inspect(func(n ast.Node) bool {
		if stmt, ok := n.(*ast.IfStmt); ok && d.asksError(stmt.Cond, beside) {
			all = append(all, stmt)
		}
		return true
	})
	return all
}

// asksError reports whether a condition is "err != nil", for one of some variables.
func (d *dropper) asksError(cond ast.Expr, beside []*types.Var) bool {
	is, ok := ast.Unparen(cond).(*ast.BinaryExpr)
	return ok && is.Op == token.NEQ && d.info.Types[is.Y].IsNil() && slices.Contains(beside, d.named(is.X))
}

// lost is where the function loses the value, nil if it meets the duty on each way.
func (o owing) lost() ast.Node {
	if o.walks == maxWalks {
		return nil
	}
	o.walks++
	o.failing = o.failures(o.beside)
	way, _ := o.ways.Of(o.f).Unmet(o.from, func(n ast.Node) bool { return o.met(n) || o.tells(n) || o.asksCaller(n) })
	return way
}

// met reports whether a node hands the value on, or asks it for what meets its duty.
func (o owing) met(n ast.Node) bool {
	if len(o.source) > 0 && o.closes(n, o.source) {
		return true
	}
	mentions := o.vars.mentionsIn(o.v, n)
	if ret, ok := n.(*ast.ReturnStmt); ok && o.endsProgram(ret) {
		return true
	}
	if len(mentions) == 0 {
		return false
	}
	if assign, ok := n.(*ast.AssignStmt); ok {
		if all, _ := o.addsTo(assign); all == o.v {
			return false // more is owed by now
		}
	}
	if stmt, ok := n.(ast.Stmt); ok && o.overwrites(stmt, o.v) {
		return false
	}
	return len(o.due.Row.Calls) == 0 || o.asks(n) < len(mentions)
}

// asks counts the mentions that only ask the value for something that does not meet its duty.
func (o owing) asks(n ast.Node) int {
	asks := 0
	ast.Inspect(n, func(n ast.Node) bool {
		sel, ok := n.(*ast.SelectorExpr)
		if !ok {
			return true
		}
		id, ok := ast.Unparen(sel.X).(*ast.Ident)
		if !ok || o.info.Uses[id] != types.Object(o.v) {
			return true
		}
		if fn, ok := o.info.Uses[sel.Sel].(*types.Func); ok && !o.book.Meets(o.due.Row, fn) {
			asks++
		}
		return false
	})
	return asks
}

// endsProgram reports whether a return statement hands on what ends the program instead.
func (o owing) endsProgram(ret *ast.ReturnStmt) bool {
	if len(o.due.Row.Ends) == 0 {
		return false
	}
	ends := false
	ast.Inspect(ret, func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok && !ends {
			fn, _ := o.info.Uses[id].(*types.Func)
			ends = fn != nil && o.book.EndsInstead(o.due.Row, fn)
		}
		return !ends
	})
	return ends
}

// tells reports whether a node asks what was assigned with the value, which says whether
// there is one: both of the ways from there are the code's own. Of "err != nil" only the one
// on which there is an error is.
func (o owing) tells(n ast.Node) bool {
	for _, failing := range o.failing {
		if program.Contains(failing.Body, n.Pos()) {
			return true
		}
		if program.Contains(failing.Cond, n.Pos()) {
			return false
		}
	}
	for _, v := range o.beside {
		if len(o.vars.mentionsIn(v, n)) > 0 {
			return true
		}
	}
	return false
}

// elsewhere reports whether each of two nodes stands in a branch of its own.
func (d *dropper) elsewhere(a, b ast.Node) bool {
	return !program.Contains(d.branchOf(a), b.Pos()) && !program.Contains(d.branchOf(b), a.Pos())
}

// branchOf is the innermost branch that holds a node, the function's body where none does.
func (d *dropper) branchOf(at ast.Node) ast.Node {
	branch := ast.Node(d.f.Body())
	note := func(n ast.Node) {
		if program.Contains(n, at.Pos()) {
			branch = n
		}
	}
	d.f.Inspect(func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.IfStmt:
			note(n.Body)
			if n.Else != nil {
				note(n.Else)
			}
		case *ast.CaseClause, *ast.CommClause:
			note(n)
		}
		return n == nil || program.Contains(n, at.Pos())
	})
	return branch
}

// asksCaller reports whether a condition is a bool that the caller gives: who asks not to
// wait for what was begun has said so.
func (o owing) asksCaller(n ast.Node) bool {
	id, ok := n.(*ast.Ident)
	if !ok || o.due.Row.Lazy || o.due.Row.Bare() || len(o.due.Row.Since) > 0 {
		return false
	}
	v, ok := o.info.Uses[id].(*types.Var)
	return ok && o.isParam(v) && isVerdict(v.Type())
}

// isOnward reports whether a call hands on what the function got: one of its parameters is an
// argument of the same type.
func (d *dropper) isOnward(call *ast.CallExpr) bool {
	for _, arg := range call.Args {
		id, ok := ast.Unparen(arg).(*ast.Ident)
		if !ok {
			continue
		}
		v, ok := d.info.Uses[id].(*types.Var)
		if !ok || !types.IsInterface(v.Type()) {
			continue
		}
		if _, given := d.prog.ParamOf(v); given {
			return true
		}
	}
	return false
}
