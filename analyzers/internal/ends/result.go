package ends

import (
	"go/ast"

	"github.com/loopcheck/loopcheck/analyzers/internal/paths"
	"github.com/loopcheck/loopcheck/analyzers/internal/program"
)

// A handBack is a channel on which goroutines give the function that started
// them what they found.
type handBack struct {
	*solver
	ch       *program.Channel
	by       *program.Func // who made the channel, and receives
	room     int
	sends    []*program.Op
	receives []*program.Op
	calls    []*program.Call // the go statements, without repetition
	many     bool            // a go statement is repeated
	stream   bool            // a send is repeated
	marks    []mark
}

// findResults finds sends whose only receiver can leave: the function that made
// the channel. Everything is local, so that nobody else can come and receive.
func (s *solver) findResults(ch *program.Channel) {
	h, ok := s.handBack(ch)
	if !ok {
		return
	}
	switch {
	case h.stream:
		if len(h.calls) == 1 && !h.many && h.room == 0 {
			h.leavesStream()
		}
	case h.many:
		if h.room <= 1 {
			h.leavesCrowd()
		}
	default:
		h.leavesSenders()
	}
}

// Bounds of what is looked at: beyond them nothing is said of a channel. Each
// question is one walk through the function, and these are how many there are.
const (
	maxSenders   = 8
	maxReceives  = 16
	maxHandBacks = 32 // of one function
)

func (s *solver) handBack(ch *program.Channel) (*handBack, bool) {
	n, known := ch.Cap()
	if ch.Aliased || !known || n > maxSenders || !local(ch.Var) {
		return nil, false
	}
	h := &handBack{solver: s, ch: ch, room: int(n)}
	started := make(map[*program.Call]bool)
	for _, op := range ch.Ops {
		switch op.Kind {
		case program.Send:
			call := s.startOf(op.In)
			if call == nil || op.Select != nil || op.In.Has(ch.Var) || !call.In.Has(ch.Var) || h.by != nil && h.by != call.In {
				return nil, false
			}
			h.by = call.In
			h.sends = append(h.sends, op)
			h.stream = h.stream || op.Repeat != nil
			if !started[call] {
				started[call] = true
				h.calls = append(h.calls, call)
			}
		case program.Receive, program.Range:
			h.receives = append(h.receives, op)
		}
	}
	if len(h.sends) == 0 || len(h.sends) > maxSenders || isMain(h.by) {
		return nil, false
	}
	for _, op := range ch.Ops {
		if op.Kind != program.Send && op.In != h.by && s.startOf(op.In) == nil || op.Kind == program.Close && op.In == h.by {
			return nil, false
		}
	}
	for _, op := range h.receives {
		if op.In != h.by {
			return nil, false
		}
	}
	if len(h.receives) > maxReceives || s.asked[h.by] == maxHandBacks {
		return nil, false
	}
	s.asked[h.by]++
	for _, call := range h.calls {
		h.many = h.many || h.repeated(call)
	}
	h.findMarks()
	return h, true
}

// startOf is the go statement that runs f: of a literal that it calls, or one
// that such a literal defers.
func (s *solver) startOf(f *program.Func) *program.Call {
	if f == nil {
		return nil
	}
	if call := s.starts[f]; call != nil {
		return call
	}
	if f.Lit == nil || f.Outer == nil {
		return nil
	}
	for _, call := range f.Outer.Calls {
		if call.How == program.Defer && ast.Unparen(call.Expr.Fun) == f.Lit {
			return s.starts[f.Outer]
		}
	}
	return nil
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

// leavesSenders looks for a way out on which fewer results are received than
// the goroutines send.
func (h *handBack) leavesSenders() {
	need := len(h.sends) - h.room
	if len(h.calls) == 1 {
		need = h.mostSends() - h.room
	}
	if need <= 0 {
		return
	}
	if arm := h.leavingArm(); arm != nil {
		h.strand(Left, arm.Clause, arm, false)
		return
	}
	last := h.calls[len(h.calls)-1]
	ways := h.paths(h.by)
	if exit, ok := ways.Lighter(last.Expr, 1, h.weigh); ok {
		h.strand(Left, exit, nil, false)
		return
	}
	if exit, ok := ways.Lighter(last.Expr, need, h.weigh); ok {
		h.strand(First, exit, nil, false)
	}
}

// mostSends is how many sends one goroutine makes at most: those that control
// can come to one after the other.
func (h *handBack) mostSends() int {
	if len(h.sends) == 1 {
		return 1
	}
	most := 1
	for _, first := range h.sends {
		n := 1
		for _, op := range h.sends {
			if op != first && op.In == first.In && h.paths(op.In).Reaches(first.Node, op.Node) {
				n++
			}
		}
		most = max(most, n)
	}
	return most
}

// leavesCrowd looks for a way out on which the goroutines of a loop are not all
// heard.
func (h *handBack) leavesCrowd() {
	if arm := h.leavingArm(); arm != nil {
		h.strand(Left, arm.Clause, arm, false)
		return
	}
	ways := h.paths(h.by)
	last := h.calls[len(h.calls)-1]
	if exit, ok := ways.Lighter(last.Expr, h.room+maxHeard, h.weigh); ok {
		h.strand(First, exit, nil, false)
		return
	}
	for _, op := range h.receives {
		if exit, ok := h.leavesRound(op); ok {
			h.strand(Left, exit, nil, true)
			return
		}
	}
}

// maxHeard is how many results a function may take one by one for it to be
// fewer than a loop's goroutines send.
const maxHeard = 2

// leavesRound looks for a return between a receive in a loop and the next round.
func (h *handBack) leavesRound(op *program.Op) (*ast.ReturnStmt, bool) {
	r := op.Repeat
	if r == nil || program.Contains(r.Stmt, h.calls[0].Expr.Pos()) {
		return nil, false
	}
	from := op.Node
	if op.Kind == program.Range {
		return nil, false
	}
	return h.paths(h.by).Lighter(from, 1, func(n ast.Node) int {
		if !program.Contains(r.Body, n.Pos()) {
			return paths.Met
		}
		return h.weigh(n)
	})
}

// leavesStream looks for a way out of a function that a goroutine sends to
// again and again, by an arm of the select in which it receives.
func (h *handBack) leavesStream() {
	if arm := h.leavingArm(); arm != nil {
		h.strand(Left, arm.Clause, arm, true)
	}
}

// leavingArm is an arm of a select beside a receive that leads out of the
// function without another one.
func (h *handBack) leavingArm() *program.Op {
	for _, op := range h.receives {
		if op.Select == nil || !h.after(op) {
			continue
		}
		for _, arm := range op.Select.Arms[:min(len(op.Select.Arms), maxReceives)] {
			if arm.Var == h.ch.Var || arm.Kind != program.Receive || h.settles(arm) {
				continue
			}
			if _, ok := h.paths(h.by).Lighter(arm.Clause.Comm, 1, h.weigh); ok {
				return arm
			}
		}
	}
	return nil
}

// after reports whether all goroutines may have been started where an operation is.
func (h *handBack) after(op *program.Op) bool {
	for _, call := range h.calls {
		if !h.paths(h.by).Reaches(call.Expr, op.Node) {
			return false
		}
	}
	return true
}

func (h *handBack) strand(kind Kind, way ast.Node, arm *program.Op, likely bool) {
	for _, op := range h.sends {
		h.add(Stranded{Kind: kind, Op: op, By: h.by, Way: way, Arm: arm, Many: h.many || len(h.calls) > 1, Likely: likely})
	}
}
