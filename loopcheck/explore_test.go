package loopcheck_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/loopcheck/loopcheck/loopcheck"
	"github.com/loopcheck/loopcheck/loopcheck/loop"
)

// orders runs f under n schedules of a strategy and returns how often each result
// came out.
func orders(t *testing.T, n int, f func(t *loopcheck.T) string, opts ...loopcheck.Option) map[string]int {
	t.Helper()
	counts := make(map[string]int)
	loopcheck.Explore(t, n, func(t *loopcheck.T) { counts[f(t)]++ }, opts...)
	return counts
}

// race posts from three sources, twice each.
func race(t *loopcheck.T) string {
	l := t.NewLoop(named("ui"))
	var order strings.Builder
	for _, name := range []string{"a", "b", "c"} {
		t.Go(name, func() {
			l.Post(func() { order.WriteString(name) })
			l.Post(func() { order.WriteString(strings.ToUpper(name)) })
		})
	}
	t.Wait()
	return order.String()
}

func TestExploreKeepsTheOrderOfASource(t *testing.T) {
	for order := range orders(t, 200, race) {
		for _, name := range []string{"a", "b", "c"} {
			if strings.Index(order, name) > strings.Index(order, strings.ToUpper(name)) {
				t.Errorf("%s: %s posted in the other order", order, name)
			}
		}
		if len(order) != 6 {
			t.Errorf("%q: T.Wait returned before all had run", order)
		}
	}
}

// 90 orders are possible: 6!/(2!2!2!).
func TestExploreFindsManyOrders(t *testing.T) {
	if got := len(orders(t, 1000, race)); got < 80 {
		t.Errorf("random: %d orders of 90", got)
	}
	if got := len(orders(t, 300, race, loopcheck.Strategy(loopcheck.PCT(3)))); got < 12 {
		t.Errorf("PCT: %d orders", got)
	}
	if got := orders(t, 20, race, loopcheck.Strategy(loopcheck.RoundRobin())); len(got) != 1 || got["abcABC"] != 20 {
		t.Errorf("round robin: %v, want abcABC only", got)
	}
}

func TestExploreRepeatsASeed(t *testing.T) {
	for seed := range uint64(20) {
		var first string
		for range 5 {
			for order := range orders(t, 1, race, loopcheck.Seed(seed)) {
				if first == "" {
					first = order
				}
				if order != first {
					t.Errorf("seed %d: %s, then %s", seed, first, order)
				}
			}
		}
	}
}

func TestBadExplore(t *testing.T) {
	bad(t)
	loopcheck.Explore(t, 100, func(t *loopcheck.T) {
		l := t.NewLoop(named("ui"))
		ready := false
		t.Go("user", func() {
			l.Post(func() {
				if !ready {
					t.Error("clicked before it was ready")
				}
			})
		})
		t.Go("setup", func() { l.Post(func() { ready = true }) })
	})
}

func TestBadNondeterministic(t *testing.T) {
	bad(t)
	runs := 0
	loopcheck.Explore(t, 100, func(t *loopcheck.T) {
		runs++
		l := t.NewLoop(named("ui"))
		t.Go(fmt.Sprintf("user%d", runs), func() { l.Post(func() {}) })
		t.Wait()
		t.Error("always")
	})
}

func TestExploreReportsAFailure(t *testing.T) {
	out := rerun(t, "^(TestBadExplore|TestBadThenGood)$", badVariable+"=1")
	for _, want := range []string{
		"clicked before it was ready",
		"schedule of LOOPCHECK_SEED=",
		"(random) failed:",
		"user starts",
		"step 2: ",
		"user hands over to ui at explore_test.go:",
		"; ui runs post: loopcheck_test.TestBadExplore.func1.1.1 (explore_test.go:",
		"--- PASS: TestBadThenGood",
	} {
		if !strings.Contains(out, want) {
			t.Errorf("the output lacks %q:\n%s", want, out)
		}
	}
	if strings.Contains(out, "nondeterministic") {
		t.Errorf("the schedule is the same each time:\n%s", out)
	}

	_, seed, _ := strings.Cut(out, "LOOPCHECK_SEED=")
	seed, _, _ = strings.Cut(seed, " ")
	again := rerun(t, "^TestBadExplore$", badVariable+"=1", "LOOPCHECK_SEED="+seed)
	if traceOf(out) == "" || traceOf(again) != traceOf(out) {
		t.Errorf("the replay's trace differs:\n%s\n%s", traceOf(out), traceOf(again))
	}
}

// traceOf returns the lines of the first trace in a test's output.
func traceOf(out string) string {
	_, trace, _ := strings.Cut(out, "failed:\n")
	var steps []string
	for line := range strings.Lines(trace) {
		if !strings.HasPrefix(strings.TrimSpace(line), "step ") {
			break
		}
		steps = append(steps, strings.TrimSpace(line))
	}
	return strings.Join(steps, "\n")
}

func TestExploreNoticesNondeterminism(t *testing.T) {
	out := rerun(t, "^TestBadNondeterministic$", badVariable+"=1")
	if want := `nondeterministic: seed 1 gave another schedule the second time, from step 1 on: first "user1 starts", then "user2 starts"`; !strings.Contains(out, want) {
		t.Errorf("the output lacks %q:\n%s", want, out)
	}
}

func TestExploreFinding(t *testing.T) {
	var found []loopcheck.Finding
	runs := 0
	loopcheck.Explore(t, 50, func(t *loopcheck.T) {
		runs++
		l := t.NewLoop(named("ui"))
		closed := false
		t.Go("user", func() { l.Post(func() {}) })
		t.Go("owner", func() { l.Shutdown(bg); closed = true })
		t.Wait()
		if !closed {
			t.Error("Shutdown hangs")
		}
	}, loopcheck.OnFinding(func(f loopcheck.Finding) { found = append(found, f) }))
	if len(found) != 1 || found[0].Kind != loopcheck.LostPost {
		t.Errorf("found %v, want a lost post", found)
	}
	if runs >= 50 {
		t.Errorf("%d schedules: it did not stop at the first that failed", runs)
	}
}

// A schedule that ends in a deadlock is a finding like any other.
func TestExploreFindsADeadlock(t *testing.T) {
	var found []loopcheck.Finding
	loopcheck.Explore(t, 100, func(t *loopcheck.T) {
		a, b := t.NewLoop(named("a")), t.NewLoop(named("b"))
		locks := make(chan struct{}, 1)
		both := func(first, second *loop.Loop) {
			first.Post(func() {
				locks <- struct{}{}
				second.Post(func() { <-locks })
			})
		}
		t.Go("x", func() { both(a, b) })
		t.Go("y", func() { both(b, a) })
		t.Wait()
	}, loopcheck.OnFinding(func(f loopcheck.Finding) { found = append(found, f) }))
	if len(found) == 0 {
		t.Error("found nothing: each loop may wait for the other to run the hand-off that frees it")
	}
}

// What coroutines, calls, timers and other goroutines do is explored, too, and the
// same seed gives the same.
func TestExploreEverything(t *testing.T) {
	program := func(t *loopcheck.T) string {
		ui, db := t.NewLoop(named("ui")), t.NewLoop(named("db"))
		var order strings.Builder
		ui.After(time.Second, func() { order.WriteString("t") })
		for i := range 3 {
			go func() { // three goroutines of one site
				loop.Call(bg, db, func() (int, error) { return i, nil })
				loop.Submit(ui, func() (int, error) { order.WriteString("s"); return 0, nil }).Await(bg)
			}()
		}
		t.Go("query", func() {
			loop.Call(bg, ui, func() (int, error) { order.WriteString("c"); return 0, nil })
			db.Post(func() { ui.Post(func() { order.WriteString("d") }) })
		})
		t.Wait()
		time.Sleep(2 * time.Second)
		t.Wait()
		return order.String()
	}
	counts := orders(t, 100, program)
	if len(counts) < 5 {
		t.Errorf("%d orders only: %v", len(counts), counts)
	}
	for order := range counts {
		if !strings.HasSuffix(order, "t") || len(order) != 6 {
			t.Errorf("order %q", order)
		}
	}
}
