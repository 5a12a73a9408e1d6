package cycles

import (
	"go/ast"
	"go/types"
	"slices"

	"github.com/loopcheck/loopcheck/analyzers/internal/book"
	"github.com/loopcheck/loopcheck/analyzers/internal/locks"
	"github.com/loopcheck/loopcheck/analyzers/internal/paths"
	"github.com/loopcheck/loopcheck/analyzers/internal/program"
	"github.com/loopcheck/loopcheck/analyzers/internal/runson"
	"github.com/loopcheck/loopcheck/analyzers/internal/waitsfor"
)

type solver struct {
	book      *book.Book
	runs      *runson.Result
	waits     *waitsfor.Result
	prog      *program.Package
	info      *types.Info
	path      string
	pkg       *types.Package
	locks     *locks.Result
	constants *paths.Constants
	adds      map[*program.Func][]groupCall // to groups, by who makes them
	writers   map[*types.Var]bool

	met     map[pairOf]bool // processes that wait for each other
	waitsIn map[*program.Func][]*Wait
	syncs   map[*program.Func][]program.Sync
	owners  map[*types.Var]*types.TypeName
	keepers map[*types.Var]locks.Ref // the fields that keep what a variable has
	lentOut map[types.Object]bool    // groups whose address is handed on
	owned   map[*types.Var]bool      // fields into which only what is made for them is put
	enders  map[side][]*Ender
	dones   map[types.Object][]*Ender
	counts  map[types.Object][]*program.Call    // by groups, once somebody asks
	tokens  map[*program.Func]*tokensOf         // taken from semaphores and given back
	groups  map[*types.Named]bool               // whether a type is a group's
	signals map[*types.Var][]*Ender             // of conditions
	lockOf  map[*types.Var][]*types.Var         // of conditions
	around  map[*program.Func][]locks.Lock      // which all who run a function hold, once somebody asks
	leavers map[types.Object][]*program.Func    // who takes out of containers, once somebody asks
	members map[types.Object][]*program.Channel // what is put into containers
	server  func() types.Object                 // the one that the package serves
	served  []*Ender                            // handlers of requests, once somebody asks
	circles []Circle
}

// checkOp reports how a channel operation waits for the hand-written loop that
// it runs on. Only a channel whose every use is in sight counts, and only code
// that surely works for the same instance: the peers of a peer send to each
// other's inboxes all day.
func (s *solver) checkOp(c *runson.Context, op *program.Op) {
	if c.Loop.Serving == nil || c.Loop.Many || op.Var == nil {
		return
	}
	ch := s.prog.Channel(op.Var)
	if ch == nil || ch.Aliased || !ch.Made() || !s.sameInstance(c, op) {
		return
	}
	if op.Kind == program.Receive && (s.joinedIn(c) != nil || s.isCompleted(c, op)) {
		return // its starter may complete it before he waits for it, or it is complete
	}
	if kind, ok := s.kindOf(c.Loop, ch, op); ok {
		n, known := ch.Cap()
		often := kind == FullSend && known && !s.isAsked(c, op)
		s.add(Circle{Kind: kind, At: op.Node, Context: c, Op: op, Many: often && inRounds(c, op), Small: often && n <= smallRoom && s.isAgain(c, op)})
	}
}

// isCompleted reports whether a loop has completed what it waits for on its way there: it
// says that it is over, and then ends the rest.
func (s *solver) isCompleted(c *runson.Context, op *program.Op) bool {
	for at := ast.Node(op.Node); ; c = c.From {
		ways := s.locks.Paths(c.Func)
		if slices.ContainsFunc(c.Func.Ops, func(by *program.Op) bool {
			return by.Var == op.Var && (by.Kind == program.Close || by.Kind == program.Send) && !by.Deferred && ways.Before(by.Node, at)
		}) {
			return true
		}
		if c.From == nil || c.Call == nil {
			return false
		}
		at = c.Call.Expr
	}
}

// inRounds reports whether a loop comes to an operation any number of times before it comes
// back to its inbox: in a for statement other than its own.
func inRounds(c *runson.Context, op *program.Op) bool {
	if isRound(c, op.Repeat) {
		return true
	}
	for ; c.From != nil; c = c.From {
		if c.Call != nil && c.Call.How == program.Plain && isRound(c.From, c.Call.Repeat) {
			return true
		}
	}
	return false
}

// isAgain reports whether a loop may come to a send in two turns, one after the other, and
// take nothing of what it sends in between.
func (s *solver) isAgain(c *runson.Context, op *program.Op) bool {
	at, repeats := ast.Node(op.Node), op.Repeat != nil
	for ; c.From != nil && c.Call != nil && c.Func != c.Loop.Serve; c = c.From {
		at, repeats = c.Call.Expr, c.Call.Repeat != nil
	}
	return c.Func == c.Loop.Serve && repeats && !sameRound(c.Func, op, at)
}

// isAsked reports whether an operation, or a call that leads to it, stands below a condition
// on a parameter: this loop may ask for nothing of the kind.
func (s *solver) isAsked(c *runson.Context, op *program.Op) bool {
	if s.locks.OnlyIfAsked(op.In, op.Node) {
		return true
	}
	for ; c.From != nil; c = c.From {
		if c.Call != nil && s.locks.OnlyIfAsked(c.Call.In, c.Call.Expr) {
			return true
		}
	}
	return false
}

// isRound reports whether a for statement of a function is not the one that serves the loop.
func isRound(c *runson.Context, r *program.Repeat) bool {
	return r != nil && (c.Func != c.Loop.Serve || r.Outer != nil)
}

func (s *solver) kindOf(loop *runson.Loop, ch *program.Channel, op *program.Op) (Kind, bool) {
	switch op.Kind {
	case program.Send:
		if !slices.Contains(loop.Inbox, op.Var) || s.runs.Receiver(ch) != loop {
			return 0, false
		}
		n, known := ch.Cap()
		switch {
		case known && n == 0 && op.Select == nil:
			return Send, true
		case !(known && n == 0) && program.IsToken(op.Var.Type()):
			return 0, false // it counts, and was made with room for the count
		}
		return FullSend, true
	case program.Receive:
		// What a joined goroutine completes runs in place as far as contexts
		// go, and yet beside its receiver. What has room the loop may have filled
		// before, as it does with a semaphore.
		n, known := ch.Cap()
		return Receive, known && n == 0 && s.runs.Completer(ch) == loop && !s.prog.Joins(ch)
	}
	return 0, false
}

// workArms returns the arms of a select that can wait for c's own loop: it has no
// default, and all its other arms only say stop, so that it waits until then.
func (s *solver) workArms(c *runson.Context, op *program.Op) []*program.Op {
	if op.Kind != program.Choose || op.Select.Default || c.Loop.Serving == nil {
		return nil
	}
	var work []*program.Op
	for _, arm := range op.Select.Arms {
		if !s.prog.Cancels(arm) {
			work = append(work, arm)
		}
	}
	if len(work) != 1 || work[0].Kind != program.Send {
		return nil
	}
	return work
}

// sameInstance reports whether the channel is the loop's own: a field that of
// the receiver it is selected from, a local variable that of the call that the
// loop's literals stand in. A package's variable has one instance.
func (s *solver) sameInstance(c *runson.Context, op *program.Op) bool {
	v, ok := op.Var.(*types.Var)
	if !ok {
		return false
	}
	switch v.Kind() {
	case types.PackageVar:
		return true
	case types.LocalVar:
		return staysIn(c, v)
	}
	sel, ok := ast.Unparen(op.Chan).(*ast.SelectorExpr)
	return ok && c.Self && s.prog.IsReceiver(c.Func, sel.X)
}

// staysIn reports whether the chain from the loop to c stays in the function
// that declares v: by way of another it may come to another call of it. A loop
// in a literal of a package-level variable stays in that variable's value.
func staysIn(c *runson.Context, v *types.Var) bool {
	outer := c.Loop.Serve.Declared()
	if outer == nil {
		return false
	}
	for ; c.Func != c.Loop.Serve; c = c.From {
		if c.From == nil || c.Func.Declared() != outer {
			return false // what is sent to the loop comes to it by another way
		}
	}
	return program.Contains(outer.Node(), v.Pos())
}
