package loop

import "context"

// Most of what runs on a loop has no result but its error. The methods in this file
// are the functions of the same name for that. What they return is awaited like any
// other future.

// Submit is [Submit] for a function without a result.
func (l *Loop) Submit(f func() error) *Future[struct{}] {
	if f == nil {
		panic("loop: Loop.Submit of a nil func")
	}
	return Submit(l, func() (struct{}, error) { return struct{}{}, f() })
}

// Call is [Call] for a function without a result.
func (l *Loop) Call(ctx context.Context, f func() error) error {
	if f == nil {
		panic("loop: Loop.Call of a nil func")
	}
	_, err := Call(ctx, l, func() (struct{}, error) { return struct{}{}, f() })
	return err
}

// Go is [Go] for a coroutine without a result.
func (l *Loop) Go(f func(ctx context.Context) error) *Future[struct{}] {
	if f == nil {
		panic("loop: Loop.Go of a nil func")
	}
	return newTaskOf(context.Background(), l, "Go", resultless(f), f).start("Go")
}

// GoContext is [GoContext] for a coroutine without a result.
func (l *Loop) GoContext(ctx context.Context, f func(ctx context.Context) error) *Future[struct{}] {
	if f == nil {
		panic("loop: Loop.GoContext of a nil func")
	}
	return newTaskOf(ctx, l, "GoContext", resultless(f), f).start("GoContext")
}

// Offload is [Offload] for a function without a result.
func (l *Loop) Offload(ex Executor, f func(ctx context.Context) error) *Future[struct{}] {
	if f == nil {
		panic("loop: Loop.Offload of a nil func")
	}
	return Offload(l, ex, resultless(f))
}

// OffloadContext is [OffloadContext] for a function without a result.
func (l *Loop) OffloadContext(ctx context.Context, ex Executor, f func(ctx context.Context) error) *Future[struct{}] {
	if f == nil {
		panic("loop: Loop.OffloadContext of a nil func")
	}
	return OffloadContext(ctx, l, ex, resultless(f))
}

// Run is [Run] for a coroutine without a result.
func (r *Runner) Run(ctx context.Context, f func(ctx context.Context) error) error {
	if f == nil {
		panic("loop: Runner.Run of a nil func")
	}
	_, err := Run(ctx, r, resultless(f))
	return err
}

// resultless makes f a function with a result, as the loop needs it.
func resultless(f func(ctx context.Context) error) func(ctx context.Context) (struct{}, error) {
	return func(ctx context.Context) (struct{}, error) { return struct{}{}, f(ctx) }
}
