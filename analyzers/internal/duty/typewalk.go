package duty

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"github.com/loopcheck/loopcheck/analyzers/internal/program"
)

// A span is source that a walk leaves out.
type span struct{ pos, end token.Pos }

// typeWalk finds the return statements that a call may reach with an argument of
// one type, or, with nil, of a type that the function does not know.
type typeWalk struct {
	*solver
	f       *program.Func
	aliases map[types.Object]bool // what has the argument
	arg     types.Type
	returns []*ast.ReturnStmt
	dead    []span
	drops   bool // something with a duty, in a statement
	nils    map[*types.Var]bool
}

// list visits statements, and reports whether control leaves the function in them.
func (w *typeWalk) list(stmts []ast.Stmt) bool { return slices.ContainsFunc(stmts, w.stmt) }

func (w *typeWalk) stmt(stmt ast.Stmt) bool {
	switch stmt := stmt.(type) {
	case *ast.BlockStmt:
		return w.list(stmt.List)
	case *ast.TypeSwitchStmt:
		if w.aliases[w.asksFor(switched(stmt))] {
			return w.clauses(stmt)
		}
	case *ast.IfStmt:
		if holds, known := w.decides(stmt); known {
			return w.branch(stmt, holds)
		}
	}
	w.visit(stmt)
	_, returned := stmt.(*ast.ReturnStmt)
	return returned
}

// visit takes a statement whole, but for what asks for the type in it.
func (w *typeWalk) visit(stmt ast.Stmt) {
	ast.Inspect(stmt, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			return false
		case *ast.ExprStmt:
			w.drops = w.drops || w.carries(w.pass.TypesInfo.TypeOf(n.X))
		case *ast.ReturnStmt:
			w.returns = append(w.returns, n)
		case *ast.TypeSwitchStmt:
			if n != stmt && w.aliases[w.asksFor(switched(n))] {
				w.clauses(n)
				return false
			}
		case *ast.IfStmt:
			if holds, known := w.decides(n); known && ast.Stmt(n) != stmt {
				w.branch(n, holds)
				return false
			}
		}
		return true
	})
}

// clauses visits the clauses of a type switch that the argument may come to.
func (w *typeWalk) clauses(sw *ast.TypeSwitchStmt) (leaves bool) {
	var taken []*ast.CaseClause
	var otherwise *ast.CaseClause
	certain := false
	for _, stmt := range sw.Body.List {
		clause := stmt.(*ast.CaseClause)
		if clause.List == nil {
			otherwise = clause
			continue
		}
		matches, known := w.matches(clause)
		if !certain && (matches || !known) {
			taken = append(taken, clause)
			certain = matches && known
			continue
		}
		w.dead = append(w.dead, span{clause.Pos(), clause.End()})
	}
	switch {
	case otherwise != nil && certain:
		w.dead = append(w.dead, span{otherwise.Pos(), otherwise.End()})
	case otherwise != nil:
		taken, certain = append(taken, otherwise), true
	}
	leaves = certain
	for _, clause := range taken {
		if implicit := w.pass.TypesInfo.Implicits[clause]; implicit != nil && types.IsInterface(implicit.Type()) {
			w.aliases[implicit] = true
		}
		leaves = w.list(clause.Body) && !breaks(clause) && leaves
	}
	return leaves
}

func breaks(clause *ast.CaseClause) (found bool) {
	ast.Inspect(clause, func(n ast.Node) bool {
		_, branch := n.(*ast.BranchStmt)
		found = found || branch
		return !found
	})
	return found
}

// matches reports whether the argument is of one of a clause's types.
func (w *typeWalk) matches(clause *ast.CaseClause) (matches, known bool) {
	known = true
	for _, e := range clause.List {
		is, sure := w.is(w.pass.TypesInfo.TypeOf(e))
		if is && sure {
			return true, true
		}
		known = known && sure
	}
	return false, known
}

// is reports whether the argument has a type. What is of none that the function
// knows may have an interface all the same.
func (w *typeWalk) is(t types.Type) (is, known bool) {
	if t == nil {
		return false, false
	}
	iface, ok := t.Underlying().(*types.Interface)
	switch {
	case t == types.Typ[types.UntypedNil]:
		return false, true
	case !ok:
		return w.arg != nil && types.Identical(w.arg, t), true
	case w.arg == nil:
		return false, false
	}
	return types.Implements(w.arg, iface), true
}

// decides evaluates the condition of "if x, ok := msg.(T); ok".
func (w *typeWalk) decides(n *ast.IfStmt) (holds, known bool) {
	assign, ok := n.Init.(*ast.AssignStmt)
	if !ok || len(assign.Lhs) != 2 || len(assign.Rhs) != 1 {
		return false, false
	}
	assertion, ok := ast.Unparen(assign.Rhs[0]).(*ast.TypeAssertExpr)
	if !ok || assertion.Type == nil || !w.aliases[w.asksFor(assertion.X)] {
		return false, false
	}
	cond := ast.Unparen(n.Cond)
	not, negated := cond.(*ast.UnaryExpr)
	if negated && not.Op == token.NOT {
		cond = ast.Unparen(not.X)
	}
	id, ok := cond.(*ast.Ident)
	has, isID := assign.Lhs[1].(*ast.Ident)
	if !ok || !isID || w.pass.TypesInfo.Uses[id] == nil || w.pass.TypesInfo.Uses[id] != w.pass.TypesInfo.Defs[has] {
		return false, false
	}
	holds, known = w.is(w.pass.TypesInfo.TypeOf(assertion.Type))
	return holds != negated, known
}

// branch visits the part of an if statement that is run.
func (w *typeWalk) branch(n *ast.IfStmt, holds bool) (leaves bool) {
	run, other := ast.Stmt(n.Body), n.Else
	if !holds {
		run, other = n.Else, n.Body
	}
	if other != nil {
		w.dead = append(w.dead, span{other.Pos(), other.End()})
	}
	return run != nil && w.stmt(run)
}

// allNil reports whether a result is nil wherever the walk returns.
func (w *typeWalk) allNil(index int) bool {
	return !w.drops && len(w.returns) > 0 && !slices.ContainsFunc(w.returns, func(ret *ast.ReturnStmt) bool { return !w.returnsNil(ret, index) })
}

func (w *typeWalk) returnsNil(ret *ast.ReturnStmt, index int) bool {
	if len(ret.Results) == w.f.Sig.Results().Len() {
		return w.isNil(ret.Results[index], 0)
	}
	return len(ret.Results) == 1 && w.isNil(ret.Results[0], index)
}

// isNil is the solver's isNil for what this walk leaves.
func (w *typeWalk) isNil(e ast.Expr, index int) bool {
	e = ast.Unparen(e)
	v := w.local(w.f, e)
	if v == nil {
		return w.gives(got{e, index})
	}
	is, known := w.nils[v]
	if !known {
		is = !slices.ContainsFunc(w.valuesOf(v).all, func(g got) bool { return !w.isDead(g) && !w.gives(g) })
		w.nils[v] = is
	}
	return is
}

func (w *typeWalk) isDead(g got) bool {
	return g.value != nil && slices.ContainsFunc(w.dead, func(s span) bool { return s.pos <= g.value.Pos() && g.value.Pos() < s.end })
}

// gives reports whether a value is nil: always, or as what a call makes of the
// argument that it is handed on.
func (w *typeWalk) gives(g got) bool {
	if w.givesNil(g) {
		return true
	}
	call, ok := ast.Unparen(g.value).(*ast.CallExpr)
	if g.value == nil || !ok {
		return false
	}
	fn := w.prog.Callee(call)
	if fn == nil {
		return false
	}
	for _, n := range w.nilFors(fn) {
		if n.Result != g.index || n.Param >= len(call.Args) {
			continue
		}
		t := w.pass.TypesInfo.TypeOf(call.Args[n.Param])
		if w.aliases[w.asksFor(call.Args[n.Param])] {
			t = w.arg
		}
		if t != nil && !types.IsInterface(t) && n.holds(t) {
			return true
		}
	}
	return false
}
