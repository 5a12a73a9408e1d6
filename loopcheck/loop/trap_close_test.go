package loop

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"runtime"
	"slices"
	"strings"
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

// T7: Kill drops the queue, and says how much.
func TestTrapT7KillCounts(t *testing.T) {
	l := New()
	free := blockLoop(t, l)
	for range 5 {
		l.Post(func() { t.Error("a dropped post ran") })
	}
	fut := Submit(l, ok)
	task := Go(l, func(context.Context) (int, error) { return 1, nil })
	closed := make(chan error)
	go func() { closed <- l.Kill() }()
	for l.Post(func() {}) == nil { // until it is closing
		runtime.Gosched()
	}
	posts := int(l.in.posted) - 1 - 1 // the blocking one ran, the coroutine is a task
	free()
	err := <-closed
	var dropped *DroppedError
	if !errors.As(err, &dropped) || dropped.Posts != posts || dropped.Tasks != 1 {
		t.Errorf("Kill: %v, want %d posts and 1 task", err, posts)
	}
	if !errors.Is(err, ErrClosed) || l.Kill() == nil {
		t.Error("a second Kill should return the same")
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
	if err := ran.Run(ctx); !errors.Is(err, context.Canceled) && err != ErrThread {
		t.Errorf("Run: %v", err)
	}
	ran.Kill()
	if v, err := fut.Await(bg); v != 3 || err != nil {
		t.Errorf("a coroutine under Run: %d, %v", v, err)
	}
	// Coroutines that wait cannot change threads.
	busy := New(WithLockedThread())
	defer busy.Close()
	Go(busy, func(ctx context.Context) (int, error) { return 0, Sleep(ctx, time.Hour) })
	on(t, busy, func() {})
	if err := busy.Run(bg); err != ErrThread {
		t.Errorf("Run of a locked loop with coroutines: %v, want ErrThread", err)
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

// Close finishes: what was handed over before it runs, whoever is faster, so that
// the program which defers it loses nothing.
func TestCloseFinishes(t *testing.T) {
	for range 200 {
		l := New()
		ran := 0
		func() {
			defer l.Close()
			for range 5 {
				l.Post(func() { ran++; l.Post(func() { ran++ }) })
				Go(l, func(ctx context.Context) (int, error) { ran++; return 0, nil }).Detach()
			}
		}()
		if err := l.Close(); err != nil || ran != 15 {
			t.Fatalf("%d of 15 ran; Close again: %v", ran, err)
		}
	}
}

// Then callbacks that ask to be told again, each time, do not keep Kill from ending.
func TestKillEndsThenForEver(t *testing.T) {
	for name, again := range map[string]func(l *Loop, f func(int, error)) error{
		"a done future": func(l *Loop, f func(int, error)) error { return Submit(l, ok).Then(f) },
		"a promise": func(l *Loop, f func(int, error)) error {
			p, resolve := NewPromise[int](l)
			defer resolve(0, nil)
			return p.Then(f)
		},
	} {
		t.Run(name, func(t *testing.T) {
			l := New()
			calls := 0
			var err error
			var f func(int, error)
			f = func(int, error) {
				if calls++; err == nil {
					err = again(l, f)
				}
			}
			l.Post(func() { again(l, f) })
			on(t, l, func() {})
			l.Kill()
			if err != ErrClosed || calls == 0 {
				t.Errorf("Then at the end: %v, after %d calls", err, calls)
			}
		})
	}
}
