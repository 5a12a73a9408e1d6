package loop

import "context"

// A roomWaiter is a goroutine in PostWait. Whoever makes room puts its callback
// into the queue for it, so that waiters get in in their order.
type roomWaiter struct {
	f     func()
	woken chan error // nil when f is in the queue
}

// PostWait hands f over like [Loop.Post], but waits for room where Post would return
// ErrFull. If ctx ends first it returns its error, and f never runs. Closing the
// loop ends the wait with ErrClosed. On the loop it returns an error that is
// ErrOnLoop, since it could wait for itself: use Post there.
func (l *Loop) PostWait(ctx context.Context, f func()) error {
	if f == nil {
		panic("loop: PostWait of a nil func")
	}
	leave, err := l.block("PostWait")
	if err != nil {
		return err
	}
	defer leave()
	err = l.Post(f)
	if err != ErrFull {
		return err
	}
	w := &roomWaiter{f: f, woken: make(chan error, 1)}
	l.mu.Lock()
	if _, err = l.admit(); err != ErrFull {
		l.mu.Unlock()
		return l.PostWait(ctx, f) // there is room by now, or none will ever be
	}
	l.room = append(l.room, w)
	l.mu.Unlock()
	select {
	case err := <-w.woken:
		return err
	case <-ctx.Done():
	}
	if l.leaveRoom(w) {
		return waitError(ctx.Err(), context.Cause(ctx))
	}
	return <-w.woken
}

// leaveRoom takes w off the list of waiters and reports whether it was on it.
func (l *Loop) leaveRoom(w *roomWaiter) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	for i, other := range l.room {
		if other == w {
			l.room = append(l.room[:i], l.room[i+1:]...)
			return true
		}
	}
	return false
}

// makeRoom tells that a callback has begun, and lets the first waiter in.
func (l *Loop) makeRoom() {
	if !l.mu.TryLock() {
		l.lockSlow()
	}
	defer l.mu.Unlock()
	l.began = l.ran
	if len(l.room) == 0 || l.phase != open {
		return
	}
	w := l.room[0]
	l.room[0] = nil
	l.room = l.room[1:]
	l.pushFunc(w.f)
	l.posted++
	w.woken <- nil
}

// refuseRoom turns all waiters away because the loop closes. mu is held.
func (l *Loop) refuseRoom() {
	for _, w := range l.room {
		w.woken <- ErrClosed
	}
	l.room = nil
}
