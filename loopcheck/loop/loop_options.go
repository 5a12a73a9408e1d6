package loop

import (
	"time"

	"github.com/loopcheck/loopcheck/loopcheck/internal/observe"
)

// The settings of a loop do not change once it is made.
type settings struct {
	name         string
	labelled     bool
	locked       bool
	assert       bool
	watched      bool   // has a bound, a meter or an observer: the longer path
	heard        bool   // has a meter or an observer
	limit        uint64 // WithMaxPending, 0 for none
	panicHandler func(*PanicError)
	errorHandler func(error)
	executor     Executor
	clock        Clock
	observer     observe.Observer
	meter        *meter // WithStats, nil for none
}

// An Option configures a loop.
type Option func(*Loop)

// WithName names the loop in errors, findings and profiles: its goroutine and
// its coroutines carry the pprof label loop=name. The default is "loop".
func WithName(name string) Option {
	return func(l *Loop) { l.name, l.labelled = name, true }
}

// WithMaxPending bounds the hand-offs (posts, submissions, calls, coroutines to
// start) that wait in the queue. When n wait, Post returns ErrFull and PostWait
// waits. Code on the loop may always post: it could not wait for itself.
// The default is no bound. It panics unless n is positive.
func WithMaxPending(n int) Option {
	if n <= 0 {
		panic("loop: WithMaxPending needs a positive number; leave the option out for no bound")
	}
	return func(l *Loop) { l.limit = uint64(n); l.in.gate |= gateLimited }
}

// WithPanicHandler makes h run, on the loop, after a callback panicked; the loop
// goes on with the next one. Without a handler the panic goes on: it ends the
// program, or reaches the caller of Run, as a *PanicError. A panic in h itself
// does so too. Panics in submissions, calls and coroutines are errors of their
// futures and come here only if the future was detached.
func WithPanicHandler(h func(*PanicError)) Option {
	if h == nil {
		panic("loop: WithPanicHandler of a nil func; leave the option out to let panics end the program")
	}
	return func(l *Loop) { l.panicHandler = h }
}

// WithErrorHandler makes h run with the error of each detached future that fails,
// on the goroutine that completes it: the loop's, or an executor's, as a part of what
// failed. So it ends the loop with "go l.Close()". What had failed before it was detached
// is told where Detach is called. The default
// logs it with package log/slog, once a second at most, and says how many it left out.
func WithErrorHandler(h func(error)) Option {
	if h == nil {
		panic("loop: WithErrorHandler of a nil func; leave the option out to log the errors")
	}
	return func(l *Loop) { l.errorHandler = h }
}

// WithLockedThread keeps the loop on one operating system thread, which GUI and
// cgo libraries may need. Crossing to it costs twenty times as much. The thread
// is locked before the first coroutine, as coroutines demand: code on any loop
// that calls runtime.LockOSThread by itself ends the program when a coroutine
// next switches, and so may a cgo callback inside a coroutine. Goexit in a
// callback loses the thread, so it ends the program too.
func WithLockedThread() Option {
	return func(l *Loop) { l.locked = true }
}

// WithExecutor makes ex what Offload and Blocking use when they are given nil.
// The loop does not close it.
func WithExecutor(ex Executor) Option {
	if ex == nil {
		panic("loop: WithExecutor of a nil Executor; leave the option out for a pool of the loop's own")
	}
	return func(l *Loop) { l.executor = ex }
}

// WithAssert makes Assert panic with an *OwnerError off the loop.
func WithAssert() Option {
	return func(l *Loop) { l.assert = true }
}

// WithClock makes c the loop's time, for tests that do not run in a
// testing/synctest bubble.
func WithClock(c Clock) Option {
	if c == nil {
		panic("loop: WithClock of a nil Clock; leave the option out for real time")
	}
	return func(l *Loop) { l.clock = c }
}

// A Clock is where a loop's time comes from.
type Clock interface {
	Now() time.Time
	// AfterFunc calls f on a goroutine of its own once d has passed. It must
	// not call f before it returns.
	AfterFunc(d time.Duration, f func()) ClockTimer
}

// A ClockTimer is what [Clock.AfterFunc] returns; a *time.Timer is one. Reset
// must not call the function before it returns.
type ClockTimer interface {
	Stop() bool
	Reset(d time.Duration) bool
}
