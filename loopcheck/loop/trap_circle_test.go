package loop

import (
	"context"
	"errors"
	"io"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

type body = func(ctx context.Context) (int, error)

// parentAndChild starts a coroutine that waits for its parent as child says; then
// the parent does something and waits for it. It returns the parent's error.
func parentAndChild(child func(ctx context.Context, parent *Future[int]) error, before func(child *Future[int])) error {
	l := New()
	defer l.Close()
	var parent *Future[int]
	made := make(chan struct{})
	parent = Go(l, func(ctx context.Context) (int, error) {
		<-made
		c := Go(l, func(ctx context.Context) (int, error) { return 0, child(ctx, parent) })
		Sleep(ctx, time.Millisecond)
		before(c)
		return c.Await(ctx)
	})
	close(made)
	_, err := parent.Await(bg)
	return err
}

// A wait that ends by itself is in nobody's way: one that was cancelled, or whose
// context was, or that has a deadline, or whose All has failed.
func TestEndingWaitIsNoLink(t *testing.T) {
	await := func(ctx context.Context, f *Future[int]) error { _, err := f.Await(ctx); return err }
	stop, cancel := context.WithCancel(bg)
	other := New()
	defer other.Close()
	promised, resolve := NewPromise[int](other)
	for name, test := range map[string]struct {
		child  func(ctx context.Context, parent *Future[int]) error
		before func(child *Future[int])
	}{
		"cancel and join":     {await, func(c *Future[int]) { c.Cancel(nil) }},
		"a cancelled context": {func(_ context.Context, p *Future[int]) error { return await(stop, p) }, func(*Future[int]) { cancel() }},
		"a deadline": {func(ctx context.Context, p *Future[int]) error {
			ctx, cancel := context.WithTimeout(ctx, 5*time.Millisecond)
			defer cancel()
			return await(ctx, p)
		}, func(*Future[int]) {}},
		"an All that has failed": {func(ctx context.Context, p *Future[int]) error {
			_, err := All(ctx, promised, p)
			return err
		}, func(*Future[int]) { resolve(0, errModel) }},
	} {
		if err := parentAndChild(test.child, test.before); errors.Is(err, ErrDeadlock) || err == nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// A coroutine that closes another loop, a runner or a pool, or waits for room, lets
// its own loop go on: what is closed may call back there.
func TestClosingInCoroutineLetsLoopGoOn(t *testing.T) {
	for name, end := range map[string]func(r *Runner, pool *Pool) error{
		"Runner.Close":  func(r *Runner, _ *Pool) error { return r.Close() },
		"Loop.Shutdown": func(r *Runner, _ *Pool) error { return r.Loop().Shutdown(bg) },
		"Loop.Kill":     func(r *Runner, _ *Pool) error { return r.Loop().Kill() },
		"Loop.Close":    func(r *Runner, _ *Pool) error { return r.Loop().Close() },
		"Pool.Close":    func(_ *Runner, p *Pool) error { return p.Close() },
		"PostWait":      func(r *Runner, _ *Pool) error { return r.Loop().PostWait(bg, func() {}) },
	} {
		synctest.Test(t, func(t *testing.T) {
			x, r, pool := New(), NewRunner(WithMaxPending(1)), NewPool(1)
			back := func() {
				if _, err := Call(bg, x, ok); err != nil {
					t.Errorf("%s: the call back: %v", name, err)
				}
			}
			free, freed := make(chan struct{}), make(chan struct{})
			r.Loop().Post(func() { <-free; back(); close(freed) })
			synctest.Wait()
			r.Loop().Post(func() {})
			pool.Execute(func() { <-freed })
			f := Go(x, func(ctx context.Context) (int, error) { return 0, end(r, pool) })
			synctest.Wait()
			on(t, x, func() {})
			close(free)
			if _, err := f.Await(bg); errors.Is(err, ErrDeadlock) {
				t.Errorf("%s: %v", name, err)
			}
			r.Close()
			x.Kill()
		})
	}
}

// A coroutine that closes a runner is parked while an Exit takes its time.
func TestRunnerCloseInCoroutine(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		x, r := New(), NewRunner()
		res := &leased{}
		Enter(bg, r, res.make)
		f := Go(x, func(context.Context) (int, error) { return 0, r.Close() })
		second := Go(x, func(context.Context) (int, error) { return 0, r.Close() })
		synctest.Wait()
		got := make(chan error)
		r.Loop().Post(func() { _, err := Call(bg, x, ok); got <- err })
		if err := <-got; err != nil {
			t.Error(err)
		}
		if _, err := All(bg, f, second); err != nil {
			t.Error(err)
		}
		x.Kill()
	})
}

// deadlocked runs f, which must return an error that is ErrDeadlock, and nothing
// that f leaves may hang.
func deadlocked(t *testing.T, name string, f func(t *testing.T, a, b *Loop) error) {
	t.Run(name, func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			a, b := New(WithName("a")), New(WithName("b"))
			if err := f(t, a, b); !errors.Is(err, ErrDeadlock) {
				t.Errorf("%v, want ErrDeadlock", err)
			}
			a.Kill()
			b.Kill()
		})
	})
}

// Whatever a circle leads through, it is found.
func TestCircles(t *testing.T) {
	deadlocked(t, "group", func(_ *testing.T, a, _ *Loop) error {
		var self *Future[int]
		made := make(chan struct{})
		self = Go(a, func(ctx context.Context) (int, error) {
			<-made
			return 0, Group(ctx, func(ctx context.Context, g *TaskGroup) error {
				g.Go(func(ctx context.Context) error { _, err := self.Await(ctx); return err })
				return nil
			})
		})
		close(made)
		_, err := self.Await(bg)
		return err
	})
	deadlocked(t, "two mutexes", func(t *testing.T, a, _ *Loop) error {
		m, n := NewMutex(a), NewMutex(a)
		var second *Future[int]
		on(t, a, func() { // or the first might be through before the second begins
			Go(a, lockBoth(m, n)).Detach()
			second = Go(a, lockBoth(n, m))
		})
		_, err := second.Await(bg)
		return err
	})
	deadlocked(t, "a mutex and its holder", func(_ *testing.T, a, _ *Loop) error {
		m := NewMutex(a)
		_, err := Go(a, func(ctx context.Context) (int, error) {
			m.Lock(ctx)
			defer m.Unlock()
			return Go(a, func(ctx context.Context) (int, error) { return 0, m.Lock(ctx) }).Await(ctx)
		}).Await(bg)
		return err
	})
	deadlocked(t, "a mutex that was handed over", func(_ *testing.T, a, b *Loop) error {
		m := NewMutex(a)
		var second *Future[int]
		first := Go(a, func(ctx context.Context) (int, error) {
			m.Lock(ctx)
			second = Go(a, func(ctx context.Context) (int, error) {
				m.Lock(ctx)
				defer m.Unlock()
				return Go(a, func(ctx context.Context) (int, error) { return 0, m.Lock(ctx) }).Await(ctx)
			})
			Yield(ctx)
			m.Unlock()
			return 0, nil
		})
		first.Await(bg)
		_, err := second.Await(bg)
		return err
	})
	deadlocked(t, "a mutex that was handed over while others wait for it", func(_ *testing.T, a, _ *Loop) error {
		m := NewMutex(a)
		var second, third *Future[int]
		Go(a, func(ctx context.Context) (int, error) {
			m.Lock(ctx)
			second = Go(a, func(ctx context.Context) (int, error) {
				m.Lock(ctx)
				defer m.Unlock()
				return third.Await(ctx)
			})
			third = Go(a, func(ctx context.Context) (int, error) { return 0, m.Lock(ctx) })
			Sleep(ctx, time.Second) // both are in line by then
			m.Unlock()
			return 0, nil
		}).Await(bg)
		_, err := second.Await(bg)
		return err
	})
	deadlocked(t, "a full bridge", func(_ *testing.T, a, b *Loop) error {
		bridge := NewBridge[int](a, 1)
		bridge.TrySend(0)
		b.Post(func() { bridge.Send(bg, 1) })
		synctest.Wait()
		_, err := Go(a, func(ctx context.Context) (int, error) { return Call(ctx, b, ok) }).Await(bg)
		on(t, a, func() { bridge.TryRecv() })
		return err
	})
	deadlocked(t, "offloaded work", func(_ *testing.T, a, b *Loop) error {
		_, err := Submit(a, func() (int, error) {
			return Offload(b, nil, func(ctx context.Context) (int, error) { return Call(ctx, a, ok) }).Await(bg)
		}).Await(bg)
		return err
	})
	deadlocked(t, "Shutdown by the loop's own offloaded work", func(_ *testing.T, a, _ *Loop) error {
		_, err := Offload(a, nil, func(context.Context) (int, error) { return 0, a.Shutdown(bg) }).Await(bg)
		return err
	})
	deadlocked(t, "Shutdown by a callback that a coroutine waits for", func(_ *testing.T, a, b *Loop) error {
		_, err := Go(a, func(ctx context.Context) (int, error) {
			return Call(context.WithoutCancel(ctx), b, func() (int, error) { return 0, a.Shutdown(bg) })
		}).Await(bg)
		return err
	})
	deadlocked(t, "a small pool", func(_ *testing.T, a, _ *Loop) error {
		pool := NewPool(1)
		_, err := Offload(a, pool, func(ctx context.Context) (int, error) {
			return Offload(a, pool, func(context.Context) (int, error) { return 1, nil }).Await(ctx)
		}).Await(bg)
		return err
	})
	deadlocked(t, "a pool that is closed", func(_ *testing.T, a, b *Loop) error {
		pool := NewPool(1)
		var f *Future[int]
		_, closing := Submit(a, func() (int, error) {
			f = Offload(b, pool, func(ctx context.Context) (int, error) { return Call(ctx, a, ok) })
			return 0, pool.Close()
		}).Await(bg)
		_, calling := f.Await(bg)
		return errors.Join(closing, calling) // one of them is refused
	})
	deadlocked(t, "a sequence", func(_ *testing.T, a, _ *Loop) error {
		r := NewRunner()
		defer r.Close()
		_, err := Submit(a, func() (int, error) {
			for _, err := range Seq(bg, r, Iterator[int](calling{a})) {
				return 0, err
			}
			return 0, nil
		}).Await(bg)
		return err
	})
	deadlocked(t, "many", func(_ *testing.T, a, _ *Loop) error {
		var self *Future[int]
		made := make(chan struct{})
		self = Go(a, func(ctx context.Context) (int, error) {
			<-made
			back := Go(a, func(ctx context.Context) (int, error) { return self.Await(ctx) })
			fs := []*Future[int]{}
			for range 3000 {
				fs = append(fs, Go(a, func(ctx context.Context) (int, error) { return 0, Sleep(ctx, time.Second) }))
			}
			Sleep(ctx, time.Millisecond)
			_, err := All(ctx, append(fs, back)...)
			return 0, err
		})
		close(made)
		_, err := self.Await(bg)
		return err
	})
}

// Who waits is told apart, though loops have no names and coroutines are many.
func TestDeadlockTellsApart(t *testing.T) {
	l := New()
	defer l.Close()
	var first, second *Future[int]
	free := blockLoop(t, l)
	first = Go(l, func(ctx context.Context) (int, error) { return second.Await(ctx) })
	second = Go(l, func(ctx context.Context) (int, error) { return first.Await(ctx) })
	free()
	_, err := second.Await(bg)
	const want = "loop: Await would never return: deadlock, a coroutine of loop (1) waits for a coroutine of loop (2) waits for a coroutine of loop (1); let one of them not wait, or cancel it"
	if err == nil || err.Error() != want {
		t.Errorf("%v", err)
	}
	first.Await(bg)
	a, b := New(), New()
	defer a.Close()
	defer b.Close()
	err = a.Call(bg, func() error {
		return b.Call(bg, func() error { return a.Call(bg, func() error { return nil }) })
	})
	if err == nil || !strings.Contains(err.Error(), "deadlock, loop (1) waits for loop (2) waits for loop (1); use Submit") {
		t.Errorf("%v", err)
	}
}

func lockBoth(m, n *Mutex) body {
	return func(ctx context.Context) (int, error) {
		if err := m.Lock(ctx); err != nil {
			return 0, err
		}
		defer m.Unlock()
		Yield(ctx)
		if err := n.Lock(ctx); err != nil {
			return 0, err
		}
		n.Unlock()
		return 1, nil
	}
}

// calling is an iterator that calls a loop.
type calling struct{ l *Loop }

func (c calling) Next(ctx context.Context) (int, error) {
	if _, err := Call(ctx, c.l, ok); err != nil {
		return 0, err
	}
	return 0, io.EOF
}

// A chain of waits costs each link the same: who nobody waits for looks for no circle.
func TestLongChainOfWaits(t *testing.T) {
	l := New()
	defer l.Close()
	end, resolve := NewPromise[int](l)
	last := end
	for range 5_000 { // if each looked along all before it: a minute
		before := last
		last = Go(l, func(ctx context.Context) (int, error) { return before.Await(ctx) })
	}
	on(t, l, func() {})
	resolve(1, nil)
	if v, err := last.Await(bg); v != 1 || err != nil {
		t.Errorf("%d, %v", v, err)
	}
}

// Runners that close each other from within end, both.
func TestRunnersThatCloseEachOther(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var r1, r2 Runner
		_, err := Run(bg, &r1, func(ctx context.Context) (int, error) {
			return Run(ctx, &r2, func(context.Context) (int, error) { return 0, r1.Close() })
		})
		if !errors.Is(err, ErrDeadlock) {
			t.Errorf("%v, want ErrDeadlock", err)
		}
		if err := errors.Join(r1.Close(), r2.Close()); err != nil {
			t.Error(err)
		}
	})
}

// A refused Shutdown has done nothing.
func TestRefusedShutdownDoesNothing(t *testing.T) {
	a := New()
	defer a.Close()
	_, err := Offload(a, nil, func(context.Context) (int, error) { return 0, a.Shutdown(bg) }).Await(bg)
	if !errors.Is(err, ErrDeadlock) {
		t.Error(err)
	}
	if err := a.Post(func() {}); err != nil {
		t.Errorf("the loop takes no more work: %v", err)
	}
}

// A call that has run is over, whether or not its caller has noticed: loops that
// call each other, one after the other, are never refused.
func TestCallThatHasRunIsNoLink(t *testing.T) {
	a, b := New(), New()
	defer a.Close()
	defer b.Close()
	for range 2000 {
		var wg sync.WaitGroup
		wg.Add(2)
		done := make(chan struct{})
		a.Post(func() {
			defer wg.Done()
			Call(bg, b, func() (int, error) {
				b.Post(func() {
					defer wg.Done()
					if _, err := Call(bg, a, ok); err != nil {
						t.Error(err)
					}
				})
				return 1, nil
			})
			close(done)
		})
		wg.Wait()
		<-done
	}
}

// A hookedContext calls hook when somebody asks for its deadline, as the search for
// circles does.
type hookedContext struct {
	context.Context
	hook func()
}

func (c hookedContext) Deadline() (time.Time, bool) {
	c.hook()
	return c.Context.Deadline()
}

// A wait that is over before the coroutine parks leaves no note behind: the next circle
// through that coroutine is seen.
func TestWaitThatEndsAsItBegins(t *testing.T) {
	l, other := New(), New()
	defer l.Kill()
	defer other.Kill()
	ev := NewEvent(other)
	inner := Go(other, func(ctx context.Context) (int, error) { return 1, ev.Wait(ctx) })
	awaited := Go(other, func(ctx context.Context) (int, error) { return inner.Await(ctx) })
	on(t, other, func() {})
	var self, back *Future[int]
	on(t, l, func() {
		self = Go(l, func(ctx context.Context) (int, error) {
			hooked := hookedContext{context.WithoutCancel(ctx), func() { other.Post(ev.Set); <-awaited.Done() }}
			Yield(ctx) // back waits for it by now
			if _, err := awaited.Await(hooked); err != nil {
				t.Error(err)
			}
			return back.Await(ctx)
		})
		back = Go(l, func(ctx context.Context) (int, error) { return self.Await(ctx) })
	})
	if _, err := self.Await(bg); !errors.Is(err, ErrDeadlock) {
		t.Errorf("the circle afterwards: %v, want ErrDeadlock", err)
	}
}
