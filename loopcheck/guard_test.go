package loopcheck_test

import (
	"context"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"go.uber.org/goleak"

	"github.com/loopcheck/loopcheck/loopcheck"
	"github.com/loopcheck/loopcheck/loopcheck/loop"
)

// guarded runs f as a guarded test and returns what is found.
func guarded(t *testing.T, f func(t *testing.T), opts ...loopcheck.Option) []loopcheck.Finding {
	var found []loopcheck.Finding
	opts = append(opts, loopcheck.OnFinding(func(f loopcheck.Finding) { found = append(found, f) }))
	t.Run("guarded", func(t *testing.T) {
		loopcheck.Guard(t, opts...)
		f(t)
	})
	return found
}

// guardTwins are what Guard finds at once; slow callbacks are the watchdog's tests.
var guardTwins = []struct {
	name       string
	kind       loopcheck.Kind
	bug, fixed func(t *testing.T, cleanup func(func()))
}{
	{
		name: "loop", kind: loopcheck.UnclosedLoop,
		bug: func(t *testing.T, cleanup func(func())) { loop.New().Post(func() {}) },
		fixed: func(t *testing.T, cleanup func(func())) {
			l := loop.New()
			l.Post(func() {})
			t.Cleanup(func() { l.Shutdown(bg) })
		},
	},
	{
		name: "loop of another goroutine", kind: loopcheck.UnclosedLoop,
		bug: func(t *testing.T, cleanup func(func())) {
			wait(func() { loop.New().Post(func() {}) })
		},
		fixed: func(t *testing.T, cleanup func(func())) {
			wait(func() { l := loop.New(); l.Post(func() {}); go l.Shutdown(bg) })
		},
	},
	{
		name: "post", kind: loopcheck.LostPost,
		bug:   func(t *testing.T, cleanup func(func())) { l := loop.New(); l.Close(); l.Post(func() {}) },
		fixed: func(t *testing.T, cleanup func(func())) { l := loop.New(); l.Post(func() {}); l.Shutdown(bg) },
	},
	{
		name: "future", kind: loopcheck.UnawaitedFuture,
		bug: func(t *testing.T, cleanup func(func())) {
			l := loop.New()
			loop.Submit(l, one)
			l.Shutdown(bg)
		},
		fixed: func(t *testing.T, cleanup func(func())) {
			l := loop.New()
			loop.Submit(l, one).Await(bg)
			l.Shutdown(bg)
		},
	},
	{
		name: "goroutine", kind: loopcheck.LeakedGoroutine,
		bug: func(t *testing.T, cleanup func(func())) {
			quit := make(chan struct{})
			cleanup(func() { close(quit) })
			go func() { <-quit }()
		},
		fixed: func(t *testing.T, cleanup func(func())) {
			quit := make(chan struct{})
			go func() { <-quit }()
			t.Cleanup(func() { close(quit) })
		},
	},
	{
		name: "watched state", kind: loopcheck.WrongGoroutine,
		bug: func(t *testing.T, cleanup func(func())) {
			w := loopcheck.Watch(t, "hub")
			wait(w.Own)
			w.Check("hub.clients")
		},
		fixed: func(t *testing.T, cleanup func(func())) {
			w := loopcheck.Watch(t, "hub")
			wait(func() { w.Own(); w.Check("hub.clients") })
		},
	},
}

func wait(f func()) {
	var wg sync.WaitGroup
	wg.Go(f)
	wg.Wait()
}

func TestGuard(t *testing.T) {
	for _, w := range guardTwins {
		t.Run(w.name, func(t *testing.T) {
			t.Run("bug", func(t *testing.T) {
				found := guarded(t, func(inner *testing.T) { w.bug(inner, t.Cleanup) })
				if len(found) != 1 || found[0].Kind != w.kind {
					t.Errorf("found %v, want one %v", found, w.kind)
				}
			})
			t.Run("fixed", func(t *testing.T) {
				if found := guarded(t, func(inner *testing.T) { w.fixed(inner, t.Cleanup) }); len(found) != 0 {
					t.Errorf("found %v", found)
				}
			})
		})
	}
}

// goleak cannot tell parallel tests apart; Guard blames only what descends from
// its own test.
func TestGuardParallel(t *testing.T) {
	leaks := make([][]loopcheck.Finding, 4)
	t.Run("together", func(t *testing.T) {
		quit := make(chan struct{})
		t.Cleanup(func() { close(quit) })
		for i := range leaks {
			t.Run("", func(t *testing.T) {
				t.Parallel()
				loopcheck.Guard(t, loopcheck.OnFinding(func(f loopcheck.Finding) { leaks[i] = append(leaks[i], f) }))
				if i == 0 {
					go func() { <-quit }()
				}
				l := loop.New()
				l.Post(func() {})
				if i != 1 {
					l.Shutdown(bg)
				}
			})
		}
	})
	for i, want := range [][]loopcheck.Kind{{loopcheck.LeakedGoroutine}, {loopcheck.UnclosedLoop}, nil, nil} {
		var got []loopcheck.Kind
		for _, f := range leaks[i] {
			got = append(got, f.Kind)
		}
		if len(got) != len(want) || len(got) > 0 && got[0] != want[0] {
			t.Errorf("test %d: %v, want %v", i, leaks[i], want)
		}
	}
}

// In a bubble of the user's own, time is virtual.
func TestGuardInABubble(t *testing.T) {
	var found []loopcheck.Finding
	synctest.Test(t, func(t *testing.T) {
		loopcheck.Guard(t, loopcheck.OnFinding(func(f loopcheck.Finding) { found = append(found, f) }))
		l := loop.New()
		l.Post(func() { time.Sleep(time.Second) })
		synctest.Wait()
	})
	if len(found) != 2 || found[0].Kind != loopcheck.SlowCallback || found[1].Kind != loopcheck.UnclosedLoop {
		t.Errorf("found %v", found)
	}
}

func TestGuardTwice(t *testing.T) {
	found := guarded(t, func(t *testing.T) {
		loopcheck.Guard(t)
		loop.New().Post(func() {})
	})
	if len(found) != 1 {
		t.Errorf("found %v, want one", found)
	}
}

func TestGuardIgnoresWhatGoleakIgnores(t *testing.T) {
	quit := make(chan struct{})
	defer close(quit)
	found := guarded(t, func(t *testing.T) { go stay(quit) },
		loopcheck.Goleak(goleak.IgnoreTopFunction("github.com/loopcheck/loopcheck/loopcheck_test.stay")))
	if len(found) != 0 {
		t.Errorf("found %v", found)
	}
}

func stay(quit chan struct{}) { <-quit }

// A test may use goleak itself, in whichever order, and whether or not the program
// is watched as a whole: the harness keeps no goroutine that it would find.
func TestGuardBesideGoleak(t *testing.T) {
	before := goleak.IgnoreCurrent()
	t.Cleanup(func() { goleak.VerifyNone(t, before) })
	loopcheck.Guard(t)
	defer goleak.VerifyNone(t, before)
	l := loop.New()
	l.Post(func() {})
	if err := l.Shutdown(context.Background()); err != nil {
		t.Error(err)
	}
}

// In a bubble goleak would find what keeps the bubble, and so it takes options.
func TestRunBesideGoleak(t *testing.T) {
	before := goleak.IgnoreCurrent()
	loopcheck.Run(t, func(t *loopcheck.T) {
		goleak.VerifyNone(t, append(loopcheck.IgnoreHarness(), before)...)
	})
}

// A deep stack made goleak's last release panic.
func TestGuardDeepStack(t *testing.T) {
	quit, ready := make(chan struct{}), make(chan struct{})
	found := guarded(t, func(inner *testing.T) {
		go deep(300, func() { close(ready); <-quit })
		<-ready
		inner.Cleanup(func() { close(quit) })
	})
	if len(found) != 0 {
		t.Errorf("found %v", found)
	}
}

func deep(n int, f func()) {
	if n == 0 {
		f()
		return
	}
	deep(n-1, f)
}
