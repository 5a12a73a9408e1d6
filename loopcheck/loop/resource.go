package loop

import (
	"context"
	"errors"
)

// A Resource is something that must be entered before use and left after it, both
// on its loop: a session, a transaction, a connection. Enter and Exit run as
// coroutines. Exit gets what ended the use: nil, the error, a *PanicError, or
// ErrGoexit. If it returns handled, that error goes no further. Its context is not
// cancelled, so that it can clean up.
type Resource[T any] interface {
	Enter(ctx context.Context) (T, error)
	Exit(ctx context.Context, cause error) (handled bool, err error)
}

// With makes a resource on the runner's loop, enters it, calls body with what Enter
// returned on the calling goroutine, and leaves the resource whatever body
// does. mk, Enter and Exit run as coroutines of the loop; arguments for mk are
// carried by its closure. A panic in body goes on after Exit, unless Exit handled
// it. Body's error and Exit's are joined. On the runner's loop With returns an
// error that is ErrOnLoop.
func With[T any](ctx context.Context, r *Runner, mk func(ctx context.Context) (Resource[T], error), body func(T) error) error {
	if body == nil {
		panic("loop: With of a nil body")
	}
	e, err := enter(ctx, r, mk, "With")
	if err != nil {
		return err
	}
	return e.use(context.WithoutCancel(ctx), body)
}

// Enter makes a resource on the runner's loop, enters it, and returns what Enter
// returned. It lives until the runner is closed, which leaves resources last
// first. On the runner's loop Enter returns an error that is ErrOnLoop.
func Enter[T any](ctx context.Context, r *Runner, mk func(ctx context.Context) (Resource[T], error)) (T, error) {
	var zero T
	e, err := enter(ctx, r, mk, "Enter")
	if err != nil {
		return zero, err
	}
	leave := func(ctx context.Context) error {
		_, err := e.exit(ctx, nil)
		return err
	}
	if !r.keep(leave) { // closed meanwhile
		return zero, errors.Join(ErrClosed, leave(context.WithoutCancel(ctx)))
	}
	return e.value, nil
}

// keep notes what Close must leave, and reports false if that has begun.
func (r *Runner) keep(leave exit) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.closing {
		return false
	}
	r.entered = append(r.entered, leave)
	return true
}

// An entered is a resource between Enter and Exit.
type entered[T any] struct {
	loop     *Loop
	resource Resource[T]
	value    T
}

func enter[T any](ctx context.Context, r *Runner, mk func(context.Context) (Resource[T], error), op string) (*entered[T], error) {
	if mk == nil {
		panic("loop: " + op + " of a nil func")
	}
	l, err := r.use()
	if err != nil {
		return nil, err
	}
	return runOn(ctx, l, func(ctx context.Context) (*entered[T], error) {
		res, err := mk(ctx)
		if err != nil {
			return nil, err
		}
		v, err := res.Enter(ctx)
		return &entered[T]{l, res, v}, err
	}, op)
}

// use calls body and exits.
func (e *entered[T]) use(ctx context.Context, body func(T) error) (err error) {
	returned := false
	defer func() {
		if returned {
			return
		}
		value := recover()
		cause := ErrGoexit
		if value != nil {
			cause = e.loop.panicError(value)
		}
		handled, exitErr := e.exit(ctx, cause)
		err = exitErr
		if value != nil && !handled {
			panic(value)
		}
	}()
	err = body(e.value)
	returned = true
	handled, exitErr := e.exit(ctx, err)
	if handled {
		err = nil
	}
	return errors.Join(err, exitErr)
}

func (e *entered[T]) exit(ctx context.Context, cause error) (handled bool, err error) {
	return runOn(ctx, e.loop, func(ctx context.Context) (bool, error) {
		return e.resource.Exit(ctx, cause)
	}, "Exit")
}
