package loop

import "context"

// A roomWaiter is a goroutine in PostWait. Whoever makes room puts its callback
// into the queue for it, so that waiters get in in their order.
type roomWaiter struct {
	f     func()
	bell  *bell
	noted *wait
	err   error // why f is not in the queue, once w is off the list; the loop's mu guards it
}

// end ends the wait of one that was taken off the list.
func (w *roomWaiter) end() {
	w.noted.over.Store(true)
	w.bell.ring()
}

// PostWait hands f over like [Loop.Post], but waits for room where Post would return
// ErrFull; a coroutine of another loop lets that go on meanwhile. If ctx ends first
// it returns its error, and f never runs. Closing the loop ends the wait with
// ErrClosed. On the loop it returns an error that is ErrOnLoop, since it could wait
// for itself: use Post there.
func (l *Loop) PostWait(ctx context.Context, f func()) error {
	if f == nil {
		panic("loop: PostWait of a nil func")
	}
	if l.OnLoop() {
		return l.selfWait("PostWait")
	}
	for {
		if err := l.Post(f); err != ErrFull {
			return err
		}
		if queued, err := l.waitForRoom(ctx, f); queued || err != nil {
			return err
		}
	}
}

// waitForRoom waits until f is in the queue; it reports false, without an error, if
// there is room by now, or none will ever be.
func (l *Loop) waitForRoom(ctx context.Context, f func()) (queued bool, err error) {
	w := &roomWaiter{f: f, noted: &wait{on: l.name, ender: loopFree{l}, ctx: ctx}}
	end, err := note(w.noted, "PostWait")
	if err != nil {
		return false, err
	}
	defer end()
	w.bell = newBell()
	l.in.mu.Lock()
	if _, err = l.admitLocked(); err != ErrFull {
		l.in.mu.Unlock()
		w.bell.ring()
		return false, nil
	}
	at := l.in.room.join(w)
	l.in.mu.Unlock()
	if err = w.bell.wait(ctx); err == nil {
		return true, w.err
	}
	left, refused := l.leaveRoom(at)
	if left {
		w.bell.ring()
		return false, err
	}
	return true, refused // it was let in, or turned away, and the bell rings soon
}

// leaveRoom takes w off the list of waiters. If it was off it already, refused says why
// its function is not in the queue, or nil if it is.
func (l *Loop) leaveRoom(at *spot[*roomWaiter]) (left bool, refused error) {
	l.in.mu.Lock()
	defer l.in.mu.Unlock()
	return l.in.room.leave(at), at.who.err
}

// refuseRoomLocked takes all who wait for room off the list: the loop ends.
func (in *ingress) refuseRoomLocked() []*roomWaiter {
	waiters := in.room.drain()
	for _, w := range waiters {
		w.err = ErrClosed
	}
	return waiters
}

// makeRoom tells that a callback has begun, and lets the first waiter in.
func (l *Loop) makeRoom() {
	if !l.in.mu.TryLock() {
		l.lockCrowded()
	}
	l.in.began = l.turn.ran
	if l.in.room.first == nil || l.life.phase != open {
		l.in.mu.Unlock()
		return
	}
	w := l.in.room.pop().who
	l.in.pushFunc(w.f)
	l.in.posted++
	l.in.mu.Unlock()
	w.end()
}
