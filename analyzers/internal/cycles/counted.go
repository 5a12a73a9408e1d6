package cycles

import (
	"go/types"
	"slices"

	"github.com/loopcheck/loopcheck/analyzers/internal/edges"
	"github.com/loopcheck/loopcheck/analyzers/internal/locks"
	"github.com/loopcheck/loopcheck/analyzers/internal/program"
)

// countsItself reports whether a goroutine that f is takes a lock to be counted under it by
// the group that is waited for, as all who are counted do: "s.mu.Lock(); s.drain.Add(1)".
// Whoever waits with the lock held waits for those who have had it. If its starter counts as
// well, it may be counted before it takes the lock to count another one.
func (b *behind) countsItself(f *program.Func, t locks.Take) bool {
	s := b.want.s
	locking := t.In
	for next := t.Next; next != nil; next = next.Next {
		locking = next.In
	}
	adds := s.addsTo(s.groupVar(b.want.wait))
	return slices.ContainsFunc(adds, func(add *program.Call) bool { return add.In == locking }) &&
		!slices.ContainsFunc(adds, func(add *program.Call) bool {
			return !s.isUnder(add.In, add.Expr, b.want.held.Var) || s.startedBelow(f, add.In)
		})
}

// addsTo are the calls that count by a group, a few of them at most.
func (s *solver) addsTo(group types.Object) []*program.Call {
	if s.counts == nil {
		s.counts = make(map[types.Object][]*program.Call)
		for _, f := range s.prog.Funcs {
			for _, sync := range s.syncsOf(f) {
				if sync.Kind == program.Add && len(s.counts[sync.Var]) < maxEnders && !s.prog.InTest(sync.Call.Expr.Pos()) {
					s.counts[sync.Var] = append(s.counts[sync.Var], sync.Call)
				}
			}
		}
	}
	return s.counts[group]
}

// startedBelow reports whether who starts f on a goroutine comes to another function.
func (s *solver) startedBelow(f, by *program.Func) bool {
	return slices.ContainsFunc(s.runs.Edges.In(f), func(e edges.Edge) bool {
		return !e.Waits() && s.leadsTo(e.From, by)
	})
}
