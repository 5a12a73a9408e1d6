package loop

import (
	"context"
	"errors"
	"math/rand/v2"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// A leased is a resource that counts.
type leased struct {
	enter, exit    func(ctx context.Context) error // nil for nothing
	entered, exits int
	cause          error
	waited         error // of a wait in Exit
}

func (r *leased) make(context.Context) (Resource[int], error) { return r, nil }

func (r *leased) Enter(ctx context.Context) (int, error) {
	if r.enter != nil {
		if err := r.enter(ctx); err != nil {
			return 0, err
		}
	}
	r.entered++
	return 1, nil
}

func (r *leased) Exit(ctx context.Context, cause error) (bool, error) {
	r.exits++
	r.cause = cause
	if r.waited = Sleep(ctx, time.Second); r.exit != nil {
		return false, r.exit(ctx)
	}
	return false, nil
}

// However a runner and its loop end, with a resource in use or just being entered,
// each that was entered is left, once, before the end is reported.
func TestEveryExitRunsOnce(t *testing.T) {
	ended := func(ctx context.Context) context.Context {
		ctx, cancel := context.WithCancel(ctx)
		cancel()
		return ctx
	}
	soon := func(ctx context.Context) context.Context {
		ctx, cancel := context.WithCancel(ctx)
		time.AfterFunc(time.Second/2, cancel)
		return ctx
	}
	for name, end := range map[string]func(r *Runner) error{
		"Close":                               (*Runner).Close,
		"Shutdown with an ended context":      func(r *Runner) error { return r.Shutdown(ended(bg)) },
		"Shutdown with a context that ends":   func(r *Runner) error { return r.Shutdown(soon(bg)) },
		"Kill of its loop":                    func(r *Runner) error { return r.Loop().Kill() },
		"Close of its loop":                   func(r *Runner) error { return r.Loop().Close() },
		"Shutdown of its loop":                func(r *Runner) error { return r.Loop().Shutdown(bg) },
		"Shutdown of its loop with an end":    func(r *Runner) error { return r.Loop().Shutdown(soon(bg)) },
		"Shutdown of its loop, ended already": func(r *Runner) error { return r.Loop().Shutdown(ended(bg)) },
		"the end of Run": func(r *Runner) error {
			return r.Loop().Run(soon(bg))
		},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) { endWithLeases(t, end) })
		})
	}
}

func endWithLeases(t *testing.T, end func(*Runner) error) {
	var r Runner
	kept, used, entering := &leased{}, &leased{}, &leased{}
	entering.enter = func(ctx context.Context) error {
		Sleep(ctx, time.Hour) // cancelled, and yet it succeeds
		return nil
	}
	failed := errors.New("cannot leave")
	kept.exit = func(context.Context) error { return failed }
	if _, err := Enter(bg, &r, kept.make); err != nil {
		t.Fatal(err)
	}
	results := make(chan error, 2)
	release := make(chan struct{})
	go func() { results <- With(bg, &r, used.make, func(int) error { <-release; return errModel }) }()
	go func() { _, err := Enter(bg, &r, entering.make); results <- err }()
	synctest.Wait()
	err := end(&r)
	for what, res := range map[string]*leased{"kept": kept, "in use": used, "just entered": entering} {
		if res.entered != 1 || res.exits != 1 {
			t.Errorf("%s: entered %d times, left %d times", what, res.entered, res.exits)
		}
	}
	if !errors.Is(err, failed) {
		t.Errorf("the end reports %v, and not what Exit returned", err)
	}
	if !errors.Is(used.cause, ErrClosed) || kept.cause != nil {
		t.Errorf("causes: %v in use, %v kept", used.cause, kept.cause)
	}
	close(release)
	for range 2 {
		if err := <-results; !errors.Is(err, ErrClosed) && !errors.Is(err, context.Canceled) {
			t.Errorf("With or Enter returned %v", err)
		}
	}
	r.Close()
	<-r.Loop().Done()
	if used.exits != 1 {
		t.Error("left once more by With")
	}
}

// Exit has its time while nobody's patience ends, and none afterwards.
func TestExitWaits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		for _, limit := range []time.Duration{time.Hour, time.Millisecond} {
			var r Runner
			first, second := &leased{}, &leased{}
			Enter(bg, &r, first.make)
			Enter(bg, &r, second.make)
			ctx, cancel := context.WithTimeout(bg, limit)
			err := r.Shutdown(ctx)
			cancel()
			patient := limit == time.Hour
			for _, res := range []*leased{first, second} {
				if (res.waited == nil) != patient {
					t.Errorf("within %v: Exit's wait returned %v", limit, res.waited)
				}
			}
			if (err == nil) != patient {
				t.Errorf("within %v: Shutdown: %v", limit, err)
			}
		}
	})
}

// A body may close its own runner: that takes the resource away from it.
func TestWithClosesItsRunner(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var r Runner
		res := &leased{}
		err := With(bg, &r, res.make, func(int) error {
			if err := r.Close(); err != nil {
				t.Error(err)
			}
			return nil
		})
		if !errors.Is(err, ErrClosed) || res.exits != 1 {
			t.Errorf("With: %v, left %d times", err, res.exits)
		}
	})
}

// Who waits for Enter or With in a coroutine may be killed meanwhile: what is then
// entered for nobody is left.
func TestEnteredForNobody(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := New()
		var r Runner
		res := &leased{}
		res.enter = func(ctx context.Context) error { return Sleep(context.WithoutCancel(ctx), time.Minute) }
		Go(l, func(ctx context.Context) (int, error) { return Enter(context.WithoutCancel(ctx), &r, res.make) }).Detach()
		synctest.Wait()
		l.Kill()
		time.Sleep(time.Hour)
		if on(t, r.Loop(), func() {}); res.entered != 1 || res.exits != 1 {
			t.Errorf("entered %d times, left %d times", res.entered, res.exits)
		}
		r.Close()
	})
}

// Many come and go while the runner ends in one way or another.
func TestExitsInAStorm(t *testing.T) {
	for seed := range uint64(200) {
		synctest.Test(t, func(t *testing.T) { leaseStorm(t, rand.New(rand.NewPCG(seed, 5))) })
	}
}

func leaseStorm(t *testing.T, r *rand.Rand) {
	var run Runner
	var all []*leased
	var wg sync.WaitGroup
	for range 10 {
		res := &leased{}
		all = append(all, res)
		pause, length, use := time.Duration(r.IntN(20)), time.Duration(r.IntN(20)), r.IntN(2) == 0
		res.enter = func(ctx context.Context) error { return Sleep(ctx, pause*time.Millisecond) }
		wg.Go(func() {
			time.Sleep(pause * time.Millisecond)
			if use {
				With(bg, &run, res.make, func(int) error { time.Sleep(length * time.Millisecond); return nil })
				return
			}
			Enter(bg, &run, res.make)
		})
	}
	time.Sleep(time.Duration(r.IntN(40)) * time.Millisecond)
	ctx, cancel := context.WithTimeout(bg, time.Duration(r.IntN(3))*time.Millisecond)
	defer cancel()
	switch r.IntN(4) {
	case 0:
		run.Close()
	case 1:
		run.Shutdown(ctx)
	case 2:
		run.Loop().Kill()
	case 3:
		run.Loop().Shutdown(ctx)
	}
	run.Close()
	<-run.Loop().Done()
	wg.Wait()
	for i, res := range all {
		if res.exits != res.entered {
			t.Errorf("resource %d: entered %d times, left %d times", i, res.entered, res.exits)
		}
	}
}
