package loop

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"
)

// The first error of a group is its context's cause, and that error may be the refusal
// of a wait. Who waits with that context is not refused: the wait has ended.
func TestCauseThatIsARefusal(t *testing.T) {
	refusal := &DeadlockError{Op: "Call", Waits: []Wait{{Who: "other", Loop: "other", On: "other"}}}
	for name, test := range map[string]func(t *testing.T, ctx context.Context){
		"First cancels its futures": func(t *testing.T, ctx context.Context) {
			l := New()
			f, _ := NewPromise[int](l)
			if which, _, err := First(ctx, f); which != -1 || !errors.Is(err, context.Canceled) {
				t.Errorf("First: %d, %v", which, err)
			}
			if !f.isDone() {
				t.Error("First left its future open")
			}
			l.Close()
		},
		"Shutdown drops what is left": func(t *testing.T, ctx context.Context) {
			l := New()
			l.Hold()
			if err := l.Shutdown(ctx); !errors.Is(err, context.Canceled) {
				t.Errorf("Shutdown: %v", err)
			}
			if l.Snapshot().State != "closed" {
				t.Error("Shutdown left the loop open")
			}
			l.Kill()
		},
		"Run waits for the end": func(t *testing.T, ctx context.Context) {
			var r Runner
			defer r.Close()
			ended := false
			Run(ctx, &r, func(ctx context.Context) (int, error) {
				Sleep(ctx, time.Hour)
				err := Sleep(context.WithoutCancel(ctx), time.Minute)
				ended = true
				return 0, err
			})
			if !ended {
				t.Error("Run returned before its coroutine")
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				ctx, cancel := context.WithCancelCause(bg)
				time.AfterFunc(time.Second, func() { cancel(refusal) })
				test(t, ctx)
			})
		})
	}
}

// An uncomparable error is a legal one, also a context's.
type uncomparable []string

func (uncomparable) Error() string { return "several" }

type endedContext struct{ context.Context }

func (endedContext) Done() <-chan struct{} { return closedChan }
func (endedContext) Err() error            { return uncomparable{"of their own"} }

func TestContextWithAnUncomparableError(t *testing.T) {
	l := New()
	defer l.Close()
	never, _ := NewPromise[int](l)
	ctx := endedContext{bg}
	var as uncomparable
	if _, err := never.Await(ctx); !errors.As(err, &as) {
		t.Errorf("Await on a goroutine: %v", err)
	}
	if _, err := Go(l, func(task context.Context) (int, error) { return 0, Sleep(endedContext{task}, time.Hour) }).Await(bg); !errors.As(err, &as) {
		t.Errorf("Sleep: %v", err)
	}
	if err := l.Shutdown(ctx); !errors.As(err, &as) {
		t.Errorf("Shutdown: %v", err)
	}
}

func TestZeroErrorsSaySomething(t *testing.T) {
	for _, err := range []error{&DeadlockError{}, &PanicError{}, &OwnerError{}, &DroppedError{}} {
		if err.Error() == "" {
			t.Errorf("%T says nothing", err)
		}
	}
	if errors.Is(&DeadlockError{}, ErrOnLoop) || !errors.Is(&DeadlockError{}, ErrDeadlock) {
		t.Error("a DeadlockError without waits is something else")
	}
}
