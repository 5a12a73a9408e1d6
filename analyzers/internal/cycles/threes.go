package cycles

import (
	"go/types"
	"slices"

	"github.com/loopcheck/loopcheck/analyzers/internal/program"
)

// findThrees finds three processes that wait for each other in a ring. Each is told at
// one of its loops, and none that two of them close already.
func (s *solver) findThrees(processes []process, on waitsOf) {
	told := make(map[*program.Func]bool)
	for _, a := range processes {
		for _, b := range processes {
			if a.loop == nil || len(on[pairOf{a.f, b.f}]) == 0 {
				continue
			}
			for _, c := range processes {
				if len(on[pairOf{b.f, c.f}]) == 0 || len(on[pairOf{c.f, a.f}]) == 0 || told[a.f] || told[b.f] || told[c.f] || s.anyMet(a, b, c) {
					continue
				}
				if s.ring(a, b, c, on) {
					told[a.f], told[b.f], told[c.f] = true, true, true
				}
			}
		}
	}
}

func (s *solver) anyMet(a, b, c process) bool {
	return slices.ContainsFunc([]pairOf{{a.f, b.f}, {b.f, a.f}, {b.f, c.f}, {c.f, b.f}, {c.f, a.f}, {a.f, c.f}}, func(p pairOf) bool { return s.met[p] })
}

// ring looks for a wait of each of three processes that only the next one can end, later.
func (s *solver) ring(a, b, c process, on waitsOf) bool {
	for _, w := range on[pairOf{a.f, b.f}] {
		for _, v := range on[pairOf{b.f, c.f}] {
			if !s.endsLater(w, b, v, false) {
				continue
			}
			for _, u := range on[pairOf{c.f, a.f}] {
				if !s.endsLater(v, c, u, true) || !s.endsLater(u, a, w, true) {
					continue
				}
				w.out = max(s.outOf(w, &Ender{In: b.f}), s.outOf(v, &Ender{In: c.f}), s.outOf(u, &Ender{In: a.f}))
				s.add(Circle{
					Kind: Both, At: w.at, Call: w.call, Op: w.Op,
					Knot:    &Knot{By: a.f, Wait: w, Other: b.f, OtherWait: v, Third: c.f, ThirdWait: u},
					Related: slices.Concat(waitSteps(w), processSteps(b, v), processSteps(c, u)),
				})
				return true
			}
		}
	}
	return false
}

// findOrdersOfThree finds locks that three functions take in a ring: each holds the one for
// which the one before it waits. What two of them cross already is told.
func (s *solver) findOrdersOfThree(nestings map[pair][]nesting, all []nesting, told map[pair]bool) {
	after := make(map[*types.Var][]pair)
	seen := make(map[pair]bool)
	var pairs []pair
	for _, n := range all {
		if p := n.pair(); !seen[p] && n.take.Known() {
			seen[p] = true
			pairs = append(pairs, p)
			after[p.held] = append(after[p.held], p)
		}
	}
	for _, p := range pairs {
		for _, q := range after[p.taken] {
			r := pair{q.taken, p.held}
			if q.taken == p.held || !seen[r] || crossedBefore(told, p, q, r) {
				continue
			}
			s.tellThree(nestings[p][0], nestings[q][0], nestings[r][0], func() { told[p], told[q], told[r] = true, true, true })
		}
	}
}

func crossedBefore(told map[pair]bool, all ...pair) bool {
	return slices.ContainsFunc(all, func(p pair) bool { return told[p] || told[pair{p.taken, p.held}] })
}

// tellThree tells of three nestings, if each two of them may be at it at the same time.
func (s *solver) tellThree(a, b, c nesting, told func()) {
	if !a.take.Excludes(b.held.Lock) || !b.take.Excludes(c.held.Lock) || !c.take.Excludes(a.held.Lock) || !s.apart(a, b) || !s.apart(b, c) || !s.apart(c, a) {
		return
	}
	told()
	seen := func(n nesting) bool { return len(s.runs.On(n.by))+len(s.offs(n.by)) > 0 }
	s.add(Circle{
		Kind: Order, At: a.take.At, Call: a.take.Call,
		Knot:    &Knot{Held: a.held, By: a.by, Take: a.take, Other: b.by, OtherTake: b.take, Third: c.by, Shown: a.take.Known() && b.take.Known() && c.take.Known() && (seen(a) || seen(b) || seen(c))},
		Related: slices.Concat(s.lockChain(a.held, a.take), otherOrder(b), otherOrder(c)),
	})
}
