package watch

import (
	"runtime"
	"sync"

	"github.com/loopcheck/loopcheck/loopcheck/internal/stack"
	"github.com/loopcheck/loopcheck/loopcheck/internal/traceback"
)

// A Watcher watches a loop that is not a loop.Loop: a hand-written
// "for { select { … } }", or the loop of a framework. The code under test tells it
// where a handler begins and ends, and where owned state is touched; a nil Watcher
// does nothing, so that production code can carry one.
type Watcher struct {
	recorder Recorder

	mu    sync.Mutex
	owner uint64    // the goroutine that called Own, 0 for none
	last  uint64    // the goroutine whose handler runs, or ran last
	depth int       // handlers that run, one inside the other
	where []uintptr // where the handler that runs began
	seq   uint64
	wrong map[string]bool // what was reported
}

// A Recorder hears what a [Watcher] sees: [New] has one of its own, and a test
// harness brings one. Its methods are called on whatever goroutine the Watcher's are.
type Recorder interface {
	// Begin and End bracket the handlers of the loop. One handler that runs
	// inside another is a part of that.
	Begin(Handler)
	End()

	// Serve says that a goroutine, by its number, runs the handlers from now on.
	Serve(goroutine uint64)

	// Find is given what the Watcher finds by itself: [WrongGoroutine].
	Find(Finding)
}

// A Handler is a handler that begins to run.
type Handler struct {
	Seq uint64  // 1, 2, … in the order in which they begin
	PC  uintptr // in its code
}

// To makes a Watcher that tells a Recorder what it sees.
func To(r Recorder) *Watcher {
	return &Watcher{recorder: r, where: make([]uintptr, 16), wrong: make(map[string]bool)}
}

// Handle runs f as a handler of the loop: see [Watcher.Begin].
func (w *Watcher) Handle(f func()) {
	defer w.begin(stack.Entry(f))()
	f()
}

// Begin says that a handler begins, on the loop's goroutine, and returns the
// function that says that it has ended: defer w.Begin()(). A handler that blocks
// is a [SlowCallback], or a [Deadlock] if it never ends. One that begins while
// another goroutine is inside, or on another goroutine than the loop's
// ([Watcher.Own]), is on the [WrongGoroutine]. A handler may call another.
func (w *Watcher) Begin() (end func()) {
	var pcs [1]uintptr
	runtime.Callers(2, pcs[:])
	return w.begin(pcs[0] - 1) // the call itself, not where it returns to
}

// BeginFunc is [Watcher.Begin] for code that calls a handler of somebody else's:
// findings name handler, which must be a function.
func (w *Watcher) BeginFunc(handler any) (end func()) { return w.begin(stack.Entry(handler)) }

// begin begins the handler whose code pc lies in.
func (w *Watcher) begin(pc uintptr) (end func()) {
	if w == nil {
		return func() {}
	}
	me := traceback.Current().ID
	w.mu.Lock()
	if other := w.intruder(me); other != "" {
		w.mu.Unlock()
		w.report("handler", "a handler begins on one goroutine, and the loop runs on another: "+other+"; hand it over to the loop")
		return func() {}
	}
	w.depth++
	if w.depth > 1 {
		w.mu.Unlock()
		return w.leave
	}
	w.last = me
	w.where = w.where[:runtime.Callers(3, w.where[:cap(w.where)])]
	w.seq++
	h := Handler{Seq: w.seq, PC: pc}
	w.mu.Unlock()
	w.recorder.Serve(me)
	w.recorder.Begin(h)
	return w.leave
}

// intruder says why goroutine me may not begin a handler, or "". w.mu is held.
func (w *Watcher) intruder(me uint64) string {
	switch {
	case w.depth > 0 && w.last != me:
		return "a handler still runs there, which began in " + stack.OfPCs(w.where)[0].String()
	case w.owner != 0 && w.owner != me:
		return "the loop's called Own"
	}
	return ""
}

func (w *Watcher) leave() {
	w.mu.Lock()
	w.depth--
	outermost := w.depth == 0
	w.mu.Unlock()
	if outermost {
		w.recorder.End()
	}
}

// Own says that the calling goroutine is the loop's, from now on.
func (w *Watcher) Own() {
	if w == nil {
		return
	}
	me := traceback.Current().ID
	w.mu.Lock()
	w.owner = me
	w.mu.Unlock()
	w.recorder.Serve(me)
}

// Check says that state which the loop owns, named what, is touched here. It is a
// [WrongGoroutine] unless this is the loop's goroutine: the one that called
// [Watcher.Own], or else the one whose handler runs, or ran last. Before there is
// either, anybody may touch it. Each what is reported once.
func (w *Watcher) Check(what string) {
	if w == nil {
		return
	}
	me := traceback.Current().ID
	w.mu.Lock()
	owner := w.owner
	if owner == 0 {
		owner = w.last
	}
	w.mu.Unlock()
	if owner == 0 || owner == me {
		return
	}
	w.report(what, what+" is touched off the loop, which owns it; hand the change over to the loop")
}

func (w *Watcher) report(what, msg string) {
	w.mu.Lock()
	known := w.wrong[what]
	w.wrong[what] = true
	w.mu.Unlock()
	if !known {
		w.recorder.Find(Finding{Kind: WrongGoroutine, Msg: msg, Stack: stack.Callers()})
	}
}
