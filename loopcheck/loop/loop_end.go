package loop

import (
	"context"
	"errors"
	"time"
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
	if ctx.Err() == nil || isRefusal(err) {
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
	l.in.mu.Lock()
	if l.life.phase == closed {
		l.in.mu.Unlock()
		b.ring()
		return false
	}
	l.life.bells = append(l.life.bells, b)
	l.in.mu.Unlock()
	return true
}

// stop notices, on the loop, that the loop is asked to end.
func (l *Loop) stop() {
	if !l.turn.cancelled {
		l.turn.cancelled = true
		for _, t := range l.turn.tasks {
			if !t.final {
				t.cancel(ErrClosed)
			}
		}
		l.stopOutside()
	}
	l.in.mu.Lock()
	p := l.life.phase
	if p != killing {
		l.attention.And(^stopAsked)
	}
	l.in.mu.Unlock()
	if p != killing {
		return
	}
	if !l.turn.killed {
		l.turn.killed = true
		l.turn.cut = len(l.turn.tasks)
		l.turn.dropped.Tasks += l.turn.cut
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
		l.in.mu.Lock()
		if l.in.funcs.head == nil {
			l.in.mu.Unlock()
			return
		}
		l.swapLocked()
		l.in.mu.Unlock()
	}
}

func (l *Loop) dropTaken() {
	for {
		for l.turn.run != 0 {
			l.dropNode(l.turn.nextNode())
		}
		c := l.turn.taken
		switch {
		case c == nil:
			return
		case c.at == c.n:
			l.turn.nextChunk()
		default:
			f := c.slot[c.at]
			c.slot[c.at] = nil
			c.at++
			if f == nil {
				l.turn.nextRun()
			} else {
				l.turn.dropped.Posts++
			}
		}
	}
}

// dropNode drops a node. One that was cancelled before counts as run: nobody
// misses it.
func (l *Loop) dropNode(n node) {
	before := l.turn.dropped
	n.drop(&l.turn.dropped)
	if n.counts() && l.turn.dropped == before {
		l.turn.ran++
	}
}

// finish ends the loop, on its goroutine.
func (l *Loop) finish() {
	l.turn.endIdle()
	l.turn.dropped.Timers += l.timers.dropAll()
	l.timers.stopAlarm()
	l.in.mu.Lock()
	pool, killed := l.life.pool, l.life.phase == killing
	l.in.mu.Unlock()
	if pool != nil && !killed {
		pool.Close() // idle by now: all offloaded work has come back
	}
	l.unbind()
	l.in.mu.Lock()
	l.closeLocked()
	l.in.mu.Unlock()
	l.announceEnd()
}

// endIdle ends the coroutines that have no task.
func (t *turn) endIdle() {
	for _, co := range t.idle {
		co.stop()
	}
	t.idle = nil
}
