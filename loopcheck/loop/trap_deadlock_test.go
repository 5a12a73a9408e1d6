package loop

import (
	"context"
	"errors"
	"runtime"
	"strings"
	"testing"
)

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
		"Kill":     func() error { return l.Kill() },
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

// A coroutine that gave a wait up waits for nothing: who then waits for it closes
// no circle.
func TestAbandonedWaitIsNoCircle(t *testing.T) {
	a, b := New(WithName("a")), New(WithName("b"))
	defer a.Close()
	defer b.Close()
	var first, second *Future[int]
	finish := NewEvent(a)
	gaveUp := make(chan struct{})
	made := make(chan struct{})
	first = Go(a, func(ctx context.Context) (int, error) {
		<-made
		soon, cancel := context.WithCancel(ctx)
		a.Post(cancel)
		if _, err := second.Await(soon); !errors.Is(err, context.Canceled) {
			t.Errorf("the wait that was given up returned %v", err)
		}
		close(gaveUp)
		return 1, finish.Wait(ctx)
	})
	second = Go(b, func(ctx context.Context) (int, error) {
		<-gaveUp
		b.Post(func() { a.Post(finish.Set) }) // runs once this one waits
		return first.Await(ctx)
	})
	close(made)
	if got, err := second.Await(bg); got != 1 || err != nil {
		t.Errorf("second is %v, %v", got, err)
	}
}

// T3: All waits for each of its futures, not for the last alone: here in a
// callback, which blocks its loop.
func TestTrapT3DeadlockThroughAll(t *testing.T) {
	a, b, c := New(WithName("a")), New(WithName("b")), New(WithName("c"))
	for _, l := range []*Loop{a, b, c} {
		defer l.Close()
	}
	onB := Go(b, func(ctx context.Context) (int, error) {
		for a.who.actor.waits.Load() == nil {
			runtime.Gosched()
		}
		return Call(ctx, a, ok)
	})
	free := blockLoop(t, c)
	defer free()
	onC := Submit(c, ok)
	_, err := Submit(a, func() ([]int, error) { return All(bg, onB, onC) }).Await(bg)
	var de *DeadlockError
	if !errors.As(err, &de) {
		t.Fatalf("b calls a, which waits for b and c: %v, want a *DeadlockError", err)
	}
	if !strings.Contains(de.Error(), "a coroutine of b waits for a waits for a coroutine of b; use Submit") {
		t.Errorf("the circle is %v", de)
	}
}

// T3: the same in coroutines. First is content with one result, so only futures
// that all lead back are a circle.
func TestTrapT3DeadlockThroughSeveral(t *testing.T) {
	for _, test := range []struct {
		name     string
		wait     func(context.Context, ...*Future[int]) (int, error)
		deadlock bool
	}{
		{"All", func(ctx context.Context, fs ...*Future[int]) (int, error) {
			_, err := All(ctx, fs...)
			return 0, err
		}, true},
		{"First", func(ctx context.Context, fs ...*Future[int]) (int, error) {
			_, v, err := First(ctx, fs...)
			return v, err
		}, false},
	} {
		a, b, c := New(WithName("a")), New(WithName("b")), New(WithName("c"))
		free := blockLoop(t, c)
		onC := Submit(c, ok)
		made, waits := make(chan struct{}), make(chan struct{})
		var onA, onB *Future[int]
		onA = Go(a, func(ctx context.Context) (int, error) {
			<-made
			a.Post(func() { close(waits) }) // runs once the coroutine waits
			return test.wait(ctx, onB, onC)
		})
		onB = Go(b, func(ctx context.Context) (int, error) {
			<-waits
			return onA.Await(ctx)
		})
		close(made)
		if test.deadlock {
			if _, err := onB.Await(bg); !errors.Is(err, ErrDeadlock) {
				t.Errorf("%s: b waits for a, which waits for b and c: %v, want ErrDeadlock", test.name, err)
			}
			free()
		} else {
			<-waits
			on(t, b, func() {}) // b's coroutine waits by now, or was refused
			free()
			if _, err := onA.Await(bg); err != nil {
				t.Errorf("%s: a got c's result and %v", test.name, err)
			}
		}
		for _, l := range []*Loop{a, b, c} {
			l.Kill()
		}
	}
}
