package loop

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/loopcheck/loopcheck/loopcheck/internal/observe"
)

// T20: a post gives happens-before, so the race detector says nothing about state
// that is touched off its loop "by luck"; Owned does.
func TestTrapT20OwnedOffLoop(t *testing.T) {
	r := record(t)
	l := New()
	defer l.Close()
	o := NewOwned(l, 1)
	on(t, l, func() { o.Set(2) })
	var oe *OwnerError
	if err, _ := panicOf(func() { o.Get() }).(error); !errors.As(err, &oe) || oe.Op != "Owned.Get" || len(oe.Stack) == 0 {
		t.Errorf("Get off the loop panicked with %v, want an *OwnerError", err)
	}
	l.Assert() // only reported
	if n := len(r.of(observe.WrongGoroutine)); n != 2 {
		t.Errorf("%d findings, want 2", n)
	}
	strict := New(WithAssert())
	if panicOf(strict.Assert) == nil {
		t.Error("Assert off the loop of a loop WithAssert did not panic")
	}
}

// T21: budgets are the harness's; the runtime's half is that what runs now can be
// told by a number, without a clock: Begin and End bracket every callback.
func TestTrapT21Heartbeat(t *testing.T) {
	r := record(t)
	l := New()
	l.Post(quiet)
	fired := make(chan struct{})
	l.After(0, func() { close(fired) })
	<-fired
	in(t, l, func(ctx context.Context) { Yield(ctx) })
	Submit(l, ok).Then(func(int, error) {})
	on(t, l, func() {})
	l.Shutdown(bg)
	kinds := map[string]bool{}
	for i, c := range r.begun {
		kinds[c.Kind] = true
		if c.Seq != uint64(i+1) {
			t.Fatalf("callback %d has number %d", i+1, c.Seq)
		}
	}
	for _, k := range []string{"post", "timer", "task", "submit", "then", "call"} {
		if !kinds[k] {
			t.Errorf("no callback of kind %q", k)
		}
	}
	if r.ended != len(r.begun) {
		t.Errorf("%d began, %d ended", len(r.begun), r.ended)
	}
	for _, c := range r.begun {
		if c.Kind == "post" && !strings.HasSuffix(runtime.FuncForPC(c.PC).Name(), "quiet") {
			t.Errorf("the post is not named: %+v", c)
		}
	}
}

func quiet() {}

// T22: dumping all stacks stops the world; the harness limits that. The runtime
// dumps none: an event carries the stack of its own goroutine, and only for what
// is rare.
func TestTrapT22EventStacks(t *testing.T) {
	r := record(t)
	l := New()
	for range 100 {
		l.Post(func() {})
	}
	l.Shutdown(bg)
	for _, e := range r.events {
		if len(e.Stack) > 16 {
			t.Errorf("event %d carries %d frames", e.Kind, len(e.Stack))
		}
	}
	if len(r.events) != 3 { // created, served, closed
		t.Errorf("100 posts made %d events", len(r.events)-3)
	}
}

// A loop is done when its observer has heard of the end: a test that waits for
// Done reads then what the observer counted.
func TestDoneAfterEventOfTheEnd(t *testing.T) {
	r := record(t)
	l := New()
	r.hook = func(e observe.Event) {
		if e.Kind != observe.LoopClosed {
			return
		}
		select {
		case <-l.Done():
			t.Error("the loop is done before its observer heard of it")
		default:
		}
	}
	ctx, cancel := context.WithCancel(bg)
	cancel()
	if err := l.Run(ctx); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	<-l.Done()
	if len(r.of(observe.LoopClosed)) != 1 {
		t.Error("no event of the end")
	}
}

// T23: exploration must be deterministic; the runtime's half is Admit: whoever
// keeps the hand-offs decides the order in which they run, and nothing runs
// meanwhile.
func TestTrapT23Admission(t *testing.T) {
	r := record(t)
	r.keep = true
	synctest.Test(t, func(t *testing.T) {
		l := New()
		var order []int
		for i := range 4 {
			l.Post(func() { order = append(order, i) })
		}
		fut := Submit(l, func() (int, error) { order = append(order, 4); return 4, nil })
		synctest.Wait()
		if len(order) != 0 || len(r.kept) != 5 {
			t.Fatalf("ran %v, kept %d", order, len(r.kept))
		}
		for _, i := range []int{4, 2, 0, 3, 1} {
			r.kept[i]()
			synctest.Wait()
		}
		if fmt.Sprint(order) != "[4 2 0 3 1]" {
			t.Errorf("ran in order %v", order)
		}
		if v, err := fut.Await(bg); v != 4 || err != nil {
			t.Errorf("submission: %d, %v", v, err)
		}
		if err := l.Shutdown(bg); err != nil {
			t.Error(err)
		}
	})
}

// T24: sources must not be named by goroutine numbers; the runtime's half is that
// Admit is called on the goroutine that hands off, before anything else, so that
// an observer can name it.
func TestTrapT24AdmitOnSource(t *testing.T) {
	var source atomic.Value
	previous := observe.Set(func(observe.Info) observe.Observer { return &sourceObserver{seen: &source} })
	defer observe.Set(previous)
	l := New()
	id := self()
	on(t, l, func() {})
	if source.Load() != any(id) {
		t.Error("Admit ran on another goroutine")
	}
	l.Kill()
}

type sourceObserver struct {
	recorder
	seen *atomic.Value
}

func (o *sourceObserver) Admit(func()) bool { o.seen.Store(self()); return false }

// T25: what is left over after a test must be told apart from what the next one
// makes; the runtime's half is that a closed loop leaves no goroutine, no
// coroutine and no identity behind.
func TestTrapT25NothingLeftBehind(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		for i := range 50 {
			l := New()
			for range 5 {
				Go(l, func(ctx context.Context) (int, error) { return 0, Sleep(ctx, time.Hour) })
			}
			in(t, l, func(context.Context) {}) // its coroutine is idle now
			l.Post(func() {
				if i%2 == 0 {
					runtime.Goexit()
				}
			})
			on(t, l, func() {})
			l.Kill()
		}
	}) // a goroutine left behind fails the bubble
	places.Range(func(k, v any) bool {
		t.Errorf("%v still passes for a part of loop %q", k, v.(*place).loop.name)
		return true
	})
}

// T26: the runtime's half: Shutdown waits for a hold until its context ends, and
// the observer knows where the hold was taken.
func TestTrapT26HoldNeverReleased(t *testing.T) {
	r := record(t)
	synctest.Test(t, func(t *testing.T) {
		l := New()
		l.Hold()
		ctx, cancel := context.WithTimeout(bg, time.Second)
		defer cancel()
		if err := l.Shutdown(ctx); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("Shutdown: %v, want the deadline", err)
		}
	})
	taken := r.of(observe.HoldTaken)
	if len(taken) != 1 || !strings.Contains(Stack(taken[0].Stack).String(), "TestTrapT26") || len(r.of(observe.HoldReleased)) != 0 {
		t.Errorf("holds: %+v", taken)
	}
}
