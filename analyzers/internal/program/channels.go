package program

import (
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"iter"
	"maps"
	"slices"
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

	// Repeat is the innermost for statement whose body holds the operation.
	Repeat *Repeat
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
	total := c.total()
	return total.min, total.made && !total.unknown
}

// Made reports whether the channel is made here, so that nobody else begins
// with it.
func (c *Channel) Made() bool { return c.total().made }

// maxAliases is how many variables a channel is followed through. Beyond it the
// capacity is unknown.
const maxAliases = 64

// total joins the capacities of the channel and of those it is assigned from,
// directly or not.
func (c *Channel) total() capacity {
	all := []*Channel{c}
	total := c.capacity
	for i := 0; i < len(all); i++ {
		for _, from := range all[i].from {
			switch {
			case slices.Contains(all, from):
			case len(all) == maxAliases:
				total.unknown = true
			default:
				all = append(all, from)
				total.join(from)
			}
		}
	}
	return total
}

// join adds what a channel variable is itself made with. One that is nowhere
// made, nor assigned, holds what comes from elsewhere.
func (c *capacity) join(from *Channel) {
	c.unknown = c.unknown || from.capacity.unknown || !from.capacity.made && len(from.from) == 0
	if from.capacity.made {
		c.add(from.capacity.min, true)
	}
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
func (p *Package) Channel(v types.Object) *Channel {
	if v == nil {
		return nil
	}
	return p.chans[v]
}

// Channels visits the channels that the package uses, in no particular order.
func (p *Package) Channels() iter.Seq[*Channel] { return maps.Values(p.chans) }

func (p *Package) channel(v types.Object) *Channel {
	c := p.chans[v]
	if c == nil {
		c = &Channel{Var: v, Aliased: p.visibleElsewhere(v)}
		p.chans[v] = c
	}
	return c
}

// visibleElsewhere reports whether other packages may use v: nobody imports a
// command's exported names.
func (p *Package) visibleElsewhere(v types.Object) bool {
	if v.Pkg() != p.pkg {
		return true
	}
	return v.Exported() && p.pkg.Name() != "main"
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
	op := &Op{In: w.f, Kind: kind, Node: node, Chan: e, Var: w.p.objectOf(e), Repeat: w.repeat}
	if op.Var != nil {
		c := w.p.channel(op.Var)
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
	if t, ok := w.p.info.TypeOf(n.Chan).Underlying().(*types.Chan); ok {
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
	if n.Value != nil {
		w.noteValue(n.Value, n.X)
	}
	element := n.Value
	if isChan(w.p.info.TypeOf(n.X)) {
		w.receive(n, n.X, Range)
		element = n.Key
	}
	id, ok := element.(*ast.Ident)
	if !ok || !isFunc(w.p.info.TypeOf(id)) {
		return
	}
	v, c := w.p.objectOf(id), w.p.objectOf(n.X)
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
		w.note(comm.Lhs, comm.Rhs)
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
		if v := w.p.objectOf(lhs[i]); v != nil {
			w.chanStore(v, rhs[i])
		}
	}
}

// chanStore notes where a channel variable gets its channel from.
func (w *walker) chanStore(v types.Object, value ast.Expr) {
	if !isChan(v.Type()) {
		return
	}
	c := w.p.channel(v)
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
	switch from := w.p.objectOf(value); {
	case w.p.info.Types[value].IsNil():
	case from != nil && isChan(from.Type()):
		c.from = append(c.from, w.p.channel(from))
		c.Aliased = true
	default:
		c.capacity.add(0, false)
		c.Aliased = true
	}
}

func (w *walker) isMake(call *ast.CallExpr) bool {
	id, ok := ast.Unparen(call.Fun).(*ast.Ident)
	return ok && id.Name == "make" && w.p.info.Types[call.Fun].IsBuiltin()
}

func (w *walker) constant(e ast.Expr) (int64, bool) {
	v := w.p.info.Types[e].Value
	if v == nil {
		return 0, false
	}
	return constant.Int64Val(constant.ToInt(v))
}

// markAliases finds the channels that are used as values: whoever holds one
// by another name may send and receive too.
func (p *Package) markAliases(files []*ast.File) {
	if len(p.chans) == 0 {
		return
	}
	for _, file := range files {
		ast.PreorderStack(file, nil, func(n ast.Node, stack []ast.Node) bool {
			if id, ok := n.(*ast.Ident); ok {
				p.markAlias(id, stack)
			}
			return true
		})
	}
}

func (p *Package) markAlias(id *ast.Ident, stack []ast.Node) {
	v, ok := p.info.Uses[id].(*types.Var)
	if !ok || !isChan(v.Type()) {
		return
	}
	c := p.chans[v.Origin()]
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
	if i >= 0 && !isChannelUse(p.info, stack[i], e) {
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

// IsToken reports whether t is a channel of empty structs, which counts or
// signals something rather than carrying it.
func IsToken(t types.Type) bool {
	if t == nil {
		return false
	}
	ch, ok := t.Underlying().(*types.Chan)
	if !ok {
		return false
	}
	st, ok := ch.Elem().Underlying().(*types.Struct)
	return ok && st.NumFields() == 0
}

// Cancels reports whether an arm is a way out: a receive from something's
// Done() or from a channel that carries nothing, which people close to say stop.
func (p *Package) Cancels(arm *Op) bool {
	if arm.Kind != Receive {
		return false
	}
	if _, isCall := ast.Unparen(arm.Chan).(*ast.CallExpr); isCall {
		return p.TimerOf(arm.Chan) == NoTimer
	}
	return IsToken(p.info.TypeOf(arm.Chan))
}
