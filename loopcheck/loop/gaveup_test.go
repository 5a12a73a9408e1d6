package loop

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
)

// A lastMomentContext has ended, but whoever looks has to wait until something
// else has happened.
type lastMomentContext struct {
	context.Context
	happened <-chan struct{}
}

func (c lastMomentContext) Done() <-chan struct{} { return closedChan }
func (c lastMomentContext) Err() error            { <-c.happened; return context.Canceled }

// Call's error tells whether the function ran, also if it ran to its end in the
// moment in which the caller found that its context had ended.
func TestCallThatRanInTheLastMoment(t *testing.T) {
	a, b := New(), New()
	defer a.Close()
	defer b.Close()
	ran := false
	happened := make(chan struct{})
	in(t, a, func(ctx context.Context) {
		v, err := Call(lastMomentContext{ctx, happened}, b, func() (int, error) {
			ran = true
			b.Post(func() { close(happened) })
			return 5, nil
		})
		if !ran || v != 5 || err != nil {
			t.Errorf("ran %v, Call returned %d, %v", ran, v, err)
		}
	})
	in(t, a, func(ctx context.Context) {
		ended, cancel := context.WithCancel(ctx)
		cancel()
		free := blockLoop(t, b)
		defer free()
		_, err := Call(ended, b, func() (int, error) { t.Error("f runs although Call gave up"); return 0, nil })
		if !errors.Is(err, context.Canceled) || errors.Is(err, ErrStarted) {
			t.Error(err)
		}
	})
	on(t, b, func() {})
}

// What Send says about a value is so, when the bridge is closed just as Send gives up.
func TestSendGivesUpAsBridgeCloses(t *testing.T) {
	for range 200 {
		l := New()
		b := NewBridge[int](l, 1)
		b.TrySend(0)
		ctx, cancel := context.WithCancel(bg)
		var wg sync.WaitGroup
		var err error
		wg.Go(func() { err = b.Send(ctx, 1) })
		for waiting := false; !waiting; {
			b.mu.Lock()
			waiting = b.senders.first != nil
			b.mu.Unlock()
		}
		wg.Go(cancel)
		wg.Go(b.Close)
		wg.Wait()
		if err == nil {
			t.Fatal("Send passed a value to nobody")
		}
		l.Kill()
	}
}

// Whatever is cancelled for a cause fails in the same way: with an error that is
// context.Canceled and the cause.
func TestCancelHasOneShape(t *testing.T) {
	l := New()
	defer l.Kill()
	promised, _ := NewPromise[int](l)
	sleeps := Go(l, func(ctx context.Context) (int, error) { return 0, NewEvent(l).Wait(ctx) })
	on(t, l, func() {}) // it waits by now
	free := blockLoop(t, l)
	futures := map[string]*Future[int]{
		"a promise":                promised,
		"a submission":             Submit(l, ok),
		"a coroutine that waits":   sleeps,
		"a coroutine in the queue": Go(l, func(context.Context) (int, error) { return 1, nil }),
		"offloaded work in the queue": Offload(l, executorFunc(func(func()) error { return nil }), func(context.Context) (int, error) {
			return 1, nil
		}),
	}
	for name, f := range futures {
		if !f.Cancel(errModel) {
			t.Errorf("%s: Cancel had no effect", name)
		}
	}
	free()
	for name, f := range futures {
		if _, err := f.Await(bg); !errors.Is(err, context.Canceled) || !errors.Is(err, errModel) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// A refused wait names the operation that was called, and a way out of that one.
func TestRefusalNamesItsOperation(t *testing.T) {
	l := New(WithName("ui"))
	defer l.Kill()
	b := NewBridge[int](l, 1)
	b.TrySend(0)
	r := &Runner{loop: l}
	mk := func(context.Context) (Resource[int], error) { return nil, nil }
	for want, refused := range map[string]func() error{
		"Bridge.Send on ui would wait for ui itself: deadlock; send in a coroutine, or use TrySend": func() error { return b.Send(bg, 1) },
		"PostWait on ui would wait for ui itself: deadlock; use Post, which code on the loop may always": func() error {
			return l.PostWait(bg, func() {})
		},
		"Await on ui would wait":        func() error { _, err := Submit(l, ok).Await(bg); return err },
		"All on ui would wait":          func() error { _, err := All(bg, Submit(l, ok)); return err },
		"First on ui would wait":        func() error { _, _, err := First(bg, Submit(l, ok)); return err },
		"Call on ui would wait":         func() error { return l.Call(bg, func() error { return nil }) },
		"Run on ui would wait":          func() error { return r.Run(bg, func(context.Context) error { return nil }) },
		"Enter on ui would wait":        func() error { _, err := Enter(bg, r, mk); return err },
		"With on ui would wait":         func() error { return With(bg, r, mk, func(int) error { return nil }) },
		"RunOnce on ui would wait":      func() error { _, err := RunOnce(bg, failing); return err },
		"Close on ui would wait":        l.Close,
		"Shutdown on ui would wait":     func() error { return l.Shutdown(bg) },
		"Kill on ui would wait":         l.Kill,
		"Runner.Close on ui would wait": r.Close,
		"Seq on ui would wait": func() (err error) {
			for _, err = range Seq(bg, r, Iterator[int](endless{})) {
			}
			return err
		},
	} {
		on(t, l, func() {
			if err := refused(); !errors.Is(err, ErrOnLoop) || !strings.HasPrefix(err.Error(), "loop: "+want) {
				t.Errorf("%v, want %q", err, want)
			}
		})
	}
}
