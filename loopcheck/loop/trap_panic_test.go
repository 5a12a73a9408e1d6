package loop

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"testing"
)

// T1: a panic in a callback reaches the handler and the next callback runs;
// in Submit, Call and Go it is the result. The stack is the panicking one.
func TestTrapT1PanicInCallback(t *testing.T) {
	var got *PanicError
	l := New(WithName("ui"), WithPanicHandler(func(pe *PanicError) { got = pe }))
	defer l.Close()
	l.Post(explode)
	on(t, l, func() {})
	if got == nil || got.Value != "boom" || got.Loop != "ui" {
		t.Fatalf("handler got %+v", got)
	}
	if !strings.Contains(got.Func, "loop.explode") {
		t.Errorf("Func = %q, want the callback", got.Func)
	}
	bodies := map[string]func() error{
		"Submit": func() error {
			_, err := Submit(l, func() (int, error) { explode(); return 0, nil }).Await(bg)
			return err
		},
		"Call": func() error {
			_, err := Call(bg, l, func() (int, error) { explode(); return 0, nil })
			return err
		},
		"Go": func() error {
			_, err := Go(l, func(context.Context) (int, error) { explode(); return 0, nil }).Await(bg)
			return err
		},
		"Offload": func() error {
			_, err := Offload(l, nil, func(context.Context) (int, error) { explode(); return 0, nil }).Await(bg)
			return err
		},
	}
	for name, body := range bodies {
		var pe *PanicError
		if err := body(); !errors.As(err, &pe) {
			t.Errorf("%s: error %v, want a *PanicError", name, err)
		} else if !strings.Contains(string(pe.Stack), "loop.explode") {
			t.Errorf("%s: the stack misses the panicking function:\n%s", name, pe.Stack)
		}
	}
}

func explode() { panic("boom") }

// T1: without a handler the panic leaves Run as a *PanicError, and nobody who
// waits for the loop hangs.
func TestTrapT1PanicWithoutHandlerLeavesRun(t *testing.T) {
	l := New()
	fut := &Future[int]{future: future{loop: l}, fn: ok}
	l.in.mu.Lock() // queue both without starting the loop
	l.in.pushFunc(explode)
	l.in.pushNode(fut)
	l.in.posted += 2
	l.in.mu.Unlock()
	v := panicOf(func() { l.Run(bg) })
	pe, isPE := v.(*PanicError)
	if !isPE || pe.Value != "boom" {
		t.Fatalf("Run panicked with %v, want the *PanicError", v)
	}
	if _, err := fut.Await(bg); !errors.Is(err, ErrClosed) {
		t.Errorf("queued submission: %v, want ErrClosed", err)
	}
	<-l.Done()
}

// T1: on a loop that runs by itself a panic without a handler ends the program,
// and says which callback it was.
func TestTrapT1PanicEndsProgram(t *testing.T) {
	if os.Getenv("LOOP_CRASH") != "" {
		l := New(WithName("ui"))
		l.Post(explode)
		<-make(chan struct{})
	}
	cmd := exec.Command(os.Args[0], "-test.run=^TestTrapT1PanicEndsProgram$")
	cmd.Env = append(os.Environ(), "LOOP_CRASH=1")
	out, err := cmd.CombinedOutput()
	if err == nil {
		t.Fatal("the program survived")
	}
	for _, want := range []string{"panic on ui in", "loop.explode", "trap_panic_test.go"} {
		if !strings.Contains(string(out), want) {
			t.Errorf("output misses %q:\n%s", want, out)
		}
	}
}

// T2: Goexit in a callback, a submission or a coroutine ends neither the loop nor
// the rest of the chunk, and the future says so.
func TestTrapT2Goexit(t *testing.T) {
	l := New()
	defer l.Close()
	free := blockLoop(t, l)
	var ran []int
	for i := range 10 {
		l.Post(func() {
			ran = append(ran, i)
			if i%3 == 0 {
				runtime.Goexit()
			}
		})
	}
	sub := Submit(l, func() (int, error) { runtime.Goexit(); return 0, nil })
	co := Go(l, func(ctx context.Context) (int, error) { Yield(ctx); runtime.Goexit(); return 0, nil })
	survivor := Go(l, func(ctx context.Context) (bool, error) {
		for range 5 {
			Yield(ctx)
		}
		return l.OnLoop(), nil
	})
	free()
	if _, err := sub.Await(bg); err != ErrGoexit {
		t.Errorf("submission: %v, want ErrGoexit", err)
	}
	if _, err := co.Await(bg); err != ErrGoexit {
		t.Errorf("coroutine: %v, want ErrGoexit", err)
	}
	if on, err := survivor.Await(bg); !on || err != nil {
		t.Errorf("another coroutine: on the loop %v, %v", on, err)
	}
	on(t, l, func() {
		if fmt.Sprint(ran) != "[0 1 2 3 4 5 6 7 8 9]" || !l.OnLoop() {
			t.Errorf("ran %v, on the loop %v", ran, l.OnLoop())
		}
	})
	if l.OnLoop() {
		t.Error("the test's goroutine passes for the loop's")
	}
	goroutines := 0
	places.Range(func(_, p any) bool {
		if p := p.(*place); p.loop == l && p.co == nil {
			goroutines++
		}
		return true
	})
	if goroutines != 1 {
		t.Errorf("%d goroutines pass for the loop's: those that ended must leave", goroutines)
	}
}
