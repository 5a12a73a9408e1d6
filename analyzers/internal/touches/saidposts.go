package touches

import (
	"go/types"
	"maps"
	"slices"

	"github.com/loopcheck/loopcheck/analyzers/internal/chain"
	"github.com/loopcheck/loopcheck/analyzers/internal/claims"
	"github.com/loopcheck/loopcheck/analyzers/internal/edges"
	"github.com/loopcheck/loopcheck/analyzers/internal/program"
	"github.com/loopcheck/loopcheck/analyzers/internal/prose"
	"github.com/loopcheck/loopcheck/analyzers/internal/runson"
)

// A method that others call and that hands a loop something runs off it: on the loop it
// would wait for itself.

// inboxOf are the channels that code on a loop receives from, and those from which another
// goroutine of this package hands on to these.
func (s *solver) inboxOf(p *place) map[types.Object]bool {
	if p.inbox != nil {
		return p.inbox
	}
	p.inbox = make(map[types.Object]bool)
	for _, f := range s.prog.Funcs {
		if p.opens[f] || s.isOnLoop(f, p) {
			received(f, p.inbox)
		}
	}
	queues := make(map[types.Object]bool)
	for _, f := range s.prog.Funcs {
		if s.runs.Of(f) != nil && !p.opens[f] && s.sendsItself(p, f) != nil {
			received(f, queues)
		}
	}
	maps.Copy(p.inbox, queues)
	return p.inbox
}

// received notes the channels that a function receives from itself.
func received(f *program.Func, all map[types.Object]bool) {
	for _, op := range f.Ops {
		for _, arm := range op.Alternatives() {
			if arm.Var != nil && (arm.Kind == program.Receive || arm.Kind == program.Range) {
				all[arm.Var] = true
			}
		}
	}
}

func (s *solver) isOnLoop(f *program.Func, p *place) bool {
	return slices.ContainsFunc(s.runs.On(f), func(c *runson.Context) bool { return c.Loop == p.loop })
}

// startsPosting are the visits of a method that others call because it sends to a loop
// that comments speak of.
func (s *solver) startsPosting(f *program.Func) (starts []visit) {
	if f.Obj == nil || !f.Obj.Exported() || program.ReceiverNamed(f.Obj) == nil || !program.ReceiverNamed(f.Obj).Obj().Exported() || f.Body() == nil {
		return nil
	}
	for _, serve := range s.claims.Places() {
		loop := s.runs.Of(serve)
		p := s.said.loops[loop.ID]
		if p == nil || p.opens[f] || p.sets[f] || !runson.SameType(f, serve) || s.isOnLoop(f, p) {
			continue
		}
		if send := s.sendsTo(p, f); send != nil {
			c := &claims.Claim{Claim: prose.Claim{Verb: prose.Anywhere}, Loop: serve}
			step := &chain.Step{Pos: send.Node.Pos(), Text: f.Name() + " hands " + serve.Name() + " something here, and so runs elsewhere"}
			starts = append(starts, s.beginSaid(f, c, step, 0)...)
		}
	}
	return starts
}

// sendsTo is where a method sends to a loop, itself or by a method that it calls for the
// same object; nil if it does not.
func (s *solver) sendsTo(p *place, f *program.Func) *program.Op {
	s.inboxOf(p)
	bodies := []*program.Func{f}
	for _, e := range s.runs.Edges.Out(f) {
		if e.How == edges.InPlace && !e.Handed && !e.Dynamic && e.Same {
			bodies = append(bodies, e.To)
		}
	}
	for _, g := range bodies {
		if send := s.sendsItself(p, g); send != nil {
			return send
		}
	}
	return nil
}

// sendsItself is where a body sends to a loop; nil if it does not.
func (s *solver) sendsItself(p *place, f *program.Func) *program.Op {
	for _, op := range f.Ops {
		for _, arm := range op.Alternatives() {
			if arm.Kind == program.Send && arm.Var != nil && p.inbox[arm.Var] {
				return arm
			}
		}
	}
	return nil
}
