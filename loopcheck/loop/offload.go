package loop

import (
	"context"
	"errors"
	"sync/atomic"
)

// defaultPoolSize bounds the pool that a loop makes for itself. It is generous
// because its functions wait more than they compute.
const defaultPoolSize = 64

// Offload runs f on ex, off the loop, and returns a future of its result that
// belongs to l. It is for what blocks or computes for long. A nil ex means the
// one of [WithExecutor], or else a pool of the loop's own, which the first use
// makes and Shutdown joins. Cancelling the future cancels f's context; if f has not
// begun it never runs. Closing the loop does the same. Shutdown waits for f, and
// cancels its context: at once, or, if f was offloaded since, when the loop's last
// coroutine has ended, so that clean-up can still offload. Panics and Goexit in f
// are errors of the future. A nil f panics.
func Offload[T any](l *Loop, ex Executor, f func(context.Context) (T, error)) *Future[T] {
	if f == nil {
		panic("loop: Offload of a nil func")
	}
	return offload(context.Background(), l, ex, "Offload", f)
}

// OffloadContext is [Offload] with a parent for f's context: it has ctx's values, and
// ends with ctx too.
func OffloadContext[T any](ctx context.Context, l *Loop, ex Executor, f func(context.Context) (T, error)) *Future[T] {
	if f == nil {
		panic("loop: OffloadContext of a nil func")
	}
	return offload(ctx, l, ex, "OffloadContext", f)
}

// Blocking turns a blocking function into one that can be called on the loop: it
// offloads f and returns a future, like [Offload].
func Blocking[A, T any](l *Loop, ex Executor, f func(A) (T, error)) func(A) *Future[T] {
	if f == nil {
		panic("loop: Blocking of a nil func")
	}
	return func(arg A) *Future[T] {
		return offload(context.Background(), l, ex, "Blocking", func(context.Context) (T, error) { return f(arg) })
	}
}

// BlockingContext is [Blocking] for a function that takes a context, and so can be
// cancelled: by the one that it is called with, the future, or the loop's end.
func BlockingContext[A, T any](l *Loop, ex Executor, f func(context.Context, A) (T, error)) func(context.Context, A) *Future[T] {
	if f == nil {
		panic("loop: BlockingContext of a nil func")
	}
	return func(ctx context.Context, arg A) *Future[T] {
		return offload(ctx, l, ex, "BlockingContext", func(ctx context.Context) (T, error) { return f(ctx, arg) })
	}
}

// An offloaded is a function on its way through an executor.
type offloaded[T any] struct {
	Future[T]
	job
	f        func(context.Context) (T, error)
	listener listener // at its own future: who completes it
}

// A job is the part of an offloaded function that does not depend on its type.
type job struct {
	actor
	loop   *Loop
	fut    *future
	pool   *Pool // the executor, if it is one
	ctx    jobContext
	cancel context.CancelCauseFunc
	begun  atomic.Bool // the executor has come to it or refused it, or nobody wants it
}

// A jobContext is the context of a job.
type jobContext struct {
	context.Context
	job *job
}

// jobKey finds the job in a context.
type jobKey struct{}

// Value returns the job for its key.
func (c *jobContext) Value(key any) any {
	if key == (jobKey{}) {
		return c.job
	}
	return c.Context.Value(key)
}

func offload[T any](parent context.Context, l *Loop, ex Executor, op string, f func(context.Context) (T, error)) *Future[T] {
	o := &offloaded[T]{f: f}
	o.future.loop, o.job.loop, o.job.fut = l, l, &o.future
	o.state.Store(isOutside | isWork)
	o.ctx.Context, o.cancel = context.WithCancelCause(parent)
	o.ctx.job = &o.job
	o.listener.waiter = &o.job
	o.future.begin(&o.listener)
	l.created(&o.future, op)
	ex, err := l.enlist(ex, &o.future, o)
	if err != nil {
		l.lost(op, err)
		o.begun.Store(true) // it has no reservation
		o.refuse(err)
		return &o.Future
	}
	o.handTo(ex)
	return &o.Future
}

// errNotTaken is the error of what an executor neither took nor refused.
var errNotTaken = errors.New("loop: the executor panicked instead of taking the function")

// handTo hands the function to the executor, which is anybody's code: it may panic.
func (o *offloaded[T]) handTo(ex Executor) {
	err := errNotTaken
	o.pool, _ = ex.(*Pool)
	defer func() {
		if err == nil || !o.begun.CompareAndSwap(false, true) {
			return
		}
		defer o.job.loop.release(o.fut)
		o.refuse(err)
	}()
	err = ex.Execute(o.execute)
}

// execute runs the function, on the executor, the first time that it is called.
func (o *offloaded[T]) execute() {
	if !o.begun.CompareAndSwap(false, true) {
		return
	}
	defer o.job.loop.release(o.fut)
	defer o.cancel(context.Canceled)
	defer o.enter()()
	if o.claim() {
		o.perform()
	}
}

// enter notes that the calling goroutine does the job, and returns what to call
// when it has.
func (j *job) enter() (leave func()) {
	id := self()
	if p := placeOf(id); p != nil {
		before := p.job.Swap(j)
		return func() { p.job.Store(before) }
	}
	p := new(place)
	p.job.Store(j)
	enterPlace(id, p)
	return func() { leavePlace(id) }
}

// settled notes that the job's future is done. Work that has not begun never will: it
// keeps the loop no longer, whenever the executor comes to it.
func (j *job) settled() {
	if j.begun.CompareAndSwap(false, true) {
		j.loop.release(j.fut)
	}
}

func (o *offloaded[T]) perform() {
	defer o.rescue()
	v, err := o.f(&o.ctx)
	o.complete(v, err)
}

func (o *offloaded[T]) stop()       { o.cancel(ErrClosed) }
func (o *offloaded[T]) work() *job  { return &o.job }
func (o *offloaded[T]) isOwn() bool { return false }

func (o *offloaded[T]) closed(d *DroppedError) {
	if !o.claim() {
		o.cancel(ErrClosed)
		return
	}
	d.Offloads++ // first: the error handler may panic
	o.fail(ErrClosed)
}

// enlist reserves the loop for work that will come back, and picks the executor.
func (l *Loop) enlist(ex Executor, f *future, o outsider) (Executor, error) {
	l.in.mu.Lock()
	defer l.in.mu.Unlock()
	if !l.takesLocked() {
		return nil, ErrClosed
	}
	l.life.holds++
	if l.life.outside == nil {
		l.life.outside = make(map[*future]outsider)
	}
	l.life.outside[f] = o
	l.life.untold = true
	switch {
	case ex != nil:
		return ex, nil
	case l.executor != nil:
		return l.executor, nil
	case l.life.pool == nil:
		l.life.pool = NewPool(defaultPoolSize)
	}
	return l.life.pool, nil
}

// jobs returns the offloaded work that has not ended.
func (l *Loop) jobs() (jobs []*job) {
	l.in.mu.Lock()
	defer l.in.mu.Unlock()
	for _, o := range l.life.outside {
		if j := o.work(); j != nil {
			jobs = append(jobs, j)
		}
	}
	return jobs
}

// release gives a reservation of enlist up. Only then is the work no longer one of those
// that the loop's end waits for: an error handler may have run in it.
func (l *Loop) release(f *future) {
	l.in.mu.Lock()
	l.life.holds--
	delete(l.life.outside, f)
	if l.life.phase == open {
		l.in.mu.Unlock() // nothing for the loop to see
		return
	}
	l.unlockAndRouse()
}
