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
