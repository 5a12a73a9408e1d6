package program

import (
	"go/ast"
	"go/token"
	"go/types"
)

// op records an operation on channel e.
func (w *walker) op(kind OpKind, node ast.Node, e ast.Expr) *Op {
	op := &Op{In: w.f, Kind: kind, Node: node, Chan: e, Var: w.p.Var(e), Repeat: w.repeat}
	if op.Var != nil {
		c := w.p.channel(op.Var)
		if c.tested = c.tested || w.p.byTests(op.Var, node.Pos()); !w.p.byTests(op.Var, node.Pos()) {
			c.Ops = append(c.Ops, op)
		}
	}
	return op
}

func (w *walker) alone(op *Op) {
	if w.f != nil {
		w.f.Ops = append(w.f.Ops, op)
	}
}

func (w *walker) send(n *ast.SendStmt, sel *Select) *Op {
	op := w.op(Send, n, n.Chan)
	op.Select = sel
	if sel == nil {
		w.alone(op)
	}
	if t, ok := w.p.info.TypeOf(n.Chan).Underlying().(*types.Chan); ok {
		w.put(op.Var, n.Value, t.Elem())
	}
	return op
}

func (w *walker) receive(node ast.Node, ch ast.Expr, kind OpKind) {
	w.alone(w.op(kind, node, ch))
}

func (w *walker) closes(call *ast.CallExpr, how How) {
	op := w.op(Close, call, call.Args[0])
	op.Deferred = how == Defer
	w.alone(op)
}

func (w *walker) rangeOver(n *ast.RangeStmt) {
	element := n.Value
	if isChan(w.p.info.TypeOf(n.X)) {
		w.receive(n, n.X, Range)
		element = n.Key
	}
	if v, c := w.p.Var(element), w.p.Var(n.X); v != nil && c != nil && isChan(v.Type()) && element == n.Value {
		w.chanInto(v, n.X, false)
	}
	id, ok := element.(*ast.Ident)
	if !ok || !isFunc(w.p.info.TypeOf(id)) {
		return
	}
	v, c := w.p.Var(id), w.p.Var(n.X)
	if v != nil && c != nil {
		w.p.ranged[v] = c
	}
}

// rangedFor is the container that v is the range variable over, if any.
func (p *Package) rangedFor(v types.Object) types.Object { return p.ranged[v] }

// selects records a select statement as one operation with arms, and visits
// the arms' operands and bodies.
func (w *walker) selects(n *ast.SelectStmt) {
	sel := &Select{Stmt: n}
	for _, stmt := range n.Body.List {
		clause := stmt.(*ast.CommClause)
		if clause.Comm == nil {
			sel.Default = true
			continue
		}
		if op := w.arm(clause, sel); op != nil {
			sel.Arms = append(sel.Arms, op)
		}
	}
	w.alone(&Op{In: w.f, Kind: Choose, Node: n, Select: sel, Repeat: w.repeat})
	for _, stmt := range n.Body.List {
		w.inBranch(stmt.(*ast.CommClause).Body...)
	}
}

func (w *walker) arm(clause *ast.CommClause, sel *Select) *Op {
	var op *Op
	switch comm := clause.Comm.(type) {
	case *ast.SendStmt:
		op = w.send(comm, sel)
		w.walk(comm.Chan)
		w.walk(comm.Value)
	case *ast.ExprStmt:
		op = w.armReceive(comm.X)
	case *ast.AssignStmt:
		op = w.armReceive(comm.Rhs[0])
		w.store(comm.Lhs[0], comm.Rhs[0])
	}
	if op != nil {
		op.Select, op.Clause = sel, clause
	}
	return op
}

func (w *walker) armReceive(e ast.Expr) *Op {
	recv, ok := ast.Unparen(e).(*ast.UnaryExpr)
	if !ok || recv.Op != token.ARROW {
		return nil
	}
	w.walk(recv.X)
	return w.op(Receive, recv, recv.X)
}

func (w *walker) chanAssign(lhs, rhs []ast.Expr) {
	if len(lhs) != len(rhs) {
		return
	}
	for i := range lhs {
		if v := w.p.Var(lhs[i]); v != nil {
			w.chanStore(v, rhs[i])
		}
	}
}
