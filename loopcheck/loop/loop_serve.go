package loop

import (
	"bytes"
	"context"
	"errors"
	"runtime"
	"runtime/pprof"

	"github.com/loopcheck/loopcheck/loopcheck/internal/observe"
)

// unlockAndRouseAsleep makes a loop look that is not awake: it sleeps, has not
// started, or runs coroutines alone.
func (l *Loop) unlockAndRouseAsleep() {
	l.in.awake = true
	if l.in.alone {
		l.attention.Or(called)
		l.in.mu.Unlock()
		return
	}
	started := l.in.rousing != nil
	if !started {
		l.in.rousing = make(chan struct{}, 1)
	}
	l.in.mu.Unlock()
	switch {
	case started:
		l.in.rousing <- struct{}{}
	case l.who.place.loop == nil:
		panic("loop: a Loop must be made with New")
	default:
		go l.start()
	}
}

func (l *Loop) start() {
	if l.locked {
		runtime.LockOSThread() // never unlocked: the thread ends with the loop
	}
	if l.labelled {
		pprof.SetGoroutineLabels(pprof.WithLabels(context.Background(), pprof.Labels("loop", l.name)))
	}
	l.serve()
}

// Run runs the loop on the calling goroutine until the loop is closed, and
// returns nil, or until ctx ends: then it ends the loop as [Loop.Kill] does, which
// waits for the callback that runs, and returns ctx's error, joined with a
// *DroppedError if something was dropped. It does not end because nothing is left to do:
// others may post again. If posts have started the loop already, Run takes it over from
// its goroutine.
//
// It returns ErrRunning if another Run is at it, ErrClosed if the loop is closing,
// and an error that is ErrOnLoop when it is called on a loop, since loops do not nest,
// or in work that the loop has offloaded, which its end waits for. If the caller's
// thread is locked (runtime.LockOSThread), or the loop's is ([WithLockedThread]),
// coroutines that wait already cannot move there: Run returns ErrThread at once, and
// the loop goes on as it did. Call Run before the first coroutine begins. A panic that
// no handler takes closes the loop and reaches Run's caller. If a callback calls
// runtime.Goexit, Run's goroutine ends and the loop goes on by itself, until it is
// closed or ctx ends.
func (l *Loop) Run(ctx context.Context) error {
	if p := placeOf(self()); p != nil {
		if p.loop != nil {
			return p.loop.selfWait("Run")
		}
		if j := p.job.Load(); j != nil && j.loop == l {
			return l.selfWait("Run") // its end waits for this work
		}
	}
	if err := l.claim(); err != nil {
		return err
	}
	if l.locked {
		runtime.LockOSThread()
		defer runtime.UnlockOSThread()
	}
	stop := context.AfterFunc(ctx, func() { l.ask(killing) })
	if l.labelled {
		defer pprof.SetGoroutineLabels(ctx)
		pprof.SetGoroutineLabels(pprof.WithLabels(ctx, pprof.Labels("loop", l.name)))
	}
	l.serve()
	stop() // not if Goexit ends this goroutine: ctx still ends the loop
	if err := ctx.Err(); err != nil {
		return errors.Join(waitError(err, context.Cause(ctx)), l.result())
	}
	return nil
}

// claim makes the calling goroutine the one that may serve the loop.
func (l *Loop) claim() error {
	l.in.mu.Lock()
	started := !l.in.unstarted()
	switch {
	case l.life.phase != open:
		l.in.mu.Unlock()
		return ErrClosed
	case l.life.claimed:
		l.in.mu.Unlock()
		return ErrRunning
	}
	l.life.claimed = true
	if !started {
		l.in.rousing = make(chan struct{}, 1)
		l.in.awake = true
		l.life.pinned = l.locked || onLockedThread()
		l.in.mu.Unlock()
		return nil
	}
	gone := make(chan bool, 1)
	l.life.handover, l.life.pinned = gone, l.locked || onLockedThread()
	l.unlockAndRouse()
	if !<-gone {
		return ErrThread
	}
	return nil
}

// onLockedThread reports whether the calling goroutine is locked to its thread. Only
// the header of its stack trace says so.
func onLockedThread() bool {
	var buf [128]byte
	header, _, _ := bytes.Cut(buf[:runtime.Stack(buf[:], false)], []byte("\n"))
	return bytes.Contains(header, []byte("locked to thread"))
}

// serve runs the loop on the calling goroutine until it closes or another
// goroutine takes it over.
func (l *Loop) serve() {
	l.bind()
	for !l.work() {
	}
}

// bind makes the calling goroutine the loop's own.
func (l *Loop) bind() {
	id := self()
	l.who.ownerID.store(id)
	if l.turn.before = placeOf(id); l.turn.before != nil {
		leavePlace(id)
	}
	enterPlace(id, &l.who.place)
	if l.meter != nil {
		l.meter.served()
	}
	l.report(observe.LoopServed, 0, "", nil, nil)
}

// unbind must be called before the loop's goroutine ends or leaves the loop: its
// identity may be used again.
func (l *Loop) unbind() {
	l.who.ownerID.store(nobody)
	id := self()
	leavePlace(id)
	if before := l.turn.before; before != nil {
		l.turn.before = nil
		enterPlace(id, before)
	}
}

// unlockAndHandOver leaves the loop to the Run that waits for it, and reports whether
// it did. Coroutines move neither from a locked thread nor to one: idle ones are
// ended, and with others Run is refused.
func (l *Loop) unlockAndHandOver() bool {
	gone := l.life.handover
	l.life.handover = nil
	if l.life.pinned && len(l.turn.tasks) > 0 {
		l.life.claimed, l.life.pinned = false, l.locked
		l.in.mu.Unlock()
		gone <- false
		return false
	}
	pinned := l.life.pinned
	l.in.mu.Unlock()
	if pinned {
		l.turn.endIdle()
	}
	l.unbind()
	gone <- true
	return true
}

// guard deals with a panic or Goexit that ends work: the loop survives both.
func (l *Loop) guard(left *bool) {
	if *left {
		return
	}
	l.turn.current = nil
	switch r := recover(); {
	case r == coroutineGone{}:
		l.observeEnd()
	case r != nil:
		l.contain(r)
	case inGoexit():
		l.turn.handling = false
		l.respawn()
	default:
		l.contain(new(runtime.PanicNilError)) // GODEBUG=panicnil=1
	}
}

// inGoexit reports whether a deferred function's goroutine ends by Goexit: if it
// recovered nothing it may as well have recovered nil.
func inGoexit() bool {
	pcs := make([]uintptr, 32)
	frames := runtime.CallersFrames(pcs[:runtime.Callers(2, pcs)])
	for {
		f, more := frames.Next()
		if f.Function == "runtime.Goexit" {
			return true
		}
		if !more {
			return false
		}
	}
}

// unpin makes a loop that Run has served on a locked thread go on elsewhere.
func (l *Loop) unpin() {
	if !l.isPinned() {
		return
	}
	if len(l.turn.tasks) > 0 {
		panic("loop: Goexit on " + l.name + " lost the locked thread of Run, and coroutines wait that only it can resume; return instead")
	}
	l.turn.endIdle()
	l.in.mu.Lock()
	l.life.pinned = false
	l.in.mu.Unlock()
}

// isPinned reports whether a locked thread serves the loop.
func (l *Loop) isPinned() bool {
	l.in.mu.Lock()
	defer l.in.mu.Unlock()
	return l.life.pinned
}

// respawn continues the loop on a new goroutine, because this one is ending.
func (l *Loop) respawn() {
	if l.locked {
		panic("loop: Goexit on " + l.name + " lost the thread that WithLockedThread promised; return instead, or drop the option")
	}
	l.unpin()
	l.observeEnd()
	l.unbind()
	l.in.mu.Lock()
	if l.life.handover == nil {
		l.life.claimed = false // if this was Run's goroutine, Run never returns
	}
	l.in.mu.Unlock()
	go l.serve()
}
