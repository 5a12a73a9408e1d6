package loop

import (
	"context"
	"errors"
	"fmt"
	"io"
	"runtime"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// The tests of "Running async code from sync in Python asyncio", one for each
// step of the article, and for each defect of its ThreadRunner.

// a session is the article's aiohttp.ClientSession.
type session struct {
	loop    *Loop
	log     *[]string
	name    string
	handles bool
	failing error
}

func newSession(log *[]string, name string) func(context.Context) (Resource[*session], error) {
	return func(ctx context.Context) (Resource[*session], error) {
		l, _ := TaskLoop(ctx)
		if l == nil || !l.OnLoop() {
			return nil, errors.New("a session must be made on the loop")
		}
		return &session{loop: l, log: log, name: name}, Yield(ctx) // a factory may wait
	}
}

func (s *session) Enter(ctx context.Context) (*session, error) {
	s.note("enter " + s.name)
	return s, Sleep(ctx, 0)
}

func (s *session) Exit(ctx context.Context, cause error) (bool, error) {
	s.note(fmt.Sprintf("exit %s: %v", s.name, cause))
	return s.handles, errors.Join(Sleep(ctx, 0), s.failing)
}

func (s *session) note(what string) {
	s.loop.must("session")
	*s.log = append(*s.log, what)
}

// get is the article's do_stuff.
func (s *session) get(ctx context.Context) (*Loop, error) {
	l, _ := TaskLoop(ctx)
	if l != s.loop {
		return nil, errors.New("not the session's loop")
	}
	return l, Sleep(ctx, time.Microsecond)
}

// asyncio.run is not granular enough: Run enters a loop that lives for one call
// at a time.
func TestSeedRunnerGranular(t *testing.T) {
	var r Runner
	defer r.Close()
	for i := range 4 {
		v, err := Run(bg, &r, func(ctx context.Context) (int, error) { return i * 2, Yield(ctx) })
		if v != i*2 || err != nil {
			t.Errorf("Run: %d, %v", v, err)
		}
	}
}

// A transient loop for each call, against one loop for all.
func TestSeedRunnerTransientLoops(t *testing.T) {
	which := func(ctx context.Context) (*Loop, error) { l, _ := TaskLoop(ctx); return l, nil }
	a, _ := RunOnce(bg, which)
	b, _ := RunOnce(bg, which)
	if a == b || a == nil {
		t.Error("two RunOnce shared a loop")
	}
	r := NewRunner(WithName("shared"))
	defer r.Close()
	c, _ := Run(bg, r, which)
	d, _ := Run(bg, r, which)
	if c != d || c.Name() != "shared" || c != r.Loop() {
		t.Error("two Runs of one runner had different loops")
	}
}

// new_event_loop, run_until_complete, shutdown of generators and executor, close:
// Shutdown does all of it and waits.
func TestSeedRunnerShutdownWaits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := New()
		done := false
		Offload(l, nil, func(context.Context) (int, error) { time.Sleep(time.Hour); done = true; return 0, nil }).Detach()
		if err := l.Shutdown(bg); err != nil || !done {
			t.Errorf("Shutdown: %v, offloaded work done: %v", err, done)
		}
	})
}

// asyncio.Runner: the loop lives as long as the runner.
func TestSeedRunnerLongLivedLoop(t *testing.T) {
	r := NewRunner()
	counter := NewOwned(r.Loop(), 0)
	for range 3 {
		Run(bg, r, func(context.Context) (int, error) { counter.Set(counter.Get() + 1); return 0, nil })
	}
	n, err := Run(bg, r, func(context.Context) (int, error) { return counter.Get(), nil })
	if n != 3 || err != nil {
		t.Errorf("counted %d, %v", n, err)
	}
	if err := r.Close(); err != nil {
		t.Error(err)
	}
}

// A long-lived session, built on the loop, arguments carried by a closure, entered
// and left by hand.
func TestSeedRunnerLongLivedSession(t *testing.T) {
	var r Runner
	var log []string
	s, err := Enter(bg, &r, newSession(&log, "s"))
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if l, err := Run(bg, &r, s.get); l != r.Loop() || err != nil {
			t.Errorf("get: %v", err)
		}
	}
	if err := r.Close(); err != nil {
		t.Error(err)
	}
	if got := strings.Join(log, ", "); got != "enter s, exit s: <nil>" {
		t.Errorf("log %q", got)
	}
}

// __aenter__ and __aexit__ by hand: a factory or an Enter that fails ends it.
func TestSeedRunnerEnterFails(t *testing.T) {
	var r Runner
	defer r.Close()
	failed := errors.New("no route")
	err := With(bg, &r, func(context.Context) (Resource[int], error) { return nil, failed }, func(int) error {
		t.Error("body ran")
		return nil
	})
	if err != failed {
		t.Errorf("With: %v", err)
	}
}

// Outside run everything async is frozen, in the article; here the loop runs by
// itself.
func TestSeedRunnerNothingFreezes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var r Runner
		ticks := 0
		Run(bg, &r, func(ctx context.Context) (int, error) {
			r.Loop().Every(time.Second, func() { ticks++ })
			return 0, nil
		})
		time.Sleep(10*time.Second + time.Millisecond) // the caller does something else
		on(t, r.Loop(), func() {
			if ticks != 10 {
				t.Errorf("%d ticks while nobody was in Run", ticks)
			}
		})
		r.Close()
	})
}

// Async from several threads: in the article one crashes, or runs in the wrong
// thread. Here any number of goroutines may Run; running the loop itself twice is
// always an error.
func TestSeedRunnerManyGoroutines(t *testing.T) {
	var r Runner
	var log []string
	s, err := Enter(bg, &r, newSession(&log, "s"))
	if err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	for range 32 {
		wg.Go(func() {
			if l, err := Run(bg, &r, s.get); l != r.Loop() || err != nil {
				t.Errorf("get: %v", err)
			}
		})
	}
	wg.Wait()
	r.Close()

	l := New()
	running := make(chan struct{})
	l.After(0, func() { close(running) })
	first := make(chan error)
	go func() { first <- l.Run(bg) }()
	<-running
	for {
		// The timer may have started the loop before Run took it over.
		l.in.mu.Lock()
		claimed := l.life.claimed
		l.in.mu.Unlock()
		if claimed {
			break
		}
		runtime.Gosched()
	}
	if err := l.Run(bg); err != ErrRunning {
		t.Errorf("a second Run: %v, want ErrRunning", err)
	}
	l.Close()
	if err := <-first; err != nil {
		t.Errorf("Run of a loop that was closed: %v", err)
	}
}

// "Almost all asyncio objects are not thread safe": here they check.
func TestSeedRunnerObjectsCheckTheirLoop(t *testing.T) {
	var r Runner
	defer r.Close()
	ev := NewEvent(r.Loop())
	if panicOf(ev.Set) == nil {
		t.Error("Set off the loop did not panic")
	}
}

// The loop in its own thread: in the article the main thread races the start, and
// may deadlock. A post before the start is queued, and there is one start.
func TestSeedRunnerStartRace(t *testing.T) {
	for range 20 {
		var r Runner
		loops := make(chan *Loop, 64)
		var wg sync.WaitGroup
		for range 64 {
			wg.Go(func() {
				l, err := Run(bg, &r, func(ctx context.Context) (*Loop, error) { l, _ := TaskLoop(ctx); return l, nil })
				if err != nil {
					t.Error(err)
				}
				loops <- l
			})
		}
		wg.Wait()
		close(loops)
		for l := range loops {
			if l != r.Loop() {
				t.Fatal("two loops started")
			}
		}
		r.Close()
	}
}

// Winding down in the right order: sessions, loop, thread.
func TestSeedRunnerCloseOrder(t *testing.T) {
	var r Runner
	var log []string
	for _, name := range []string{"a", "b", "c"} {
		if _, err := Enter(bg, &r, newSession(&log, name)); err != nil {
			t.Fatal(err)
		}
	}
	var wg sync.WaitGroup
	for range 4 { // idempotent, and callers at once all wait
		wg.Go(func() {
			if err := r.Close(); err != nil {
				t.Error(err)
			}
			select {
			case <-r.Loop().Done():
			default:
				t.Error("Close returned before the loop had ended")
			}
		})
	}
	wg.Wait()
	want := "enter a, enter b, enter c, exit c: <nil>, exit b: <nil>, exit a: <nil>"
	if got := strings.Join(log, ", "); got != want {
		t.Errorf("log %q, want %q", got, want)
	}
}

// Defects of ThreadRunner: close of a runner that was never used starts a thread;
// run after close drops the coroutine; run from the loop itself hangs.
func TestSeedRunnerDefects(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var unused Runner
		if err := unused.Close(); err != nil || unused.loop != nil {
			t.Errorf("Close of an unused runner: %v, and made a loop: %v", err, unused.loop != nil)
		}
		nop := func(context.Context) (int, error) { t.Error("ran after Close"); return 0, nil }
		if _, err := Run(bg, &unused, nop); err != ErrClosed {
			t.Errorf("Run after Close: %v", err)
		}
		if err := unused.Loop().Post(func() {}); err != ErrClosed {
			t.Errorf("the loop of a closed runner: %v", err)
		}
		var r Runner
		_, err := Run(bg, &r, func(ctx context.Context) (int, error) {
			if err := r.Close(); !errors.Is(err, ErrOnLoop) {
				t.Errorf("Close on the loop: %v", err)
			}
			return Run(ctx, &r, nop)
		})
		if !errors.Is(err, ErrOnLoop) {
			t.Errorf("Run on the loop: %v", err)
		}
		r.Close()
	})
}

// Run ends with its context, and not before its coroutine.
func TestSeedRunnerContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var r Runner
		ctx, cancel := context.WithTimeout(bg, time.Second)
		defer cancel()
		cleaned := false
		_, err := Run(ctx, &r, func(ctx context.Context) (int, error) {
			defer func() {
				Sleep(context.WithoutCancel(ctx), time.Second)
				cleaned = true
			}()
			return 0, Sleep(ctx, time.Hour)
		})
		if !errors.Is(err, context.DeadlineExceeded) || !cleaned {
			t.Errorf("Run: %v, cleaned up: %v", err, cleaned)
		}
		free := blockLoop(t, r.Loop())
		gone, cancel := context.WithCancel(bg)
		cancel()
		if _, err := Run(gone, &r, func(context.Context) (int, error) { t.Error("ran"); return 0, nil }); !errors.Is(err, context.Canceled) {
			t.Errorf("Run that never began: %v", err)
		}
		free()
		r.Close()
	})
}

// wrap_context: Exit sees the error or panic and may handle it.
func TestSeedRunnerWrapContext(t *testing.T) {
	failed := errors.New("failed")
	tests := []struct {
		name    string
		handles bool
		body    func() error
		err     error
		panics  any
		log     string
	}{
		{"success", false, func() error { return nil }, nil, nil, "exit s: <nil>"},
		{"error", false, func() error { return failed }, failed, nil, "exit s: failed"},
		{"handled error", true, func() error { return failed }, nil, nil, "exit s: failed"},
		{"panic", false, func() error { panic("boom") }, nil, "boom", "boom"},
		{"handled panic", true, func() error { panic("boom") }, nil, nil, "boom"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var r Runner
			defer r.Close()
			var log []string
			mk := func(ctx context.Context) (Resource[*session], error) {
				res, err := newSession(&log, "s")(ctx)
				res.(*session).handles = test.handles
				return res, err
			}
			var err error
			panicked := panicOf(func() {
				err = With(bg, &r, mk, func(s *session) error {
					if l, err := Run(bg, &r, s.get); l == nil {
						t.Errorf("get: %v", err)
					}
					return test.body()
				})
			})
			if !errors.Is(err, test.err) || (err == nil) != (test.err == nil) || panicked != test.panics {
				t.Errorf("error %v, panic %v", err, panicked)
			}
			if !strings.Contains(log[len(log)-1], test.log) {
				t.Errorf("log %q, want %q", log, test.log)
			}
		})
	}
	t.Run("Goexit", func(t *testing.T) {
		var r Runner
		defer r.Close()
		var log []string
		var wg sync.WaitGroup
		wg.Go(func() {
			With(bg, &r, newSession(&log, "s"), func(*session) error { runtime.Goexit(); return nil })
		})
		wg.Wait()
		if !strings.Contains(log[len(log)-1], "Goexit") {
			t.Errorf("log %q", log)
		}
	})
}

// enter_context: an exit that fails keeps neither the others nor the shutdown.
func TestSeedRunnerEnterContext(t *testing.T) {
	var r Runner
	var log []string
	failed := errors.New("cannot leave")
	for _, name := range []string{"a", "b"} {
		_, err := Enter(bg, &r, func(ctx context.Context) (Resource[*session], error) {
			res, err := newSession(&log, name)(ctx)
			if name == "b" {
				res.(*session).failing = failed
			}
			return res, err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := r.Close(); !errors.Is(err, failed) {
		t.Errorf("Close: %v, want the failed exit", err)
	}
	if err := r.Close(); !errors.Is(err, failed) {
		t.Errorf("a second Close: %v, want the same", err)
	}
	if len(log) != 4 || log[3] != "exit a: <nil>" {
		t.Errorf("log %q", log)
	}
	<-r.Loop().Done()
}

// lines is an iterator with n lines, as the article's response.content.
type lines struct {
	loop      *Loop
	n, next   int
	pause     int // wait before each such line
	crossings int
	closed    bool
	fail      error
}

func (it *lines) Next(ctx context.Context) (int, error) {
	it.loop.must("lines")
	if it.next == it.n {
		if it.fail != nil {
			return 0, it.fail
		}
		return 0, io.EOF
	}
	if it.pause > 0 && it.next%it.pause == 0 {
		if err := Sleep(ctx, time.Second); err != nil {
			return 0, err
		}
	}
	it.next++
	return it.next - 1, nil
}

func (it *lines) Close() error {
	it.loop.must("lines")
	it.closed = true
	return nil
}

// wrap_iter, one value at a time or in batches.
func TestSeedRunnerWrapIter(t *testing.T) {
	for _, batch := range []int{1, 2, 3, 7, 100} {
		for _, pause := range []int{0, 1, 3} {
			for _, fail := range []error{nil, errors.New("connection reset")} {
				t.Run(fmt.Sprint(batch, pause, fail), func(t *testing.T) {
					synctest.Test(t, func(t *testing.T) { drain(t, batch, pause, fail) })
				})
			}
		}
	}
}

func drain(t *testing.T, batch, pause int, fail error) {
	var r Runner
	it := &lines{loop: r.Loop(), n: 10, pause: pause, fail: fail}
	n := 0
	var last error
	for v, err := range Seq(bg, &r, it, Batch(batch)) {
		if err != nil {
			last = err
			continue
		}
		if v != n {
			t.Fatalf("line %d is %d", n, v)
		}
		if batch == 1 {
			on(t, it.loop, func() {
				if it.next != v+1 {
					t.Errorf("line %d was made before line %d was taken", it.next-1, v)
				}
			})
		}
		n++
	}
	if n != 10 || last != fail {
		t.Errorf("%d lines, then %v", n, last)
	}
	if !it.closed {
		t.Error("the iterator was not closed")
	}
	r.Close()
}

// Breaking off closes the iterator; the article's wrap_iter never does.
func TestSeedRunnerWrapIterBreak(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var r Runner
		for _, batch := range []int{1, 4} {
			it := &lines{loop: r.Loop(), n: 10, pause: 2}
			for v := range Seq(bg, &r, it, Batch(batch)) {
				if v == 3 {
					break
				}
			}
			if !it.closed {
				t.Error("the iterator was not closed")
			}
		}
		ctx, cancel := context.WithTimeout(bg, 3*time.Second+time.Millisecond)
		defer cancel()
		n, last := 0, error(nil)
		for _, err := range Seq(ctx, &r, &lines{loop: r.Loop(), n: 10, pause: 1}) {
			if err == nil {
				n++
			}
			last = err
		}
		if n != 3 || !errors.Is(last, context.DeadlineExceeded) {
			t.Errorf("%d lines, then %v", n, last)
		}
		for _, err := range Seq(bg, &r, iteratorFunc(func(context.Context) (int, error) { explode(); return 0, nil })) {
			var pe *PanicError
			if !errors.As(err, &pe) {
				t.Errorf("a panic in Next: %v", err)
			}
		}
		r.Close()
		for _, err := range Seq(bg, &r, &lines{loop: r.Loop()}) {
			if err != ErrClosed {
				t.Errorf("Seq of a closed runner: %v", err)
			}
		}
	})
}

type iteratorFunc func(context.Context) (int, error)

func (f iteratorFunc) Next(ctx context.Context) (int, error) { return f(ctx) }

// wrap_context(coroutine): what makes the resource may wait.
func TestSeedRunnerFactoryMayWait(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var r Runner
		var log []string
		err := With(bg, &r, func(ctx context.Context) (Resource[*session], error) {
			if err := Sleep(ctx, time.Second); err != nil {
				return nil, err
			}
			return newSession(&log, "response")(ctx)
		}, func(*session) error { return nil })
		if err != nil || len(log) != 2 {
			t.Errorf("With: %v, log %q", err, log)
		}
		r.Close()
	})
}

// "Performance might be an issue if you run() many small tasks": in batches the
// loop is entered once for many values.
func TestSeedRunnerBatchCrossesLess(t *testing.T) {
	count := func(batch int) uint64 {
		r := record(t)
		var runner Runner
		it := &lines{loop: runner.Loop(), n: 100}
		for range Seq(bg, &runner, it, Batch(batch)) {
		}
		runner.Close()
		turns := uint64(0)
		for _, c := range r.begun {
			if c.Kind == "task" {
				turns++
			}
		}
		return turns
	}
	if one, fifty := count(1), count(50); one < 100 || fifty > 4 {
		t.Errorf("100 values crossed in %d turns one by one, in %d by fifty", one, fifty)
	}
}

// RunOnce, interrupted: coroutines in the background clean up in their own time,
// and nothing runs any more when it returns.
func TestRunOnceInterrupted(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, interrupt := context.WithCancel(bg)
		var background *Future[int]
		_, err := RunOnce(ctx, func(ctx context.Context) (int, error) {
			l, _ := TaskLoop(ctx)
			background = Go(l, func(ctx context.Context) (int, error) {
				Sleep(ctx, time.Hour)
				return 1, Sleep(context.WithoutCancel(ctx), time.Minute)
			})
			Yield(ctx)
			interrupt()
			return 0, Sleep(ctx, time.Hour)
		})
		if !errors.Is(err, context.Canceled) {
			t.Errorf("RunOnce: %v", err)
		}
		if v, err, done := background.TryResult(); v != 1 || err != nil || !done {
			t.Errorf("the background coroutine: %d, %v, done %v", v, err, done)
		}
	})
}
