package cycles

import (
	"go/ast"
	"iter"
	"slices"

	"github.com/loopcheck/loopcheck/analyzers/internal/edges"
	"github.com/loopcheck/loopcheck/analyzers/internal/fixpoint"
	"github.com/loopcheck/loopcheck/analyzers/internal/locks"
	"github.com/loopcheck/loopcheck/analyzers/internal/program"
)

// aroundNesting are the locks that are held where a nesting waits; unknown for functions
// that only call each other.
func (s *solver) aroundNesting(n nesting) (all []locks.Lock, known bool) {
	if s.around == nil {
		s.findAround()
	}
	outer, known := s.around[n.by]
	all = append(s.heldAt(n.by, takenAt(n.take)), outer...)
	if n.again {
		all = slices.DeleteFunc(all, func(l locks.Lock) bool { return l.Var == n.take.Var })
	}
	return all, known
}

// heldAt are the locks that a function holds itself where it evaluates a node, and those
// that it has from who calls it, to unlock.
func (s *solver) heldAt(f *program.Func, at ast.Node) []locks.Lock {
	var all []locks.Lock
	for _, h := range s.locks.Held(f, at) {
		all = append(all, h.Lock)
	}
	return append(all, s.locks.Freed(f)...)
}

// findAround finds which locks all who run a function hold.
func (s *solver) findAround() {
	s.around = make(map[*program.Func][]locks.Lock)
	callers := func(f *program.Func) iter.Seq[*program.Func] {
		return func(yield func(*program.Func) bool) {
			for e := range s.runsOf(f) {
				if e.Waits() && !yield(e.From) {
					return
				}
			}
		}
	}
	fixpoint.Up(s.prog.Funcs, callers, func(f *program.Func) (changed bool) {
		now, known := s.heldByCallers(f)
		before, had := s.around[f]
		if known {
			s.around[f] = now
		}
		return known && (!had || len(now) < len(before))
	})
}

// runsOf are the edges by which a function is run, other than by tests and by itself.
func (s *solver) runsOf(f *program.Func) iter.Seq[edges.Edge] {
	return func(yield func(edges.Edge) bool) {
		for _, e := range s.runs.Edges.In(f) {
			if !s.prog.InTest(e.At.Pos()) && e.From != f && !yield(e) {
				return
			}
		}
	}
}

// heldByCallers are the locks that each one holds who runs f, as far as that is known of
// them by now: who is called by f in turn says nothing before the others.
func (s *solver) heldByCallers(f *program.Func) (common []locks.Lock, known bool) {
	if s.isOpen(f) {
		return nil, true // others may call it with none
	}
	any := false
	for e := range s.runsOf(f) {
		if !e.Waits() {
			return nil, true
		}
		any = true
		outer, ok := s.around[e.From]
		if !ok {
			continue
		}
		held := append(s.heldAt(e.From, e.At), outer...)
		if !known {
			common, known = held, true
			continue
		}
		common = slices.DeleteFunc(common, func(x locks.Lock) bool {
			return !slices.ContainsFunc(held, func(y locks.Lock) bool { return x.Var == y.Var })
		})
	}
	return common, known || !any
}
