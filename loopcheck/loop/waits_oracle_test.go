package loop

import (
	"context"
	"slices"
	"sync/atomic"
)

// An oracle says which waits would never end, in the plainest way: again and again
// it goes through all that live, and notes who can go on because of what those can
// that it noted before.

// An agent is who waits in the model: a coroutine, a callback or offloaded work. It
// does what it is told.
type agent struct {
	n       int
	kind    agentKind
	home    int // its loop
	fut     *Future[int]
	queue   *Queue[order] // of a coroutine
	orders  chan order    // of others
	ctx     context.Context
	begun   bool
	inGroup bool // only the group can wait for it

	doing  *order // what it waits in, nil if it waits for an order
	result error  // of the last one
	holds  []int  // mutexes
}

type agentKind int

const (
	coroutineAgent agentKind = iota
	callbackAgent
	jobAgent
)

// An order is what an agent shall do.
type order struct {
	do     deed
	others []*agent
	loop   int
	mutex  int
	how    patience
	fails  bool
	called *atomic.Bool // the call has run
}

type deed int

const (
	doAwait deed = iota
	doAll
	doFirst
	doCall
	doLock
	doUnlock
	doGroup
	doShutdown
	doKill
	doFinish
)

// A patience is which context a wait has.
type patience int

const (
	own   patience = iota // of the agent
	deaf                  // one that never ends
	timed                 // one with a deadline, of its own
)

func (a *agent) isDone() bool { return a.fut != nil && a.fut.isDone() }

// An oracle looks at a model.
type oracle struct {
	m    *waitModel
	root *agent // who is about to wait
	can  map[*agent]bool
}

// refuses reports whether a's order would never end.
func (m *waitModel) refuses(a *agent) bool {
	o := &oracle{m: m, root: a, can: map[*agent]bool{}}
	for changed := true; changed; {
		changed = false
		for _, b := range m.agents {
			if !o.can[b] && o.goesOn(b) {
				o.can[b], changed = true, true
			}
		}
	}
	return !o.can[a]
}

func (o *oracle) goesOn(a *agent) bool {
	switch {
	case a.isDone():
		return true
	case a.kind != jobAgent && o.occupant(a.home) != a && !o.free(a.home):
		return false
	case !a.begun && a.kind == jobAgent:
		return o.poolTakes()
	case a.doing == nil, a.kind == coroutineAgent && o.phase(a.home) >= killing:
		return true
	}
	return o.ends(a, a.doing)
}

// occupant returns the callback that a loop's goroutine is in.
func (o *oracle) occupant(home int) *agent {
	for _, a := range o.m.agents {
		if a.kind == callbackAgent && a.home == home && a.begun && !a.isDone() {
			return a
		}
	}
	return nil
}

func (o *oracle) free(home int) bool {
	a := o.occupant(home)
	return a == nil || o.can[a]
}

func (o *oracle) poolTakes() bool {
	running := 0
	for _, a := range o.m.agents {
		if a.kind != jobAgent || !a.begun || a.isDone() {
			continue
		}
		if running++; o.can[a] {
			return true
		}
	}
	return running < poolOfModel
}

// ends reports whether what a waits for happens, or its context ends the wait.
func (o *oracle) ends(a *agent, w *order) bool {
	isRoot := a == o.root
	if w.do == doAwait && w.others[0] == a {
		return false // whatever its context
	}
	if w.do != doGroup {
		_, limited := a.ctx.Deadline()
		if (w.how == timed || w.how == own && limited) && (a.kind == coroutineAgent || a.kind == jobAgent && !isRoot) {
			return true
		}
		ending := a.kind != callbackAgent && o.phase(a.home) > open && o.free(a.home)
		if w.how == own && !isRoot && (a.ctx.Err() != nil || ending) {
			return true
		}
	}
	done := func(b *agent) bool { return b.isDone() || o.can[b] }
	switch w.do {
	case doAwait, doGroup:
		return !slices.ContainsFunc(w.others, func(b *agent) bool { return !done(b) })
	case doAll:
		failed := func(b *agent) bool { return b.isDone() && b.fut.err() != nil }
		return slices.ContainsFunc(w.others, failed) || !slices.ContainsFunc(w.others, func(b *agent) bool { return !done(b) })
	case doFirst:
		return slices.ContainsFunc(w.others, done)
	case doCall:
		return w.called.Load() || o.free(w.loop)
	case doLock:
		holder := o.m.holder(w.mutex)
		return holder == nil || o.can[holder]
	}
	return o.loopEnds(w)
}

func (o *oracle) loopEnds(w *order) bool {
	if !o.free(w.loop) {
		return false
	}
	for _, a := range o.m.agents {
		if a.home == w.loop && a.kind != callbackAgent && o.phase(w.loop) < killing && !a.isDone() && !o.can[a] {
			return false
		}
	}
	return true
}

// phase is how far a loop's end has got, or will when the root waits for it.
func (o *oracle) phase(home int) phase {
	l := o.m.loops[home]
	l.in.mu.Lock()
	p := l.life.phase
	l.in.mu.Unlock()
	if w := o.root.doing; w.loop == home {
		switch w.do {
		case doShutdown:
			p = max(p, draining)
		case doKill:
			p = max(p, killing)
		}
	}
	return p
}

// holder returns who has locked a mutex and not unlocked it.
func (m *waitModel) holder(mutex int) *agent {
	for _, a := range m.agents {
		if slices.Contains(a.holds, mutex) {
			return a
		}
	}
	return nil
}
