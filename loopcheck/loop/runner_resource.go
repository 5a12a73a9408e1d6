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
//
// A runner that is closed meanwhile takes the resource away: Exit runs with
// ErrClosed as its cause, and With returns that when body has ended.
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
	e, err := enter(ctx, r, mk, "Enter")
	if err != nil {
		var zero T
		return zero, err
	}
	return e.value, nil
}

// An entered is a resource between Enter and Exit.
type entered[T any] struct {
	lease
	value T
}

func enter[T any](ctx context.Context, r *Runner, mk func(context.Context) (Resource[T], error), op string) (*entered[T], error) {
	if mk == nil {
		panic("loop: " + op + " of a nil func")
	}
	l, err := r.use()
	if err != nil {
		return nil, err
	}
	e := &entered[T]{lease: lease{loop: l, inUse: op == "With"}}
	_, err = runOn(ctx, l, func(ctx context.Context) (struct{}, error) {
		return struct{}{}, e.enter(ctx, mk)
	}, op)
	if err != nil {
		e.giveUp(err)
		return nil, err
	}
	if r.isClosing() || !l.isOpen() {
		_, err := e.leaveAndWait(context.WithoutCancel(ctx), ErrClosed)
		return nil, errors.Join(ErrClosed, err)
	}
	return e, nil
}

// enter makes and enters the resource, in a coroutine.
func (e *entered[T]) enter(ctx context.Context, mk func(context.Context) (Resource[T], error)) error {
	res, err := mk(ctx)
	if err != nil {
		return err
	}
	if e.value, err = res.Enter(ctx); err != nil {
		return err
	}
	e.exit = res.Exit
	if !e.keep() {
		_, err = res.Exit(context.WithoutCancel(ctx), e.gaveUp)
	}
	return err
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
		handled, exitErr := e.leaveAndWait(ctx, cause)
		err = exitErr
		if value != nil && !handled {
			panic(value)
		}
	}()
	err = body(e.value)
	returned = true
	handled, exitErr := e.leaveAndWait(ctx, err)
	if handled {
		err = nil
	}
	return errors.Join(err, exitErr)
}

// leaveAndWait leaves the resource, and returns what Exit did; or, if the runner's
// end came first, ErrClosed once that has left it.
func (e *lease) leaveAndWait(ctx context.Context, cause error) (handled bool, err error) {
	left, mine := e.leave(ctx, cause)
	handled, err = left.Await(ctx)
	if !mine {
		return false, ErrClosed
	}
	return handled, err
}
