package loop

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// T27: a programmer's error panics at the call, not on the loop.
func TestTrapT27BadInput(t *testing.T) {
	l := New()
	defer l.Close()
	var nilRunner Runner
	defer nilRunner.Close()
	type R = Resource[int]
	bad := map[string]func(){
		"Post":                func() { l.Post(nil) },
		"PostWait":            func() { l.PostWait(bg, nil) },
		"After nil":           func() { l.After(0, nil) },
		"Every nil":           func() { l.Every(1, nil) },
		"Every zero":          func() { l.Every(0, func() {}) },
		"Submit":              func() { Submit[int](l, nil) },
		"Call":                func() { Call[int](bg, l, nil) },
		"Go":                  func() { Go[int](l, nil) },
		"Offload":             func() { Offload[int](l, nil, nil) },
		"GoContext":           func() { GoContext[int](bg, l, nil) },
		"OffloadContext":      func() { OffloadContext[int](bg, l, nil, nil) },
		"BlockingContext":     func() { BlockingContext[int, int](l, nil, nil) },
		"Blocking":            func() { Blocking[int, int](l, nil, nil) },
		"Loop.Submit":         func() { l.Submit(nil) },
		"Loop.Call":           func() { l.Call(bg, nil) },
		"Loop.Go":             func() { l.Go(nil) },
		"Loop.GoContext":      func() { l.GoContext(bg, nil) },
		"Loop.Offload":        func() { l.Offload(nil, nil) },
		"Loop.OffloadContext": func() { l.OffloadContext(bg, nil, nil) },
		"Runner.Run":          func() { nilRunner.Run(bg, nil) },
		"NewPool":             func() { NewPool(0) },
		"Execute":             func() { NewPool(1).Execute(nil) },
		"NewQueue":            func() { NewQueue[int](l, 0) },
		"NewBridge":           func() { NewBridge[int](l, -1) },
		"WithMaxPending":      func() { New(WithMaxPending(0)) },
		"WithPanicHandler":    func() { New(WithPanicHandler(nil)) },
		"WithErrorHandler":    func() { New(WithErrorHandler(nil)) },
		"WithExecutor":        func() { New(WithExecutor(nil)) },
		"WithClock":           func() { New(WithClock(nil)) },
		"Then":                func() { Submit(l, ok).Then(nil) },
		"Group":               func() { Group(bg, nil) },
		"First":               func() { First[int](bg) },
		"Run":                 func() { Run[int](bg, &nilRunner, nil) },
		"RunOnce":             func() { RunOnce[int](bg, nil) },
		"With mk":             func() { With(bg, &nilRunner, nil, func(int) error { return nil }) },
		"With body":           func() { With(bg, &nilRunner, func(context.Context) (R, error) { return nil, nil }, nil) },
		"Enter":               func() { Enter[int](bg, &nilRunner, nil) },
		"Seq":                 func() { Seq[int](bg, &nilRunner, nil) },
		"Batch":               func() { Batch(0) },
		"Unlock":              func() { onLoop(l, NewMutex(l).Unlock) },
		"Event off loop":      func() { NewEvent(l).Set() },
		"Queue off loop":      func() { NewQueue[int](l, 1).TryGet() },
		"Mutex off loop":      func() { NewMutex(l).TryLock() },
		"Bridge off loop":     func() { NewBridge[int](l, 1).TryRecv() },
		"Owned off loop":      func() { NewOwned(l, 1).With(func(*int) {}) },
		"TaskGroup nil func":  func() { (&TaskGroup{loop: l}).Go(nil) },
		"TaskGroup limit":     func() { (&TaskGroup{loop: l}).SetLimit(0) },
		"TaskGroup over":      func() { goAfterGroup(l) },
	}
	for name, f := range bad {
		msg := fmt.Sprint(panicOf(f))
		if !strings.HasPrefix(msg, "loop: ") {
			t.Errorf("%s: panicked with %q, want a message of this package", name, msg)
		}
	}
	release := l.Hold()
	if err := release(nil); err != nil {
		t.Errorf("first release: %v", err)
	}
	if err := release(nil); err != ErrReleased {
		t.Errorf("second release: %v, want ErrReleased", err)
	}
	on(t, l, func() {
		if err := Sleep(bg, 0); err != ErrNotTask {
			t.Errorf("Sleep in a callback: %v, want ErrNotTask", err)
		}
		if err := NewEvent(l).Wait(bg); err != ErrNotTask {
			t.Errorf("Wait in a callback: %v, want ErrNotTask", err)
		}
	})
}

// onLoop runs f on l and panics with what f panics with.
func onLoop(l *Loop, f func()) {
	_, err := Call(bg, l, func() (int, error) { f(); return 0, nil })
	var pe *PanicError
	if errors.As(err, &pe) {
		panic(pe.Value)
	}
}

// goAfterGroup starts a coroutine in a group that is over.
func goAfterGroup(l *Loop) {
	_, err := Go(l, func(ctx context.Context) (int, error) {
		var kept *TaskGroup
		Group(ctx, func(ctx context.Context, g *TaskGroup) error { kept = g; return nil })
		kept.Go(func(context.Context) error { return nil })
		return 0, nil
	}).Await(bg)
	var pe *PanicError
	if errors.As(err, &pe) {
		panic(pe.Value)
	}
}

// T28: no wake is lost or doubled, whether posts, timers or Close race the loop on
// its way to sleep.
func TestTrapT28Wake(t *testing.T) {
	l := New()
	var posts, ticks atomic.Int64
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for i := range 3000 {
				l.Post(func() { posts.Add(1) })
				if i%4 == 0 {
					l.After(time.Duration(i%3)*time.Microsecond, func() { ticks.Add(1) })
				}
				if i%16 == 0 {
					Submit(l, ok).Await(bg) // lets the loop go to sleep
				}
			}
		})
	}
	wg.Wait()
	for range 20_000 { // two at a time, and then the loop sleeps
		wg.Go(func() { Submit(l, ok).Await(bg) })
		Submit(l, ok).Await(bg)
		wg.Wait()
	}
	done := make(chan struct{})
	l.After(time.Millisecond, func() { close(done) })
	<-done
	l.Shutdown(bg)
	if posts.Load() != 12000 || ticks.Load() != 3000 {
		t.Errorf("%d posts of 12000, %d timers of 3000 ran", posts.Load(), ticks.Load())
	}
	if len(l.in.rousing) != 0 {
		t.Error("a wake token is left over")
	}
}
