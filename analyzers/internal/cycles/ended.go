package cycles

import (
	"slices"

	"github.com/loopcheck/loopcheck/analyzers/internal/program"
)

// endsBefore reports whether who makes one nesting has waited before for the end of the
// goroutine that alone makes the other one: a session takes its lock to clear up when its
// reader is gone.
func (s *solver) endsBefore(a, b nesting) bool {
	return slices.ContainsFunc(s.waitsIn[a.by], func(w *Wait) bool {
		if len(w.outs) > 0 || w.cond || w.drain || !s.locks.Paths(a.by).Before(atNode(w), a.held.At) {
			return false
		}
		enders, counted := s.endersUnder(w)
		if !counted && len(enders) != 1 {
			return false
		}
		return slices.ContainsFunc(enders, func(e *Ender) bool {
			return e.deferred && (e.op == nil || e.op.Kind == program.Close) && s.onlyFrom(b.by, e.In)
		})
	})
}

// onlyFrom reports whether a function only runs within another one.
func (s *solver) onlyFrom(f, root *program.Func) bool {
	reached := []*program.Func{f}
	for i := 0; i < len(reached); i++ {
		g := reached[i]
		if g == root {
			continue
		}
		in := s.runs.Edges.In(g)
		if s.isOpen(g) || len(in) == 0 || len(reached) > maxReach {
			return false
		}
		for _, e := range in {
			switch {
			case s.prog.InTest(e.At.Pos()) || slices.Contains(reached, e.From):
			case starts(e):
				return false
			default:
				reached = append(reached, e.From)
			}
		}
	}
	return slices.Contains(reached, root)
}
