package loop

import (
	"errors"

	"github.com/loopcheck/loopcheck/loopcheck/internal/observe"
)

// A phase is how far a loop's life has got. It only moves forward.
type phase uint8

const (
	open     phase = iota
	draining       // Close, Shutdown: no new work, the old is finished
	killing        // Kill: the rest is dropped
	closed
)

// ask moves the loop to phase p, unless it is there, and sees that it notices.
func (l *Loop) ask(p phase) {
	l.mu.Lock()
	if l.phase >= p {
		l.mu.Unlock()
		return
	}
	l.phase = p
	l.gate |= gateRefuse
	room := l.room.drain()
	if l.untouched() {
		l.markClosed()
		l.timers.dropAll()
	} else {
		l.attention.Or(stopAsked)
		l.unlockAndWake()
	}
	for _, w := range room {
		w.let(ErrClosed)
	}
}

// untouched reports whether the loop was never started and has nothing to wait
// for. mu is held.
func (l *Loop) untouched() bool {
	return l.unstarted() && l.holds+l.offered == 0 &&
		len(l.outside) == 0 && l.timers.none()
}

// markClosed ends the loop's life. mu is held, and released. Whoever waits for
// Done learns it after the observer.
func (l *Loop) markClosed() {
	l.phase = closed
	l.dropped.Values = l.values - l.received
	if d := l.dropped; d != (DroppedError{}) {
		d.Loop = l.name
		l.outcome = &d
	}
	if len(l.exitErrors) > 0 {
		l.outcome = errors.Join(append(l.exitErrors, l.outcome)...)
	}
	l.mu.Unlock()
	l.report(observe.LoopClosed, 0, "", l.outcome, nil)
	l.mu.Lock()
	if l.done == nil {
		l.done = closedChan
	} else {
		close(l.done)
	}
	bells := l.bells
	l.bells = nil
	l.mu.Unlock()
	for _, b := range bells {
		b.ring()
	}
}

// isOpen reports whether nobody has asked the loop to end.
func (l *Loop) isOpen() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.phase == open
}

// hasEnded reports whether the loop is closed.
func (l *Loop) hasEnded() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.phase == closed
}

// result is what Close, Shutdown and Kill return once the loop has ended.
func (l *Loop) result() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.outcome
}

// idle reports whether a closing loop has nothing more to wait for. mu is held.
func (l *Loop) idle() bool {
	return len(l.tasks) == 0 && (l.phase == killing || l.holds+l.offered == 0)
}

// ending reports whether the loop has nothing more to do but to end. Timers that
// are due, but not needed, do not keep it; a resource that somebody is about to
// leave does. mu is held.
func (l *Loop) ending() bool {
	if l.phase == open || l.readyHead != nil || l.attention.Load()&^timersDue != 0 || !l.idle() {
		return false
	}
	e := l.lastLease()
	return e == nil || e.left == nil
}

// Hold reserves the loop: Shutdown waits until release is called. It is for work
// outside the loop that will come back to it. release posts f, if it is not nil,
// which no bound and no Shutdown refuses, and gives the reservation up; it
// returns ErrReleased the second time and ErrClosed if the loop was closed
// nevertheless. release may be called from any goroutine and must be called
// exactly once.
func (l *Loop) Hold() (release func(f func()) error) {
	l.mu.Lock()
	held := l.takes()
	if held {
		l.holds++
	}
	l.mu.Unlock()
	id := l.newID()
	l.report(observe.HoldTaken, id, "Hold", nil, l.callers(1))
	released := false
	return func(f func()) error {
		l.mu.Lock()
		switch {
		case released:
			l.mu.Unlock()
			l.report(observe.DoubleRelease, id, "Hold", ErrReleased, l.callers(1))
			return ErrReleased
		case !held, l.phase > draining:
			released = true
			l.mu.Unlock()
			l.report(observe.HoldReleased, id, "Hold", ErrClosed, nil)
			if f != nil {
				l.lost("Hold", ErrClosed)
			}
			return ErrClosed
		}
		released = true
		l.holds--
		if f != nil {
			l.pushFunc(f)
			l.posted++
		}
		if f == nil && l.phase == open {
			l.mu.Unlock() // nothing for the loop to see
		} else {
			l.unlockAndWake()
		}
		l.report(observe.HoldReleased, id, "Hold", nil, nil)
		return nil
	}
}
