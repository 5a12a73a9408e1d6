package loop

import (
	"context"
	"errors"
	"fmt"
	"os"
	"runtime"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/loopcheck/loopcheck/loopcheck/internal/observe"
)

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
		l.Kill()
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
		l.Kill()
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
		if _, err := fut.Await(bg); !errors.Is(err, cause) || !errors.Is(err, context.Canceled) {
			t.Errorf("cancelled future: %v, want Canceled and its cause", err)
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
	l.Kill()
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
	waiting, deafWaits := make(chan struct{}), make(chan struct{})
	Go(l, func(ctx context.Context) (int, error) {
		defer func() { second = Sleep(context.WithoutCancel(ctx), time.Hour) }()
		l.Post(func() { close(waiting) })
		first = Sleep(ctx, time.Hour)
		return 0, first
	})
	deaf := Go(l, func(ctx context.Context) (int, error) {
		l.Post(func() { close(deafWaits) })
		for {
			Sleep(ctx, time.Hour)
		}
	})
	<-waiting
	<-deafWaits
	l.Kill()
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
			for name, err := range map[string]error{"Sleep": Sleep(ctx, 0), "Yield": Yield(ctx), "Group": Group(ctx, func(ctx context.Context, _ *TaskGroup) error { return nil })} {
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
		if l.turn.taken.next != nil || l.turn.takenNodes != nil {
			t.Error("the loop keeps chunks of the burst")
		}
		for _, n := range l.turn.emptyNodes.slot {
			if n != nil {
				t.Error("a slot keeps its submission")
			}
		}
		for _, f := range l.turn.taken.slot {
			if f != nil {
				t.Error("a slot keeps its callback")
			}
		}
		if cap(l.turn.takenRuns) > 1024 || cap(l.in.runs) > 1024 {
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

// A coroutine's wait may be ended by several goroutines at once. The first ends
// it; the others must not end the next one.
func TestTwoWakesEndOneWait(t *testing.T) {
	l := New()
	defer l.Close()
	in(t, l, func(ctx context.Context) {
		for round := range 2000 {
			both, cancel := context.WithCancel(ctx)
			first, resolveFirst := NewPromise[int](l)
			second, resolveSecond := NewPromise[int](l)
			var wakes sync.WaitGroup
			wakes.Go(func() { resolveFirst(round, nil) })
			wakes.Go(cancel)
			if v, err := first.Await(both); v != round && !errors.Is(err, context.Canceled) {
				t.Errorf("round %d: Await returned %d, %v", round, v, err)
			}
			go func() {
				wakes.Wait()
				resolveSecond(round, nil)
			}()
			if v, err := second.Await(ctx); v != round || err != nil {
				t.Errorf("round %d: the second Await returned %d, %v", round, v, err)
			}
			cancel()
		}
	})
}
