package loop

import "sync"

// A blockage is what a loop's own goroutine, or a coroutine, waits for.
type blockage struct {
	loop  *Loop   // the loop that must act
	fut   *future // the result that is awaited, nil if any
	stack Stack
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
	circles.Lock()
	defer circles.Unlock()
	b := &blockage{loop: on, fut: f, stack: callers(2)}
	if waits := circle(l, nil, b); waits != nil {
		err := &DeadlockError{Op: op, Waits: waits}
		l.report(eventSelfWait, 0, op, err, b.stack)
		return err
	}
	l.blockedOn.Store(b)
	return nil
}

func (l *Loop) unblock() { l.blockedOn.Store(nil) }

// circle follows who waits for whom, from a wait b that a loop (or its coroutine
// t) is about to begin. It returns the waits if they lead back, or nil.
func circle(from *Loop, t *task, b *blockage) []Wait {
	if !leadsBack(from, t, b, nil) {
		return nil // nearly always: so the waits are only noted when they matter
	}
	var waits []Wait
	if !leadsBack(from, t, b, &waits) {
		return nil
	}
	return waits
}

// leadsBack reports whether the waits lead back, and appends them to waits.
func leadsBack(from *Loop, t *task, b *blockage, waits *[]Wait) bool {
	const tooLong = 1000 // no circle of living loops is; do not search for ever
	waiter := from
	for n := 0; b != nil && n < tooLong; n++ {
		if b.fut != nil && b.fut.isDone() {
			return false
		}
		if waits != nil {
			*waits = append(*waits, Wait{Loop: waiter.name, On: b.loop.name, Stack: b.stack})
		}
		next := b.task()
		switch {
		case next != nil && next == t:
			return true
		case t == nil && b.actsOn(from):
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
