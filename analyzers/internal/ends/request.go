package ends

import (
	"go/ast"
	"go/types"
	"slices"

	"github.com/loopcheck/loopcheck/analyzers/internal/program"
	"github.com/loopcheck/loopcheck/analyzers/internal/runson"
)

// findGivenUp finds answers to a request that has no room for them, where the caller
// can give up: whoever answers then waits for ever, and a loop with all that it serves.
func (s *solver) findGivenUp(ch *program.Channel) {
	n, known := ch.Cap()
	if !ch.Aliased || !known || n > 0 || !local(ch.Var) || ch.Sourced() || len(ch.Ops) == 0 || len(ch.Ops) > maxReceives {
		return
	}
	by := ch.Ops[0].In
	made := s.prog.Assigned(ch.Var.(*types.Var))
	if by == nil || !by.Has(ch.Var) || len(made) != 1 || isMain(by) || s.asked[by] == maxHandBacks ||
		slices.ContainsFunc(ch.Ops, func(op *program.Op) bool { return op.In != by || !isReceive(op) }) {
		return
	}
	call, ok := ast.Unparen(made[0].Value).(*ast.CallExpr)
	if !ok {
		return
	}
	uses, all := ch.Uses()
	h := &handBack{solver: s, ch: ch, by: by, receives: ch.Ops, calls: []*program.Call{{In: by, Expr: call}}, settled: make(map[types.Object]bool)}
	for _, op := range uses {
		if op.Kind == program.Send && op.Select == nil && op.In != by && op.In != nil {
			h.sends, h.sentBy = append(h.sends, op), append(h.sentBy, h.calls[0])
		}
	}
	if !all || len(h.sends) == 0 || len(h.sends) > maxSenders {
		return
	}
	s.asked[by]++
	h.findMarks()
	if arm := h.leavingArm(); arm != nil && !s.isEndOfLoop(arm) {
		h.strand(Left, arm.Clause, arm, true)
	}
}

// isEndOfLoop reports whether an arm waits for what a loop says when it ends, or what
// ends one: then nobody answers any more.
func (s *solver) isEndOfLoop(arm *program.Op) bool {
	return arm.Var != nil && s.prog.Cancels(arm)
}

// completes reports whether a loop, and nobody else, answers on a channel.
func (s *solver) completes(loop *runson.Loop, reply *types.Var) bool {
	ch := s.prog.Channel(reply)
	if ch == nil {
		return false
	}
	ops, _ := ch.Completions()
	return len(ops) > 0 && !slices.ContainsFunc(ops, func(op *program.Op) bool { return !s.runsOn(op.In, loop) })
}

// findQueued finds callers that wait for the answer to a request, and nothing else,
// although the request can be left in the queue of a loop that has returned, as the
// very send of a request knows.
func (s *solver) findQueued(ch *program.Channel) {
	if n, known := ch.Cap(); known && n == 0 {
		return
	}
	loop := s.server(ch)
	if loop == nil || loop.Many {
		return
	}
	inbox := onlyReceive(ch)
	if inbox == nil || inbox.In != loop.Serve {
		return // somebody may drain it
	}
	end := s.end(loop, inbox)
	if end == nil {
		return
	}
	for _, x := range s.unless(end, inbox) {
		if x.arm == nil || !s.prog.Cancels(x.arm) {
			continue
		}
		other := s.findKnowing(loop, ch, s.signal(x.arm))
		if other.send == nil {
			continue
		}
		for reply := range replies(ch.Var.Type()) {
			if !s.completes(loop, reply) {
				continue // a channel of the message that is for something else
			}
			for op := range s.awaits(reply) {
				if !s.runsOn(op.In, loop) {
					s.add(Stranded{Kind: Queued, Op: op, By: loop.Serve, Loop: loop, Way: x.at, Arm: x.arm, Sibling: other.send, Likely: true})
				}
			}
		}
		return
	}
}
