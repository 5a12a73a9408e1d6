package cycles

import (
	"go/ast"
	"slices"

	"golang.org/x/tools/go/analysis"

	"github.com/loopcheck/loopcheck/analyzers/internal/locks"
	"github.com/loopcheck/loopcheck/analyzers/internal/program"
)

// stuckBehind returns an ender who, before it ends a wait, hands something over to one who
// needs the lock under which that wait is made: a worker who is waited for, and whose
// results somebody takes who has to lock.
func (s *solver) stuckBehind(w *Wait, h locks.Held, e *Ender) *Ender {
	there, ok := s.heldThere(w, h, e)
	if !ok || w.drain || w.cond || e.In == w.in {
		return nil
	}
	for _, v := range s.waitsIn[e.In] {
		if v.Op == nil || v.Op.Kind != program.Send || !v.sure || v.room || len(v.outs) > 0 || !s.handedBefore(v, e) {
			continue
		}
		if to := s.takerUnder(v, there, w.in); to != nil {
			if s.isAskedFor(v, h, e, to) {
				continue
			}
			stuck := *e
			stuck.Take, stuck.Behind, stuck.To = to.Take, v, to
			return &stuck
		}
	}
	return nil
}

// heldThere is a held lock as an ender sees it: the wait's channel or group being one, so
// is the lock beside it.
func (s *solver) heldThere(w *Wait, h locks.Held, e *Ender) (locks.Held, bool) {
	if h.IsShared() {
		return h, true
	}
	ref, _ := s.locks.Of(e.chanExpr)
	if !ref.Known() || !w.ref.Known() || w.ref.Root != h.Root || ref.Path != w.ref.Path {
		return h, false
	}
	h.Root = ref.Root
	return h, true
}

// handedBefore reports whether a wait of an ender comes before it ends the other one.
func (s *solver) handedBefore(v *Wait, e *Ender) bool {
	return e.deferred || s.locks.Paths(e.In).Reaches(atNode(v), e.At)
}

// takerUnder is who takes what is handed over, if all who do need the lock for sure. What
// the holder takes itself it may have taken by then.
func (s *solver) takerUnder(v *Wait, h locks.Held, holder *program.Func) *Ender {
	var first *Ender
	for _, e := range s.endersOf(v.Op) {
		if e.In == holder || s.leadsTo(holder, e.In) || s.leadsTo(v.in, e.In) {
			return nil
		}
		stuck := s.needs(v, h, e)
		if stuck == nil || stuck.Maybe || stuck.Take.Likely {
			return nil
		}
		if first == nil {
			first = stuck
		}
	}
	return first
}

// isAskedFor reports whether an ender only hands something over when it has been asked, and
// who asks holds the lock from before that until he has taken it: to have the lock alone is to
// know that nobody is between the two.
func (s *solver) isAskedFor(v *Wait, h locks.Held, e, to *Ender) bool {
	arm := armAround(e.In, atNode(v))
	if arm == nil {
		return false
	}
	askers := s.endersOf(arm)
	return len(askers) > 0 && !slices.ContainsFunc(askers, func(asker *Ender) bool {
		return asker.In != to.In || !s.isUnder(asker.In, asker.At, h.Var) || !s.isUnder(to.In, to.At, h.Var)
	})
}

// armAround is the receive, in a select, that leads to a node: its arm holds it.
func armAround(f *program.Func, at ast.Node) *program.Op {
	for _, op := range f.Ops {
		if op.Kind != program.Choose {
			continue
		}
		for _, arm := range op.Select.Arms {
			if arm.Kind == program.Receive && program.Contains(arm.Clause, at.Pos()) {
				return arm
			}
		}
	}
	return nil
}

// relaySteps is what an ender hands over, and to whom.
func relaySteps(e *Ender) []analysis.RelatedInformation {
	if e.Behind == nil {
		return nil
	}
	steps := []analysis.RelatedInformation{{Pos: program.Place(e.Behind.at), Message: e.In.Name() + " " + e.Behind.Verb() + " before that"}}
	return slices.Concat(steps, waitSteps(e.Behind), []analysis.RelatedInformation{
		{Pos: program.Place(e.To.At), Message: e.To.In.Name() + " " + e.To.verb() + " here"},
	})
}
