package program

import (
	"go/ast"
	"go/constant"
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

	// Deferred says of a close that a defer statement calls it.
	Deferred bool
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

	tested   bool // tests are its other side
	escapes  bool // aliased by more than a message that carries it
	lost     bool // aliased by more than calls that lend it
	shared   bool // aliased by more than names by which one may only receive
	lent     []Lent
	carried  []*Channel // fields that it is assigned to
	capacity capacity
	from     []*Channel // variables that it is assigned from
}

// A Lent channel is an argument for a parameter of a function of this package.
type Lent struct {
	By *ast.CallExpr
	To Param
}

// Lent returns the calls that pass the channel to functions of this package.
// With its own operations, and what these functions do, that is all there is if
// ok; else somebody may know it otherwise.
func (c *Channel) Lent() (to []Lent, ok bool) { return c.lent, !c.lost }

// Sourced reports whether the variable gets its channel from another one, so that
// there are operations by that name too.
func (c *Channel) Sourced() bool { return len(c.from) > 0 }

// Sources are the variables that the variable gets its channel from.
func (c *Channel) Sources() []*Channel { return c.from }

// Uses returns the operations on the channel, and those on the fields of this
// package that it is assigned to: a request carries the channel on which it is
// answered. They are all there are if ok; else somebody may know it otherwise.
func (c *Channel) Uses() (ops []*Op, ok bool) {
	if c.escapes {
		return nil, false
	}
	ops = c.Ops
	for _, field := range c.carried {
		if field.escapes || len(field.carried) > 0 {
			return nil, false
		}
		ops = append(ops[:len(ops):len(ops)], field.Ops...)
	}
	return ops, true
}

// Completions returns the operations that send to the channel and close it. They
// are all there are if ok: others know it, if at all, by names by which one may only
// receive.
func (c *Channel) Completions() (ops []*Op, ok bool) {
	for _, op := range c.Ops {
		if op.Kind == Send || op.Kind == Close {
			ops = append(ops, op)
		}
	}
	return ops, !c.shared
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

// MadeWithRoom reports whether the channel is made here, with a capacity that is
// computed.
func (c *Channel) MadeWithRoom() bool { return c.total().computed }

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
	c.computed = c.computed || from.capacity.computed
	c.unknown = c.unknown || from.capacity.unknown || !from.capacity.made && len(from.from) == 0
	if from.capacity.made {
		c.add(from.capacity.min, true)
	}
}

type capacity struct {
	min           int64
	made, unknown bool
	computed      bool // made, with a capacity that is not constant
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
	if field := p.renamed[v]; field != nil {
		v = field
	}
	return p.chans[v]
}

// Channels visits the channels that the package uses, in no particular order.
func (p *Package) Channels() iter.Seq[*Channel] { return maps.Values(p.chans) }

func (p *Package) channel(v types.Object) *Channel {
	c := p.chans[v]
	if c == nil {
		elsewhere := p.visibleElsewhere(v)
		c = &Channel{Var: v, Aliased: elsewhere, escapes: elsewhere, lost: elsewhere, shared: elsewhere}
		p.chans[v] = c
	}
	return c
}

func isChan(t types.Type) bool {
	if t == nil {
		return false
	}
	_, ok := t.Underlying().(*types.Chan)
	return ok
}

// chanStore notes where a channel variable gets its channel from.
func (w *walker) chanStore(v types.Object, value ast.Expr) {
	if !isChan(v.Type()) || w.p.byTests(v, value.Pos()) {
		return
	}
	c := w.p.channel(v)
	call, ok := ast.Unparen(value).(*ast.CallExpr)
	switch {
	case ok && w.isMake(call):
		w.made(c, call)
	case !w.names(naming{to: v, value: value}):
		w.chanFrom(c, value)
	}
}

func (w *walker) made(c *Channel, call *ast.CallExpr) {
	if len(call.Args) < 2 {
		c.capacity.add(0, true)
		return
	}
	n, known := w.constant(call.Args[1])
	c.capacity.computed = c.capacity.computed || !known
	c.capacity.add(n, known)
}

// chanFrom notes that c is assigned something that is not made on the spot.
func (w *walker) chanFrom(c *Channel, value ast.Expr) {
	switch from := w.p.Var(value); {
	case w.p.info.Types[value].IsNil():
	case from != nil && isChan(from.Type()):
		source := w.p.channel(from)
		c.from = append(c.from, source)
		c.Aliased, source.Aliased = true, true
		c.lost, source.lost = true, true
		if isField(c.Var) {
			source.carried = append(source.carried, c)
		} else {
			source.escapes = true
		}
	default:
		c.capacity.add(0, false)
		c.Aliased, c.escapes, c.lost = true, true, true
	}
}

// chanInto notes that a parameter, a container or a variable that ranges over one
// holds a channel. Others may hold it too, and if open, others may put in theirs.
func (w *walker) chanInto(v types.Object, value ast.Expr, open bool) {
	c := w.p.channel(v)
	c.Aliased, c.escapes = true, true
	c.capacity.unknown = c.capacity.unknown || open
	call, isCall := ast.Unparen(value).(*ast.CallExpr)
	switch from := w.p.Var(value); {
	case w.p.info.Types[value].IsNil():
	case isCall && w.isMake(call):
		w.made(c, call)
	case from != nil:
		c.from = append(c.from, w.p.channel(from))
	default:
		c.capacity.add(0, false)
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
