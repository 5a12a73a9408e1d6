package loop

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"testing"
)

// onThread runs f on a goroutine that is locked to its thread, as the main one of
// a program with a window is.
func onThread(f func()) {
	done := make(chan struct{})
	go func() {
		defer close(done)
		runtime.LockOSThread() // the thread ends with the goroutine
		f()
	}()
	<-done
}

// queueUnstarted posts f without starting the loop.
func (l *Loop) queueUnstarted(f func()) {
	l.in.mu.Lock()
	defer l.in.mu.Unlock()
	l.in.pushFunc(f)
	l.in.posted++
}

// A loop that was used before Run takes it over on a locked thread: coroutines that
// are idle, or begin later, work; one that waits already cannot move, and Run says so.
func TestRunOnLockedThread(t *testing.T) {
	nap := func(ctx context.Context) (int, error) { return 1, Yield(ctx) }
	for name, use := range map[string]func(l *Loop){
		"never used":        func(*Loop) {},
		"used by posts":     func(l *Loop) { on(t, l, func() {}) },
		"an idle coroutine": func(l *Loop) { Go(l, nap).Await(bg) },
	} {
		l := New()
		use(l)
		ctx, cancel := context.WithCancel(bg)
		ended := make(chan error, 1)
		go onThread(func() { ended <- l.Run(ctx) })
		for taken := false; !taken; {
			on(t, l, func() { taken = onLockedThread() })
		}
		for range 3 {
			if _, err := Go(l, nap).Await(bg); err != nil {
				t.Errorf("%s: %v", name, err)
			}
		}
		cancel()
		if err := <-ended; !errors.Is(err, context.Canceled) {
			t.Errorf("%s: Run: %v", name, err)
		}
	}
}

func TestRunOnLockedThreadWithWaitingCoroutine(t *testing.T) {
	l := New()
	defer l.Close()
	ev := NewEvent(l)
	waits := Go(l, func(ctx context.Context) (int, error) { return 1, ev.Wait(ctx) })
	on(t, l, func() {})
	onThread(func() {
		if err := l.Run(bg); err != ErrThread {
			t.Errorf("Run: %v, want ErrThread", err)
		}
	})
	l.Post(ev.Set)
	if v, err := waits.Await(bg); v != 1 || err != nil {
		t.Errorf("the loop has not gone on: %d, %v", v, err)
	}
	ctx, cancel := context.WithCancel(bg)
	l.Post(cancel)
	onThread(func() {
		if err := l.Run(ctx); !errors.Is(err, context.Canceled) {
			t.Errorf("Run when none waits: %v", err)
		}
	})
}

// A panic that leaves Run on a locked thread has ended the coroutines there.
func TestPanicLeavesRunOnLockedThread(t *testing.T) {
	for _, opts := range [][]Option{nil, {WithLockedThread()}} {
		l := New(opts...)
		onThread(func() {
			var f *Future[int]
			l.queueUnstarted(func() {
				f = Go(l, func(ctx context.Context) (int, error) { return 0, NewEvent(l).Wait(ctx) })
				Go(l, func(context.Context) (int, error) { l.Post(explode); return 0, nil }).Detach()
			})
			if pe, _ := panicOf(func() { l.Run(bg) }).(*PanicError); pe == nil || pe.Value != "boom" {
				t.Errorf("Run panicked with %v", pe)
			}
			if _, err := f.Await(bg); !errors.Is(err, ErrClosed) {
				t.Errorf("the coroutine ended with %v", err)
			}
		})
		<-l.Done()
	}
}

// Goexit costs Run its locked thread: without coroutines that wait the loop goes on
// elsewhere, and else the program ends and says why.
func TestGoexitOnLockedThread(t *testing.T) {
	if os.Getenv("LOOP_CRASH") != "" {
		l := New(WithName("gui"))
		l.queueUnstarted(func() {
			Go(l, func(ctx context.Context) (int, error) {
				l.After(0, runtime.Goexit) // not before the coroutine has begun: only that is kept from moving
				return 0, NewEvent(l).Wait(ctx)
			}).Detach()
		})
		onThread(func() { l.Run(bg) })
		<-make(chan struct{}) // the program ends by itself
	}
	l := New()
	defer l.Close()
	l.queueUnstarted(func() {
		Go(l, func(context.Context) (int, error) { l.Post(runtime.Goexit); return 0, nil }).Detach()
	})
	onThread(func() { l.Run(bg) })
	in(t, l, func(ctx context.Context) { Yield(ctx) })
	cmd := exec.Command(os.Args[0], "-test.run=^TestGoexitOnLockedThread$")
	cmd.Env = append(os.Environ(), "LOOP_CRASH=1")
	out, err := cmd.CombinedOutput()
	if err == nil || !strings.Contains(string(out), "Goexit on gui lost the locked thread of Run") {
		t.Errorf("error %v, output:\n%s", err, out)
	}
}

// A coroutine that ends by Goexit, its own or because it is deaf to a kill, ends alone:
// the thread that the loop is locked to stays, and with it what other coroutines need.
func TestGoexitInCoroutineKeepsThread(t *testing.T) {
	for _, opts := range [][]Option{nil, {WithLockedThread()}} {
		l := New(opts...)
		ev := NewEvent(l)
		other := Go(l, func(ctx context.Context) (int, error) { return 1, ev.Wait(ctx) })
		var owner gid
		on(t, l, func() { owner = self() })
		for _, f := range []func(context.Context) (int, error){
			func(context.Context) (int, error) { runtime.Goexit(); return 0, nil },
			func(ctx context.Context) (int, error) { Yield(ctx); runtime.Goexit(); return 0, nil },
		} {
			if _, err := Go(l, f).Await(bg); err != ErrGoexit {
				t.Errorf("%v, want ErrGoexit", err)
			}
		}
		on(t, l, func() {
			if self() != owner {
				t.Error("the loop has another goroutine")
			}
			ev.Set()
		})
		if _, err := other.Await(bg); err != nil {
			t.Error(err)
		}
		deaf := Go(l, func(ctx context.Context) (int, error) {
			for {
				NewEvent(l).Wait(ctx)
			}
		})
		on(t, l, func() {})
		if err := l.Kill(); !errors.Is(err, ErrClosed) {
			t.Errorf("Kill: %v", err)
		}
		if _, err := deaf.Await(bg); err != ErrGoexit {
			t.Errorf("the deaf coroutine: %v, want ErrGoexit", err)
		}
	}
}
