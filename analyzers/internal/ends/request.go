package ends

import (
	"go/ast"
	"go/types"
	"slices"

	"github.com/loopcheck/loopcheck/analyzers/internal/edges"
	"github.com/loopcheck/loopcheck/analyzers/internal/program"
	"github.com/loopcheck/loopcheck/analyzers/internal/runson"
)

// findGivenUp finds answers to a request that has no room for them, where the caller
// can give up: whoever answers then waits for ever, and a loop with all that it serves.
func (s *solver) findGivenUp(ch *program.Channel) {
	if ch.Sourced() || len(ch.Ops) == 0 || len(ch.Ops) > maxReceives {
		return
	}
	if n, known := ch.Cap(); !known || n > 0 {
		return
	}
	if isField(ch.Var) {
		s.findGivenUpOwn(ch)
		return
	}
	receives, answers, ok := s.sidesOf(ch)
	if !ok || !ch.Aliased && len(answers) == 0 || !s.mayGiveUp(receives[0].In) {
		return
	}
	by := receives[0].In
	made := s.makeOf(ch.Var)
	if made == nil {
		return
	}
	s.asked[by]++
	if ch.Aliased {
		uses, all := ch.Uses()
		if answers = uses; !all {
			answers = s.answersIn(by, ch)
		}
	}
	s.givesUp(ch, by, made, receives, answers)
}

// sidesOf are the receives from a local channel by the function that has it, and the sends by
// literals of that function which it hands to somebody; false if there is more.
func (s *solver) sidesOf(ch *program.Channel) (receives, answers []*program.Op, ok bool) {
	if !local(ch.Var) {
		return nil, nil, false
	}
	for _, op := range ch.Ops {
		switch {
		case op.In == nil:
			return nil, nil, false
		case isReceive(op) && op.In.Has(ch.Var):
			receives = append(receives, op)
		case op.Kind == program.Send && s.isGivenAway(op.In) && !ch.Aliased:
			answers = append(answers, op)
		default:
			return nil, nil, false
		}
	}
	return receives, answers, len(receives) > 0 && !slices.ContainsFunc(receives, func(op *program.Op) bool { return op.In != receives[0].In }) &&
		!slices.ContainsFunc(answers, func(op *program.Op) bool { return op.In.Outer != receives[0].In })
}

// isGivenAway reports whether a literal is sent to somebody who runs it.
func (s *solver) isGivenAway(f *program.Func) bool {
	if s.putLits == nil {
		s.putLits = make(map[ast.Expr]bool)
		for _, flow := range s.prog.Flows {
			if flow.Kind == program.Put {
				s.putLits[ast.Unparen(flow.Value)] = true
			}
		}
	}
	return f.Lit != nil && s.putLits[f.Lit]
}

// findGivenUpOwn does the same for a request that is made with its channel, and whose
// maker alone receives.
func (s *solver) findGivenUpOwn(ch *program.Channel) {
	ops, all := ch.Uses()
	if !all || !ch.Made() {
		return
	}
	var receives, answers []*program.Op
	for _, op := range ops {
		switch {
		case s.prog.InTest(op.Node.Pos()):
		case isReceive(op):
			receives = append(receives, op)
		default:
			answers = append(answers, op)
		}
	}
	if len(receives) == 0 || len(answers) == 0 {
		return
	}
	by := receives[0].In
	if by == nil || !s.mayGiveUp(by) || slices.ContainsFunc(receives, func(op *program.Op) bool { return op.In != by || op.Select == nil }) {
		return
	}
	s.asked[by]++
	if made := s.madeFor(by, ch.Var); made != nil {
		s.givesUp(ch, by, made, receives, answers)
	}
}

// madeFor is the call in f that makes the channel of a field in a literal.
func (s *solver) madeFor(f *program.Func, field types.Object) (made *ast.CallExpr) {
	f.Inspect(func(n ast.Node) bool {
		if lit, ok := n.(*ast.CompositeLit); ok {
			made, _ = s.prog.FieldValue(lit, field).(*ast.CallExpr)
		}
		return made == nil
	})
	return made
}

// mayGiveUp reports whether it matters what f leaves behind, and there is one more question.
func (s *solver) mayGiveUp(f *program.Func) bool { return !isMain(f) && s.asked[f] < maxHandBacks }

// givesUp looks for an arm on which a function leaves that has made a channel, without
// a receive, and strands those who answer.
func (s *solver) givesUp(ch *program.Channel, by *program.Func, made *ast.CallExpr, receives, answers []*program.Op) {
	h := &handBack{solver: s, ch: ch, by: by, made: made, receives: receives, calls: []*program.Call{{In: by, Expr: made}}, settled: make(map[types.Object]bool)}
	h.stream = slices.ContainsFunc(receives, func(op *program.Op) bool { return op.Repeat != nil })
	for _, op := range answers {
		if op.Kind != program.Send || op.Select != nil || op.In == by || op.In == nil {
			continue
		}
		if len(h.sends) == maxSenders {
			return
		}
		h.sends, h.sentBy = append(h.sends, op), append(h.sentBy, h.calls[0])
	}
	if len(h.sends) == 0 {
		return
	}
	h.findMarks()
	// Who leaves because a loop has ended has nobody to answer him.
	excused := func(arm *program.Op) bool { return s.isEndOfLoop(arm) || h.isOtherAnswer(arm) }
	if arm := h.leavingArm(excused); arm != nil {
		h.strand(Left, arm.Clause, arm, true)
	}
}

// isEndOfLoop reports whether an arm waits for what a loop says when it ends, or what
// ends one: then nobody answers any more.
func (s *solver) isEndOfLoop(arm *program.Op) bool {
	return arm.Var != nil && s.prog.Cancels(arm)
}

// isOtherAnswer reports whether an arm receives the other answer that the request may get,
// an error, say: who sends that has nothing more to say, as far as is seen.
func (h *handBack) isOtherAnswer(arm *program.Op) bool {
	other := h.prog.Channel(arm.Var)
	if other == nil {
		return false
	}
	uses, all := other.Uses()
	if !all && local(other.Var) {
		uses = h.answersIn(h.by, other)
	}
	uses = slices.DeleteFunc(slices.Clone(uses), func(op *program.Op) bool { return op.Kind != program.Send && op.Kind != program.Close })
	if len(uses) == 0 || len(uses) > maxReceives {
		return false
	}
	own := h.isMadeBy(h.by, other.Var)
	return !slices.ContainsFunc(uses, func(use *program.Op) bool { return use.In == nil || h.answersToo(use, own) })
}

// isMadeBy reports whether f makes the channel of a field or of its own variable.
func (s *solver) isMadeBy(f *program.Func, ch types.Object) bool {
	if isField(ch) {
		return s.madeFor(f, ch) != nil
	}
	return f.Has(ch)
}

// answersToo reports whether who says something on another channel may answer the same
// request besides: further on, or on another goroutine. What other functions say on a
// channel of the request's own they say instead, for all that is known.
func (h *handBack) answersToo(use *program.Op, own bool) bool {
	after := h.paths(use.In).After(use.Node, h.takesNext(use))
	return slices.ContainsFunc(h.sends, func(send *program.Op) bool {
		if send.In == use.In {
			return !use.Deferred && after(send.Node)
		}
		return !own || h.isStarted(send.In) && h.isStarted(use.In)
	})
}

// isStarted reports whether a go statement runs f itself.
func (s *solver) isStarted(f *program.Func) bool {
	return slices.ContainsFunc(s.runs.Edges.In(f), func(e edges.Edge) bool { return e.How == edges.Spawned })
}

// takesNext reports of a node whether it takes another request: it gives a value to the
// variable that holds the one whose channel an operation uses.
func (s *solver) takesNext(op *program.Op) func(ast.Node) bool {
	id, ok := ast.Unparen(op.Chan).(*ast.Ident)
	if !ok {
		id = holder(op.Chan)
	}
	if id == nil {
		return func(ast.Node) bool { return false }
	}
	v, ok := s.prog.Var(id).(*types.Var)
	if !ok {
		return func(ast.Node) bool { return false }
	}
	got := s.prog.Assigned(v)
	got = got[:min(len(got), maxReceives)]
	return func(n ast.Node) bool {
		return program.Contains(n, v.Pos()) || slices.ContainsFunc(got, func(a program.Assignment) bool { return contains(n, a.Value) })
	}
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
