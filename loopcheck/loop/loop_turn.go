package loop

import (
	"context"
	"runtime"

	"github.com/loopcheck/loopcheck/loopcheck/internal/observe"
)

// attention bits tell the running loop to look up between two callbacks.
const (
	timersDue uint32 = 1 << iota
	stopAsked
	called // while the loop was alone
)

// work runs turn after turn, and reports true when this goroutine has left the
// loop. One guard serves for all of it: a panic that it contains ends work, and
// the next call goes on with the rest of the turn: with its callbacks, then with
// its coroutines among those of the next turn.
func (l *Loop) work() (left bool) {
	defer l.guard(&left)
	if l.panicked != nil {
		l.handlePanic()
	}
	for {
		if l.taken == nil && !l.take() {
			return true
		}
		l.attend()
		l.finishRun()
		l.runTaken()
		l.runReady()
	}
}

// runTaken runs the callbacks of this turn.
func (l *Loop) runTaken() {
	for l.taken != nil {
		c := l.taken
		if c.at == c.n {
			l.nextChunk()
			continue
		}
		f := c.slot[c.at]
		c.slot[c.at] = nil // so that the closure can be collected while it runs
		c.at++
		switch {
		case f == nil:
			l.nextRun()
			l.finishRun()
		case l.watched:
			l.runWatched(f)
		default:
			l.ran++
			f()
		}
		l.attend()
	}
}

// finishRun runs the nodes of the current run.
func (l *Loop) finishRun() {
	for l.run != 0 {
		l.nextNode().run()
		l.attend()
	}
}

// runWatched runs a posted callback on a loop that has a bound or an observer.
func (l *Loop) runWatched(f func()) {
	l.begin()
	l.observeBegin("post", f, 0)
	f()
	l.observeEnd()
}

// begin counts a hand-off that begins.
func (l *Loop) begin() {
	l.ran++
	if l.limit != 0 {
		l.makeRoom()
	}
}

// runReady resumes the coroutines that became ready on the loop by now; those
// that become ready meanwhile wait for the next turn. That follows at once while
// nothing is posted. It does what resume does: after a switch the processor
// mispredicts each return, so each function in between would cost as much as all
// else that is done here.
func (l *Loop) runReady() {
	for last := l.readyTail; l.readyHead != nil; {
		co := l.readyHead
		l.readyHead, co.nextReady = co.nextReady, nil
		l.observeBegin("task", co.task, uint64(co.task.id))
		l.entering(co)
		co.next()
		l.left(co)
		l.observeEnd()
		l.attend()
		if co != last {
			continue
		}
		if !l.staysAlone() {
			return
		}
		last = l.readyTail
	}
}

// ready makes co go on in this turn. It must be called on the loop.
func (l *Loop) ready(co *coroutine) {
	if l.readyHead == nil {
		l.readyHead = co
	} else {
		l.readyTail.nextReady = co
	}
	l.readyTail = co
}

// nextRun starts on the run of nodes that a nil slot stands for.
func (l *Loop) nextRun() {
	l.run = l.takenRuns[l.runAt]
	l.runAt++
}

// nextNode takes the next node of the current run.
func (l *Loop) nextNode() node {
	c := l.takenNodes
	n := c.slot[c.at]
	c.slot[c.at] = nil
	c.at++
	if c.at == c.n {
		l.takenNodes = c.leave(&l.emptyNodes, &nodeChunks)
	}
	l.run--
	return n
}

// nextChunk leaves a chunk of functions that have all been run.
func (l *Loop) nextChunk() { l.taken = l.taken.leave(&l.empty, &funcChunks) }

// take gets the next turn's work: all that was posted by now, so that callbacks
// which post cannot keep timers and coroutines waiting. It sleeps while there is
// none, and reports false when this goroutine must leave the loop.
func (l *Loop) take() bool {
	looked := false
	for {
		l.lockForTurn()
		l.began = l.ran
		l.joinPosters()
		switch {
		case l.handover != nil:
			if l.handOver() {
				return false
			}
			continue
		case l.funcs.head != nil:
			l.swap()
			l.mu.Unlock()
			if l.meter != nil {
				l.meter.turns()
			}
			return true
		case l.ending():
			e := l.lastLease()
			l.mu.Unlock()
			if e != nil {
				e.takeAway(context.Background())
				continue
			}
			if l.failOutside() {
				continue
			}
			l.finish()
			return false
		case l.attention.Load() != 0:
			l.mu.Unlock()
			return true
		case l.readyHead != nil:
			l.alone, l.awake = true, false
			l.mu.Unlock()
			return true
		case l.untold && l.phase == draining && len(l.tasks) == 0:
			l.mu.Unlock()
			l.stopOutside()
			continue
		}
		if !looked {
			// Whoever got a result just now may have more work at once: let it
			// run first. Looking twice is cheaper than sleeping and waking.
			looked = true
			l.crowd = 0
			l.mu.Unlock()
			runtime.Gosched()
			continue
		}
		l.awake = false
		l.mu.Unlock()
		observe.Idle(l.wake)
		looked = false
	}
}

// mostCrowded is where crowd ends. The pause is then some tens of microseconds.
const mostCrowded = 16

// lockForTurn takes mu. A turn costs those who post about a microsecond: they
// miss the lock, and the queue leaves their caches. So a loop that finds posters
// at the lock turn after turn pauses, and lets them fill the queue meanwhile.
func (l *Loop) lockForTurn() {
	for range 256 * l.crowd * l.crowd {
		if l.attention.Load() != 0 {
			break // a timer is due, or the loop shall end
		}
	}
	if l.mu.TryLock() {
		l.crowd = max(l.crowd-1, 0)
		return
	}
	l.crowd = min(l.crowd+2, mostCrowded)
	l.mu.Lock()
}

// staysAlone reports whether the next turn is for coroutines alone, since nobody
// has called meanwhile.
func (l *Loop) staysAlone() bool {
	return l.alone && l.readyHead != nil && l.attention.Load() == 0
}

// joinPosters ends the time in which the loop was alone. mu is held.
func (l *Loop) joinPosters() {
	if !l.alone {
		return
	}
	l.alone, l.awake = false, true
	l.attention.And(^called)
}

// swap takes what waits and leaves empty lists in its place. mu is held.
func (l *Loop) swap() {
	l.taken = l.funcs.take(&l.empty)
	if l.nodes.head == nil {
		return
	}
	l.takenNodes = l.nodes.take(&l.emptyNodes)
	l.takenRuns, l.runs, l.runAt = l.runs, keepSmall(l.takenRuns), 0
}

// keepSmall returns the slice for use again, unless a burst has made it large.
func keepSmall(runs []uint32) []uint32 {
	const small = 256
	if cap(runs) > small {
		return nil
	}
	return runs[:0]
}

// attend looks up between two callbacks: once, so that timers which are always
// due keep nobody else waiting.
func (l *Loop) attend() {
	if bits := l.attention.Load(); bits != 0 {
		l.attendTo(bits)
	}
}

func (l *Loop) attendTo(bits uint32) {
	if bits&stopAsked != 0 {
		l.stop()
	}
	switch {
	case bits&timersDue == 0:
	case l.killed:
		l.attention.And(^timersDue)
	case l.inTimers:
		l.inTimers = false // one of them ended the last turn of timers: others come first
	default:
		l.runTimers()
	}
}
