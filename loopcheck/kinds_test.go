package loopcheck_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/loopcheck/loopcheck/loopcheck"
	"github.com/loopcheck/loopcheck/loopcheck/loop"
)

// A twin is a small program with a bug, and the same program without it. The lines
// where the finding's Stack and Created must begin carry a comment, "// stack NAME"
// and "// created NAME"; one that carries "// both NAME" is both.
type twin struct {
	name       string
	kind       loopcheck.Kind
	loop       string // the finding's Loop
	msg        string // a part of the finding's Msg
	bug, fixed func(t *loopcheck.T)
	opts       []loopcheck.Option // for both
}

var bg = context.Background()

func named(name string) loop.Option { return loop.WithName(name) }

var twins = []twin{
	{
		name: "sleep", kind: loopcheck.SlowCallback, loop: "ui", msg: "in time.Sleep at kinds_test.go:",
		bug: func(t *loopcheck.T) {
			l := t.NewLoop(named("ui")) // created sleep
			l.Post(func() {
				time.Sleep(5 * time.Second) // stack sleep
			})
			t.Wait()
		},
		fixed: func(t *loopcheck.T) {
			l := t.NewLoop(named("ui"))
			l.After(5*time.Second, func() {})
			time.Sleep(6 * time.Second)
		},
	},
	{
		name: "coroutine sleeps", kind: loopcheck.SlowCallback, loop: "ui", msg: "the coroutine of",
		bug: func(t *loopcheck.T) {
			l := t.NewLoop(named("ui")) // created coroutine sleeps
			loop.Go(l, func(context.Context) (int, error) {
				time.Sleep(time.Second) // stack coroutine sleeps
				return 1, nil
			}).Await(bg)
		},
		fixed: func(t *loopcheck.T) {
			l := t.NewLoop(named("ui"))
			loop.Go(l, func(ctx context.Context) (int, error) {
				return 1, loop.Sleep(ctx, time.Second)
			}).Await(bg)
		},
	},
	{
		name: "waits for a goroutine that takes its time", kind: loopcheck.SlowCallback, loop: "ui", msg: "a chan receive",
		bug: func(t *loopcheck.T) {
			l := t.NewLoop(named("ui")) // created waits for a goroutine that takes its time
			answer := make(chan int)
			t.Go("server", func() { time.Sleep(time.Millisecond); answer <- 1 })
			l.Post(func() {
				<-answer // stack waits for a goroutine that takes its time
			})
			time.Sleep(time.Second)
		},
		fixed: func(t *loopcheck.T) {
			l := t.NewLoop(named("ui"))
			answer := make(chan int)
			t.Go("server", func() { time.Sleep(time.Millisecond); answer <- 1 })
			t.Go("waiter", func() { <-answer; l.Post(func() {}) })
			time.Sleep(time.Second)
		},
	},
	{
		name: "assert", kind: loopcheck.WrongGoroutine, loop: "ui", msg: "Assert",
		bug: func(t *loopcheck.T) {
			l := t.NewLoop(named("ui")) // created assert
			l.Assert()                  // stack assert
		},
		fixed: func(t *loopcheck.T) {
			l := t.NewLoop(named("ui"))
			l.Post(l.Assert)
			t.Wait()
		},
	},
	{
		name: "calls itself", kind: loopcheck.SelfCall, loop: "ui", msg: "Call on the loop",
		bug: func(t *loopcheck.T) {
			l := t.NewLoop(named("ui")) // created calls itself
			l.Post(func() {
				loop.Call(bg, l, one) // stack calls itself
			})
			t.Wait()
		},
		fixed: func(t *loopcheck.T) {
			l := t.NewLoop(named("ui"))
			l.Post(func() { one() })
			t.Wait()
		},
	},
	{
		name: "two loops call each other", kind: loopcheck.Deadlock, loop: "a", msg: "a waits for b waits for a",
		bug: func(t *loopcheck.T) {
			a := t.NewLoop(named("a")) // created two loops call each other
			b := t.NewLoop(named("b"))
			loop.Call(bg, b, func() (int, error) {
				return loop.Call(bg, a, func() (int, error) {
					return loop.Call(bg, b, one) // stack two loops call each other
				})
			})
		},
		fixed: func(t *loopcheck.T) {
			a, b := t.NewLoop(named("a")), t.NewLoop(named("b"))
			loop.Call(bg, b, func() (int, error) { return loop.Call(bg, a, one) })
		},
	},
	{
		name: "never answered", kind: loopcheck.Deadlock, loop: "ui", msg: "loop ui waits in a chan receive at kinds_test.go:",
		bug: func(t *loopcheck.T) {
			l := t.NewLoop(named("ui")) // created never answered
			answer := make(chan int)
			loop.Call(bg, l, func() (int, error) {
				return <-answer, nil // stack never answered
			})
		},
		fixed: func(t *loopcheck.T) {
			l := t.NewLoop(named("ui"))
			answer := make(chan int, 1)
			answer <- 1
			loop.Call(bg, l, func() (int, error) { return <-answer, nil })
		},
	},
	{
		name: "post after close", kind: loopcheck.LostPost, loop: "ui", msg: "Post after the loop was closed",
		bug: func(t *loopcheck.T) {
			l := t.NewLoop(named("ui")) // created post after close
			l.Close()
			l.Post(func() {}) // stack post after close
		},
		fixed: func(t *loopcheck.T) {
			l := t.NewLoop(named("ui"))
			l.Post(func() {})
			l.Shutdown(bg)
		},
	},
	{
		name: "released twice", kind: loopcheck.DoubleRelease, loop: "ui", msg: "released again",
		bug: func(t *loopcheck.T) {
			l := t.NewLoop(named("ui"))
			release := l.Hold() // created released twice
			release(nil)
			release(nil) // stack released twice
		},
		fixed: func(t *loopcheck.T) {
			l := t.NewLoop(named("ui"))
			l.Hold()(nil)
		},
	},
	{
		name: "hold kept", kind: loopcheck.LeakedTask, loop: "ui", msg: "a hold was never released",
		bug: func(t *loopcheck.T) {
			l := t.NewLoop(named("ui"))
			l.Hold() // both hold kept
		},
		fixed: func(t *loopcheck.T) {
			l := t.NewLoop(named("ui"))
			defer l.Hold()(nil)
		},
	},
	{
		name: "timer armed", kind: loopcheck.PendingTimer, loop: "ui", msg: "a timer of 1m0s",
		bug: func(t *loopcheck.T) {
			l := t.NewLoop(named("ui"))
			l.After(time.Minute, func() {}) // both timer armed
		},
		fixed: func(t *loopcheck.T) {
			l := t.NewLoop(named("ui"))
			l.After(time.Minute, func() {}).Stop()
			l.Every(time.Minute, func() {}) // a ticker has no last run to wait for
		},
	},
	{
		name: "timer dropped by the user", kind: loopcheck.PendingTimer, loop: "ui", msg: "a timer of 1m0s",
		bug: func(t *loopcheck.T) {
			l := loop.New(named("ui"))
			l.After(time.Minute, func() {}) // both timer dropped by the user
			l.Close()
		},
		fixed: func(t *loopcheck.T) {
			l := loop.New(named("ui"))
			l.After(time.Minute, func() {})
			time.Sleep(2 * time.Minute)
			l.Close()
		},
	},
	{
		name: "loop left open", kind: loopcheck.UnclosedLoop, loop: "ui", msg: "nobody closed it",
		bug: func(t *loopcheck.T) {
			l := loop.New(named("ui")) // both loop left open
			l.Post(func() {})
		},
		fixed: func(t *loopcheck.T) {
			loop.New(named("unused"))
			l := loop.New(named("ui"))
			l.Post(func() {})
			t.Cleanup(func() { l.Shutdown(bg) })
		},
	},
	{
		name: "future dropped", kind: loopcheck.UnawaitedFuture, loop: "ui", msg: "the result of Submit",
		bug: func(t *loopcheck.T) {
			l := t.NewLoop(named("ui"))
			loop.Submit(l, one) // both future dropped
			t.Wait()
		},
		fixed: func(t *loopcheck.T) {
			l := t.NewLoop(named("ui"))
			loop.Submit(l, one).Await(bg)
			loop.Submit(l, one).Detach()
			loop.Submit(l, one).Then(func(int, error) {})
			loop.Submit(l, one).Cancel(nil)
			loop.All(bg, loop.Submit(l, one), loop.Submit(l, one))
			loop.First(bg, loop.Submit(l, one), loop.Submit(l, one))
			f := loop.Submit(l, one)
			t.Wait()
			f.TryResult()
		},
	},
	{
		name: "error dropped", kind: loopcheck.UnawaitedError, loop: "ui", msg: "which failed: broken",
		bug: func(t *loopcheck.T) {
			l := t.NewLoop(named("ui"))
			_ = loop.Go(l, broken) // both error dropped
			t.Wait()
		},
		fixed: func(t *loopcheck.T) {
			l := t.NewLoop(named("ui"))
			loop.Go(l, broken).Await(bg)
		},
	},
	{
		name: "error of one with a context dropped", kind: loopcheck.UnawaitedError, loop: "ui", msg: "the result of GoContext",
		bug: func(t *loopcheck.T) {
			l := t.NewLoop(named("ui"))
			_ = loop.GoContext(bg, l, broken) // both error of one with a context dropped
			t.Wait()
		},
		fixed: func(t *loopcheck.T) {
			l := t.NewLoop(named("ui"))
			loop.GoContext(bg, l, broken).Await(bg)
		},
	},
	{
		name: "result of offloaded work dropped", kind: loopcheck.UnawaitedError, loop: "ui", msg: "the result of BlockingContext",
		bug: func(t *loopcheck.T) {
			l := t.NewLoop(named("ui"))
			read := loop.BlockingContext(l, nil, func(ctx context.Context, _ int) (int, error) { return broken(ctx) })
			read(bg, 1) // both result of offloaded work dropped
			t.Wait()
		},
		fixed: func(t *loopcheck.T) {
			l := t.NewLoop(named("ui"))
			read := loop.BlockingContext(l, nil, func(ctx context.Context, _ int) (int, error) { return broken(ctx) })
			read(bg, 1).Await(bg)
		},
	},
	{
		name: "coroutine left", kind: loopcheck.LeakedTask, loop: "ui", msg: "the coroutine of Go has not ended",
		bug: func(t *loopcheck.T) {
			l := t.NewLoop(named("ui"))
			ev := loop.NewEvent(l)
			loop.Go(l, func(ctx context.Context) (int, error) { // both coroutine left
				return 1, ev.Wait(ctx)
			})
			t.Wait()
		},
		fixed: func(t *loopcheck.T) {
			l := t.NewLoop(named("ui"))
			ev := loop.NewEvent(l)
			f := loop.Go(l, func(ctx context.Context) (int, error) { return 1, ev.Wait(ctx) })
			l.Post(ev.Set)
			f.Await(bg)
		},
	},
	{
		name: "coroutine cut off", kind: loopcheck.LeakedTask, loop: "ui", msg: "closed with 1 coroutine that",
		bug: func(t *loopcheck.T) {
			l := loop.New(named("ui"), loop.WithErrorHandler(func(error) {})) // both coroutine cut off
			loop.Go(l, func(ctx context.Context) (int, error) {
				return 1, loop.Sleep(ctx, time.Hour)
			}).Detach()
			t.Wait()
			l.Kill()
		},
		fixed: func(t *loopcheck.T) {
			l := loop.New(named("ui"), loop.WithErrorHandler(func(error) {}))
			loop.Go(l, func(ctx context.Context) (int, error) {
				return 1, loop.Sleep(ctx, time.Hour)
			}).Detach()
			t.Wait()
			l.Shutdown(bg)
		},
	},
	{
		name: "goroutine left", kind: loopcheck.LeakedGoroutine, msg: "in a chan receive at kinds_test.go:",
		bug: func(t *loopcheck.T) {
			quit := make(chan struct{})
			go func() { // created goroutine left
				<-quit // stack goroutine left
			}()
		},
		fixed: func(t *loopcheck.T) {
			quit := make(chan struct{})
			go func() { <-quit }()
			close(quit)
		},
	},
	{
		name: "source left", kind: loopcheck.LeakedGoroutine, msg: "in a select at kinds_test.go:",
		bug: func(t *loopcheck.T) {
			a, b := make(chan int), make(chan int)
			t.Go("reader", func() { // created source left
				select { // stack source left
				case <-a:
				case <-b:
				}
			})
		},
		fixed: func(t *loopcheck.T) {
			t.Go("reader", func() { <-t.Context().Done() })
		},
	},
	{
		name: "panic", kind: loopcheck.PanicInCallback, loop: "ui", msg: "panicked: broken",
		bug: func(t *loopcheck.T) {
			l := t.NewLoop(named("ui")) // created panic
			l.Post(func() {
				panic(errBroken) // stack panic
			})
			t.Wait()
		},
		fixed: func(t *loopcheck.T) {
			l := t.NewLoop(named("ui"))
			l.Post(func() {
				defer func() { recover() }()
				panic(errBroken)
			})
			t.Wait()
		},
	},
	{
		name: "panic in a coroutine", kind: loopcheck.PanicInCallback, loop: "ui", msg: "panicked: broken",
		bug: func(t *loopcheck.T) {
			l := t.NewLoop(named("ui"))
			loop.Go(l, func(context.Context) (int, error) { // created panic in a coroutine
				panic(errBroken) // stack panic in a coroutine
			}).Await(bg)
		},
		fixed: func(t *loopcheck.T) {
			l := t.NewLoop(named("ui"))
			loop.Go(l, broken).Await(bg)
		},
	},
	{
		name: "handler sleeps", kind: loopcheck.SlowCallback, loop: "hub", msg: "in time.Sleep at kinds_test.go:",
		bug: func(t *loopcheck.T) {
			h := newHub(loopcheck.Watch(t, "hub"), func() { // created handler sleeps
				time.Sleep(time.Second) // stack handler sleeps
			})
			go h.run()
			h.in <- 1
			close(h.in)
		},
		fixed: func(t *loopcheck.T) {
			h := newHub(loopcheck.Watch(t, "hub"), func() {})
			go h.run()
			h.in <- 1
			close(h.in)
		},
	},
	{
		name: "handler posts to itself", kind: loopcheck.Deadlock, loop: "hub", msg: "loop hub waits in a chan send",
		bug: func(t *loopcheck.T) {
			var h *hub
			h = newHub(loopcheck.Watch(t, "hub"), func() { // created handler posts to itself
				h.in <- 2 // stack handler posts to itself
			})
			go h.run()
			h.in <- 1
			h.in <- 3
		},
		fixed: func(t *loopcheck.T) {
			var h *hub
			h = newHub(loopcheck.Watch(t, "hub"), func() {})
			go h.run()
			h.in <- 1
			h.in <- 3
			close(h.in)
		},
	},
	{
		name: "owned state", kind: loopcheck.WrongGoroutine, loop: "hub", msg: "hub.clients is touched off the loop",
		bug: func(t *loopcheck.T) {
			h := newHub(loopcheck.Watch(t, "hub"), func() {}) // created owned state
			go h.run()
			h.in <- 1
			t.Wait()
			h.count()
			close(h.in)
		},
		fixed: func(t *loopcheck.T) {
			h := newHub(loopcheck.Watch(t, "hub"), nil)
			h.count() // before the loop runs anybody may
			h.handler = func() { h.count() }
			go h.run()
			h.in <- 1
			close(h.in)
		},
	},
	{
		name: "two handlers at once", kind: loopcheck.WrongGoroutine, loop: "hub", msg: "a handler still runs there",
		opts: []loopcheck.Option{loopcheck.Budget(-1, -1)},
		bug: func(t *loopcheck.T) {
			w := loopcheck.Watch(t, "hub") // created two handlers at once
			free := make(chan struct{})
			go w.Handle(func() { <-free })
			t.Wait()
			w.Handle(func() {}) // stack two handlers at once
			close(free)
		},
		fixed: func(t *loopcheck.T) {
			w := loopcheck.Watch(t, "hub")
			var mu sync.Mutex
			for range 2 {
				go func() {
					mu.Lock()
					defer mu.Unlock()
					w.Handle(func() { w.Handle(func() {}) })
				}()
			}
			t.Wait()
		},
	},
}

// A hub is a hand-written loop.
type hub struct {
	in      chan int
	clients int
	handler func()
	watcher *loopcheck.Watcher
}

func newHub(w *loopcheck.Watcher, handler func()) *hub {
	return &hub{in: make(chan int), handler: handler, watcher: w}
}

func (h *hub) run() {
	for range h.in {
		h.watcher.Handle(h.handler)
	}
}

func (h *hub) count() int {
	h.watcher.Check("hub.clients") // stack owned state
	return h.clients
}

var errBroken = errors.New("broken")

func one() (int, error)                   { return 1, nil }
func broken(context.Context) (int, error) { return 0, errBroken }

// TestTwins runs every twin: the bug gives one finding, and the fixed program none.
func TestTwins(t *testing.T) {
	for _, w := range twins {
		t.Run(w.name, func(t *testing.T) {
			t.Parallel()
			t.Run("bug", func(t *testing.T) { w.check(t, collect(t, w.bug, w.opts...)) })
			t.Run("fixed", func(t *testing.T) {
				for _, f := range collect(t, w.fixed, w.opts...) {
					t.Error(f)
				}
			})
		})
	}
}

// collect runs f and returns what is found.
func collect(t *testing.T, f func(*loopcheck.T), opts ...loopcheck.Option) []loopcheck.Finding {
	var found []loopcheck.Finding
	opts = append(opts, loopcheck.OnFinding(func(f loopcheck.Finding) { found = append(found, f) }))
	loopcheck.Run(t, f, opts...)
	return found
}

// check compares what was found with what the twin promises.
func (w twin) check(t *testing.T, found []loopcheck.Finding) {
	t.Helper()
	if len(found) != 1 {
		t.Fatalf("%d findings, want one:\n%v", len(found), found)
	}
	f := found[0]
	if f.Kind != w.kind || f.Loop != w.loop || f.Rule != w.kind.Rule() || !strings.Contains(f.Msg, w.msg) {
		t.Errorf("kind %v, loop %q, rule %q, want %v, %q, %q and %q in the message:\n%v", f.Kind, f.Loop, f.Rule, w.kind, w.loop, w.kind.Rule(), w.msg, f)
	}
	w.checkStack(t, "stack", f.Stack, f)
	w.checkStack(t, "created", f.Created, f)
}

func (w twin) checkStack(t *testing.T, which string, s loopcheck.Stack, f loopcheck.Finding) {
	t.Helper()
	want, ok := marks[which+" "+w.name]
	if !ok {
		want = marks["both "+w.name]
	}
	got := "no frame"
	if len(s) > 0 {
		got = fmt.Sprintf("%s:%d", filepath.Base(s[0].File), s[0].Line)
	}
	if got != want {
		t.Errorf("%s begins at %s, want %s:\n%v", which, got, want, f)
	}
}

// marks are the lines with a comment that says what they are.
var marks = readMarks("kinds_test.go")

func readMarks(file string) map[string]string {
	marks := make(map[string]string)
	r, err := os.Open(file)
	if err != nil {
		panic(err)
	}
	defer r.Close()
	lines := bufio.NewScanner(r)
	for n := 1; lines.Scan(); n++ {
		if _, mark, ok := strings.Cut(lines.Text(), "// "); ok {
			marks[mark] = fmt.Sprintf("%s:%d", file, n)
		}
	}
	return marks
}
