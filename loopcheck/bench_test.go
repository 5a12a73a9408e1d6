package loopcheck_test

import (
	"testing"
	"testing/synctest"

	"github.com/loopcheck/loopcheck/loopcheck"
	"github.com/loopcheck/loopcheck/loopcheck/loop"
)

// asTest runs a benchmark's function with a *testing.T, which bubbles need.
func asTest(b *testing.B, f func(t *testing.T)) {
	ok := testing.RunTests(func(string, string) (bool, error) { return true, nil },
		[]testing.InternalTest{{Name: b.Name(), F: f}})
	if !ok {
		b.Fail()
	}
}

// What the harness adds to an empty test is the difference of these two.

func BenchmarkEmptyBubble(b *testing.B) {
	asTest(b, func(t *testing.T) {
		for b.Loop() {
			synctest.Test(t, func(*testing.T) {})
		}
	})
}

func BenchmarkEmptyRun(b *testing.B) {
	asTest(b, func(t *testing.T) {
		for b.Loop() {
			loopcheck.Run(t, func(*loopcheck.T) {})
		}
	})
}

func BenchmarkRunWithALoop(b *testing.B) {
	asTest(b, func(t *testing.T) {
		for b.Loop() {
			loopcheck.Run(t, func(t *loopcheck.T) {
				t.NewLoop().Post(func() {})
				t.Wait()
			})
		}
	})
}

// A guarded test among 100 goroutines that live longer.
func BenchmarkGuard(b *testing.B) {
	quit := make(chan struct{})
	defer close(quit)
	for range 100 {
		go func() { <-quit }()
	}
	asTest(b, func(t *testing.T) {
		for b.Loop() {
			t.Run("", func(t *testing.T) { loopcheck.Guard(t) })
		}
	})
}

func BenchmarkPost(b *testing.B) {
	asTest(b, func(t *testing.T) {
		loopcheck.Run(t, func(t *loopcheck.T) {
			l := t.NewLoop()
			for range b.N { // in a bubble b.Loop's clock stands still
				l.Post(func() {})
			}
			t.Wait()
		})
	})
}

func BenchmarkExploreStep(b *testing.B) {
	asTest(b, func(t *testing.T) {
		loopcheck.Explore(t, 1, func(t *loopcheck.T) {
			l := t.NewLoop()
			for range b.N {
				loop.Call(bg, l, one)
			}
		})
	})
}

func BenchmarkWatch(b *testing.B) {
	w := loopcheck.Watch(b, "hub")
	for b.Loop() {
		w.Handle(func() {})
	}
}
