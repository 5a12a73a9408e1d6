package loop

import (
	"context"
	"sync"
)

// A Runner lets plain code run coroutines: it owns a loop that lives as long as
// the runner, is started by the first use and serves any number of goroutines.
// The zero value is ready. Close it when done.
type Runner struct {
	opts []Option

	mu      sync.Mutex
	loop    *Loop
	closing bool
	busy    bool    // somebody closes it just now
	bells   []*bell // of others who wait for that
	ended   bool
	err     error // of the end
}

// NewRunner returns a runner whose loop has the given options.
func NewRunner(opts ...Option) *Runner { return &Runner{opts: opts} }

// Loop returns the runner's loop, and makes it if need be. After Close it is
// closed.
func (r *Runner) Loop() *Loop {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.loopLocked()
}

func (r *Runner) loopLocked() *Loop {
	if r.loop == nil {
		r.loop = New(r.opts...)
		if r.closing {
			r.loop.Close()
		}
	}
	return r.loop
}

// Close leaves the resources of the runner, last first, those too that a With still
// uses, and shuts the loop down, which cancels the coroutines, those of a Run included:
// to let one finish, wait for its Run first. It waits for all of it and returns all
// errors joined. One that fails does not keep the others from being left. Close may be called any number of times by
// any goroutine; all get the same result. A runner that was never used starts
// nothing. On the runner's own loop Close returns an error that is ErrOnLoop.
func (r *Runner) Close() error { return r.Shutdown(context.Background()) }

// Shutdown is Close with a limit: when ctx ends the coroutines that still run are
// ended by force, and the error says what was dropped. Resources are left all the
// same, but then Exit's waits fail. See [Loop.Shutdown].
func (r *Runner) Shutdown(ctx context.Context) error {
	for {
		ended, err := r.tryShutdown(ctx)
		if ended || err != nil {
			return err
		}
	}
}

// tryShutdown shuts the runner down, or waits for another caller to; it reports
// false, without an error, if that one gave up.
func (r *Runner) tryShutdown(ctx context.Context) (ended bool, err error) {
	l := r.closeDoor()
	if l == nil {
		return true, nil
	}
	if l.OnLoop() {
		return false, l.selfWait("Runner.Close")
	}
	end, err := note(&wait{on: l.name, ender: loopEnds{l, draining}, ctx: ctx}, "Runner.Close")
	if err != nil {
		return false, err
	}
	defer end()
	r.mu.Lock()
	if r.ended {
		defer r.mu.Unlock()
		return true, r.err
	}
	if r.busy {
		b := newBell()
		r.bells = append(r.bells, b)
		r.mu.Unlock()
		return false, b.wait(ctx)
	}
	r.busy, r.closing = true, true
	r.mu.Unlock()
	err = r.close(ctx)
	r.finish(err)
	return true, err
}

// closeDoor refuses new work if the runner was never used, and else returns its loop.
func (r *Runner) closeDoor() *Loop {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.closing = r.closing || r.loop == nil
	return r.loop
}

// finish tells who waits for the end of the runner. If its loop has not ended,
// because the caller's patience had, another one may try.
func (r *Runner) finish(err error) {
	r.mu.Lock()
	r.busy = false
	if r.loop.reached(closed) {
		r.ended, r.err = true, err
	}
	bells := r.bells
	r.bells = nil
	r.mu.Unlock()
	for _, b := range bells {
		b.ring()
	}
}

func (r *Runner) close(ctx context.Context) error {
	r.loop.leaveAll(ctx)
	return r.loop.Shutdown(ctx)
}

// isClosing reports whether the runner is closing or closed.
func (r *Runner) isClosing() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.closing
}

// use returns the loop, or ErrClosed when the runner is closing.
func (r *Runner) use() (*Loop, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.closing {
		return nil, ErrClosed
	}
	return r.loopLocked(), nil
}

// Run runs f as a coroutine on the runner's loop, to its end, and returns its
// result. Any number of goroutines may do so at once. ctx is the parent of f's
// context: when it ends f's waits do, and Run returns once f has. If f has not
// begun by then it never runs. On the runner's loop Run returns an error that is
// ErrOnLoop: call f, or start it with Go and await it. In a coroutine of
// another loop Run lets that loop go on. After Close it returns ErrClosed. A nil
// f panics.
func Run[T any](ctx context.Context, r *Runner, f func(ctx context.Context) (T, error)) (T, error) {
	if f == nil {
		panic("loop: Run of a nil func")
	}
	l, err := r.use()
	if err != nil {
		var zero T
		return zero, err
	}
	return runOn(ctx, l, f, "Run")
}

// runOn runs f as a coroutine of l and waits for its end, also when ctx ends.
func runOn[T any](ctx context.Context, l *Loop, f func(context.Context) (T, error), op string) (T, error) {
	var zero T
	if p := here(self()); p != nil && p.loop == l {
		return zero, l.selfWait(op)
	}
	t := newTask(ctx, l, op, f)
	t.awaited() // here, and by nobody else
	fut := t.start(op)
	err := fut.waitAs(ctx, &wait{on: l.name, ender: futureDone{&fut.future}, ctx: ctx, joins: &fut.future}, op)
	if err == nil {
		return fut.Await(ctx)
	}
	if isRefusal(err) || fut.refuse(err) {
		fut.Cancel(err)
		return zero, err
	}
	return fut.Await(context.WithoutCancel(ctx))
}

// RunOnce runs f as a coroutine on a loop of its own, and waits until both have
// ended: coroutines that f started are cancelled, and clean up in their own time,
// also when ctx has ended. It may be called on any goroutine but a loop's: there
// it returns an error that is ErrOnLoop. Errors of coroutines that were detached go to
// the error handler, if opts have one. A nil f panics.
func RunOnce[T any](ctx context.Context, f func(ctx context.Context) (T, error), opts ...Option) (T, error) {
	if f == nil {
		panic("loop: RunOnce of a nil func")
	}
	if p := here(self()); p != nil {
		var zero T
		return zero, p.loop.selfWait("RunOnce")
	}
	l := New(append([]Option{WithName("once")}, opts...)...)
	v, err := runOn(ctx, l, f, "RunOnce")
	if closeErr := l.Shutdown(context.WithoutCancel(ctx)); err == nil {
		err = closeErr
	}
	return v, err
}
