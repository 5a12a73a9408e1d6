package loop

import (
	"context"
	"sync/atomic"

	"github.com/loopcheck/loopcheck/loopcheck/internal/observe"
)

// A Future is a result to come. Submit, Go, Offload and NewPromise make them.
// Somebody must take the result: Await it, hand it to Then, All or First, or say
// with Detach that nobody will. All methods may be called from any goroutine.
type Future[T any] struct {
	future
	fn    func() (T, error)
	value T
}

// A future is the part of a Future that does not depend on its type.
type future struct {
	loop      *Loop
	state     atomic.Uint32
	id        uint32 // for the observer
	listeners *listener
	failure   *failure
}

// A failure holds the error of a future that has one: most have none, and are a
// word smaller for it.
type failure struct{ err error }

// A future's state is a stage, which moves from pending to claimed to done, and
// flags.
const (
	pending uint32 = iota // nobody has begun to complete it
	claimed               // one goroutine will complete it
	done                  // value and failure can be read
)

const (
	stageMask uint32 = 3
	listened  uint32 = 1 << (iota + 2) // somebody is in listeners
	detached                           // errors go to the error handler
	isTask                             // a coroutine completes it
	isOutside                          // a promise or offloaded work: not the loop completes it
	isWork                             // offloaded work
	needed                             // others may wait for the coroutine that completes it
)

// claim gives the caller the right, and the duty, to complete the future.
func (f *future) claim() bool {
	for {
		s := f.state.Load()
		if s&stageMask != pending {
			return false
		}
		if f.state.CompareAndSwap(s, s|claimed) {
			return true
		}
	}
}

func (f *future) isDone() bool { return f.state.Load()&stageMask == done }

func (f *future) err() error {
	if f.failure == nil {
		return nil
	}
	return f.failure.err
}

// complete stores the result of a claimed future and wakes who waits for it.
func (f *Future[T]) complete(v T, err error) {
	f.value = v
	f.fn = nil
	f.settle(err)
}

func (f *future) settle(err error) {
	if err != nil {
		f.failure = &failure{err}
	}
	if f.loop.observer != nil {
		f.loop.report(observe.FutureDone, uint64(f.id), "", err, nil)
	}
	s := f.state.Add(done - claimed)
	if s&isOutside != 0 {
		f.settledOutside(s)
	}
	if s&listened != 0 {
		f.notify()
	}
	if s&detached != 0 && err != nil {
		f.loop.failed(err)
	}
}

// settledOutside tells the loop that what it does not complete itself is done.
func (f *future) settledOutside(s uint32) {
	if s&isWork == 0 {
		f.loop.removeOutside(f)
		return
	}
	if _, j := f.completer(); j != nil {
		j.settled()
	}
}

// run performs a submission, on the loop.
func (f *Future[T]) run() {
	l := f.loop
	l.begin()
	if !f.claim() {
		return // cancelled while it was queued
	}
	l.observeBegin("submit", f.fn, uint64(f.id))
	f.perform()
	l.observeEnd()
}

func (f *Future[T]) perform() {
	defer f.rescue()
	v, err := f.fn()
	f.complete(v, err)
}

// rescue completes a claimed future whose function left by panic or Goexit.
func (f *Future[T]) rescue() {
	if f.isDone() {
		return
	}
	if r := recover(); r != nil {
		pe := f.loop.panicError(r)
		f.loop.report(observe.CallbackPanicked, uint64(f.id), "Await", pe, nil)
		f.fail(pe)
		return
	}
	f.fail(ErrGoexit)
}

// refuse completes a future that will never run.
func (f *Future[T]) refuse(err error) bool {
	if !f.claim() {
		return false
	}
	f.fail(err)
	return true
}

// fail completes a claimed future with an error.
func (f *Future[T]) fail(err error) {
	var zero T
	f.complete(zero, err)
}

func (f *Future[T]) drop(d *DroppedError) {
	if f.claim() {
		d.Posts++ // first: the error handler may panic
		f.fail(ErrClosed)
	}
}

func (f *Future[T]) counts() bool { return true }

// Submit hands f over to run on l, like Post, and returns a future of its result.
// A panic in f becomes a *PanicError, Goexit becomes ErrGoexit. If l is closed or
// full the future fails at once, with ErrClosed or ErrFull. A nil f panics.
func Submit[T any](l *Loop, f func() (T, error)) *Future[T] {
	if f == nil {
		panic("loop: Submit of a nil func")
	}
	fut := &Future[T]{future: future{loop: l}, fn: f}
	l.created(&fut.future, "Submit")
	if err := l.put(fut, "Submit"); err != nil {
		fut.refuse(err)
	}
	return fut
}

// Await waits for the result, if it is not there yet; one that is there it returns at
// once, and nobody else runs in between: that is what [Yield] is for. On a plain goroutine
// it blocks; in a coroutine it lets the loop go on meanwhile. In a callback of the future's own loop it
// returns an error that is ErrOnLoop at once, even if the result is there: use
// TryResult or Then. A wait that could never end, because other loops wait for
// this one, returns a *DeadlockError. If ctx ends first Await returns its error,
// and the result still waits for somebody.
func (f *Future[T]) Await(ctx context.Context) (T, error) {
	var err error
	if co := f.loop.runningCoroutine(); co == nil {
		err = f.wait(ctx)
	} else if w := co.beginAwait(ctx, &f.future, nil, "Await"); w.begun {
		co.yield(struct{}{}) // here, and not in a function: see runReady
		err = co.endAwait(ctx, &f.future, w)
	} else {
		err = w.err
	}
	if err != nil {
		f.givenUp(err)
		var zero T
		return zero, err
	}
	f.awaited()
	return f.value, f.err()
}

// TryResult returns the result if it is there; ok says so. It never waits.
func (f *Future[T]) TryResult() (v T, err error, ok bool) {
	if !f.isDone() {
		return v, nil, false
	}
	f.awaited()
	return f.value, f.err(), true
}

// Then makes fn run on the loop with the result, soon after it is there. It counts
// as awaiting the future. Once the loop is killed or closed it returns ErrClosed; what
// it took before runs while the loop closes.
func (f *Future[T]) Then(fn func(T, error)) error {
	if fn == nil {
		panic("loop: Then of a nil func")
	}
	f.awaited()
	if f.loop.reached(killing) {
		f.loop.lost("Then", ErrClosed)
		return ErrClosed
	}
	return f.then(fn)
}

// then is Then, on a loop that is killed as well.
func (f *Future[T]) then(fn func(T, error)) error {
	c := &continuation[T]{future: f, fn: fn}
	if f.listen(&listener{waiter: c}) {
		return nil
	}
	if !f.loop.errand(c) {
		f.loop.lost("Then", ErrClosed)
		return ErrClosed
	}
	return nil
}

// A continuation runs a function of Then.
type continuation[T any] struct {
	future *Future[T]
	fn     func(T, error)
}

func (c *continuation[T]) run() {
	l := c.future.loop
	l.observeBegin("then", c.fn, uint64(c.future.id))
	c.fn(c.future.value, c.future.err())
	l.observeEnd()
}

func (c *continuation[T]) notified(*listener) {
	if !c.future.loop.errand(c) {
		c.future.loop.lost("Then", ErrClosed)
	}
}

func (c *continuation[T]) drop(*DroppedError) { c.run() } // who asked to be told is told
func (c *continuation[T]) counts() bool       { return false }

// Cancel gives the result up, for the given cause, which may be nil. A submission,
// coroutine or offloaded function that has not begun never runs, and the future, like
// a promise, fails with an error that is context.Canceled, and is cause as well: the
// error that waits of a coroutine return whose context was cancelled for a cause. A
// coroutine or an offloaded function that runs gets its context cancelled, and the
// future gets what it then returns. Cancel reports whether it
// had an effect: false means that the future is done, or that a plain submission
// is running just now. It counts as awaiting the future.
func (f *Future[T]) Cancel(cause error) bool {
	if cause == nil {
		cause = context.Canceled
	}
	f.awaited()
	return f.refuse(waitError(context.Canceled, cause)) || f.cancelOutside(cause)
}

// Detach says that nobody will await the future: its error, if it fails, goes to
// the error handler (see [WithErrorHandler]), a panic to the panic handler.
func (f *Future[T]) Detach() {
	if f.loop.observer != nil {
		f.loop.report(observe.FutureDetached, uint64(f.id), "Detach", nil, nil)
	}
	s := f.state.Or(detached)
	if s&stageMask == done && s&detached == 0 && f.failure != nil {
		f.loop.failed(f.failure.err)
	}
}

// Done returns a channel that is closed when the result is there.
func (f *Future[T]) Done() <-chan struct{} {
	if f.isDone() {
		return closedChan
	}
	c := make(chan struct{})
	if f.listen(&listener{waiter: closer(c)}) {
		return c
	}
	return closedChan
}

func (f *future) awaited() {
	if f.loop.observer != nil {
		f.loop.report(observe.FutureAwaited, uint64(f.id), "", nil, nil)
	}
}

// givenUp tells the observer that a wait ended with its context; err may say that it
// was refused instead.
func (f *future) givenUp(err error) {
	if f.loop.observer != nil && !isRefusal(err) {
		f.loop.report(observe.FutureGivenUp, uint64(f.id), "", err, nil)
	}
}
