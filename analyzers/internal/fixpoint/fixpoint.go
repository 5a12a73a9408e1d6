// Package fixpoint solves the two kinds of question that loopcheck's relations
// ask: summaries that rise from callees to callers, and contexts that spread
// from roots. The summaries and contexts are the caller's own.
package fixpoint

import (
	"iter"
	"slices"
)

// Up calls step for each node after those that it needs. The members of a
// cycle, a strongly connected component of needs, are stepped again after a
// change of what they need; a node that stands in no cycle is stepped once.
//
// The order is that of nodes and of needs, so it is the same on every run.
// Needs outside nodes are followed too. Step must only ever add.
func Up[N comparable](nodes []N, needs func(N) iter.Seq[N], step func(N) (changed bool)) {
	u := up[N]{needs: needs, step: step, index: make(map[N]int)}
	for _, n := range nodes {
		if u.index[n] == 0 {
			u.visit(n)
		}
	}
}

// up is Tarjan's algorithm, which finds components after those that they need.
type up[N comparable] struct {
	needs func(N) iter.Seq[N]
	step  func(N) bool
	index map[N]int // 1 and up in the order of visits; done when the component is
	stack []N
	count int
}

const done = -1

// visit returns the least index that n reaches among the nodes on the stack.
func (u *up[N]) visit(n N) int {
	u.count++
	own := u.count
	u.index[n] = own
	base := len(u.stack)
	u.stack = append(u.stack, n)
	low, loops := own, false
	for m := range u.needs(n) {
		i := u.index[m]
		if i == 0 {
			i = u.visit(m)
		}
		if i != done {
			low = min(low, i)
			loops = loops || m == n
		}
	}
	if low < own {
		return low
	}
	component := u.stack[base:]
	u.settle(component, loops)
	for _, m := range component {
		u.index[m] = done
	}
	u.stack = u.stack[:base]
	return done
}

// settle steps the members of a component, each again when one that it needs
// has changed.
func (u *up[N]) settle(component []N, loops bool) {
	if len(component) == 1 && !loops {
		u.step(component[0])
		return
	}
	neededBy := make(map[N][]N)
	queued := make(map[N]bool)
	for _, n := range component {
		queued[n] = true
	}
	for _, n := range component {
		for m := range u.needs(n) {
			if queued[m] {
				neededBy[m] = append(neededBy[m], n)
			}
		}
	}
	queue := slices.Clone(component)
	slices.Reverse(queue) // members were visited callers first
	for len(queue) > 0 {
		n := queue[0]
		queue = queue[1:]
		queued[n] = false
		if !u.step(n) {
			continue
		}
		for _, m := range neededBy[n] {
			if !queued[m] {
				queued[m] = true
				queue = append(queue, m)
			}
		}
	}
}

// Down visits roots and what follows from them, those of a lower rank first and
// within a rank in the order in which they came; with a nil rank, they are all
// of one. It ends when visit returns nothing new: keeping what is known out is
// for visit.
func Down[T any](roots []T, rank func(T) int, visit func(T) []T) {
	if rank == nil {
		rank = func(T) int { return 0 }
	}
	var queues [][]T
	add := func(items []T) {
		for _, item := range items {
			for len(queues) <= rank(item) {
				queues = append(queues, nil)
			}
			queues[rank(item)] = append(queues[rank(item)], item)
		}
	}
	add(roots)
	for r := 0; r < len(queues); {
		if len(queues[r]) == 0 {
			r++
			continue
		}
		item := queues[r][0]
		queues[r] = queues[r][1:]
		add(visit(item))
		r = 0
	}
}
