package duty

import (
	"go/ast"
	"go/token"
	"go/types"
	"sort"

	"golang.org/x/tools/go/analysis"

	"github.com/loopcheck/loopcheck/analyzers/internal/program"
)

// How says in which way a value is dropped.
type How int

const (
	Dropped     How = iota // a statement, or the blank identifier
	Overwritten            // assigned again before it is read
	Unread                 // assigned last, and never read
	Missed                 // read, but not on each way out
	Gathered               // added to a list that nobody reads on some way out
	Again                  // a function to call exactly once is called again on some way
	Undrained              // nobody receives from one of its channels
	Unjoined               // a method begins what another one must end, and that is not called on some way out
)

// A Drop is a call whose result carries a duty that nobody meets.
type Drop struct {
	Call   *ast.CallExpr
	Callee *types.Func // nil for a call of a value
	Due    Due
	How    How
	Var    string // the variable, but for Dropped; the channel, for Undrained

	// Way is where the value is lost, for Missed, Gathered and Unjoined: a return
	// statement, or the value's own assignment, which the next round comes to. For
	// Again it is the call that comes again.
	Way ast.Node

	// Elsewhere says that the value is made in one branch and lost in another: the
	// conditions may exclude each other.
	Elsewhere bool

	// Joined says, for Unjoined, that another way ends what was begun.
	Joined bool

	// Onward says that the call hands on the message that its function got.
	Onward bool

	// Fixes are what hands the value on with what the function returns next.
	Fixes []analysis.SuggestedFix

	// Waived says that the code says so: a written _ for what a function of the
	// program's own module returns, or for the answer to a message of its own, one that
	// it makes or whose type it declares.
	Waived bool

	// Unseen says that the program makes a message and hands it to an interface:
	// whoever is behind it answers most messages with nothing.
	Unseen bool
}

// NextRound reports whether the value is lost where its own statement comes again.
func (d Drop) NextRound() bool {
	_, leaves := d.Way.(*ast.ReturnStmt)
	return d.Way != nil && !leaves && d.Way.Pos() <= d.Call.Pos()
}

// Unmet finds the values with a duty that f's body drops, those left out that
// are excused. Handing a value on in whatever way meets its duty here: what
// becomes of it there is for there.
func (r *Result) Unmet(f *program.Func) []Drop {
	if f.Body() == nil || f.Head != nil || len(r.calls) == 0 && !r.since && !r.drains {
		return nil
	}
	d := dropper{Result: r, f: f, vars: r.vars(), renewals: make(map[any]renewal)}
	d.list(f.Body().List, nil)
	d.unjoined()
	d.once()
	d.undrained()
	return d.found
}

// A dropper visits the statements of one function.
type dropper struct {
	*Result
	f        *program.Func
	vars     *variables
	renewals map[any]renewal // by return statement or list
	names    map[string]bool // that the function uses, once somebody asks
	walks    int             // how many ways were followed
	found    []Drop
}

func (d *dropper) drop(drop Drop, in *list) {
	drop.Callee = d.prog.Callee(drop.Call)
	drop.Unseen = drop.Due.Made && drop.Due.Behind
	drop.Elsewhere = drop.Way != nil && d.elsewhere(drop.Call, drop.Way)
	if !d.excused(drop, in) && !d.prog.Off(drop.Call) {
		if drop.How == Dropped && !drop.Waived {
			drop.Fixes = d.fixes(drop, in)
		}
		d.found = append(d.found, drop)
	}
}

// list visits a list of statements. What follows an assignment there says what
// becomes of the value.
func (d *dropper) list(stmts []ast.Stmt, outer *list) {
	l := newList(stmts, outer)
	for _, stmt := range stmts {
		assign, ok := stmt.(*ast.AssignStmt)
		if !ok {
			continue
		}
		d.eachDue(assign, func(target ast.Expr, call *ast.CallExpr, due Due) {
			v := d.local(target)
			if v == nil {
				return
			}
			if how, ok := d.fate(v, assign, l); ok {
				d.drop(Drop{Call: call, Due: due, How: how, Var: v.Name()}, l)
			}
		})
	}
	for _, stmt := range stmts {
		d.within(stmt, l)
	}
}

// within visits a statement of a list, and the lists in it.
func (d *dropper) within(stmt ast.Stmt, in *list) {
	ast.Inspect(stmt, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			return false
		case *ast.ExprStmt:
			d.statement(n.X, in)
		case *ast.DeferStmt:
			d.statement(n.Call, in)
		case *ast.AssignStmt:
			d.blank(n, in)
			d.missed(n, in)
			d.gathered(n, in)
		case *ast.BlockStmt:
			d.list(n.List, in)
			return false
		case *ast.CaseClause:
			d.list(n.Body, in)
			return false
		case *ast.CommClause:
			d.list(n.Body, in)
			return false
		}
		return true
	})
}

func (d *dropper) statement(e ast.Expr, in *list) {
	call, ok := ast.Unparen(e).(*ast.CallExpr)
	if !ok {
		return
	}
	for _, due := range d.Of(call) {
		d.drop(Drop{Call: call, Due: due}, in)
	}
}

func (d *dropper) blank(assign *ast.AssignStmt, in *list) {
	d.eachDue(assign, func(target ast.Expr, call *ast.CallExpr, due Due) {
		if id, ok := target.(*ast.Ident); ok && id.Name == "_" {
			d.drop(Drop{Call: call, Due: due, Waived: due.Made || due.Ours || d.isOwn(d.prog.Callee(call))}, in)
		}
	})
}

// isOwn reports whether a function is one of the program's module.
func (d *dropper) isOwn(fn *types.Func) bool {
	return fn != nil && fn.Pkg() != nil && program.SameModule(d.pass, fn.Pkg().Path())
}

// isAbstract reports whether fn is an interface's method.
func isAbstract(fn *types.Func) bool {
	return fn != nil && fn.Signature().Recv() != nil && types.IsInterface(fn.Signature().Recv().Type())
}

// eachDue visits the values with a duty that an assignment assigns.
func (d *dropper) eachDue(assign *ast.AssignStmt, visit func(target ast.Expr, call *ast.CallExpr, due Due)) {
	for i, rhs := range assign.Rhs {
		call, ok := ast.Unparen(rhs).(*ast.CallExpr)
		if !ok {
			continue
		}
		for _, due := range d.Of(call) {
			switch {
			case len(assign.Lhs) == len(assign.Rhs):
				visit(assign.Lhs[i], call, due)
			case due.Index < len(assign.Lhs):
				visit(assign.Lhs[due.Index], call, due)
			}
		}
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
	if !ok || !d.f.Has(v) || d.vars.escapes[v] {
		return nil
	}
	return v
}

// fate is what happens to v after its assignment, straight on: in the list of
// statements that holds the assignment, each of which counts as a whole, so
// that a mention on any way through it is a use. Ways are not followed, or a
// value that is met on one and lost on another would be a finding.
func (d *dropper) fate(v *types.Var, assign *ast.AssignStmt, l *list) (How, bool) {
	ret := l.returnAfter(assign.End())
	mention, ok := d.vars.mentionAfter(v, assign.End())
	if ok && mention < l.end() && (ret == nil || mention < ret.End()) {
		return Overwritten, d.overwrites(l.holding(mention), v)
	}
	return Unread, ret != nil
}

// overwrites reports whether a statement that mentions v assigns it without
// reading it.
func (d *dropper) overwrites(stmt ast.Stmt, v *types.Var) bool {
	assign, ok := stmt.(*ast.AssignStmt)
	if !ok || assign.Tok != token.ASSIGN {
		return false
	}
	for _, mention := range d.vars.mentionsIn(v, stmt) {
		i := sort.Search(len(assign.Lhs), func(i int) bool { return assign.Lhs[i].End() > mention })
		if i == len(assign.Lhs) {
			return false
		}
		if _, whole := assign.Lhs[i].(*ast.Ident); !whole {
			return false
		}
	}
	return true
}
