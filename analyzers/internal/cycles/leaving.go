package cycles

import (
	"slices"

	"github.com/loopcheck/loopcheck/analyzers/internal/edges"
	"github.com/loopcheck/loopcheck/analyzers/internal/locks"
	"github.com/loopcheck/loopcheck/analyzers/internal/program"
	"github.com/loopcheck/loopcheck/analyzers/internal/runson"
)

// stuckLeaving returns the receiver of a send that is made under a lock, if it is a loop
// that takes the lock on its way out: from there on it receives no more before it has it.
func (s *solver) stuckLeaving(w *Wait, h locks.Held, enders []*Ender) *Ender {
	if len(enders) == 0 || w.Op == nil || w.Op.Kind != program.Send || !s.isOneLoop(enders[0].In) {
		return nil
	}
	loop := enders[0].In
	if w.last().in == loop || slices.ContainsFunc(enders, func(e *Ender) bool { return e.In != loop || e.deferred }) {
		return nil
	}
	want := relation{s: s, wait: w, held: h}
	of, _ := s.locks.Of(enders[0].chanExpr)
	for _, least := range []likeness{one, alike} {
		for _, t := range s.locks.Takes(loop) {
			if t.Likely || t.Back || want.matches(loop, of, t.Lock) < least || !s.leaves(loop, t, enders) || s.isSpared(w, h, t) {
				continue
			}
			stuck := *enders[0]
			stuck.Take, stuck.Maybe, stuck.Leaving = t, least == alike, true
			return &stuck
		}
	}
	return nil
}

// isOneLoop reports whether a function serves a loop on one goroutine, or is a goroutine that
// one statement starts, once for each object.
func (s *solver) isOneLoop(f *program.Func) bool {
	if in := s.runs.Edges.In(f); len(in) == 1 && in[0].How == edges.Spawned && in[0].Call != nil && in[0].Call.Repeat == nil {
		return true
	}
	return slices.ContainsFunc(s.runs.On(f), func(c *runson.Context) bool { return c.Loop.Serves(f) && !c.Loop.Many })
}

// leaves reports whether a loop comes from its receives to where it takes a lock, and back to
// none of them.
func (s *solver) leaves(loop *program.Func, t locks.Take, enders []*Ender) bool {
	if t.Call != nil && t.Call.How == program.Go {
		return false
	}
	ways := s.locks.Paths(loop)
	if t.Call != nil && t.Call.How == program.Defer {
		return true
	}
	comes := func(e *Ender) bool { return ways.Reaches(e.At, t.At) }
	return slices.ContainsFunc(enders, comes) && !slices.ContainsFunc(enders, func(e *Ender) bool { return comes(e) && ways.Reaches(t.At, e.At) })
}
