package cycles

import (
	"slices"

	"github.com/loopcheck/loopcheck/analyzers/internal/edges"
	"github.com/loopcheck/loopcheck/analyzers/internal/locks"
	"github.com/loopcheck/loopcheck/analyzers/internal/program"
)

// countsItself reports whether a goroutine that f is takes a lock to be counted under it by
// the group that is waited for: "s.mu.Lock(); s.drain.Add(1)". Whoever waits with the lock
// held waits for those who have had it. If its starter counts as well, it may be counted
// before it takes the lock to count another one.
func (b *behind) countsItself(f *program.Func, t locks.Take) bool {
	s, group := b.want.s, b.want.s.groupVar(b.want.wait)
	locking := t.In
	for next := t.Next; next != nil; next = next.Next {
		locking = next.In
	}
	counts := func(sync program.Sync) bool { return sync.Kind == program.Add && sync.Var == group }
	if !slices.ContainsFunc(s.syncsOf(locking), func(sync program.Sync) bool {
		return counts(sync) && s.isUnder(locking, sync.Call.Expr, b.want.held.Var)
	}) {
		return false
	}
	for _, adder := range s.prog.Funcs {
		if slices.ContainsFunc(s.syncsOf(adder), counts) && s.startedBelow(f, adder) {
			return false
		}
	}
	return true
}

// startedBelow reports whether who starts f on a goroutine comes to another function.
func (s *solver) startedBelow(f, by *program.Func) bool {
	return slices.ContainsFunc(s.runs.Edges.In(f), func(e edges.Edge) bool {
		return !e.Waits() && s.leadsTo(e.From, by)
	})
}
