package loop

import (
	"context"
	"errors"
	"io"
	"runtime"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// The ways in which a function ends that does not return.
var abnormal = map[string]func(){
	"panic":  func() { panic("abnormal") },
	"Goexit": runtime.Goexit,
}

// Timers that end abnormally, each time and always overdue, keep nobody waiting:
// posts, coroutines, other timers and Close come to their turn.
func TestTimerThatEndsAbnormally(t *testing.T) {
	for name, leave := range abnormal {
		for shape, arm := range map[string]func(l *Loop, f func()){
			"ticker": func(l *Loop, f func()) { l.Every(2*time.Millisecond, f) },
			"rearms": func(l *Loop, f func()) {
				var again func()
				again = func() { l.After(0, again); f() }
				l.After(0, again)
			},
		} {
			t.Run(name+" "+shape, func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) { starvedByTimer(t, leave, arm) })
			})
		}
	}
}

func starvedByTimer(t *testing.T, leave func(), arm func(*Loop, func())) {
	slow := func() { time.Sleep(3 * time.Millisecond) } // longer than the period: it logs, say
	l := New(WithPanicHandler(func(*PanicError) { slow() }))
	ran := 0
	arm(l, func() {
		if ran++; ran > 1000 {
			l.timers.dropAll() // the test has failed, and shall end
		}
		slow()
		leave()
	})
	time.Sleep(20 * time.Millisecond)
	other := make(chan struct{})
	l.After(time.Millisecond, func() { close(other) })
	var cos []*Future[int]
	for range 3 {
		cos = append(cos, Go(l, func(ctx context.Context) (int, error) {
			for range 5 {
				Yield(ctx)
			}
			return 1, Sleep(ctx, time.Millisecond)
		}))
	}
	on(t, l, func() {})
	<-other
	if _, err := All(bg, cos...); err != nil {
		t.Error(err)
	}
	if err := l.Shutdown(bg); err != nil {
		var d *DroppedError
		if !errors.As(err, &d) || d.Posts+d.Tasks > 0 {
			t.Error(err)
		}
	}
	if ran > 200 {
		t.Errorf("the timer ran %d times before all others did", ran)
	}
}

// Coroutines that always have something to do, and timers that end abnormally
// between any two of them, keep no post waiting.
func TestPostAmongBusyCoroutinesAndPanickingTimers(t *testing.T) {
	l := New(WithPanicHandler(func(*PanicError) {}))
	for range 2 {
		Go(l, func(ctx context.Context) (int, error) {
			for Yield(ctx) == nil {
			}
			return 0, nil
		}).Detach()
	}
	var again func()
	again = func() {
		l.After(0, again)
		l.attention.Or(timersDue) // as if the alarm had rung by now
		panic("timer")
	}
	l.After(0, again)
	for range 100 {
		on(t, l, func() {})
	}
	l.Kill()
}

// Wherever user code runs, its abnormal end ends that piece of work and nothing
// else: whoever waits gets its answer, and Shutdown finds nothing left.
func TestAbnormalEnds(t *testing.T) {
	for name, leave := range abnormal {
		for place, run := range abnormalPlaces {
			t.Run(name+" in "+place, func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) { endAbnormally(t, leave, run) })
			})
		}
	}
}

func endAbnormally(t *testing.T, leave func(), run func(*testing.T, *Loop, func())) {
	l := New(WithPanicHandler(func(*PanicError) {}), WithErrorHandler(func(err error) {
		if errors.Is(err, errModel) {
			leave()
		}
	}))
	returned := make(chan struct{})
	go func() { // Goexit may end it
		defer close(returned)
		defer func() { recover() }()
		run(t, l, leave)
	}()
	<-returned
	synctest.Wait()
	on(t, l, func() {})
	in(t, l, func(ctx context.Context) { Sleep(ctx, time.Second) })
	if err := l.Shutdown(bg); err != nil {
		t.Errorf("Shutdown: %v", err)
	}
	if n := l.Pending(); n != 0 {
		t.Errorf("%d pending", n)
	}
}

func failing(context.Context) (int, error) { return 0, errModel }

// failingLater fails after whoever began it has detached it: a failure that comes
// before is told where Detach is called.
func failingLater(ctx context.Context) (int, error) {
	time.Sleep(time.Second)
	return failing(ctx)
}

var abnormalPlaces = map[string]func(t *testing.T, l *Loop, leave func()){
	"a post": func(_ *testing.T, l *Loop, leave func()) { l.Post(leave) },
	"a submission": func(_ *testing.T, l *Loop, leave func()) {
		ends(Submit(l, func() (int, error) { leave(); return 0, nil }))
	},
	"a call":  func(_ *testing.T, l *Loop, leave func()) { Call(bg, l, func() (int, error) { leave(); return 0, nil }) },
	"a timer": func(_ *testing.T, l *Loop, leave func()) { l.After(time.Second, leave); time.Sleep(time.Minute) },
	"a coroutine": func(_ *testing.T, l *Loop, leave func()) {
		ends(Go(l, func(context.Context) (int, error) { leave(); return 0, nil }))
	},
	"a coroutine's clean-up": func(_ *testing.T, l *Loop, leave func()) {
		ends(Go(l, func(ctx context.Context) (int, error) {
			defer leave()
			return 0, Sleep(ctx, time.Second)
		}))
	},
	"Then": func(_ *testing.T, l *Loop, leave func()) { Submit(l, ok).Then(func(int, error) { leave() }) },
	"Then, as the loop ends": func(_ *testing.T, l *Loop, leave func()) {
		f, _ := NewPromise[int](l)
		f.Then(func(int, error) { leave() })
	},
	"the error handler, on the loop": func(_ *testing.T, l *Loop, leave func()) { Go(l, failingLater).Detach() },
	"the error handler, off the loop": func(_ *testing.T, l *Loop, leave func()) {
		Offload(l, nil, failingLater).Detach()
	},
	"offloaded work": func(_ *testing.T, l *Loop, leave func()) {
		ends(Offload(l, nil, func(context.Context) (int, error) { leave(); return 0, nil }))
	},
	"an executor": func(_ *testing.T, l *Loop, leave func()) {
		ends(Offload(l, executorFunc(func(func()) error { leave(); return nil }), failing))
	},
	"an executor that did take the function": func(_ *testing.T, l *Loop, leave func()) {
		ends(Offload(l, executorFunc(func(f func()) error { go f(); leave(); return nil }), failing))
	},
	"an iterator": func(t *testing.T, l *Loop, leave func()) {
		for _, err := range Seq(bg, &Runner{loop: l}, Iterator[int](leaver{next: leave})) {
			if err == nil {
				t.Error("no error")
			}
		}
	},
	"an iterator's Close": func(t *testing.T, l *Loop, leave func()) {
		for _, err := range Seq(bg, &Runner{loop: l}, Iterator[int](leaver{next: func() {}, close: leave})) {
			if err == nil {
				t.Error("no error")
			}
		}
	},
	"the loop over a sequence": func(_ *testing.T, l *Loop, leave func()) {
		for range Seq(bg, &Runner{loop: l}, Iterator[int](endless{})) {
			leave()
		}
	},
	"a group": func(_ *testing.T, l *Loop, leave func()) {
		ends(Go(l, func(ctx context.Context) (int, error) {
			return 0, Group(ctx, func(ctx context.Context, g *TaskGroup) error {
				g.Go(func(ctx context.Context) error { return Sleep(ctx, time.Hour) })
				Yield(ctx)
				leave()
				return nil
			})
		}))
	},
	"a group's coroutine": func(_ *testing.T, l *Loop, leave func()) {
		ends(Go(l, func(ctx context.Context) (int, error) {
			return 0, Group(ctx, func(ctx context.Context, g *TaskGroup) error {
				g.Go(func(ctx context.Context) error { leave(); return nil })
				return nil
			})
		}))
	},
}

// ends waits for a future that fails.
func ends(f *Future[int]) {
	if _, err := f.Await(bg); err == nil {
		panic("no error")
	}
}

type executorFunc func(func()) error

func (e executorFunc) Execute(f func()) error { return e(f) }
func (e executorFunc) Close() error           { return nil }

type leaver struct{ next, close func() }

func (v leaver) Next(context.Context) (int, error) { v.next(); return 0, io.EOF }

func (v leaver) Close() error {
	if v.close != nil {
		v.close()
	}
	return nil
}

type endless struct{}

func (endless) Next(context.Context) (int, error) { return 1, nil }

// A loop that closes ends every promise, whatever the error handler does about
// the first: with a panic handler, and after Goexit.
func TestErrorHandlerKeepsNobodyWaiting(t *testing.T) {
	for name, leave := range abnormal {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				l := New(WithErrorHandler(func(error) { leave() }), WithPanicHandler(func(*PanicError) {}))
				var fs []*Future[int]
				for range 10 {
					f, _ := NewPromise[int](l)
					f.Detach()
					fs = append(fs, f, Offload(l, executorFunc(func(func()) error { return nil }), failing))
				}
				on(t, l, func() {})
				l.Kill()
				for _, f := range fs {
					if _, err := f.Await(bg); !errors.Is(err, ErrClosed) {
						t.Error(err)
					}
				}
			})
		})
	}
}

// What a loop drops is counted although the error handler that hears of it ends
// abnormally.
func TestErrorHandlerLosesNoCount(t *testing.T) {
	for name, leave := range abnormal {
		t.Run(name, func(t *testing.T) {
			l := New(WithErrorHandler(func(error) { leave() }), WithPanicHandler(func(*PanicError) {}))
			free := blockLoop(t, l)
			for range 5 {
				Submit(l, ok).Detach()
				Go(l, failing).Detach()
			}
			go l.Kill()
			for l.attention.Load()&stopAsked == 0 {
				runtime.Gosched()
			}
			free()
			<-l.Done()
			var d *DroppedError
			if err := l.Kill(); !errors.As(err, &d) || d.Posts != 5 || d.Tasks != 5 {
				t.Error(err)
			}
		})
	}
}

// A panic handler that panics ends the loop, and the caller of Run gets the
// panic; it is called no more than for each of the panics that others made.
func TestPanicHandlerPanics(t *testing.T) {
	calls := 0
	l := New(WithPanicHandler(func(*PanicError) { calls++; panic("handler") }))
	pe := Submit(l, func() (int, error) { panic("detached") })
	pe.Detach()
	if v, _ := panicOf(func() { l.Run(bg) }).(*PanicError); v == nil || v.Value != "handler" {
		t.Errorf("Run ended with %v", v)
	}
	<-l.Done()
	if calls != 1 {
		t.Errorf("the handler ran %d times", calls)
	}
}

// After Goexit has ended Run's goroutine the end of its context still closes the
// loop.
func TestContextOfRunAfterGoexit(t *testing.T) {
	l := New()
	ctx, cancel := context.WithCancel(bg)
	l.in.mu.Lock() // queue it without starting the loop
	l.in.pushFunc(runtime.Goexit)
	l.in.posted++
	l.in.mu.Unlock()
	gone := make(chan struct{})
	go func() { defer close(gone); l.Run(ctx) }()
	<-gone
	on(t, l, func() {})
	cancel()
	<-l.Done()
}

// Of an iterator whose Next ends abnormally the consumer learns that, although its Close
// fails as well.
func TestAbnormalNextIsNotHidden(t *testing.T) {
	for name, leave := range abnormal {
		for batch := range 3 {
			l := New(WithPanicHandler(func(*PanicError) {}))
			var got error
			it := Iterator[int](failingCloser{leaver{next: leave}})
			for _, err := range Seq(bg, &Runner{loop: l}, it, Batch(batch+1)) {
				got = err
			}
			var pe *PanicError
			if !errors.As(got, &pe) && got != ErrGoexit {
				t.Errorf("%s: the sequence ends with %v", name, got)
			}
			l.Close()
		}
	}
}

type failingCloser struct{ leaver }

func (failingCloser) Close() error { return errModel }

// Where GODEBUG lets panic(nil) be what it was before Go 1.21, it is a panic all the
// same, and no Goexit: the loop keeps its goroutine, and has no second one.
func TestPanicOfNil(t *testing.T) {
	t.Setenv("GODEBUG", "panicnil=1")
	told := make(chan *PanicError, 1)
	l := New(WithPanicHandler(func(pe *PanicError) { told <- pe }))
	defer l.Close()
	var before, after gid
	on(t, l, func() { before = self() })
	l.Post(func() { panic(nil) })
	var none *runtime.PanicNilError
	if pe := <-told; !errors.As(pe, &none) {
		t.Errorf("the handler was told %v", pe)
	}
	on(t, l, func() { after = self() })
	if before != after {
		t.Error("the loop has another goroutine")
	}
}

// A nil *PanicError is an error like others, and a panic like others: a panic handler
// is never told of nothing.
func TestNilPanicError(t *testing.T) {
	var none *PanicError
	var handled []*PanicError
	var failed []error
	l := New(WithPanicHandler(func(pe *PanicError) { handled = append(handled, pe) }),
		WithErrorHandler(func(err error) { failed = append(failed, err) }))
	Submit(l, func() (int, error) { return 0, none }).Detach()
	l.Post(func() { panic(none) })
	_, err := Submit(l, func() (int, error) { panic(none) }).Await(bg)
	var pe *PanicError
	if !errors.As(err, &pe) || pe == nil {
		t.Errorf("a submission that panicked failed with %#v", err)
	}
	l.Close()
	if len(failed) != 1 || failed[0] != error(none) {
		t.Errorf("the error handler was told %v", failed)
	}
	if len(handled) != 1 || handled[0] == nil {
		t.Errorf("the panic handler was told %v", handled)
	}
}

// An iterator's Next panics, and then its Close does: it is Close whose panic is told,
// and so it is Close that the message names.
func TestPanicWhilePanicking(t *testing.T) {
	var r Runner
	defer r.Close()
	var got error
	for _, err := range Seq(bg, &r, Iterator[int](panicsTwice{})) {
		got = err
	}
	var pe *PanicError
	if !errors.As(got, &pe) || pe.Value != "close" || !strings.Contains(pe.Func, "panicsTwice.Close") {
		t.Errorf("%v", got)
	}
}

type panicsTwice struct{}

func (panicsTwice) Next(context.Context) (int, error) { panic("next") }
func (panicsTwice) Close() error                      { panic("close") }
