package cycles

import (
	"go/ast"
	"go/types"
	"slices"

	"golang.org/x/tools/go/analysis"

	"github.com/loopcheck/loopcheck/analyzers/internal/edges"
	"github.com/loopcheck/loopcheck/analyzers/internal/locks"
	"github.com/loopcheck/loopcheck/analyzers/internal/program"
	"github.com/loopcheck/loopcheck/analyzers/internal/runson"
)

// A nesting is a lock that a function waits for while it holds another one.
type nesting struct {
	by    *program.Func
	held  locks.Held
	take  locks.Take
	again bool // it has let the lock go for a while
}

func (n nesting) pair() pair { return pair{n.held.Var, n.take.Var} }

// A pair is two locks, by the fields or variables that they are.
type pair struct{ held, taken *types.Var }

// findOrders finds pairs of locks that two functions take in opposite orders.
func (s *solver) findOrders() {
	nestings := make(map[pair][]nesting)
	var all []nesting
	for _, f := range s.prog.Funcs {
		if s.prog.InTest(f.Node().Pos()) {
			continue
		}
		for _, n := range s.nestingsIn(f) {
			if p := n.pair(); len(nestings[p]) < maxNestings {
				nestings[p] = append(nestings[p], n)
				all = append(all, n)
			}
		}
	}
	told := make(map[pair]bool)
	for _, n := range all {
		p := n.pair()
		for _, other := range nestings[pair{p.taken, p.held}] {
			if told[p] || told[pair{p.taken, p.held}] || !s.crossed(n, other) {
				continue
			}
			told[p] = true
			s.addOrder(n, other, slices.Concat(nestings[p], nestings[pair{p.taken, p.held}]))
		}
	}
	s.findOrdersOfThree(nestings, all, told)
}

// nestingsIn are those of a function, where others may have the locks as well.
func (s *solver) nestingsIn(f *program.Func) []nesting {
	var all []nesting
	outer := append(s.onceAround(f), s.locks.CalledUnder(f)...)
	stuck := s.relocksIn(f)
	add := func(t locks.Take, again bool) {
		if t.Var == nil || t.Likely || t.Back || s.locks.Fresh(t.Lock) || stuck[takenAt(t)] {
			return
		}
		for _, h := range slices.Concat(s.locks.Held(f, takenAt(t)), outer) {
			if h.Var != nil && h.Var != t.Var && !s.letsGo(h.Var, chainOf(t)) && !s.locks.Fresh(h.Lock) {
				all = append(all, nesting{f, h, t, again})
			}
		}
	}
	for _, t := range s.locks.Takes(f) {
		add(t, false)
	}
	for _, t := range s.locks.Retakes(f) {
		add(t, true)
	}
	return all
}

// relocksIn are the calls of a function that wait for what it holds itself: that is told, and
// no other goroutine is needed for it.
func (s *solver) relocksIn(f *program.Func) map[ast.Node]bool {
	var stuck map[ast.Node]bool
	for _, t := range s.locks.Takes(f) {
		if t.Likely || t.Back || !slices.ContainsFunc(s.locks.Held(f, takenAt(t)), func(h locks.Held) bool { return h.Excludes(t.Lock) && h.Is(t.Lock) }) {
			continue
		}
		if stuck == nil {
			stuck = make(map[ast.Node]bool)
		}
		stuck[takenAt(t)] = true
	}
	return stuck
}

// onceAround is the Once that runs a function: whoever comes to it meanwhile waits.
func (s *solver) onceAround(f *program.Func) []locks.Held {
	var all []locks.Held
	for e := range s.runsOf(f) {
		if e.Call == nil || !edges.IsOnce(e.Call.Callee) {
			continue
		}
		if sel, ok := ast.Unparen(e.Call.Expr.Fun).(*ast.SelectorExpr); ok {
			ref, v := s.locks.Of(sel.X)
			all = append(all, locks.Held{Lock: locks.Lock{Ref: ref, Var: v}, At: e.Call.Expr, Call: e.Call})
		}
	}
	return all
}

// chainOf are the functions through which a lock is taken.
func chainOf(t locks.Take) []*program.Func {
	var all []*program.Func
	for next := t.Next; next != nil; next = next.Next {
		all = append(all, next.In)
	}
	return all
}

// letsGo reports whether one of some functions unlocks for its callers, for a while as a rule, a
// lock that they hold.
func (s *solver) letsGo(lock *types.Var, by []*program.Func) bool {
	return slices.ContainsFunc(by, func(f *program.Func) bool {
		return slices.ContainsFunc(s.locks.Freed(f), func(l locks.Lock) bool { return l.Var == lock || l.Var == nil })
	})
}

// maxNestings bounds how often a pair of locks is looked at.
const maxNestings = 16

// crossed reports whether two nestings can wait for each other: what one holds,
// the other cannot have, both of one pair of objects as far as anybody sees, neither
// of which is new, and no lock is held by both, under which they take turns.
func (s *solver) crossed(a, b nesting) bool {
	if !a.held.Excludes(b.take.Lock) || !b.held.Excludes(a.take.Lock) || a.by == b.by && a.take.At == b.take.At {
		return false
	}
	if s.differ(a.take.Lock, b.held.Lock) || s.differ(a.held.Lock, b.take.Lock) || s.isOfNew(a) || s.isOfNew(b) {
		return false
	}
	return s.apart(a, b) && !s.excluded(a, b) && !s.excluded(b, a)
}

// excluded reports whether one nesting shows that the other one is over, or never meets it.
func (s *solver) excluded(a, b nesting) bool {
	return s.comesAfter(a, b) || s.endsBefore(a, b) || s.takenOut(a, b)
}

// apart reports whether two nestings may wait at the same time: no lock is held by both,
// under which they take turns, and nothing shows that one goroutine makes both.
func (s *solver) apart(a, b nesting) bool {
	first, known := s.aroundNesting(a)
	second, ok := s.aroundNesting(b)
	if !known || !ok || slices.ContainsFunc(first, func(x locks.Lock) bool {
		return slices.ContainsFunc(second, func(y locks.Lock) bool { return x.Var != nil && x.Var == y.Var && x.Excludes(y) })
	}) {
		return false
	}
	return s.together(a.by, b.by)
}

// together reports whether two functions may run at the same time: each runs on a
// goroutine of its own, or is for others to call from theirs.
func (s *solver) together(f, g *program.Func) bool {
	return s.alone(f) && s.alone(g) && !s.takeTurns(f, g)
}

// takeTurns reports whether one loop runs both of two functions, and nobody else.
func (s *solver) takeTurns(f, g *program.Func) bool {
	a, b := s.onlyLoop(f), s.onlyLoop(g)
	return a != nil && a == b && !a.Many
}

// onlyLoop is the loop that alone runs a function; nil if others may.
func (s *solver) onlyLoop(f *program.Func) *runson.Loop {
	contexts := s.runs.On(f)
	if len(contexts) == 0 || len(s.offs(f)) > 0 || s.isForOthers(f) {
		return nil
	}
	loop := contexts[0].Loop
	if slices.ContainsFunc(contexts, func(c *runson.Context) bool { return c.Loop != loop }) {
		return nil
	}
	return loop
}

func (s *solver) alone(f *program.Func) bool {
	return len(s.runs.On(f))+len(s.offs(f)) > 0 || s.isForOthers(f)
}

// isOpen reports whether other packages may call a function: a method of a type that they
// cannot name is for this one, if this one calls it.
func (s *solver) isOpen(f *program.Func) bool {
	if f.Obj == nil || !f.Obj.Exported() || s.pkg.Name() == "main" {
		return false
	}
	recv := f.Receiver()
	if recv == nil || program.Named(recv.Type()) == nil || program.Named(recv.Type()).Obj().Exported() {
		return true
	}
	for range s.runsOf(f) {
		return false
	}
	return true
}

// isForOthers reports whether other packages come to a function, in a few calls.
func (s *solver) isForOthers(f *program.Func) bool {
	reached := []*program.Func{f}
	for i := 0; i < len(reached); i++ {
		if s.isOpen(reached[i]) {
			return true
		}
		for _, e := range s.runs.Edges.In(reached[i]) {
			if e.Waits() && len(reached) < maxReach && !slices.Contains(reached, e.From) {
				reached = append(reached, e.From)
			}
		}
	}
	return false
}

// otherOrder is where another one locks first, and what it comes to.
func otherOrder(n nesting) []analysis.RelatedInformation {
	return append([]analysis.RelatedInformation{
		{Pos: program.Place(n.held.At), Message: n.by.Name() + " locks " + LockName(n.held.Lock) + " first"},
		{Pos: program.Place(n.take.At), Message: "and comes to " + LockName(n.take.Lock) + " here"},
	}, takeSteps(n.take)...)
}

// alsoNested are the other places of the two orders.
func alsoNested(a, b nesting, all []nesting) []analysis.RelatedInformation {
	var more []analysis.RelatedInformation
	for _, n := range all {
		if at := n.take.At; at != a.take.At && at != b.take.At && len(more) < maxAlso {
			more = append(more, analysis.RelatedInformation{
				Pos: program.Place(at), Message: n.by.Name() + " comes to " + LockName(n.take.Lock) + " with " + LockName(n.held.Lock) + " locked as well",
			})
		}
	}
	return more
}

func (s *solver) addOrder(a, b nesting, all []nesting) {
	related := slices.Concat(s.lockChain(a.held, a.take), otherOrder(b), alsoNested(a, b, all))
	// A lock of some element of many says as little of which ones wait for each other,
	// unless the elements lead back, as functions that nobody is seen to run at the same time.
	shown := (a.take.Known() && b.take.Known() || leadsBack(a, b) || leadsBack(b, a)) &&
		(len(s.runs.On(a.by))+len(s.offs(a.by)) > 0 || len(s.runs.On(b.by))+len(s.offs(b.by)) > 0 || isOffered(a.by) && isOffered(b.by))
	s.add(Circle{
		Kind: Order, At: a.take.At, Call: a.take.Call, Related: related,
		Knot: &Knot{Held: a.held, By: a.by, Take: a.take, Other: b.by, Shown: shown},
	})
}

// isOffered reports whether a function is an exported method of an exported type: who has an
// object with locks of its own may call it beside another one.
func isOffered(f *program.Func) bool {
	if f.Obj == nil || !f.Obj.Exported() {
		return false
	}
	named := program.ReceiverNamed(f.Obj)
	return named != nil && named.Obj().Exported()
}
