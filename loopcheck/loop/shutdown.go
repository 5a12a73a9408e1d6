package loop

import (
	"context"
	"errors"
	"time"

	"github.com/loopcheck/loopcheck/loopcheck/internal/observe"
)

// killGrace is how long Shutdown waits, after its context ended, for the
// callback that runs just then.
const killGrace = time.Second

// Close closes the loop in good order, without a limit of time: see [Loop.Shutdown].
// What was handed over runs, so "defer l.Close()" is right wherever nothing on the
// loop can hang. To drop what is left use [Loop.Kill].
func (l *Loop) Close() error { return l.shutDown(context.Background(), "Close") }

// Shutdown closes the loop in good order and waits until it has ended. From now
// on posts from outside are refused; the queue is run, and code on the loop may
// still post; coroutines are cancelled, which resumes them with an error, and
// awaited; holds are waited for, and offloaded work, whose context is cancelled too
// (see [Offload]); the loop's own pool is joined. Pending timers are dropped.
//
// If ctx ends first, the rest is dropped as [Loop.Kill] does, and Shutdown
// returns ctx's error joined with a *DroppedError that counts it. It then waits
// for the running callback no longer than a second.
//
// On the loop, and where the loop waits for the caller, it returns an error that is
// ErrOnLoop or ErrDeadlock at once and does nothing; a callback that wants to end its
// own loop starts "go l.Shutdown(ctx)". In a coroutine of another loop that loop goes
// on meanwhile; a callback blocks its loop.
func (l *Loop) Shutdown(ctx context.Context) error { return l.shutDown(ctx, "Shutdown") }

func (l *Loop) shutDown(ctx context.Context, op string) error {
	err := l.endAndWait(ctx, draining, op)
	if err == nil {
		return l.result()
	}
	if ctx.Err() == nil || errors.Is(err, ErrDeadlock) {
		return err
	}
	patience, cancel := context.WithTimeout(context.WithoutCancel(ctx), killGrace)
	defer cancel()
	if l.endAndWait(patience, killing, op) == nil {
		return errors.Join(err, l.result())
	}
	return errors.Join(err, errors.New("loop: a callback of "+l.name+" still runs; the loop ends when it returns"))
}

// Kill ends the loop at once: it waits for the running callback, ends the
// coroutines with an error and drops what is queued. Submissions that were
// dropped fail with ErrClosed. It returns a *DroppedError if anything was
// dropped, every time it is called. On the loop, and where the loop waits for the
// caller, it returns an error that is ErrOnLoop or ErrDeadlock and does nothing. In a
// coroutine of another loop that loop goes on meanwhile.
func (l *Loop) Kill() error {
	if err := l.endAndWait(context.Background(), killing, "Kill"); err != nil {
		return err
	}
	return l.result()
}

// endAndWait moves the loop to phase p and waits for its end, unless that would be
// for ever: then it does nothing.
func (l *Loop) endAndWait(ctx context.Context, p phase, op string) error {
	if l.OnLoop() {
		return l.selfWait(op)
	}
	end, err := note(&wait{on: l.name, ender: loopEnds{l, p}, ctx: ctx}, op)
	if err != nil {
		return err
	}
	defer end()
	b := newBell()
	if !l.ringAtEnd(b) {
		return nil
	}
	l.ask(p)
	return b.wait(ctx)
}

// ringAtEnd makes b ring when the loop has ended; if it has, it rings now.
func (l *Loop) ringAtEnd(b *bell) bool {
	l.mu.Lock()
	if l.phase == closed {
		l.mu.Unlock()
		b.ring()
		return false
	}
	l.bells = append(l.bells, b)
	l.mu.Unlock()
	return true
}

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

// stop notices, on the loop, that the loop is asked to end.
func (l *Loop) stop() {
	if !l.cancelled {
		l.cancelled = true
		for _, t := range l.tasks {
			if !t.final {
				t.cancel(ErrClosed)
			}
		}
		l.stopOutside()
	}
	l.mu.Lock()
	p := l.phase
	if p != killing {
		l.attention.And(^stopAsked)
	}
	l.mu.Unlock()
	if p != killing {
		return
	}
	if !l.killed {
		l.killed = true
		l.cut = len(l.tasks)
		l.dropped.Tasks += l.cut
	}
	l.dropQueue()
	l.killTasks()
	// Only now: if a coroutine ends this goroutine, the next one goes on here.
	l.attention.And(^stopAsked)
}

// dropQueue drops what waits, of this turn and of the next.
func (l *Loop) dropQueue() {
	for {
		l.dropTaken()
		l.mu.Lock()
		if l.funcs.head == nil {
			l.mu.Unlock()
			return
		}
		l.swap()
		l.mu.Unlock()
	}
}

func (l *Loop) dropTaken() {
	for {
		for l.run != 0 {
			l.dropNode(l.nextNode())
		}
		c := l.taken
		switch {
		case c == nil:
			return
		case c.at == c.n:
			l.nextChunk()
		default:
			f := c.slot[c.at]
			c.slot[c.at] = nil
			c.at++
			if f == nil {
				l.nextRun()
			} else {
				l.dropped.Posts++
			}
		}
	}
}

// dropNode drops a node. One that was cancelled before counts as run: nobody
// misses it.
func (l *Loop) dropNode(n node) {
	before := l.dropped
	n.drop(&l.dropped)
	if n.counts() && l.dropped == before {
		l.ran++
	}
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

// finish ends the loop, on its goroutine.
func (l *Loop) finish() {
	l.endIdle()
	l.dropped.Timers += l.timers.dropAll()
	l.mu.Lock()
	pool, killed := l.pool, l.phase == killing
	l.mu.Unlock()
	if pool != nil && !killed {
		pool.Close() // idle by now: all offloaded work has come back
	}
	l.unbind()
	l.mu.Lock()
	l.markClosed()
}

// endIdle ends the coroutines that have no task.
func (l *Loop) endIdle() {
	for _, co := range l.idleCoros {
		co.stop()
	}
	l.idleCoros = nil
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
