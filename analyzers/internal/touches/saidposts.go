package touches

import (
	"go/types"
	"slices"

	"github.com/loopcheck/loopcheck/analyzers/internal/chain"
	"github.com/loopcheck/loopcheck/analyzers/internal/claims"
	"github.com/loopcheck/loopcheck/analyzers/internal/program"
	"github.com/loopcheck/loopcheck/analyzers/internal/prose"
	"github.com/loopcheck/loopcheck/analyzers/internal/runson"
)

// A method that others call and that hands a loop something runs off it: on the loop it
// would wait for itself.

// inboxOf are the channels that code on a loop receives from.
func (s *solver) inboxOf(p *place) map[types.Object]bool {
	if p.inbox != nil {
		return p.inbox
	}
	p.inbox = make(map[types.Object]bool)
	for _, f := range s.prog.Funcs {
		if !p.opens[f] && !s.isOnLoop(f, p) {
			continue
		}
		for _, op := range f.Ops {
			for _, arm := range op.Alternatives() {
				if arm.Var != nil && (arm.Kind == program.Receive || arm.Kind == program.Range) {
					p.inbox[arm.Var] = true
				}
			}
		}
	}
	return p.inbox
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
		for _, op := range f.Ops {
			i := slices.IndexFunc(op.Alternatives(), func(arm *program.Op) bool {
				return arm.Kind == program.Send && arm.Var != nil && s.inboxOf(p)[arm.Var]
			})
			if i >= 0 {
				c := &claims.Claim{Claim: prose.Claim{Verb: prose.Anywhere}, Loop: serve}
				step := &chain.Step{Pos: op.Alternatives()[i].Node.Pos(), Text: f.Name() + " sends to " + serve.Name() + " here, and so runs elsewhere"}
				starts = append(starts, s.beginSaid(f, c, step, 0)...)
				break
			}
		}
	}
	return starts
}
