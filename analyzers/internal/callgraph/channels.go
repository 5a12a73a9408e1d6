package callgraph

import (
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
)

// OpKind is a use of a channel.
type OpKind int

const (
	Send OpKind = iota
	Receive
	Range
	Close
	Choose // a select statement; its arms are operations of their own
)

// An Op is a channel operation in a function's own body.
type Op struct {
	In   *Func
	Kind OpKind
	Node ast.Node
	Chan ast.Expr     // nil for Choose
	Var  types.Object // the channel's variable or field, if it has a name

	// Select is the select statement that the operation is an arm of, or,
	// for Choose, that it is; nil for one that stands alone.
	Select *Select
	// Clause is the arm's clause.
	Clause *ast.CommClause
}

// A Select is a select statement and the operations of its arms.
type Select struct {
	Stmt    *ast.SelectStmt
	Default bool
	Arms    []*Op
}

// A Channel is what this package does with one channel variable or field.
type Channel struct {
	Var types.Object
	Ops []*Op

	// Aliased says that the channel is also known by another name (passed,
	// returned, assigned, received, exported), so that Ops may not be all of
	// them.
	Aliased bool

	capacity capacity
	from     []*Channel // variables that it is assigned from
}

// Cap is the least capacity that the channel is made with here; known is false
// if it may come from elsewhere or the capacity is computed.
func (c *Channel) Cap() (n int64, known bool) {
	total := c.total(make(map[*Channel]bool))
	return total.min, total.made && !total.unknown
}

// Made reports whether the channel is made here, so that nobody else begins
// with it.
func (c *Channel) Made() bool { return c.total(make(map[*Channel]bool)).made }

// total joins the capacities of the channel and of those it is assigned from.
func (c *Channel) total(seen map[*Channel]bool) capacity {
	seen[c] = true
	total := c.capacity
	for _, from := range c.from {
		if seen[from] {
			continue
		}
		part := from.total(seen)
		total.unknown = total.unknown || part.unknown || !part.made
		if part.made {
			total.add(part.min, true)
		}
	}
	return total
}

type capacity struct {
	min           int64
	made, unknown bool
}

func (c *capacity) add(n int64, known bool) {
	if !known {
		c.unknown = true
		return
	}
	if !c.made || n < c.min {
		c.min = n
	}
	c.made = true
}

// Channel returns what is known of a channel variable or field; nil if the
// package does not use it.
func (g *Graph) Channel(v types.Object) *Channel {
	if v == nil {
		return nil
	}
	return g.chans[v]
}

func (g *Graph) channel(v types.Object) *Channel {
	c := g.chans[v]
	if c == nil {
		c = &Channel{Var: v, Aliased: g.visibleElsewhere(v)}
		g.chans[v] = c
	}
	return c
}

// visibleElsewhere reports whether other packages may use v: nobody imports a
// command's exported names.
func (g *Graph) visibleElsewhere(v types.Object) bool {
	if v.Pkg() != g.pkg {
		return true
	}
	return v.Exported() && g.pkg.Name() != "main"
}

func isChan(t types.Type) bool {
	if t == nil {
		return false
	}
	_, ok := t.Underlying().(*types.Chan)
	return ok
}

// op records an operation on channel e.
func (w *walker) op(kind OpKind, node ast.Node, e ast.Expr) *Op {
	op := &Op{In: w.f, Kind: kind, Node: node, Chan: e, Var: w.g.objectOf(e)}
	if op.Var != nil {
		c := w.g.channel(op.Var)
		c.Ops = append(c.Ops, op)
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
	if t, ok := w.g.info.TypeOf(n.Chan).Underlying().(*types.Chan); ok {
		w.put(op.Var, n.Value, t.Elem())
	}
	return op
}

func (w *walker) receive(node ast.Node, ch ast.Expr, kind OpKind) {
	w.alone(w.op(kind, node, ch))
}

func (w *walker) closes(call *ast.CallExpr) {
	w.alone(w.op(Close, call, call.Args[0]))
}

func (w *walker) rangeOver(n *ast.RangeStmt) {
	element := n.Value
	if isChan(w.g.info.TypeOf(n.X)) {
		w.receive(n, n.X, Range)
		element = n.Key
	}
	id, ok := element.(*ast.Ident)
	if !ok || !isFunc(w.g.info.TypeOf(id)) {
		return
	}
	v, c := w.g.objectOf(id), w.g.objectOf(n.X)
	if v != nil && c != nil {
		w.g.ranged[v] = c
	}
}

// rangedFor is the container that v is the range variable over, if any.
func (g *Graph) rangedFor(v types.Object) types.Object { return g.ranged[v] }

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
	w.alone(&Op{In: w.f, Kind: Choose, Node: n, Select: sel})
	for _, stmt := range n.Body.List {
		for _, s := range stmt.(*ast.CommClause).Body {
			w.walk(s)
		}
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
		if v := w.g.objectOf(lhs[i]); v != nil {
			w.chanStore(v, rhs[i])
		}
	}
}

// chanStore notes where a channel variable gets its channel from.
func (w *walker) chanStore(v types.Object, value ast.Expr) {
	if !isChan(v.Type()) {
		return
	}
	c := w.g.channel(v)
	call, ok := ast.Unparen(value).(*ast.CallExpr)
	if !ok || !w.isMake(call) {
		w.chanFrom(c, value)
		return
	}
	if len(call.Args) < 2 {
		c.capacity.add(0, true)
		return
	}
	n, known := w.constant(call.Args[1])
	c.capacity.add(n, known)
}

// chanFrom notes that c is assigned something that is not made on the spot.
func (w *walker) chanFrom(c *Channel, value ast.Expr) {
	switch from := w.g.objectOf(value); {
	case w.g.info.Types[value].IsNil():
	case from != nil && isChan(from.Type()):
		c.from = append(c.from, w.g.channel(from))
		c.Aliased = true
	default:
		c.capacity.add(0, false)
		c.Aliased = true
	}
}

func (w *walker) isMake(call *ast.CallExpr) bool {
	id, ok := ast.Unparen(call.Fun).(*ast.Ident)
	return ok && id.Name == "make" && w.g.info.Types[call.Fun].IsBuiltin()
}

func (w *walker) constant(e ast.Expr) (int64, bool) {
	v := w.g.info.Types[e].Value
	if v == nil {
		return 0, false
	}
	return constant.Int64Val(constant.ToInt(v))
}

// markAliases finds the channels that are used as values: whoever holds one
// by another name may send and receive too.
func (g *Graph) markAliases(files []*ast.File) {
	if len(g.chans) == 0 {
		return
	}
	for _, file := range files {
		ast.PreorderStack(file, nil, func(n ast.Node, stack []ast.Node) bool {
			if id, ok := n.(*ast.Ident); ok {
				g.markAlias(id, stack)
			}
			return true
		})
	}
}

func (g *Graph) markAlias(id *ast.Ident, stack []ast.Node) {
	v, ok := g.info.Uses[id].(*types.Var)
	if !ok || !isChan(v.Type()) {
		return
	}
	c := g.chans[v.Origin()]
	if c == nil || c.Aliased {
		return
	}
	var e ast.Expr = id
	i := len(stack) - 1
	for ; i >= 0; i-- { // x.ch and (x.ch) are still the channel's own name
		switch p := stack[i].(type) {
		case *ast.SelectorExpr:
			if p.Sel != e {
				return
			}
			e = p
			continue
		case *ast.ParenExpr:
			e = p
			continue
		}
		break
	}
	if i >= 0 && !isChannelUse(g.info, stack[i], e) {
		c.Aliased = true
	}
}

// isChannelUse reports whether parent uses e in place, without giving it away.
func isChannelUse(info *types.Info, parent ast.Node, e ast.Expr) bool {
	switch p := parent.(type) {
	case *ast.SendStmt:
		return p.Chan == e
	case *ast.UnaryExpr:
		return p.Op == token.ARROW
	case *ast.RangeStmt:
		return p.X == e
	case *ast.BinaryExpr:
		return true // compared, with nil as a rule
	case *ast.CallExpr:
		id, ok := ast.Unparen(p.Fun).(*ast.Ident)
		return ok && info.Types[p.Fun].IsBuiltin() && id.Name != "append"
	case *ast.KeyValueExpr:
		return p.Key == e
	case *ast.AssignStmt:
		for _, l := range p.Lhs {
			if l == e {
				return true
			}
		}
	}
	return false
}
