package loop

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/loopcheck/loopcheck/loopcheck/internal/observe"
)

// The tests of "How can I notify an async routine from a sync routine?", one for
// each mechanism and each pitfall of the text.

// The loop is the hand-off point: the coroutine waits on an event or a queue, the
// goroutine signals through the loop, and the loop wakes the coroutine.
func TestSeedNotifyLoopIsHandoffPoint(t *testing.T) {
	l := New()
	defer l.Close()
	ev, q := NewEvent(l), NewQueue[string](l, 1)
	got := Go(l, func(ctx context.Context) (string, error) {
		if err := ev.Wait(ctx); err != nil {
			return "", err
		}
		return q.Get(ctx)
	})
	l.Post(ev.Set)
	l.Post(func() { q.TryPut("data") })
	if v, err := got.Await(bg); v != "data" || err != nil {
		t.Errorf("got %q, %v", v, err)
	}
}

// asyncio.Event with call_soon_threadsafe(event.set).
func TestSeedNotifyEventThroughPost(t *testing.T) {
	l := New()
	defer l.Close()
	ev := NewEvent(l)
	var waiters []*Future[bool]
	for range 3 {
		waiters = append(waiters, Go(l, func(ctx context.Context) (bool, error) {
			err := ev.Wait(ctx)
			return ev.IsSet(), err
		}))
	}
	if err := l.Post(ev.Set); err != nil {
		t.Fatal(err)
	}
	for _, w := range waiters {
		if set, err := w.Await(bg); !set || err != nil {
			t.Errorf("woken with the event set: %v, %v", set, err)
		}
	}
	in(t, l, func(ctx context.Context) {
		ev.Clear()
		short, cancel := context.WithTimeout(ctx, time.Millisecond)
		defer cancel()
		if err := ev.Wait(short); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("Wait on a cleared event: %v", err)
		}
	})
}

// run_coroutine_threadsafe: a plain goroutine starts async work and gets a future.
func TestSeedNotifyStartCoroutine(t *testing.T) {
	l := New()
	defer l.Close()
	fut := Go(l, func(ctx context.Context) (int, error) {
		return 42, Sleep(ctx, time.Microsecond)
	})
	if v, err := fut.Await(bg); v != 42 || err != nil {
		t.Errorf("coroutine: %d, %v", v, err)
	}
	if v, err := Submit(l, ok).Await(bg); v != 1 || err != nil {
		t.Errorf("plain function: %d, %v", v, err)
	}
}

// Event for a signal, queue (or bridge) for data, coroutine for work.
func TestSeedNotifyChooseThePrimitive(t *testing.T) {
	l := New()
	defer l.Close()
	ev, b := NewEvent(l), NewBridge[int](l, 2)
	sum := Go(l, func(ctx context.Context) (n int, err error) {
		if err := ev.Wait(ctx); err != nil {
			return 0, err
		}
		for v := range b.All(ctx) {
			n += v
		}
		return n, nil
	})
	l.Post(ev.Set)
	for i := range 10 {
		b.Send(bg, i)
	}
	b.Close()
	if n, err := sum.Await(bg); n != 45 || err != nil {
		t.Errorf("sum %d, %v", n, err)
	}
}

// Pitfall: touching async objects from the wrong thread. They notice.
func TestSeedNotifyNeverTouchOffLoop(t *testing.T) {
	r := record(t)
	l := New()
	defer l.Close()
	ev, q, o := NewEvent(l), NewQueue[int](l, 1), NewOwned(l, 0)
	for name, touch := range map[string]func(){
		"Event": ev.Set, "Queue": func() { q.TryPut(1) }, "Owned": func() { o.Set(1) },
	} {
		var oe *OwnerError
		if err, _ := panicOf(touch).(error); !errors.As(err, &oe) {
			t.Errorf("%s off the loop did not panic with an *OwnerError", name)
		}
	}
	if n := len(r.of(observe.WrongGoroutine)); n != 3 {
		t.Errorf("%d findings, want 3", n)
	}
}

// Pitfall: creating a coroutine object is not running it. Go has none that
// lies idle: it runs, awaited or not, and the observer knows what nobody awaited.
func TestSeedNotifyCoroutineRunsAtOnce(t *testing.T) {
	r := record(t)
	l := New()
	ran := make(chan struct{})
	fut := Go(l, func(context.Context) (int, error) { close(ran); return 0, nil })
	<-ran
	l.Shutdown(bg)
	if r.has(observe.FutureAwaited, uint64(fut.id)) || !r.has(observe.FutureDone, uint64(fut.id)) {
		t.Error("the observer should know that the future ended and nobody awaited it")
	}
}

// Pitfall: blocking the loop while waiting for the sync side.
func TestSeedNotifyBlockingTheLoopIsAnError(t *testing.T) {
	l := New(WithMaxPending(1))
	defer l.Close()
	answer, resolve := NewPromise[int](l)
	on(t, l, func() {
		if _, err := answer.Await(bg); !errors.Is(err, ErrOnLoop) {
			t.Errorf("Await: %v", err)
		}
		if _, err := Call(bg, l, ok); !errors.Is(err, ErrDeadlock) {
			t.Errorf("Call: %v", err)
		}
		if err := l.PostWait(bg, func() {}); !errors.Is(err, ErrOnLoop) {
			t.Errorf("PostWait: %v", err)
		}
	})
	resolve(1, nil)
	in(t, l, func(ctx context.Context) { // the right way
		if v, err := answer.Await(ctx); v != 1 || err != nil {
			t.Errorf("in a coroutine: %d, %v", v, err)
		}
	})
}

// Notification is one-way; an answer needs a future, a call, a promise or a bridge.
func TestSeedNotifyAnswer(t *testing.T) {
	l := New()
	defer l.Close()
	question := func() (string, error) { return "answer", nil }
	viaCall, _ := Call(bg, l, question)
	viaFuture, _ := Submit(l, question).Await(bg)
	fut, resolve := NewPromise[string](l)
	l.Post(func() { resolve("answer", nil) })
	viaPromise, _ := fut.Await(bg)
	for _, got := range []string{viaCall, viaFuture, viaPromise} {
		if got != "answer" {
			t.Errorf("got %q", got)
		}
	}
}

// Shared flags polled from async code: a hand-off is more reliable. The state is
// owned, and the reader waits for it.
func TestSeedNotifyNoPolledFlags(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := New()
		ready := NewEvent(l)
		start := time.Now()
		waited := Go(l, func(ctx context.Context) (time.Duration, error) {
			err := ready.Wait(ctx)
			return time.Since(start), err
		})
		time.Sleep(3 * time.Second)
		l.Post(ready.Set)
		if d, err := waited.Await(bg); d != 3*time.Second || err != nil {
			t.Errorf("noticed after %v, %v; a poll would be later", d, err)
		}
		l.Close()
	})
}

// Keep the loop free to process the notification: posts and timers are served
// between any two callbacks, also in a long chain of them.
func TestSeedNotifyLoopStaysFree(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := New()
		start := time.Now()
		var at time.Duration
		l.After(10*time.Millisecond+1, func() { at = time.Since(start) })
		for range 100 {
			l.Post(func() { time.Sleep(time.Millisecond) })
		}
		on(t, l, func() {})
		if at != 11*time.Millisecond { // as soon as the callback that runs then ends
			t.Errorf("the timer fired at %v, want 11ms, amid 100ms of callbacks", at)
		}
		l.Close()
	})
}
