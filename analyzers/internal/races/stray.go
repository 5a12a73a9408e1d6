package races

import (
	"iter"
	"strings"

	"github.com/loopcheck/loopcheck/analyzers/internal/program"
)

// A literal that a function hands to code of which nobody here knows what it does with it is
// called by somebody, and surely by no goroutine that this function starts without it. What
// only one goroutine at a time may use is one too many there.

// findStray finds these literals, by the body that they stand in.
func (s *solver) findStray() {
	s.stray = make(map[*program.Func][]*program.Flow)
	for _, flow := range s.prog.Flows {
		if flow.Kind != program.Passed || flow.In == nil || len(flow.Values) != 1 || s.prog.InTest(flow.Value.Pos()) {
			continue
		}
		lit := flow.Values[0].Func
		if lit == nil || lit.Lit == nil || lit.Outer != flow.In || len(s.runs.Edges.In(lit))+len(s.runs.Sites(lit)) > 0 {
			continue
		}
		callee := flow.Call.Callee
		if callee == nil || s.prog.FuncOf(callee) != nil || len(s.book.Handles(callee)) > 0 || strings.Contains(callee.Name(), "Lock") {
			continue
		}
		s.stray[flow.In] = append(s.stray[flow.In], flow)
	}
}

// strayIn are the literals that bodies of a function hand on so.
func (s *solver) strayIn(f *program.Func) iter.Seq[*program.Flow] {
	return func(yield func(*program.Flow) bool) {
		for _, g := range s.bodies(f) {
			for _, flow := range s.stray[g] {
				if !yield(flow) {
					return
				}
			}
		}
	}
}

// addStray adds the calls in turn that such literals make.
func (s *solver) addStray(fr *frame) {
	for flow := range s.strayIn(fr.f) {
		lit := s.frames[flow.Values[0].Func]
		if lit == nil {
			continue
		}
		for _, sub := range lit.sum {
			if sub.turn == nil || sub.deep == maxDeep || len(fr.entries) == maxEntries {
				continue
			}
			if p, ok := s.seen(fr.f, nil, flow.Value, lit.f, sub.place); ok {
				fr.entries = append(fr.entries, &entry{place: p, write: true, locks: sub.locks, in: flow.In, at: flow.Value, down: sub, deep: sub.deep + 1})
			}
		}
	}
}
