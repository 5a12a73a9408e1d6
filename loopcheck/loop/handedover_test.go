package loop

import (
	"bytes"
	"context"
	"errors"
	"log"
	"log/slog"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

// Whatever was handed over to a loop that is killed and then never ran is counted,
// by kind; nothing is pending afterwards, and who waits gets ErrClosed.
func TestKillCountsAllThatWasHandedOver(t *testing.T) {
	pool := NewPool(1)
	defer pool.Close()
	l := New(WithExecutor(pool))
	began, busy := make(chan struct{}), make(chan struct{})
	defer close(busy)
	Offload(l, nil, func(context.Context) (int, error) { close(began); <-busy; return 1, nil }).Detach()
	<-began
	free := blockLoop(t, l)
	b := NewBridge[int](l, 2)
	fs := []*Future[int]{
		Submit(l, ok),
		Go(l, func(context.Context) (int, error) { return 1, nil }),
		Offload(l, nil, func(context.Context) (int, error) { return 1, nil }),
	}
	for range 3 {
		l.Post(func() {})
		l.After(time.Hour, func() {})
		b.TrySend(1)
	}
	sent := make(chan error)
	go func() { sent <- b.Send(bg, 1) }()
	l.ask(killing)
	free()
	err := l.Kill()
	want := DroppedError{Loop: "loop", Posts: 4, Tasks: 1, Timers: 3, Offloads: 1, Values: 2}
	var d *DroppedError
	if !errors.As(err, &d) || *d != want {
		t.Errorf("%v, want %+v", err, want)
	}
	if n := l.Pending(); n != 0 {
		t.Errorf("%d are pending on a closed loop", n)
	}
	for _, f := range fs {
		if _, err := f.Await(bg); !errors.Is(err, ErrClosed) {
			t.Error(err)
		}
	}
	if err := <-sent; !errors.Is(err, ErrClosed) {
		t.Errorf("a Send that waits: %v", err)
	}
}

// What waits in a group for its turn was handed over too.
func TestKillCountsWhatWaitsInAGroup(t *testing.T) {
	l := New()
	var ran atomic.Int32
	full := make(chan struct{})
	f := l.Go(func(ctx context.Context) error {
		return Group(ctx, func(ctx context.Context, g *TaskGroup) error {
			g.SetLimit(2)
			for range 10 {
				g.Go(func(ctx context.Context) error { ran.Add(1); return Sleep(ctx, time.Hour) })
			}
			Yield(ctx)
			close(full)
			return nil
		})
	})
	<-full
	err := l.Kill()
	want := DroppedError{Loop: "loop", Tasks: 1 + 10}
	var d *DroppedError
	if !errors.As(err, &d) || *d != want || ran.Load() > 2 {
		t.Errorf("%d ran, %v, want %+v", ran.Load(), err, want)
	}
	if _, err := f.Await(bg); err == nil {
		t.Error("the group ended well")
	}
}

// Values that a bridge has taken are counted by Shutdown too, unless they were
// received: on a loop that was used, on one that was not, and with senders that
// were let in later.
func TestShutdownCountsBridgeValues(t *testing.T) {
	for _, used := range []bool{true, false} {
		l := New()
		if used {
			on(t, l, func() {})
		}
		b := NewBridge[int](l, 2)
		b.TrySend(1)
		b.TrySend(2)
		if b.TrySend(3) {
			t.Error("a full bridge took a value")
		}
		left := 2
		if used {
			var wg sync.WaitGroup
			wg.Go(func() { b.Send(bg, 3) })
			for waiting := false; !waiting; {
				b.mu.Lock()
				waiting = b.senders.first != nil
				b.mu.Unlock()
			}
			on(t, l, func() { b.TryRecv(); b.TryRecv() })
			wg.Wait()
			left = 1
		}
		var d *DroppedError
		if err := l.Shutdown(bg); !errors.As(err, &d) || *d != (DroppedError{Loop: "loop", Values: left}) {
			t.Errorf("Shutdown: %v, want %d values", err, left)
		}
	}
}

// Without an error handler the errors of detached futures are logged, though not all
// of a flood.
func TestDetachedErrorsAreLogged(t *testing.T) {
	var out bytes.Buffer
	before, w, flags := slog.Default(), log.Writer(), log.Flags()
	slog.SetDefault(slog.New(slog.NewTextHandler(&out, nil))) // changes package log too
	defer func() { slog.SetDefault(before); log.SetOutput(w); log.SetFlags(flags) }()
	synctest.Test(t, func(t *testing.T) {
		l := New(WithName("noisy"))
		for range 3 {
			for range 1000 {
				Submit(l, func() (int, error) { return 0, errModel }).Detach()
			}
			on(t, l, func() {})
			time.Sleep(time.Second)
		}
		l.Close()
	})
	lines := strings.Split(strings.TrimSpace(out.String()), "\n")
	if len(lines) != 3 {
		t.Fatalf("%d lines of 3000:\n%s", len(lines), out.String())
	}
	for i, line := range lines {
		leftOut := strings.Contains(line, `"left out"=999`)
		if !strings.Contains(line, "loop=noisy") || !strings.Contains(line, "err=failed") || leftOut != (i > 0) {
			t.Errorf("line %d: %s", i, line)
		}
	}
}

// Shutdown tells offloaded work that the loop ends: what heeds its context ends,
// also if it was queued behind what does, or offloaded by the last of the queue.
func TestShutdownCancelsOffloadedWork(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := New(WithExecutor(NewPool(1)))
		heeds := func(ctx context.Context) (int, error) { <-ctx.Done(); return 0, context.Cause(ctx) }
		fs := []*Future[int]{Offload(l, nil, heeds), Offload(l, nil, heeds)}
		free := blockLoop(t, l)
		l.Post(func() { fs = append(fs, Offload(l, nil, heeds)) })
		go func() { synctest.Wait(); free() }()
		if err := l.Shutdown(bg); err != nil {
			t.Error(err)
		}
		for _, f := range fs {
			if _, err := f.Await(bg); !errors.Is(err, ErrClosed) {
				t.Errorf("offloaded work ended with %v", err)
			}
		}
	})
}

// A coroutine that cleans up may offload what heeds its context.
func TestShutdownLetsCleanUpOffload(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := New()
		flush := func(ctx context.Context) (int, error) {
			select {
			case <-ctx.Done():
				return 0, ctx.Err()
			case <-time.After(time.Second):
				return 7, nil
			}
		}
		f := Go(l, func(ctx context.Context) (int, error) {
			Sleep(ctx, time.Hour)
			return Offload(l, nil, flush).Await(context.WithoutCancel(ctx))
		})
		synctest.Wait()
		if err := l.Shutdown(bg); err != nil {
			t.Error(err)
		}
		if v, err := f.Await(bg); v != 7 || err != nil {
			t.Errorf("the clean-up got %d, %v", v, err)
		}
	})
}

// The error handler of offloaded work runs where the work ran, and is a part of it: if
// it ended the loop it would wait for itself. It is told, and the end comes all the same.
func TestErrorHandlerOfOffloadedWorkEndsLoop(t *testing.T) {
	for name, end := range map[string]func(l *Loop) error{
		"Close":    (*Loop).Close,
		"Shutdown": func(l *Loop) error { return l.Shutdown(bg) },
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				said := make(chan error, 1)
				var l *Loop
				l = New(WithErrorHandler(func(error) { said <- end(l) }))
				Offload(l, nil, failingLater).Detach()
				if err := <-said; !errors.Is(err, ErrDeadlock) {
					t.Errorf("in the handler: %v, want ErrDeadlock", err)
				}
				if err := l.Close(); err != nil {
					t.Error(err)
				}
			})
		})
	}
}

// Work that was given up before its pool came to it keeps no loop from ending: not from
// the pool's only goroutine either, which it would wait for.
func TestGivenUpWorkKeepsNobody(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l, other := New(), New()
		pool := NewPool(1)
		start := make(chan bool)
		f := Offload(other, pool, func(context.Context) (int, error) { <-start; return 0, l.Close() })
		ran := false
		Offload(l, pool, func(context.Context) (int, error) { ran = true; return 0, nil }).Cancel(nil)
		if n := l.Snapshot().Outside; n != 0 {
			t.Errorf("%d reservations are left", n)
		}
		close(start)
		if _, err := f.Await(bg); err != nil {
			t.Errorf("Close in the pool: %v", err)
		}
		for _, err := range []error{other.Close(), pool.Close()} {
			if err != nil {
				t.Error(err)
			}
		}
		if _, err := Offload(l, pool, failing).Await(bg); err != ErrClosed || l.Snapshot().Outside != 0 {
			t.Errorf("on a closed loop: %v, %d reservations", err, l.Snapshot().Outside)
		}
		if ran {
			t.Error("the work that was given up ran")
		}
	})
}

// Offloaded code may run another loop: afterwards it is still a part of its work, whose
// waits others see. The loop that it belongs to waits for it, so it cannot run that one.
func TestRunInOffloadedWork(t *testing.T) {
	l := New()
	pool := NewPool(1)
	f := Offload(l, pool, func(context.Context) (int, error) {
		if err := l.Run(bg); !errors.Is(err, ErrDeadlock) {
			t.Errorf("Run of its own loop: %v, want ErrDeadlock", err)
		}
		other := New()
		other.queueUnstarted(func() { go other.Close() })
		if err := other.Run(bg); err != nil {
			t.Errorf("Run of another loop: %v", err)
		}
		if err := pool.Close(); !errors.Is(err, ErrDeadlock) {
			t.Errorf("Pool.Close in its work: %v, want ErrDeadlock", err)
		}
		return 0, l.Close()
	})
	if _, err := f.Await(bg); !errors.Is(err, ErrDeadlock) {
		t.Errorf("Close in offloaded work: %v, want ErrDeadlock", err)
	}
	l.Close()
	if err := pool.Close(); err != nil {
		t.Error(err)
	}
}

// A coroutine that is killed in PostWait, while the other loop is too, learns whether
// its function is in the queue: those that are have run or are counted.
func TestPostWaitOfKilledCoroutines(t *testing.T) {
	for range 300 {
		a, b := New(), New(WithMaxPending(1))
		var queued, ran atomic.Int64
		for range 4 {
			Go(a, func(ctx context.Context) (int, error) {
				for b.PostWait(ctx, func() { ran.Add(1) }) == nil {
					queued.Add(1)
				}
				return 0, nil
			})
		}
		var killed error
		var wg sync.WaitGroup
		wg.Go(func() { a.Kill() })
		wg.Go(func() { killed = b.Kill() })
		wg.Wait()
		var dropped DroppedError
		if d := (*DroppedError)(nil); errors.As(killed, &d) {
			dropped = *d
		}
		if queued.Load() != ran.Load()+int64(dropped.Posts) {
			t.Fatalf("%d were queued, %d ran and %d were dropped", queued.Load(), ran.Load(), dropped.Posts)
		}
	}
}
