package loop

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

// The tests of "Mixing Sync and Async", one for each pattern and each pitfall.

// run_in_executor(None, blocking_function, args), get_running_loop.
func TestSeedMixingRunInExecutor(t *testing.T) {
	l := New()
	defer l.Close()
	in(t, l, func(ctx context.Context) {
		running, found := TaskLoop(ctx)
		if running != l || !found {
			t.Error("TaskLoop does not know the loop")
		}
		arg := 20
		v, err := Offload(running, nil, func(context.Context) (int, error) {
			if l.OnLoop() {
				t.Error("the blocking function runs on the loop")
			}
			return arg * 2, nil
		}).Await(ctx)
		if v != 40 || err != nil || !l.OnLoop() {
			t.Errorf("got %d, %v, back on the loop: %v", v, err, l.OnLoop())
		}
	})
	if _, found := TaskLoop(bg); found {
		t.Error("TaskLoop of a plain context")
	}
}

// ThreadPoolExecutor(max_workers=4).
func TestSeedMixingCustomPool(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		pool := NewPool(4)
		l := New(WithExecutor(pool))
		var now, most atomic.Int32
		var futs []*Future[int]
		for i := range 20 {
			ex := Executor(pool)
			if i%2 == 0 {
				ex = nil // WithExecutor's
			}
			futs = append(futs, Offload(l, ex, func(context.Context) (int, error) {
				if n := now.Add(1); n > most.Load() {
					most.Store(n)
				}
				time.Sleep(time.Second)
				now.Add(-1)
				return i, nil
			}))
		}
		values, err := All(bg, futs...)
		if err != nil || len(values) != 20 || values[19] != 19 {
			t.Errorf("got %v, %v", values, err)
		}
		if most.Load() != 4 {
			t.Errorf("%d at once, want 4", most.Load())
		}
		l.Close()
		if err := pool.Execute(func() {}); err != nil {
			t.Errorf("closing the loop closed somebody else's pool: %v", err)
		}
		pool.Close()
		if err := pool.Execute(func() {}); err != ErrClosed {
			t.Errorf("Execute after Close: %v", err)
		}
	})
}

// ProcessPoolExecutor for CPU-bound work.
func TestSeedMixingCPUPool(t *testing.T) {
	pool := NewCPUPool()
	defer pool.Close()
	if pool.limit != runtime.GOMAXPROCS(0) {
		t.Errorf("limit %d", pool.limit)
	}
	l := New()
	defer l.Close()
	fib := Blocking(l, pool, func(n int) (int, error) {
		a, b := 0, 1
		for range n {
			a, b = b, a+b
		}
		return a, nil
	})
	if v, err := fib(30).Await(bg); v != 832040 || err != nil {
		t.Errorf("got %d, %v", v, err)
	}
}

// The decorator: functools.wraps, functools.partial.
func TestSeedMixingDecorator(t *testing.T) {
	path := filepath.Join(t.TempDir(), "file.txt")
	if err := os.WriteFile(path, []byte("content"), 0o600); err != nil {
		t.Fatal(err)
	}
	l := New()
	defer l.Close()
	readFile := Blocking(l, nil, os.ReadFile)
	in(t, l, func(ctx context.Context) {
		content, err := readFile(path).Await(ctx)
		if string(content) != "content" || err != nil {
			t.Errorf("got %q, %v", content, err)
		}
		if _, err := readFile(path + "x").Await(ctx); !errors.Is(err, os.ErrNotExist) {
			t.Errorf("missing file: %v", err)
		}
	})
}

// asyncio.run from a synchronous wrapper.
func TestSeedMixingRunOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		syncWrapper := func() (string, error) {
			return RunOnce(bg, func(ctx context.Context) (string, error) {
				return "done", Sleep(ctx, time.Second)
			})
		}
		if v, err := syncWrapper(); v != "done" || err != nil {
			t.Errorf("got %q, %v", v, err)
		}
	})
}

// nest_asyncio is absent on purpose: a nested run is an error, not a re-entrant
// loop.
func TestSeedMixingNoNestedLoops(t *testing.T) {
	l, other := New(), New()
	defer l.Close()
	defer other.Close()
	on(t, l, func() {
		if err := other.Run(bg); !errors.Is(err, ErrOnLoop) {
			t.Errorf("running another loop inside a loop: %v", err)
		}
	})
}

// A thread with an event loop: result and exception are carried back, and the
// thread is joined.
func TestSeedMixingThreadWithLoop(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		failed := errors.New("failed")
		var wg sync.WaitGroup
		wg.Go(func() {
			if _, err := RunOnce(bg, func(ctx context.Context) (int, error) { return 0, failed }); err != failed {
				t.Errorf("error: %v", err)
			}
			_, err := RunOnce(bg, func(ctx context.Context) (int, error) { explode(); return 0, nil })
			var pe *PanicError
			if !errors.As(err, &pe) {
				t.Errorf("panic: %v", err)
			}
		})
		wg.Wait()
	}) // a goroutine that is not joined fails the bubble
}

// DON'T: asyncio.run inside async. Just await.
func TestSeedMixingDontRunInsideAsync(t *testing.T) {
	other := func(context.Context) (int, error) { return 5, nil }
	v, err := RunOnce(bg, func(ctx context.Context) (int, error) {
		if _, err := RunOnce(ctx, other); !errors.Is(err, ErrOnLoop) {
			t.Errorf("RunOnce inside RunOnce: %v", err)
		}
		return other(ctx) // correct
	})
	if v != 5 || err != nil {
		t.Errorf("got %d, %v", v, err)
	}
}

// DON'T: time.sleep in async. Sleep lets the loop go on.
func TestSeedMixingDontSleepOnLoop(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := New()
		start := time.Now()
		var futs []*Future[int]
		for range 10 {
			futs = append(futs, Go(l, func(ctx context.Context) (int, error) { return 0, Sleep(ctx, 5*time.Second) }))
		}
		if _, err := All(bg, futs...); err != nil || time.Since(start) != 5*time.Second {
			t.Errorf("ten sleeps took %v, %v; want 5s", time.Since(start), err)
		}
		l.Close()
	})
}

// DON'T: blocking I/O on the loop. Offloaded, it does not hold others up.
func TestSeedMixingDontBlockIO(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := New()
		read := Offload(l, nil, func(context.Context) (string, error) { time.Sleep(time.Hour); return "data", nil })
		start := time.Now()
		on(t, l, func() {})
		if d := time.Since(start); d != 0 {
			t.Errorf("the loop was held up for %v", d)
		}
		if v, err := read.Await(bg); v != "data" || err != nil {
			t.Errorf("got %q, %v", v, err)
		}
		l.Close()
	})
}

// threading.Lock against asyncio.Lock: a Mutex is held across waits and lets the
// loop go on; on a goroutine it does not work, and says so.
func TestSeedMixingLocks(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := New()
		mu := NewMutex(l)
		inside, order := 0, []int{}
		var futs []*Future[int]
		for i := range 4 {
			futs = append(futs, Go(l, func(ctx context.Context) (int, error) {
				if err := mu.Lock(ctx); err != nil {
					return 0, err
				}
				defer mu.Unlock()
				if inside++; inside != 1 {
					t.Errorf("%d inside", inside)
				}
				order = append(order, i)
				Sleep(ctx, time.Second)
				inside--
				return 0, nil
			}))
		}
		if _, err := All(bg, futs...); err != nil {
			t.Error(err)
		}
		for i, v := range order {
			if i != v {
				t.Errorf("locked in order %v", order)
				break
			}
		}
		in(t, l, func(ctx context.Context) {
			mu.Lock(ctx)
			if err := mu.Lock(ctx); !errors.Is(err, ErrDeadlock) {
				t.Errorf("locking twice: %v", err)
			}
			impatient, cancel := context.WithTimeout(ctx, time.Second)
			defer cancel()
			waiter := Go(l, func(context.Context) (int, error) { return 0, mu.Lock(impatient) })
			if _, err := waiter.Await(ctx); !errors.Is(err, context.DeadlineExceeded) {
				t.Errorf("an impatient Lock: %v", err)
			}
			mu.Unlock()
			if !mu.TryLock() || mu.TryLock() {
				t.Error("TryLock")
			}
			mu.Unlock()
		})
		if panicOf(func() { mu.Lock(bg) }) == nil {
			t.Error("Lock on a plain goroutine did not panic")
		}
		l.Close()
	})
}

// A thread-safe queue as the bridge: the producer blocks when it is too fast,
// Close replaces the sentinel, and no worker is spent on waiting.
func TestSeedMixingBridge(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := New()
		b := NewBridge[int](l, 2)
		go func() {
			defer b.Close()
			for i := range 10 {
				if err := b.Send(bg, i); err != nil {
					t.Error(err)
				}
			}
		}()
		got := Go(l, func(ctx context.Context) (vs []int, err error) {
			for v := range b.All(ctx) {
				vs = append(vs, v)
				Sleep(ctx, time.Second)
			}
			return vs, nil
		})
		vs, err := got.Await(bg)
		if len(vs) != 10 || vs[9] != 9 || err != nil {
			t.Errorf("received %v, %v", vs, err)
		}
		if err := b.Send(bg, 1); err != ErrClosed {
			t.Errorf("Send after Close: %v", err)
		}
		l.Close()
	})
}

// A bridge refuses a Send that would wait for its own loop, gives up with the
// context, and never keeps a value whose Send failed.
func TestSeedMixingBridgeRefuses(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := New()
		b := NewBridge[int](l, 1)
		on(t, l, func() {
			if err := b.Send(bg, 1); err != nil {
				t.Error(err)
			}
			if err := b.Send(bg, 2); !errors.Is(err, ErrOnLoop) {
				t.Errorf("Send on its loop to a full bridge: %v", err)
			}
		})
		ctx, cancel := context.WithTimeout(bg, time.Second)
		defer cancel()
		if err := b.Send(ctx, 3); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("Send to a full bridge: %v", err)
		}
		if b.TrySend(4) {
			t.Error("TrySend to a full bridge")
		}
		blocked := make(chan error)
		go func() { blocked <- b.Send(bg, 5) }()
		synctest.Wait()
		in(t, l, func(ctx context.Context) {
			for _, want := range []int{1, 5} {
				if v, err := b.Recv(ctx); v != want || err != nil {
					t.Errorf("received %d, %v; want %d", v, err, want)
				}
			}
			if v, found := b.TryRecv(); found {
				t.Errorf("received %d, which no Send passed", v)
			}
		})
		if err := <-blocked; err != nil {
			t.Error(err)
		}
		b.TrySend(6)
		go func() { blocked <- b.Send(bg, 7) }()
		synctest.Wait()
		l.Close()
		if err := <-blocked; err != ErrClosed {
			t.Errorf("a blocked Send when the loop closes: %v", err)
		}
	})
}

// Async-first database access: in Go each call is offloaded, or a goroutine of
// one's own resolves a promise.
func TestSeedMixingDatabase(t *testing.T) {
	l := New()
	defer l.Close()
	query := func(context.Context) ([]string, error) { return []string{"row"}, nil }
	in(t, l, func(ctx context.Context) {
		if rows, err := Offload(l, nil, query).Await(ctx); len(rows) != 1 || err != nil {
			t.Errorf("offloaded: %v, %v", rows, err)
		}
		fut, resolve := NewPromise[[]string](l)
		go func() { resolve(query(context.Background())) }()
		if rows, err := fut.Await(ctx); len(rows) != 1 || err != nil {
			t.Errorf("own goroutine: %v, %v", rows, err)
		}
	})
}

// Best practices 2, 4 and 5 in one: block only in pools of the right kind, one
// entry point; cancelling what is offloaded reaches it.
func TestSeedMixingBestPractices(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		_, err := RunOnce(bg, func(ctx context.Context) (int, error) {
			l, _ := TaskLoop(ctx)
			slow := Offload(l, nil, func(ctx context.Context) (int, error) {
				<-ctx.Done()
				return 0, context.Cause(ctx)
			})
			Sleep(ctx, time.Second)
			late := errors.New("too late")
			if !slow.Cancel(late) {
				t.Error("Cancel had no effect")
			}
			if _, err := slow.Await(ctx); err != late {
				t.Errorf("cancelled offload: %v", err)
			}
			return 0, nil
		})
		if err != nil {
			t.Error(err)
		}
	})
}
