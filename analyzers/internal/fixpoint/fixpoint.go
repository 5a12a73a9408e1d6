// Package fixpoint solves the two kinds of question that loopcheck's relations
// ask: summaries that rise from callees to callers, and contexts that spread
// from roots. The summaries and contexts are the caller's own.
package fixpoint

import (
	"cmp"
	"container/heap"
	"iter"
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
	members := make(map[N]*member[N], len(component))
	for i, n := range component {
		members[n] = &member[N]{node: n, order: len(component) - i} // members were visited callers first
	}
	var queue waiting[N]
	for _, n := range component {
		from := members[n]
		for m := range u.needs(n) {
			if to := members[m]; to != nil {
				to.neededBy = append(to.neededBy, from)
				from.needs++
			}
		}
		queue = append(queue, from)
	}
	heap.Init(&queue)
	for len(queue) > 0 {
		m := heap.Pop(&queue).(*member[N])
		m.stepped = true
		if !u.step(m.node) {
			continue
		}
		for _, by := range m.neededBy {
			if by.stepped {
				by.stepped = false
				heap.Push(&queue, by)
			}
		}
	}
}

// A member of a component waits to be stepped, or has run since what it needs
// changed.
type member[N comparable] struct {
	node     N
	order    int // among those with as many needs
	needs    int // within the component
	neededBy []*member[N]
	stepped  bool
}

// waiting is the members to step, those with few needs first: one that needs
// all the others is stepped when they have come to rest, not after each of them.
type waiting[N comparable] []*member[N]

func (w waiting[N]) Len() int      { return len(w) }
func (w waiting[N]) Swap(i, j int) { w[i], w[j] = w[j], w[i] }
func (w *waiting[N]) Push(m any)   { *w = append(*w, m.(*member[N])) }

func (w waiting[N]) Less(i, j int) bool {
	return cmp.Or(cmp.Compare(w[i].needs, w[j].needs), cmp.Compare(w[i].order, w[j].order)) < 0
}

func (w *waiting[N]) Pop() any {
	last := len(*w) - 1
	m := (*w)[last]
	*w = (*w)[:last]
	return m
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
