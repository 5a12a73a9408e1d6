// Package observe is the seam between the runtime (package loop) and the test
// harness (package loopcheck): what a loop reports, and how a harness asks.
//
// A harness sets one hook with [Set]. loop.New calls it once for each loop, on
// the creating goroutine, so the hook can tell by that goroutine which test or
// synctest bubble the loop belongs to, and return that test's own [Observer],
// or nil. The loop keeps what it got for life: without a harness it is nil, and
// a post costs not even a load more for it.
//
// An observer's methods run inside the loop's operations, on whatever goroutine
// performs them. They must not call back into that loop, and must not wait for
// anything that needs it. [Observer.Admit] is the exception: it may keep the
// hand-off it got and perform it later.
package observe

import (
	"runtime"
	"sync/atomic"
	"time"
)

// An Observer hears what one loop does.
type Observer interface {
	// Event reports one thing that happened.
	Event(Event)

	// Begin and End bracket every callback, on the loop's goroutine. Of two
	// Begins without an End between them the first callback ended by panic or
	// Goexit. Between Begin and End the callback is "what runs now": a watchdog
	// that sees the same Seq for too long has found a slow callback.
	Begin(Callback)
	End()

	// Admit is asked before a hand-off from another goroutine enters the
	// loop's queue. It returns false to let it in, which is what an observer
	// that explores no schedules does. Or it returns true and keeps put, to
	// call it exactly once, later and from any goroutine: until then the loop
	// counts the hand-off as accepted and knows nothing else of it. So a
	// harness that keeps them all, and admits one and waits until the loop is
	// idle, runs a loop one callback at a time and chooses among its sources.
	Admit(put func()) bool
}

// A Callback is what begins to run on the loop.
type Callback struct {
	Seq  uint64  // 1, 2, … in the order in which this loop ran them
	Kind string  // "post", "submit", "call", "timer", "task", "then"
	PC   uintptr // entry of the function, 0 when it has none of its own
	ID   uint64  // the future, task or timer, 0 for a post
}

// A Kind says what an [Event] reports.
type Kind uint8

// The kinds. ID names the future, task, timer or hold that the event is about.
const (
	LoopCreated      Kind = iota + 1
	LoopClosed            // Err is a *loop.DroppedError if something was dropped
	PostLost              // Op was refused because the loop is closed
	FutureCreated         // Op is the function that made it; somebody holds it
	TaskCreated           // the same, of a future that a coroutine will complete
	FutureDone            // Err is its error
	FutureAwaited         // somebody took the result: Await, TryResult, Then, All, First, Cancel
	FutureGivenUp         // somebody waited for the result until the context ended
	FutureDetached        // Detach: nobody will await it, on purpose
	WrongGoroutine        // Op touched something that the loop owns, off the loop
	SelfWait              // Op would have waited for its own loop: Err is a *loop.DeadlockError with the stacks
	DoubleRelease         // a hold was released again
	HoldTaken             //
	HoldReleased          //
	TimerArmed            // When is the delay; it runs once
	TickerArmed           // the same, of one that runs again and again
	TimerStopped          //
	TimerFired            //
	TimerDropped          // it was pending when the loop closed
	TaskStarted           // a coroutine began
	TaskEnded             // Err is its error
	CallbackPanicked      // Err is a *loop.PanicError; Op is what returns it to somebody, "" if nothing does
	LoopServed            // the calling goroutine serves the loop from now on
)

// An Event is one thing that happened to a loop, or to what belongs to it.
type Event struct {
	Kind  Kind
	Loop  string        // the loop's name
	ID    uint64        // unique in the loop among futures, tasks, timers and holds; 0 if none
	Op    string        // the call, such as "Post" or "Await"
	Err   error         //
	When  time.Duration // a timer's delay
	Stack []uintptr     // the caller, for creations, losses and misuse; see runtime.CallersFrames
}

// Info is what a hook learns of a new loop.
type Info struct {
	Name  string
	Loop  any // the *loop.Loop itself
	Stack []uintptr
}

// A Hook returns the observer of a new loop, or nil.
type Hook func(Info) Observer

var hook atomic.Pointer[Hook]

// Set installs h, nil for none, and returns what was installed before.
func Set(h Hook) (previous Hook) {
	var p *Hook
	if h != nil {
		p = &h
	}
	if old := hook.Swap(p); old != nil {
		return *old
	}
	return nil
}

// Idle is where a loop's goroutine sleeps while it has nothing to do: whoever reads
// its stack knows it by this function.
//
//go:noinline
func Idle(wake <-chan struct{}) { <-wake }

// On reports whether a hook is installed.
func On() bool { return hook.Load() != nil }

// For asks the hook about a new loop.
func For(i Info) Observer {
	h := hook.Load()
	if h == nil {
		return nil
	}
	i.Stack = Callers(3) // past this, the loop's own method and loop.New
	return (*h)(i)
}

// stackDepth is how many frames an event keeps: enough to leave a test's helpers.
const stackDepth = 16

// Callers returns the stack from its caller on, without the innermost skip frames.
func Callers(skip int) []uintptr {
	pcs := make([]uintptr, stackDepth)
	return pcs[:runtime.Callers(skip+2, pcs)]
}
