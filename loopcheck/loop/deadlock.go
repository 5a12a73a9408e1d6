package loop

import "sync"

// A blockage is what a loop's own goroutine, or a coroutine, waits for.
type blockage struct {
	loop  *Loop   // the loop that must act
	fut   *future // the result that is awaited, nil if any
	stack Stack

	// All and First wait for several, and have nothing of the above.
	several []*blockage
	first   bool // one of them ends the wait
}

// blockageOn is a wait for several futures. It leaves out those that are done.
func blockageOn[T any](fs []*Future[T], first bool, stack Stack) *blockage {
	b := &blockage{first: first}
	for _, f := range fs {
		if !f.isDone() {
			b.several = append(b.several, &blockage{loop: f.loop, fut: &f.future, stack: stack})
		}
	}
	return b
}

// isOver reports whether there is nothing to wait for.
func (b *blockage) isOver(of int) bool {
	return len(b.several) == 0 || b.first && len(b.several) < of
}

// circles guards the search for circles: of two loops that begin to wait for
// each other at the same time, exactly one must notice. Loops rarely wait for
// loops.
var circles sync.Mutex

// selfWait is the error of an operation that would wait for its own loop.
func (l *Loop) selfWait(op string) error {
	stack := callers(2)
	err := &DeadlockError{Op: op, Waits: []Wait{{Loop: l.name, On: l.name, Stack: stack}}}
	l.report(eventSelfWait, 0, op, err, stack)
	return err
}

// block is called before the calling goroutine blocks until l has acted. It
// returns an error if that would be a deadlock, and else what to call afterwards.
func (l *Loop) block(op string) (leave func(), err error) {
	p := here(self())
	switch {
	case p == nil:
		return func() {}, nil
	case p.loop == l:
		return nil, l.selfWait(op)
	}
	if err := p.loop.blockOn(l, nil, op); err != nil {
		return nil, err
	}
	return p.loop.unblock, nil
}

// blockOn records that l's goroutine waits for the loop on, or for the future f
// of it, unless that closes a circle.
func (l *Loop) blockOn(on *Loop, f *future, op string) error {
	return l.blockIn(&blockage{loop: on, fut: f, stack: callers(2)}, op)
}

func (l *Loop) blockIn(b *blockage, op string) error {
	circles.Lock()
	defer circles.Unlock()
	if waits := circle(l, nil, b); waits != nil {
		err := &DeadlockError{Op: op, Waits: waits}
		l.report(eventSelfWait, 0, op, err, waits[0].Stack)
		return err
	}
	l.blockedOn.Store(b)
	return nil
}

func (l *Loop) unblock() { l.blockedOn.Store(nil) }

// circle follows who waits for whom, from a wait b that a loop (or its coroutine
// t) is about to begin. It returns the waits if they lead back, or nil.
func circle(from *Loop, t *task, b *blockage) []Wait {
	s := search{from: from, task: t, left: tooLong}
	if !s.leadsBack(from, b) {
		return nil // nearly always: so the waits are only noted when they matter
	}
	s.left, s.noting = tooLong, true
	if !s.leadsBack(from, b) {
		return nil
	}
	return s.waits
}

// tooLong ends a search for ever: no circle of living loops is so long.
const tooLong = 1000

// A search is for a circle.
type search struct {
	from   *Loop
	task   *task // the coroutine of from that will wait, nil for its goroutine
	left   int   // steps
	noting bool
	waits  []Wait
}

// leadsBack reports whether what waiter waits for waits for where the search
// began.
func (s *search) leadsBack(waiter *Loop, b *blockage) bool {
	for ; b != nil && s.left > 0; s.left-- {
		if b.several != nil {
			return s.severalLeadBack(waiter, b)
		}
		if b.fut != nil && b.fut.isDone() {
			return false
		}
		if s.noting {
			s.waits = append(s.waits, Wait{Loop: waiter.name, On: b.loop.name, Stack: b.stack})
		}
		next := b.task()
		switch {
		case next != nil && next == s.task:
			return true
		case s.task == nil && b.actsOn(s.from):
			return true
		case b.fut != nil && b.fut.state.Load()&isOutside != 0:
			return false // anybody may resolve it
		case next != nil && next.blockage() != nil:
			waiter, b = next.loop, next.blockage()
		default:
			waiter, b = b.loop, b.loop.blockedOn.Load()
		}
	}
	return false
}

// severalLeadBack reports whether one of several waits leads back, or each where
// the first to end is enough.
func (s *search) severalLeadBack(waiter *Loop, b *blockage) bool {
	noted := len(s.waits)
	for _, one := range b.several {
		s.waits = s.waits[:noted]
		if s.leadsBack(waiter, one) != b.first {
			return !b.first
		}
	}
	return b.first
}

// task returns the coroutine that must act, if it is one.
func (b *blockage) task() *task {
	if b.fut == nil || b.fut.state.Load()&isTask == 0 {
		return nil
	}
	return b.fut.producer()
}

// actsOn reports whether l's goroutine must act to end the wait.
func (b *blockage) actsOn(l *Loop) bool {
	return b.loop == l && (b.fut == nil || b.fut.state.Load()&isOutside == 0)
}
