package ends

import (
	"go/ast"
	"go/types"
	"slices"

	"github.com/loopcheck/loopcheck/analyzers/internal/program"
)

// A handBack is a channel on which goroutines give the function that started
// them what they found.
type handBack struct {
	*solver
	ch       *program.Channel
	by       *program.Func // who made the channel, and receives
	made     *ast.CallExpr // for a request: where its channel is made
	room     int
	sends    []*program.Op
	sentBy   []*program.Call // of each send, the go statement
	receives []*program.Op
	calls    []*program.Call // the go statements, without repetition
	many     bool            // a go statement is repeated
	stream   bool            // a send is repeated
	heard    []*program.Call // what it calls receives
	closes   []*program.Op   // by the function itself
	marks    []mark
	settled  map[types.Object]bool // channels that say that all is
}

// Bounds of what is looked at: beyond them nothing is said of a channel. Each
// question is one walk through the function, and these are how many there are.
const (
	maxSenders   = 8
	maxReceives  = 16
	maxHandBacks = 32 // of one function
)

// handBack returns what is known of a channel, if that is all: it stays in the
// function that made it, in the goroutines that it starts, and in functions of
// this package that one of them passes it to.
func (s *solver) handBack(ch *program.Channel) (*handBack, bool) {
	n, known := ch.Cap()
	lent, all := ch.Lent()
	if !all || !known || n > maxSenders || !local(ch.Var) {
		return nil, false
	}
	h := &handBack{solver: s, ch: ch, room: int(n), settled: make(map[types.Object]bool)}
	for _, op := range ch.Ops {
		if !h.use(op, h.startOf(op.In)) || op.Kind == program.Send && op.In.Has(ch.Var) {
			return nil, false
		}
	}
	for _, l := range lent {
		if !h.lend(l) {
			return nil, false
		}
	}
	if len(h.sends) == 0 || isMain(h.by) || s.asked[h.by] == maxHandBacks {
		return nil, false
	}
	for _, op := range h.receives {
		if op.In != h.by {
			return nil, false
		}
	}
	s.asked[h.by]++
	for _, call := range h.calls {
		h.many = h.many || h.repeated(call)
	}
	h.findMarks()
	return h, true
}

// use notes an operation, and reports whether it fits: goroutines send and close,
// and the function that starts them receives.
func (h *handBack) use(op *program.Op, start *program.Call) bool {
	switch op.Kind {
	case program.Receive, program.Range:
		h.receives = append(h.receives, op)
		return start == nil && len(h.receives) <= maxReceives
	case program.Send:
		return start != nil && op.Select == nil && h.send(op, start)
	case program.Close:
		if start == nil { // who closes what others send to has heard them, for all he knows
			h.closes = append(h.closes, op)
			return !op.Deferred && op.In.Has(h.ch.Var)
		}
	}
	return start != nil
}

func (h *handBack) send(op *program.Op, start *program.Call) bool {
	if !start.In.Has(h.ch.Var) || h.by != nil && h.by != start.In || len(h.sends) == maxSenders {
		return false
	}
	h.by = start.In
	h.sends, h.sentBy = append(h.sends, op), append(h.sentBy, start)
	if len(h.sends) > maxSenders {
		return false
	}
	h.stream = h.stream || h.again(op)
	if !slices.Contains(h.calls, start) {
		h.calls = append(h.calls, start)
	}
	return true
}

// again reports whether a goroutine may come back to a send. Where there is room,
// only each round of a loop fills it: a send under a condition may be the last.
func (h *handBack) again(op *program.Op) bool {
	if op.Repeat == nil || h.room > 0 && !slices.Contains(op.Repeat.Body.List, ast.Stmt(op.Node.(*ast.SendStmt))) {
		return false
	}
	return h.paths(op.In).Reaches(op.Node, op.Node)
}

// lend notes what a function does with the channel that it is passed.
func (h *handBack) lend(l program.Lent) bool {
	call := h.callOf(l.By)
	ch := h.prog.Channel(l.To.Var)
	if call == nil || ch == nil {
		return false
	}
	if further, all := ch.Lent(); !all || len(further) > 0 {
		return false
	}
	start := h.startOf(call.In)
	if call.How == program.Go {
		start = call
	}
	for _, op := range ch.Ops {
		switch {
		case op.In != l.To.Of || call.How == program.Defer:
			return false
		case start != nil && op.Kind == program.Send:
			h.stream = h.stream || call != start && call.Repeat != nil
			if !h.use(op, start) {
				return false
			}
		case start == nil && (op.Kind == program.Receive || op.Kind == program.Range):
			h.heard = append(h.heard, call)
		case op.Kind != program.Close || start == nil:
			return false
		}
	}
	return true
}

// startOf is the go statement that runs f beside the function that has the channel,
// which may run on a goroutine of its own.
func (h *handBack) startOf(f *program.Func) *program.Call {
	if f.Has(h.ch.Var) {
		return nil
	}
	return h.solver.startOf(f)
}

// startOf is the go statement that runs f: of a literal that it calls, or one
// that such a literal defers.
func (s *solver) startOf(f *program.Func) *program.Call {
	if call := s.starts[f]; call != nil {
		return call
	}
	return s.starts[s.deferrals[f]]
}

// repeated reports whether a go statement starts several goroutines that send
// before the function receives again.
func (h *handBack) repeated(call *program.Call) bool {
	for r := call.Repeat; r != nil; r = r.Outer {
		if program.Contains(r.Stmt, h.ch.Var.Pos()) || h.receivesIn(r.Stmt) {
			return false
		}
		return true
	}
	return false
}

func (h *handBack) receivesIn(n ast.Node) bool {
	for _, op := range h.receives {
		if program.Contains(n, op.Node.Pos()) {
			return true
		}
	}
	return false
}
