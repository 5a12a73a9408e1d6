package loop

import (
	"context"
	"errors"
	"iter"
	"testing"
)

type valueKey struct{}

// Values and cancellation get in, into coroutines and offloaded work, and the end of
// the parent has the parent's cause.
func TestParentContexts(t *testing.T) {
	l := New()
	defer l.Close()
	wait := func(ctx context.Context) (int, error) {
		if ctx.Value(valueKey{}) != 6 {
			return 0, errors.New("no value")
		}
		<-ctx.Done()
		return 0, waitError(ctx.Err(), context.Cause(ctx))
	}
	suspend := func(ctx context.Context) (int, error) {
		if ctx.Value(valueKey{}) != 6 {
			return 0, errors.New("no value")
		}
		return 0, NewEvent(l).Wait(ctx)
	}
	blocking := BlockingContext(l, nil, func(ctx context.Context, n int) (int, error) { return wait(ctx) })
	parent, cancel := context.WithCancelCause(context.WithValue(bg, valueKey{}, 6))
	futures := map[string]*Future[int]{
		"GoContext":       GoContext(parent, l, suspend),
		"OffloadContext":  OffloadContext(parent, l, nil, wait),
		"BlockingContext": blocking(parent, 1),
		"a child of a coroutine": Go(l, func(ctx context.Context) (int, error) {
			ctx = context.WithValue(ctx, valueKey{}, 6)
			f := GoContext(ctx, l, suspend)
			l.Post(func() { TaskOf(ctx).cancel(errModel) })
			return f.Await(context.WithoutCancel(ctx))
		}),
	}
	on(t, l, func() {})
	cancel(errModel)
	for name, f := range futures {
		if _, err := f.Await(bg); !errors.Is(err, context.Canceled) || !errors.Is(err, errModel) {
			t.Errorf("%s: %v", name, err)
		}
	}
	shielded := GoContext(context.WithoutCancel(parent), l, func(ctx context.Context) (int, error) {
		return ctx.Value(valueKey{}).(int), Yield(ctx)
	})
	if v, err := shielded.Await(bg); v != 6 || err != nil {
		t.Errorf("values alone: %d, %v", v, err)
	}
}

// TaskOf returns the task in a context.
func TaskOf(ctx context.Context) *task { return ctx.Value(taskKey{}).(*task) }

// What iter.Pull runs is on a goroutine of its own: off the loop, as the package
// says.
func TestPulledCodeIsOffTheLoop(t *testing.T) {
	l := New()
	defer l.Close()
	in(t, l, func(ctx context.Context) {
		next, stop := iter.Pull(func(yield func(error) bool) {
			if l.OnLoop() {
				t.Error("pulled code passes for the coroutine")
			}
			yield(Sleep(ctx, 0))
		})
		defer stop()
		if err, _ := next(); err != ErrNotTask {
			t.Errorf("a wait in pulled code: %v", err)
		}
	})
}
