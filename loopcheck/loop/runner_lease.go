package loop

import "context"

// A lease is a resource between Enter and Exit. The loop keeps a list of them, so
// that however it ends, each is left: once, on the loop, the last one first.
type lease struct {
	loop  *Loop
	exit  func(ctx context.Context, cause error) (handled bool, err error)
	inUse bool // by With: who ends the loop takes it away

	// Guarded by the loop's mu.
	place  *spot[*lease] // on the list, nil before it is entered
	left   *Future[bool] // of Exit, once that is called for
	gaveUp error         // who entered it did not wait for it
}

// keep puts the lease on its loop's list, on the loop. It reports false if nobody
// wants the resource any more.
func (e *lease) keep() bool {
	l := e.loop
	l.in.mu.Lock()
	defer l.in.mu.Unlock()
	if e.gaveUp != nil {
		return false
	}
	e.place = l.life.leases.join(e)
	return true
}

// giveUp leaves a resource that nobody waits for, as soon as it is entered.
func (e *lease) giveUp(cause error) {
	l := e.loop
	l.in.mu.Lock()
	e.gaveUp = cause
	entered := e.place != nil
	l.in.mu.Unlock()
	if entered {
		e.leave(context.Background(), cause)
	}
}

// leave makes Exit run, and returns the future of that; mine is false if somebody
// else did so before. It works on a loop that closes, and on one that is killed:
// there waits in Exit are refused.
func (e *lease) leave(ctx context.Context, cause error) (left *Future[bool], mine bool) {
	l := e.loop
	t := makeTask(ctx, l, func(ctx context.Context) (bool, error) {
		defer e.dissolve()
		return e.exit(ctx, cause)
	})
	t.task.final = true
	l.in.mu.Lock()
	if e.left != nil {
		defer l.in.mu.Unlock()
		return e.left, false
	}
	e.left = &t.Future // the loop does not end while it is on the list
	l.in.mu.Unlock()
	t.announce("Exit", e.exit)
	t.awaited()
	l.putFinal(&t.task)
	return e.left, true
}

// dissolve takes the lease off the list.
func (e *lease) dissolve() {
	l := e.loop
	l.in.mu.Lock()
	defer l.in.mu.Unlock()
	l.life.leases.leave(e.place)
}

// cause is what Exit is told when the loop ends.
func (e *lease) cause() error {
	if e.inUse {
		return ErrClosed
	}
	return nil
}

// putFinal queues a task that a closing loop neither refuses nor drops.
func (l *Loop) putFinal(t *task) {
	onLoop := l.OnLoop()
	l.in.mu.Lock()
	l.in.posted++
	if l.in.gate&gateObserved != 0 && !onLoop && l.life.phase <= draining {
		l.in.offered++
		l.in.mu.Unlock()
		l.offer(func() { l.enter(nil, t) })
		return
	}
	l.in.pushNode(t)
	l.unlockAndRouse()
}

// lastLease returns the one to leave next, or nil.
func (f *life) lastLease() *lease {
	if last := f.leases.last; last != nil {
		return last.who
	}
	return nil
}

// leaveAll leaves resources, the last first, until none is left or ctx ends: the
// end of the loop leaves the rest.
func (l *Loop) leaveAll(ctx context.Context) {
	for {
		l.in.mu.Lock()
		e := l.life.lastLease()
		l.in.mu.Unlock()
		if e == nil || ctx.Err() != nil {
			return
		}
		if left := e.takeAway(ctx); left.wait(ctx) != nil {
			return
		}
	}
}

// takeAway leaves the resource because its loop ends. That has Exit's error among
// its own.
func (e *lease) takeAway(ctx context.Context) (left *Future[bool]) {
	left, mine := e.leave(ctx, e.cause())
	if mine {
		left.then(func(_ bool, err error) {
			if err != nil {
				e.loop.turn.exitErrors = append(e.loop.turn.exitErrors, err)
			}
		})
	}
	return left
}
