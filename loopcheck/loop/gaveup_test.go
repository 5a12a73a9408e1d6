package loop

import (
	"context"
	"errors"
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
