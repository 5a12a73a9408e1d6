package loop

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/loopcheck/loopcheck/loopcheck/internal/observe"
)

// T7: Shutdown refuses, runs the queue and what it posts, cancels coroutines with
// an error, waits for offloaded work and closes Done.
func TestTrapT7Shutdown(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := New()
		pool := NewPool(1)
		var log []string
		asleep := Go(l, func(ctx context.Context) (int, error) { return 0, Sleep(ctx, time.Hour) })
		free := blockLoop(t, l)
		l.Post(func() {
			log = append(log, "queued")
			l.Post(func() { log = append(log, "nested") })
		})
		co := Go(l, func(ctx context.Context) (int, error) {
			err := Sleep(ctx, time.Hour)
			log = append(log, "cancelled")
			return 0, err
		})
		off := Offload(l, pool, func(context.Context) (int, error) { time.Sleep(time.Minute); return 7, nil })
		result := make(chan error)
		go func() { result <- l.Shutdown(bg) }()
		synctest.Wait()
		if err := l.Post(func() {}); err != ErrClosed {
			t.Errorf("post from outside while draining: %v, want ErrClosed", err)
		}
		free()
		if err := <-result; err != nil {
			t.Errorf("Shutdown: %v", err)
		}
		if _, err := co.Await(bg); !errors.Is(err, context.Canceled) || !errors.Is(err, ErrClosed) {
			t.Errorf("coroutine: %v, want context.Canceled because of ErrClosed", err)
		}
		if v, err, done := off.TryResult(); v != 7 || err != nil || !done {
			t.Errorf("offloaded work: %d, %v, done %v", v, err, done)
		}
		if _, err, _ := asleep.TryResult(); !errors.Is(err, ErrClosed) {
			t.Errorf("a coroutine that slept: %v, want ErrClosed", err)
		}
		for _, want := range []string{"queued", "nested", "cancelled"} {
			if !strings.Contains(strings.Join(log, " "), want) {
				t.Errorf("%s did not run: %v", want, log)
			}
		}
		<-l.Done()
	})
}

// T7: when Shutdown's context ends it drops the rest, and counts it.
func TestTrapT7ShutdownCounts(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := New(WithName("db"))
		defer l.Hold()(nil)
		on(t, l, func() {})
		l.After(time.Hour, func() { t.Error("a dropped timer fired") })
		l.Every(time.Hour, func() {})
		stubborn := Go(l, func(ctx context.Context) (int, error) {
			return 0, Sleep(context.WithoutCancel(ctx), 24*time.Hour)
		})
		ctx, cancel := context.WithTimeout(bg, time.Second)
		defer cancel()
		err := l.Shutdown(ctx)
		var dropped *DroppedError
		if !errors.Is(err, context.DeadlineExceeded) || !errors.As(err, &dropped) {
			t.Fatalf("Shutdown: %v, want the deadline and a *DroppedError", err)
		}
		if want := (DroppedError{Loop: "db", Tasks: 1, Timers: 1}); *dropped != want {
			t.Errorf("dropped %+v, want %+v", *dropped, want)
		}
		if _, err := stubborn.Await(bg); err != ErrKilled {
			t.Errorf("a coroutine that would not stop: %v, want ErrKilled", err)
		}
	})
}

// T7: Close drops the queue, and says how much.
func TestTrapT7CloseCounts(t *testing.T) {
	l := New()
	free := blockLoop(t, l)
	for range 5 {
		l.Post(func() { t.Error("a dropped post ran") })
	}
	fut := Submit(l, ok)
	task := Go(l, func(context.Context) (int, error) { return 1, nil })
	closed := make(chan error)
	go func() { closed <- l.Close() }()
	for l.Post(func() {}) == nil { // until it is closing
		runtime.Gosched()
	}
	posts := int(l.posted) - 1 - 1 // the blocking one ran, the coroutine is a task
	free()
	err := <-closed
	var dropped *DroppedError
	if !errors.As(err, &dropped) || dropped.Posts != posts || dropped.Tasks != 1 {
		t.Errorf("Close: %v, want %d posts and 1 task", err, posts)
	}
	if !errors.Is(err, ErrClosed) || l.Close() == nil {
		t.Error("a second Close should return the same")
	}
	if _, err := fut.Await(bg); err != ErrClosed {
		t.Errorf("dropped submission: %v", err)
	}
	if _, err := task.Await(bg); err != ErrClosed {
		t.Errorf("dropped coroutine: %v", err)
	}
}

// T8: after Close everything fails at once, with ErrClosed.
func TestTrapT8AfterClose(t *testing.T) {
	r := record(t)
	checkClosed(t)
	if n := len(r.of(observe.PostLost)); n < 6 {
		t.Errorf("%d lost posts reported", n)
	}
	observe.Set(nil)
	checkClosed(t) // the path without an observer is another one
	unused := New()
	before := runtime.NumGoroutine()
	if err := unused.Close(); err != nil || runtime.NumGoroutine() > before {
		t.Errorf("closing an unused loop: %v, and it started a goroutine", err)
	}
}

func checkClosed(t *testing.T) {
	t.Helper()
	l := New()
	on(t, l, func() {})
	l.Close()
	errs := map[string]error{
		"Post":     l.Post(func() {}),
		"PostWait": l.PostWait(bg, func() {}),
		"Run":      l.Run(bg),
		"Hold":     l.Hold()(func() {}),
	}
	_, errs["Submit"] = Submit(l, ok).Await(bg)
	_, errs["Call"] = Call(bg, l, ok)
	_, errs["Go"] = Go(l, func(context.Context) (int, error) { return 0, nil }).Await(bg)
	_, errs["Offload"] = Offload(l, nil, func(context.Context) (int, error) { return 0, nil }).Await(bg)
	errs["Bridge"] = NewBridge[int](l, 1).Send(bg, 1)
	promise, resolve := NewPromise[int](l)
	_, errs["NewPromise"] = promise.Await(bg)
	for name, err := range errs {
		if !errors.Is(err, ErrClosed) {
			t.Errorf("%s: %v, want ErrClosed", name, err)
		}
	}
	if resolve(1, nil) {
		t.Error("a promise of a closed loop was resolved")
	}
	if l.After(0, func() {}).Stop() {
		t.Error("a timer of a closed loop was armed")
	}
}

// T9: a loop with a locked thread makes its coroutines on that thread, so that
// switching to them is allowed.
func TestTrapT9LockedThread(t *testing.T) {
	l := New(WithLockedThread())
	defer l.Close()
	in(t, l, func(ctx context.Context) {
		for range 3 {
			if err := Yield(ctx); err != nil {
				t.Error(err)
			}
		}
		if _, err := Go(l, func(ctx context.Context) (int, error) { return 0, Sleep(ctx, 0) }).Await(ctx); err != nil {
			t.Error(err)
		}
	})
	// A post may start the loop before Run does: Run takes it over.
	ran := New(WithLockedThread())
	ctx, cancel := context.WithCancel(bg)
	on(t, ran, func() {
		header := make([]byte, 100)
		if header = header[:runtime.Stack(header, false)]; !strings.Contains(string(header), "locked to thread") {
			t.Errorf("the loop's goroutine is not locked: %s", header)
		}
	})
	in(t, ran, func(context.Context) {})
	var fut *Future[int]
	ran.After(0, func() {
		fut = Go(ran, func(ctx context.Context) (int, error) { defer cancel(); return 3, Yield(ctx) })
	})
	if err := ran.Run(ctx); !errors.Is(err, context.Canceled) && err != ErrRunning {
		t.Errorf("Run: %v", err)
	}
	ran.Close()
	if v, err := fut.Await(bg); v != 3 || err != nil {
		t.Errorf("a coroutine under Run: %d, %v", v, err)
	}
	// Coroutines that wait cannot change threads.
	busy := New(WithLockedThread())
	defer busy.Close()
	Go(busy, func(ctx context.Context) (int, error) { return 0, Sleep(ctx, time.Hour) })
	on(t, busy, func() {})
	if err := busy.Run(bg); err != ErrRunning {
		t.Errorf("Run of a locked loop with coroutines: %v, want ErrRunning", err)
	}
}

// T9: Goexit would cost a locked loop its thread, so it ends the program and says
// why.
func TestTrapT9GoexitLosesThread(t *testing.T) {
	if os.Getenv("LOOP_CRASH") != "" {
		l := New(WithName("gui"), WithLockedThread())
		l.Post(func() { runtime.Goexit() })
		<-make(chan struct{})
	}
	cmd := exec.Command(os.Args[0], "-test.run=^TestTrapT9GoexitLosesThread$")
	cmd.Env = append(os.Environ(), "LOOP_CRASH=1")
	out, err := cmd.CombinedOutput()
	if err == nil || !strings.Contains(string(out), "Goexit on gui lost the thread") {
		t.Errorf("error %v, output:\n%s", err, out)
	}
}

// A closing loop cancels its coroutines in the same order every time, so that a
// harness can replay it.
func TestShutdownOrder(t *testing.T) {
	l := New(WithErrorHandler(func(error) {}))
	var ended []int
	for i := range 12 {
		Go(l, func(ctx context.Context) (int, error) {
			err := NewEvent(l).Wait(ctx)
			ended = append(ended, i)
			return 0, err
		}).Detach()
	}
	on(t, l, func() {})
	l.Shutdown(bg)
	if len(ended) != 12 || !slices.IsSorted(ended) {
		t.Errorf("they ended in the order %v, want the order of their start", ended)
	}
}

// Whatever was handed over to a loop that closes and then never ran is counted,
// by kind; nothing is pending afterwards, and who waits gets ErrClosed.
func TestCloseCountsAllThatWasHandedOver(t *testing.T) {
	pool := NewPool(1)
	defer pool.Close()
	l := New(WithExecutor(pool))
	began, busy := make(chan struct{}), make(chan struct{})
	defer close(busy)
	Offload(l, nil, func(context.Context) (int, error) { close(began); <-busy; return 1, nil }).Detach()
	<-began
	free := blockLoop(t, l)
	b := NewBridge[int](l, 2)
	fs := []*Future[int]{
		Submit(l, ok),
		Go(l, func(context.Context) (int, error) { return 1, nil }),
		Offload(l, nil, func(context.Context) (int, error) { return 1, nil }),
	}
	for range 3 {
		l.Post(func() {})
		l.After(time.Hour, func() {})
		b.TrySend(1)
	}
	sent := make(chan error)
	go func() { sent <- b.Send(bg, 1) }()
	l.ask(killing)
	free()
	err := l.Close()
	want := DroppedError{Loop: "loop", Posts: 4, Tasks: 1, Timers: 3, Offloads: 1, Values: 2}
	var d *DroppedError
	if !errors.As(err, &d) || *d != want {
		t.Errorf("%v, want %+v", err, want)
	}
	if n := l.Pending(); n != 0 {
		t.Errorf("%d are pending on a closed loop", n)
	}
	for _, f := range fs {
		if _, err := f.Await(bg); !errors.Is(err, ErrClosed) {
			t.Error(err)
		}
	}
	if err := <-sent; !errors.Is(err, ErrClosed) {
		t.Errorf("a Send that waits: %v", err)
	}
}

// Values that a bridge has taken are counted by Shutdown too, unless they were
// received: on a loop that was used, on one that was not, and with senders that
// were let in later.
func TestShutdownCountsBridgeValues(t *testing.T) {
	for _, used := range []bool{true, false} {
		l := New()
		if used {
			on(t, l, func() {})
		}
		b := NewBridge[int](l, 2)
		b.TrySend(1)
		b.TrySend(2)
		if b.TrySend(3) {
			t.Error("a full bridge took a value")
		}
		left := 2
		if used {
			var wg sync.WaitGroup
			wg.Go(func() { b.Send(bg, 3) })
			for waiting := false; !waiting; {
				b.mu.Lock()
				waiting = len(b.senders) > 0
				b.mu.Unlock()
			}
			on(t, l, func() { b.TryRecv(); b.TryRecv() })
			wg.Wait()
			left = 1
		}
		var d *DroppedError
		if err := l.Shutdown(bg); !errors.As(err, &d) || *d != (DroppedError{Loop: "loop", Values: left}) {
			t.Errorf("Shutdown: %v, want %d values", err, left)
		}
	}
}

// Shutdown tells offloaded work that the loop ends: what heeds its context ends,
// also if it was queued behind what does, or offloaded by the last of the queue.
func TestShutdownCancelsOffloadedWork(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := New(WithExecutor(NewPool(1)))
		heeds := func(ctx context.Context) (int, error) { <-ctx.Done(); return 0, context.Cause(ctx) }
		fs := []*Future[int]{Offload(l, nil, heeds), Offload(l, nil, heeds)}
		free := blockLoop(t, l)
		l.Post(func() { fs = append(fs, Offload(l, nil, heeds)) })
		go func() { synctest.Wait(); free() }()
		if err := l.Shutdown(bg); err != nil {
			t.Error(err)
		}
		for _, f := range fs {
			if _, err := f.Await(bg); !errors.Is(err, ErrClosed) {
				t.Errorf("offloaded work ended with %v", err)
			}
		}
	})
}

// A coroutine that cleans up may offload what heeds its context.
func TestShutdownLetsCleanUpOffload(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := New()
		flush := func(ctx context.Context) (int, error) {
			select {
			case <-ctx.Done():
				return 0, ctx.Err()
			case <-time.After(time.Second):
				return 7, nil
			}
		}
		f := Go(l, func(ctx context.Context) (int, error) {
			Sleep(ctx, time.Hour)
			return Offload(l, nil, flush).Await(context.WithoutCancel(ctx))
		})
		synctest.Wait()
		if err := l.Shutdown(bg); err != nil {
			t.Error(err)
		}
		if v, err := f.Await(bg); v != 7 || err != nil {
			t.Errorf("the clean-up got %d, %v", v, err)
		}
	})
}
