package loop

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/loopcheck/loopcheck/loopcheck/internal/observe"
)

// T1: a panic in a callback reaches the handler and the next callback runs;
// in Submit, Call and Go it is the result. The stack is the panicking one.
func TestTrapT1PanicInCallback(t *testing.T) {
	var got *PanicError
	l := New(WithName("ui"), WithPanicHandler(func(pe *PanicError) { got = pe }))
	defer l.Close()
	l.Post(explode)
	on(t, l, func() {})
	if got == nil || got.Value != "boom" || got.Loop != "ui" {
		t.Fatalf("handler got %+v", got)
	}
	if !strings.Contains(got.Func, "loop.explode") {
		t.Errorf("Func = %q, want the callback", got.Func)
	}
	bodies := map[string]func() error{
		"Submit": func() error {
			_, err := Submit(l, func() (int, error) { explode(); return 0, nil }).Await(bg)
			return err
		},
		"Call": func() error {
			_, err := Call(bg, l, func() (int, error) { explode(); return 0, nil })
			return err
		},
		"Go": func() error {
			_, err := Go(l, func(context.Context) (int, error) { explode(); return 0, nil }).Await(bg)
			return err
		},
		"Offload": func() error {
			_, err := Offload(l, nil, func(context.Context) (int, error) { explode(); return 0, nil }).Await(bg)
			return err
		},
	}
	for name, body := range bodies {
		var pe *PanicError
		if err := body(); !errors.As(err, &pe) {
			t.Errorf("%s: error %v, want a *PanicError", name, err)
		} else if !strings.Contains(string(pe.Stack), "loop.explode") {
			t.Errorf("%s: the stack misses the panicking function:\n%s", name, pe.Stack)
		}
	}
}

func explode() { panic("boom") }

// T1: without a handler the panic leaves Run as a *PanicError, and nobody who
// waits for the loop hangs.
func TestTrapT1PanicWithoutHandlerLeavesRun(t *testing.T) {
	l := New()
	fut := &Future[int]{future: future{loop: l}, fn: ok}
	l.mu.Lock() // queue both without starting the loop
	l.queue.post(explode, &l.spare)
	l.queue.node(fut, &l.spare)
	l.posted += 2
	l.mu.Unlock()
	v := panicOf(func() { l.Run(bg) })
	pe, isPE := v.(*PanicError)
	if !isPE || pe.Value != "boom" {
		t.Fatalf("Run panicked with %v, want the *PanicError", v)
	}
	if _, err := fut.Await(bg); !errors.Is(err, ErrClosed) {
		t.Errorf("queued submission: %v, want ErrClosed", err)
	}
	<-l.Done()
}

// T1: on a loop that runs by itself a panic without a handler ends the program,
// and says which callback it was.
func TestTrapT1PanicEndsProgram(t *testing.T) {
	if os.Getenv("LOOP_CRASH") != "" {
		l := New(WithName("ui"))
		l.Post(explode)
		<-make(chan struct{})
	}
	cmd := exec.Command(os.Args[0], "-test.run=^TestTrapT1PanicEndsProgram$")
	cmd.Env = append(os.Environ(), "LOOP_CRASH=1")
	out, err := cmd.CombinedOutput()
	if err == nil {
		t.Fatal("the program survived")
	}
	for _, want := range []string{"panic on ui in", "loop.explode", "trap_test.go"} {
		if !strings.Contains(string(out), want) {
			t.Errorf("output misses %q:\n%s", want, out)
		}
	}
}

// T2: Goexit in a callback, a submission or a coroutine ends neither the loop nor
// the rest of the chunk, and the future says so.
func TestTrapT2Goexit(t *testing.T) {
	l := New()
	defer l.Close()
	free := blockLoop(t, l)
	var ran []int
	for i := range 10 {
		l.Post(func() {
			ran = append(ran, i)
			if i%3 == 0 {
				runtime.Goexit()
			}
		})
	}
	sub := Submit(l, func() (int, error) { runtime.Goexit(); return 0, nil })
	co := Go(l, func(ctx context.Context) (int, error) { Yield(ctx); runtime.Goexit(); return 0, nil })
	survivor := Go(l, func(ctx context.Context) (bool, error) {
		for range 5 {
			Yield(ctx)
		}
		return l.OnLoop(), nil
	})
	free()
	if _, err := sub.Await(bg); err != ErrGoexit {
		t.Errorf("submission: %v, want ErrGoexit", err)
	}
	if _, err := co.Await(bg); err != ErrGoexit {
		t.Errorf("coroutine: %v, want ErrGoexit", err)
	}
	if on, err := survivor.Await(bg); !on || err != nil {
		t.Errorf("another coroutine: on the loop %v, %v", on, err)
	}
	on(t, l, func() {
		if fmt.Sprint(ran) != "[0 1 2 3 4 5 6 7 8 9]" || !l.OnLoop() {
			t.Errorf("ran %v, on the loop %v", ran, l.OnLoop())
		}
	})
	if l.OnLoop() {
		t.Error("the test's goroutine passes for the loop's")
	}
	goroutines := 0
	places.Range(func(_, p any) bool {
		if p := p.(*place); p.loop == l && p.co == nil {
			goroutines++
		}
		return true
	})
	if goroutines != 1 {
		t.Errorf("%d goroutines pass for the loop's: those that ended must leave", goroutines)
	}
}

// T3: what would wait for its own loop returns at once; Post never does.
func TestTrapT3Reentrancy(t *testing.T) {
	l := New(WithMaxPending(1))
	defer l.Close()
	r := &Runner{loop: l}
	fut := Submit(l, ok)
	fut.Await(bg)
	ops := map[string]func() error{
		"Run":      func() error { return l.Run(bg) },
		"PostWait": func() error { return l.PostWait(bg, func() {}) },
		"Shutdown": func() error { return l.Shutdown(bg) },
		"Close":    func() error { return l.Close() },
		"Call":     func() error { _, err := Call(bg, l, ok); return err },
		"Runner":   r.Close,
		"RunOnce": func() error {
			_, err := RunOnce(bg, func(context.Context) (int, error) { return 0, nil })
			return err
		},
		"runner.Run": func() error {
			_, err := Run(bg, r, func(context.Context) (int, error) { return 0, nil })
			return err
		},
		"Seq": func() error {
			for _, err := range Seq(bg, r, Iterator[int](NewQueue[int](l, 1))) {
				return err
			}
			return nil
		},
	}
	for name, op := range ops {
		var inCallback, inCoroutine error
		on(t, l, func() { inCallback = op() })
		in(t, l, func(context.Context) { inCoroutine = op() })
		for _, err := range []error{inCallback, inCoroutine} {
			var de *DeadlockError
			if !errors.Is(err, ErrOnLoop) || !errors.Is(err, ErrDeadlock) || !errors.As(err, &de) || len(de.Waits[0].Stack) == 0 {
				t.Errorf("%s on its loop: %v, want ErrOnLoop with its stack", name, err)
			}
		}
	}
	on(t, l, func() {
		if _, err := fut.Await(bg); !errors.Is(err, ErrOnLoop) {
			t.Errorf("Await in a callback: %v, want ErrOnLoop", err)
		}
		for range 3 {
			if err := l.Post(func() {}); err != nil {
				t.Errorf("Post on a full loop from the loop: %v", err)
			}
		}
	})
}

// T3: A waits for B, which waits for A: the second is refused, with both stacks.
func TestTrapT3CrossLoopDeadlock(t *testing.T) {
	a, b, c := New(WithName("a")), New(WithName("b")), New(WithName("c"))
	for _, l := range []*Loop{a, b, c} {
		defer l.Close()
	}
	var inner error
	_, err := Call(bg, a, func() (int, error) {
		return Call(bg, b, func() (int, error) {
			return Call(bg, c, func() (int, error) {
				_, inner = Call(bg, a, ok)
				return 1, nil
			})
		})
	})
	var de *DeadlockError
	if err != nil || !errors.As(inner, &de) || errors.Is(inner, ErrOnLoop) {
		t.Fatalf("outer %v, inner %v; want nil and a *DeadlockError", err, inner)
	}
	if len(de.Waits) != 3 || !strings.Contains(de.Error(), "c waits for a waits for b waits for c") {
		t.Errorf("waits: %v", de)
	}
	for _, w := range de.Waits {
		if !strings.Contains(w.Stack.String(), "TestTrapT3CrossLoopDeadlock") {
			t.Errorf("the wait of %s for %s has no stack:\n%s", w.Loop, w.On, w.Stack)
		}
	}
}

// T3: the circle may go through coroutines, closed from either side.
func TestTrapT3DeadlockThroughCoroutine(t *testing.T) {
	a, b := New(WithName("a")), New(WithName("b"))
	defer a.Close()
	defer b.Close()
	_, err := Call(bg, a, func() (int, error) {
		return Go(b, func(ctx context.Context) (int, error) {
			return Call(ctx, a, ok)
		}).Await(bg)
	})
	if !errors.Is(err, ErrDeadlock) {
		t.Errorf("a coroutine of b calls a, which waits for it: %v, want ErrDeadlock", err)
	}
	var co *Future[int]
	free := blockLoop(t, a)
	started := make(chan struct{})
	co = Go(b, func(ctx context.Context) (int, error) {
		fut := Submit(a, ok)
		close(started)
		return fut.Await(ctx)
	})
	<-started
	on(t, b, func() {}) // the coroutine waits by now
	free()
	if _, err := co.Await(bg); err != nil {
		t.Errorf("no circle, but %v", err)
	}
	in(t, a, func(ctx context.Context) {
		var self *Future[int]
		self = Go(a, func(ctx context.Context) (int, error) { return self.Await(ctx) })
		if _, err := self.Await(ctx); !errors.Is(err, ErrDeadlock) {
			t.Errorf("a coroutine that awaits itself: %v, want ErrDeadlock", err)
		}
	})
}

// T4: FIFO per goroutine, posts and submissions alike; timers by time, then call.
func TestTrapT4Order(t *testing.T) {
	l := New()
	defer l.Close()
	free := blockLoop(t, l)
	var mu sync.Mutex
	got := map[int][]int{}
	var wg sync.WaitGroup
	for g := range 4 {
		wg.Go(func() {
			for i := range 1000 {
				note := func() { mu.Lock(); got[g] = append(got[g], i); mu.Unlock() }
				switch i % 3 {
				case 0:
					l.Post(note)
				case 1:
					Submit(l, func() (int, error) { note(); return 0, nil })
				case 2:
					Go(l, func(context.Context) (int, error) { note(); return 0, nil })
				}
			}
		})
	}
	wg.Wait()
	free()
	on(t, l, func() {})
	for g, seq := range got {
		for i, v := range seq {
			if v != i {
				t.Fatalf("goroutine %d: position %d holds %d", g, i, v)
			}
		}
	}
	synctest.Test(t, func(t *testing.T) {
		l := New()
		var order []string
		now := time.Second
		l.After(now, func() { order = append(order, "b") })
		l.After(now/2, func() { order = append(order, "a") })
		l.After(now, func() { order = append(order, "c") })
		time.Sleep(2 * time.Second)
		on(t, l, func() {
			if strings.Join(order, "") != "abc" {
				t.Errorf("timers ran in order %v", order)
			}
		})
		l.Close()
	})
}

// T5: callbacks that post themselves for ever keep neither timers nor coroutines
// nor other posts waiting; and so it is for timers that arm themselves.
func TestTrapT5Starvation(t *testing.T) {
	l := New()
	defer l.Close()
	var stop atomic.Bool
	var again func()
	again = func() {
		if !stop.Load() {
			l.Post(again)
			l.After(0, func() {})
		}
	}
	l.Post(again)
	fired := make(chan struct{})
	l.After(0, func() { close(fired) })
	<-fired
	in(t, l, func(ctx context.Context) {
		for range 10 {
			Yield(ctx)
		}
	})
	on(t, l, func() {})
	stop.Store(true)
	synctest.Test(t, func(t *testing.T) { // the clock stands still meanwhile
		l := New()
		ticks, seen := 0, 0
		var tick func()
		tick = func() {
			if ticks++; ticks < 1000 {
				l.After(0, tick)
			}
			if ticks == 1 {
				l.Post(func() { seen = ticks })
			}
		}
		l.After(0, tick)
		synctest.Wait()
		if seen == 0 || seen > 10 {
			t.Errorf("a post ran after %d timers that arm themselves", seen)
		}
		l.Close()
	})
}

// T6: the bound counts; PostWait waits for room in order, and Close wakes it.
func TestTrapT6Bound(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := New(WithMaxPending(2))
		free := blockLoop(t, l)
		var ran []int
		l.Post(func() { ran = append(ran, 0) })
		l.Post(func() { ran = append(ran, 1) })
		if err := l.Post(func() {}); err != ErrFull {
			t.Fatalf("third post: %v, want ErrFull", err)
		}
		if _, err := Submit(l, ok).Await(bg); err != ErrFull {
			t.Errorf("Submit on a full loop: %v, want ErrFull", err)
		}
		for i := range 3 {
			go l.PostWait(bg, func() { ran = append(ran, 2+i) })
			synctest.Wait()
		}
		ctx, cancel := context.WithCancel(bg)
		gaveUp := make(chan error, 1)
		go func() { gaveUp <- l.PostWait(ctx, func() { ran = append(ran, 99) }) }()
		synctest.Wait()
		cancel()
		if err := <-gaveUp; !errors.Is(err, context.Canceled) {
			t.Errorf("PostWait with a cancelled context: %v", err)
		}
		free()
		synctest.Wait()
		if fmt.Sprint(ran) != "[0 1 2 3 4]" {
			t.Errorf("ran %v", ran)
		}
		if n := l.Pending(); n != 0 {
			t.Errorf("%d pending after the burst", n)
		}
		free = blockLoop(t, l)
		l.Post(func() {})
		l.Post(func() {})
		blocked := make(chan error, 1)
		go func() { blocked <- l.PostWait(bg, func() {}) }()
		synctest.Wait()
		go l.Close()
		if err := <-blocked; err != ErrClosed {
			t.Errorf("PostWait while the loop closes: %v, want ErrClosed", err)
		}
		free()
	})
}

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

// T10: loops in several bubbles at once share nothing with channels in it.
func TestTrapT10Bubbles(t *testing.T) {
	for i := range 20 {
		t.Run(fmt.Sprint(i), func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				l := New()
				on(t, l, func() {})
				in(t, l, func(ctx context.Context) { Sleep(ctx, time.Second) })
				Submit(l, ok).Await(bg)
				Offload(l, nil, func(context.Context) (int, error) { return 0, nil }).Await(bg)
				for range 3 * slots {
					l.Post(func() {})
				}
				if err := l.Shutdown(bg); err != nil {
					t.Error(err)
				}
			})
		})
	}
}

// T11: what may run on a goroutine outside the loop's bubble, an observer's
// cleanup above all, finds only atomics and mutexes here: posting and completing
// never need the receiver to be in the same bubble when nobody waits. The rule
// for cleanups is the harness's; the runtime registers none.
func TestTrapT11NoCleanups(t *testing.T) {
	files, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if !strings.HasSuffix(f.Name(), ".go") || strings.HasSuffix(f.Name(), "_test.go") {
			continue
		}
		src, err := os.ReadFile(f.Name())
		if err != nil {
			t.Fatal(err)
		}
		for _, banned := range []string{"runtime.AddCleanup", "runtime.SetFinalizer"} {
			if strings.Contains(string(src), banned) {
				t.Errorf("%s uses %s", f.Name(), banned)
			}
		}
	}
}

// T12: nobody parks with a lock held. In a bubble the clock stands still if
// somebody does, so this would hang.
func TestTrapT12NoLockAcrossPark(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := New(WithMaxPending(3))
		b := NewBridge[int](l, 1)
		consumer := Go(l, func(ctx context.Context) (n int, err error) {
			for v := range b.All(ctx) {
				n += v
				Sleep(ctx, time.Millisecond)
			}
			return n, nil
		})
		var wg sync.WaitGroup
		for range 8 {
			wg.Go(func() {
				for i := range 50 {
					l.PostWait(bg, func() {})
					b.Send(bg, 1)
					if i%10 == 0 {
						time.Sleep(time.Millisecond)
					}
				}
			})
		}
		wg.Wait()
		b.Close()
		if n, err := consumer.Await(bg); n != 400 || err != nil {
			t.Errorf("received %d, %v", n, err)
		}
		l.Close()
	})
}

// T13: a deadline counts from the call, however late the loop gets to it.
func TestTrapT13DeadlineAtCall(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := New()
		start := time.Now()
		l.Post(func() { time.Sleep(10 * time.Second) })
		var at time.Duration
		l.After(15*time.Second, func() { at = time.Since(start) })
		time.Sleep(time.Minute)
		on(t, l, func() {
			if at != 15*time.Second {
				t.Errorf("fired after %v, want 15s", at)
			}
		})
		l.Close()
	})
}

// T14: a future cancelled while it is queued never runs.
func TestTrapT14CancelQueued(t *testing.T) {
	l := New()
	defer l.Close()
	free := blockLoop(t, l)
	cause := errors.New("not needed")
	sub := Submit(l, func() (int, error) { t.Error("a cancelled submission ran"); return 0, nil })
	co := Go(l, func(context.Context) (int, error) { t.Error("a cancelled coroutine ran"); return 0, nil })
	next := Submit(l, ok)
	if !sub.Cancel(cause) || !co.Cancel(cause) || sub.Cancel(nil) {
		t.Error("Cancel should report true once")
	}
	free()
	for _, fut := range []*Future[int]{sub, co} {
		if _, err := fut.Await(bg); err != cause {
			t.Errorf("cancelled future: %v, want its cause", err)
		}
	}
	if v, err := next.Await(bg); v != 1 || err != nil {
		t.Errorf("the next one: %d, %v", v, err)
	}
	if next.Cancel(nil) {
		t.Error("Cancel of a future that is done reports true")
	}
}

// T15: the runtime's half of awaited-ness: the observer hears of it from
// TryResult when it has the result, Then, Cancel, Detach and Await, and not from
// an Await whose context ended.
func TestTrapT15Awaited(t *testing.T) {
	r := record(t)
	l := New()
	free := blockLoop(t, l)
	dead, cancel := context.WithCancel(bg)
	cancel()
	steps := []struct {
		name    string
		use     func(f *Future[int])
		counts  observe.Kind
		counted bool
	}{
		{"Await that gives up", func(f *Future[int]) { f.Await(dead) }, observe.FutureAwaited, false},
		{"TryResult in vain", func(f *Future[int]) { f.TryResult() }, observe.FutureAwaited, false},
		{"Then", func(f *Future[int]) { f.Then(func(int, error) {}) }, observe.FutureAwaited, true},
		{"Cancel", func(f *Future[int]) { f.Cancel(nil) }, observe.FutureAwaited, true},
		{"Detach", func(f *Future[int]) { f.Detach() }, observe.FutureDetached, true},
	}
	for _, s := range steps {
		f := Submit(l, ok)
		s.use(f)
		if got := r.has(s.counts, uint64(f.id)); got != s.counted {
			t.Errorf("%s: counts as awaited: %v, want %v", s.name, got, s.counted)
		}
	}
	f, g := Submit(l, ok), Submit(l, ok)
	free()
	on(t, l, func() {})
	f.TryResult()
	g.Await(bg)
	if !r.has(observe.FutureAwaited, uint64(f.id)) || !r.has(observe.FutureAwaited, uint64(g.id)) {
		t.Error("TryResult and Await with a result should count")
	}
	l.Close()
}

// T16: the runtime's half: the observer hears how every future ended, so that it
// can tell a failure that nobody awaits from a success; Detach sends a
// failure to the error handler.
func TestTrapT16Unawaited(t *testing.T) {
	r := record(t)
	failed := errors.New("disk full")
	var handled []error
	l := New(WithErrorHandler(func(err error) { handled = append(handled, err) }))
	bad := Submit(l, func() (int, error) { return 0, failed })
	good := Submit(l, ok)
	on(t, l, func() {})
	for _, e := range r.of(observe.FutureDone) {
		if e.ID == uint64(bad.id) && e.Err != failed || e.ID == uint64(good.id) && e.Err != nil {
			t.Errorf("future %d ended with %v", e.ID, e.Err)
		}
	}
	for _, e := range r.of(observe.FutureCreated) {
		if !strings.Contains(Stack(e.Stack).String(), "TestTrapT16Unawaited") {
			t.Errorf("creation stack misses the creator:\n%s", Stack(e.Stack))
		}
	}
	bad.Detach()
	good.Detach()
	early := Submit(l, func() (int, error) { return 0, failed })
	early.Detach()
	l.Shutdown(bg)
	if len(handled) != 2 || handled[0] != failed || handled[1] != failed {
		t.Errorf("the error handler got %v", handled)
	}
}

// T17: after the kill a wait in a deferred function is refused at once.
func TestTrapT17AwaitAfterKill(t *testing.T) {
	l := New()
	var first, second error
	waiting := make(chan struct{})
	Go(l, func(ctx context.Context) (int, error) {
		defer func() { second = Sleep(context.WithoutCancel(ctx), time.Hour) }()
		l.Post(func() { close(waiting) })
		first = Sleep(ctx, time.Hour)
		return 0, first
	})
	deaf := Go(l, func(ctx context.Context) (int, error) {
		for {
			Sleep(ctx, time.Hour)
		}
	})
	<-waiting
	l.Close()
	if !errors.Is(first, ErrClosed) || second != ErrKilled {
		t.Errorf("the wait: %v, the wait in the defer: %v; want ErrClosed and ErrKilled", first, second)
	}
	if _, err := deaf.Await(bg); err != ErrGoexit {
		t.Errorf("a coroutine that ignores it: %v, want ErrGoexit", err)
	}
}

// T18: a coroutine's context on another goroutine is not the coroutine.
func TestTrapT18ForeignContext(t *testing.T) {
	r := record(t)
	l := New()
	defer l.Close()
	in(t, l, func(ctx context.Context) {
		promise, resolve := NewPromise[int](l)
		go func() {
			for name, err := range map[string]error{"Sleep": Sleep(ctx, 0), "Yield": Yield(ctx), "Group": Group(ctx, func(*TaskGroup) error { return nil })} {
				if err != ErrNotTask {
					t.Errorf("%s with a foreign context: %v, want ErrNotTask", name, err)
				}
			}
			v, err := Submit(l, ok).Await(ctx) // parks this goroutine, not the coroutine
			resolve(v, err)
		}()
		if v, err := promise.Await(ctx); v != 1 || err != nil {
			t.Errorf("Await on another goroutine: %d, %v", v, err)
		}
	})
	if n := len(r.of(observe.WrongGoroutine)); n != 3 {
		t.Errorf("%d findings of the wrong goroutine, want 3", n)
	}
}

// T19: a burst leaves nothing behind, and a closure can be collected while it
// runs.
func TestTrapT19Retention(t *testing.T) {
	l := New()
	defer l.Close()
	free := blockLoop(t, l)
	for i := range 10 * slots {
		l.Post(func() { use(i) })
		Submit(l, ok)
	}
	free()
	on(t, l, func() {})
	on(t, l, func() {
		if l.taken.next != nil {
			t.Error("the loop keeps chunks of the burst")
		}
		for _, f := range l.taken.slot {
			if f != nil {
				t.Error("a slot keeps its callback")
			}
		}
		if cap(l.takenRuns) > 1024 || cap(l.queue.runs) > 1024 {
			t.Error("the loop keeps the burst's runs")
		}
	})
	collected := make(chan struct{})
	type big struct{ _ [1 << 16]byte }
	callback := func(b *big) func() {
		runtime.AddCleanup(b, func(struct{}) { close(collected) }, struct{}{})
		return func() {
			use(b)
			for range 1000 {
				runtime.GC()
				select {
				case <-collected:
					return
				default:
				}
			}
			t.Error("the closure is kept while it runs")
		}
	}
	l.Post(callback(new(big)))
	on(t, l, func() {})
}

//go:noinline
func use(any) {}

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
	l.After(0, func() {})
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
	if len(r.events) != 2 { // created, closed
		t.Errorf("100 posts made %d events", len(r.events)-2)
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
	l.Close()
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
			l.Close()
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

// T27: a programmer's error panics at the call, not on the loop.
func TestTrapT27BadInput(t *testing.T) {
	l := New()
	defer l.Close()
	var nilRunner Runner
	defer nilRunner.Close()
	type R = Resource[int]
	bad := map[string]func(){
		"Post":               func() { l.Post(nil) },
		"PostWait":           func() { l.PostWait(bg, nil) },
		"After nil":          func() { l.After(0, nil) },
		"After negative":     func() { l.After(-1, func() {}) },
		"Every nil":          func() { l.Every(1, nil) },
		"Every zero":         func() { l.Every(0, func() {}) },
		"Submit":             func() { Submit[int](l, nil) },
		"Call":               func() { Call[int](bg, l, nil) },
		"Go":                 func() { Go[int](l, nil) },
		"Offload":            func() { Offload[int](l, nil, nil) },
		"Blocking":           func() { Blocking[int, int](l, nil, nil) },
		"NewPool":            func() { NewPool(0) },
		"Execute":            func() { NewPool(1).Execute(nil) },
		"NewQueue":           func() { NewQueue[int](l, 0) },
		"NewBridge":          func() { NewBridge[int](l, -1) },
		"WithMaxPending":     func() { New(WithMaxPending(0)) },
		"WithPanicHandler":   func() { New(WithPanicHandler(nil)) },
		"WithErrorHandler":   func() { New(WithErrorHandler(nil)) },
		"WithExecutor":       func() { New(WithExecutor(nil)) },
		"WithClock":          func() { New(WithClock(nil)) },
		"Then":               func() { Submit(l, ok).Then(nil) },
		"Sleep":              func() { Sleep(bg, -1) },
		"Group":              func() { Group(bg, nil) },
		"First":              func() { First[int](bg) },
		"Run":                func() { Run[int](bg, &nilRunner, nil) },
		"RunOnce":            func() { RunOnce[int](bg, nil) },
		"With mk":            func() { With(bg, &nilRunner, nil, func(int) error { return nil }) },
		"With body":          func() { With(bg, &nilRunner, func(context.Context) (R, error) { return nil, nil }, nil) },
		"Enter":              func() { Enter[int](bg, &nilRunner, nil) },
		"Seq":                func() { Seq[int](bg, &nilRunner, nil) },
		"Batch":              func() { Batch(0) },
		"Unlock":             func() { onLoop(l, NewMutex(l).Unlock) },
		"Event off loop":     func() { NewEvent(l).Set() },
		"Queue off loop":     func() { NewQueue[int](l, 1).TryGet() },
		"Mutex off loop":     func() { NewMutex(l).TryLock() },
		"Bridge off loop":    func() { NewBridge[int](l, 1).TryRecv() },
		"Owned off loop":     func() { NewOwned(l, 1).With(func(*int) {}) },
		"TaskGroup nil func": func() { (&TaskGroup{loop: l}).Go(nil) },
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
	if len(l.wake) != 0 {
		t.Error("a wake token is left over")
	}
}
