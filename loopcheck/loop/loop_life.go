package loop

import (
	"errors"

	"github.com/loopcheck/loopcheck/loopcheck/internal/observe"
)

// A life is how far a loop has got, who runs it, and what its end waits for. The lock
// of the [ingress] guards it.
type life struct {
	phase phase

	claimed  bool      // a Run holds the loop
	handover chan bool // Run waits here for the loop's goroutine to leave
	pinned   bool      // a locked thread serves the loop, or will take it over

	holds   int                  // Hold and Offload: work outside that will come back
	leases  row[*lease]          // what must be left before the loop ends, the last first
	outside map[*future]outsider // open promises and offloaded work
	untold  bool                 // there may be offloaded work that knows of no end of the loop
	values  int                  // that bridges have taken
	pool    *Pool                // the loop's own, made on first use

	done    chan struct{} // made on request
	bells   []*bell       // rung at the end
	outcome error         // why the end was not a good one, once closed
}

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
	l.in.mu.Lock()
	if l.life.phase >= p {
		l.in.mu.Unlock()
		return
	}
	l.life.phase = p
	l.in.gate |= gateRefuse
	room := l.in.refuseRoomLocked()
	if l.untouchedLocked() {
		l.closeLocked()
		l.in.mu.Unlock()
		l.announceEnd()
		l.timers.dropAll()
		l.timers.stopAlarm()
	} else {
		l.attention.Or(stopAsked)
		l.unlockAndRouse()
	}
	for _, w := range room {
		w.end()
	}
}

// untouchedLocked reports whether the loop was never started and has nothing to wait for.
func (l *Loop) untouchedLocked() bool {
	return l.in.unstarted() && l.life.holds+l.in.offered == 0 &&
		len(l.life.outside) == 0 && l.timers.none()
}

// closeLocked ends the loop's life. Whoever calls it announces that afterwards.
func (l *Loop) closeLocked() {
	l.life.phase = closed
	l.turn.dropped.Values = l.life.values - l.turn.received
	if d := l.turn.dropped; d != (DroppedError{}) {
		d.Loop = l.name
		l.life.outcome = &d
	}
	if len(l.turn.exitErrors) > 0 {
		l.life.outcome = errors.Join(append(l.turn.exitErrors, l.life.outcome)...)
	}
}

// announceEnd tells all that wait for the loop's end. Whoever waits for Done learns
// it after the observer.
func (l *Loop) announceEnd() {
	l.report(observe.LoopClosed, 0, "", l.life.outcome, nil)
	l.in.mu.Lock()
	if l.life.done == nil {
		l.life.done = closedChan
	} else {
		close(l.life.done)
	}
	bells := l.life.bells
	l.life.bells = nil
	l.in.mu.Unlock()
	for _, b := range bells {
		b.ring()
	}
}

// isOpen reports whether nobody has asked the loop to end.
func (l *Loop) isOpen() bool { return !l.reached(draining) }

// reached reports whether the loop's life has got as far as p.
func (l *Loop) reached(p phase) bool {
	l.in.mu.Lock()
	defer l.in.mu.Unlock()
	return l.life.phase >= p
}

// result is what Close, Shutdown and Kill return once the loop has ended.
func (l *Loop) result() error {
	l.in.mu.Lock()
	defer l.in.mu.Unlock()
	return l.life.outcome
}

// idleLocked reports whether a closing loop has nothing more to wait for.
func (l *Loop) idleLocked() bool {
	return len(l.turn.tasks) == 0 && (l.life.phase == killing || l.life.holds+l.in.offered == 0)
}

// endingLocked reports whether the loop has nothing more to do but to end. Timers that
// are due, but not needed, do not keep it; a resource that somebody is about to
// leave does.
func (l *Loop) endingLocked() bool {
	if l.life.phase == open || l.turn.readyHead != nil || l.attention.Load()&^timersDue != 0 || !l.idleLocked() {
		return false
	}
	e := l.life.lastLease()
	return e == nil || e.left == nil
}

// Hold reserves the loop: Shutdown waits until release is called. It is for work
// outside the loop that will come back to it. release posts f, if it is not nil,
// which no bound and no Shutdown refuses, and gives the reservation up; it
// returns ErrReleased the second time and ErrClosed if the loop was closed
// nevertheless. release may be called from any goroutine and must be called
// exactly once.
func (l *Loop) Hold() (release func(f func()) error) {
	l.in.mu.Lock()
	held := l.takesLocked()
	if held {
		l.life.holds++
	}
	l.in.mu.Unlock()
	id := l.newID()
	l.report(observe.HoldTaken, id, "Hold", nil, l.callers(1))
	released := false
	return func(f func()) error {
		l.in.mu.Lock()
		switch {
		case released:
			l.in.mu.Unlock()
			l.report(observe.DoubleRelease, id, "Hold", ErrReleased, l.callers(1))
			return ErrReleased
		case !held, l.life.phase > draining:
			released = true
			l.in.mu.Unlock()
			l.report(observe.HoldReleased, id, "Hold", ErrClosed, nil)
			if f != nil {
				l.lost("Hold", ErrClosed)
			}
			return ErrClosed
		}
		released = true
		l.life.holds--
		if f != nil {
			l.in.pushFunc(f)
			l.in.posted++
		}
		if f == nil && l.life.phase == open {
			l.in.mu.Unlock() // nothing for the loop to see
		} else {
			l.unlockAndRouse()
		}
		l.report(observe.HoldReleased, id, "Hold", nil, nil)
		return nil
	}
}
