package loop

import (
	"context"
	"runtime"

	"github.com/loopcheck/loopcheck/loopcheck/internal/observe"
)

// A turn is what the goroutine that serves a loop is at, and what it keeps from one
// turn to the next. It belongs to that goroutine, so its methods run on the loop.
type turn struct {
	taken      *chunk[func()] // this turn's work
	takenNodes *chunk[node]
	takenRuns  []uint32
	runAt      int
	run        uint32         // how many nodes of the current run are left
	empty      *chunk[func()] // goes back as spare
	emptyNodes *chunk[node]
	ran        uint64
	crowd      int // how often it met posters at the lock of late

	readyHead *coroutine // coroutines that go on in this turn
	readyTail *coroutine
	current   *coroutine
	idle      []*coroutine // without a task
	tasks     []*task      // those that have begun

	panicked *PanicError
	handling bool // the panic handler runs
	inTimers bool // timers run, or one of them has ended their turn

	cancelled  bool // the tasks have been told of the end
	killed     bool // awaits are refused
	cut        int  // coroutines that ran when the loop was killed
	dropped    DroppedError
	received   int // of the values that bridges have taken
	exitErrors []error

	before *place // of the goroutine, until it leaves the loop: offloaded work may Run one
	seq    uint64 // of callbacks, for the observer
}

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
	if l.turn.panicked != nil {
		l.handlePanic()
	}
	for {
		if l.turn.taken == nil && !l.take() {
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
	for l.turn.taken != nil {
		c := l.turn.taken
		if c.at == c.n {
			l.turn.nextChunk()
			continue
		}
		f := c.slot[c.at]
		c.slot[c.at] = nil // so that the closure can be collected while it runs
		c.at++
		switch {
		case f == nil:
			l.turn.nextRun()
			l.finishRun()
		case l.watched:
			l.runWatched(f)
		default:
			l.turn.ran++
			f()
		}
		l.attend()
	}
}

// finishRun runs the nodes of the current run.
func (l *Loop) finishRun() {
	for l.turn.run != 0 {
		l.turn.nextNode().run()
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
	l.turn.ran++
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
	for last := l.turn.readyTail; l.turn.readyHead != nil; {
		co := l.turn.readyHead
		l.turn.readyHead, co.nextReady = co.nextReady, nil
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
		last = l.turn.readyTail
	}
}

// ready makes co go on in this turn. It must be called on the loop.
func (t *turn) ready(co *coroutine) {
	if t.readyHead == nil {
		t.readyHead = co
	} else {
		t.readyTail.nextReady = co
	}
	t.readyTail = co
}

// nextRun starts on the run of nodes that a nil slot stands for.
func (t *turn) nextRun() {
	t.run = t.takenRuns[t.runAt]
	t.runAt++
}

// nextNode takes the next node of the current run.
func (t *turn) nextNode() node {
	c := t.takenNodes
	n := c.slot[c.at]
	c.slot[c.at] = nil
	c.at++
	if c.at == c.n {
		t.takenNodes = c.leave(&t.emptyNodes, &nodeChunks)
	}
	t.run--
	return n
}

// nextChunk leaves a chunk of functions that have all been run.
func (t *turn) nextChunk() { t.taken = t.taken.leave(&t.empty, &funcChunks) }

// take gets the next turn's work: all that was posted by now, so that callbacks
// which post cannot keep timers and coroutines waiting. It sleeps while there is
// none, and reports false when this goroutine must leave the loop.
func (l *Loop) take() bool {
	looked := false
	for {
		l.lockForTurn()
		l.in.began = l.turn.ran
		l.joinPostersLocked()
		switch {
		case l.life.handover != nil:
			if l.unlockAndHandOver() {
				return false
			}
			continue
		case l.in.funcs.head != nil:
			l.swapLocked()
			l.in.mu.Unlock()
			if l.meter != nil {
				l.meter.turns()
			}
			return true
		case l.endingLocked():
			e := l.life.lastLease()
			l.in.mu.Unlock()
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
			l.in.mu.Unlock()
			return true
		case l.turn.readyHead != nil:
			l.in.alone, l.in.awake = true, false
			l.in.mu.Unlock()
			return true
		case l.life.untold && l.life.phase == draining && len(l.turn.tasks) == 0:
			l.in.mu.Unlock()
			l.stopOutside()
			continue
		}
		if !looked {
			// Whoever got a result just now may have more work at once: let it
			// run first. Looking twice is cheaper than sleeping and waking.
			looked = true
			l.turn.crowd = 0
			l.in.mu.Unlock()
			runtime.Gosched()
			continue
		}
		l.in.awake = false
		l.in.mu.Unlock()
		observe.Idle(l.in.rousing)
		looked = false
	}
}

// mostCrowded is where crowd ends. The pause is then some tens of microseconds.
const mostCrowded = 16

// lockForTurn takes mu. A turn costs those who post about a microsecond: they
// miss the lock, and the queue leaves their caches. So a loop that finds posters
// at the lock turn after turn pauses, and lets them fill the queue meanwhile.
func (l *Loop) lockForTurn() {
	for range 256 * l.turn.crowd * l.turn.crowd {
		if l.attention.Load() != 0 {
			break // a timer is due, or the loop shall end
		}
	}
	if l.in.tryLock() {
		l.turn.crowd = max(l.turn.crowd-1, 0)
		return
	}
	l.turn.crowd = min(l.turn.crowd+2, mostCrowded)
	l.in.mu.Lock()
}

// tryLock takes mu if nobody has it. Beside it lockForTurn has one Lock, by which
// loopcheck knows that it leaves mu locked.
func (in *ingress) tryLock() bool { return in.mu.TryLock() }

// staysAlone reports whether the next turn is for coroutines alone, since nobody
// has called meanwhile.
func (l *Loop) staysAlone() bool {
	return l.in.alone && l.turn.readyHead != nil && l.attention.Load() == 0
}

// joinPostersLocked ends the time in which the loop was alone.
func (l *Loop) joinPostersLocked() {
	if !l.in.alone {
		return
	}
	l.in.alone, l.in.awake = false, true
	l.attention.And(^called)
}

// swapLocked takes what waits and leaves empty lists in its place.
func (l *Loop) swapLocked() {
	l.turn.taken = l.in.funcs.take(&l.turn.empty)
	if l.in.nodes.head == nil {
		return
	}
	l.turn.takenNodes = l.in.nodes.take(&l.turn.emptyNodes)
	l.turn.takenRuns, l.in.runs, l.turn.runAt = l.in.runs, keepSmall(l.turn.takenRuns), 0
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
	case l.turn.killed:
		l.attention.And(^timersDue)
	case l.turn.inTimers:
		l.turn.inTimers = false // one of them ended the last turn of timers: others come first
	default:
		l.runTimers()
	}
}
