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
		l.Close()
	}
}
