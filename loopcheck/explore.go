package loopcheck

import (
	"fmt"
	"os"
	"strconv"
	"testing"
)

// seedVariable is the environment variable that replays one schedule.
const seedVariable = "LOOPCHECK_SEED"

// Explore runs f n times like [Run], each time in another order of what happens
// between goroutines: every hand-off to a loop, and every start of a T.Go
// goroutine, is kept until no goroutine can go on, and then one source is chosen
// and its oldest hand-off let in. A source is a name of T.Go, "main" for f itself,
// a loop, or any other goroutine. What one source hands over stays in order. What
// goroutines do to each other in other ways is not explored.
//
// The first schedule that fails is the last. Explore prints its trace in words and
// its seed: with LOOPCHECK_SEED=seed in the environment it runs that schedule only.
// To see whether f is deterministic it then runs the schedule once more; if another
// trace comes out that is a [Nondeterministic] finding. It fails the test if n is
// not positive.
func Explore(t *testing.T, n int, f func(t *T), opts ...Option) {
	t.Helper()
	if refuseInBubble(t, "Explore") {
		return
	}
	if n <= 0 {
		t.Fatalf("loopcheck.Explore: asked for %d schedules, which would test nothing; ask for at least one", n)
	}
	o := newOptions(opts)
	first, replay := o.seed, false
	if text, ok := os.LookupEnv(seedVariable); ok {
		seed, err := strconv.ParseUint(text, 10, 64)
		if err != nil {
			t.Fatalf("loopcheck.Explore: %s=%q is no seed; it is printed by a schedule that failed", seedVariable, text)
		}
		first, n, replay = seed, 1, true
	}
	for i := range n {
		seed := first + uint64(i)
		if !explore(t, o, seed, f) {
			continue
		}
		if replay {
			return
		}
		break
	}
}

// explore runs one schedule, and reports whether it failed.
func explore(t *testing.T, o *options, seed uint64, f func(*T)) (failed bool) {
	t.Helper()
	b := newExploration(o, seed)
	out := b.run(t, f)
	findings := b.scope.take()
	if out.skipped {
		out.passOn(t)
	}
	if out.passed && len(findings) == 0 {
		return false
	}
	tr := b.explorer.finalTrace()
	t.Logf("schedule of %s=%d (%v) failed:\n%s", seedVariable, seed, o.chooser, tr)
	b.scope.deliver(t, findings)
	b.replay(t, seed, tr, f)
	out.passOn(t)
	return true
}

func newExploration(o *options, seed uint64) *bubble {
	b := newBubble(o)
	b.explorer = newScheduler(o.chooser, seed)
	return b
}

// replay runs the schedule once more, and reports it if it differs.
func (b *bubble) replay(t *testing.T, seed uint64, tr *trace, f func(*T)) {
	t.Helper()
	t.Log("the same schedule once more, to see whether it can be repeated; what follows is the repetition's:")
	again := newExploration(b.scope.options, seed)
	again.run(t, f)
	again.scope.take()
	other := again.explorer.finalTrace()
	at := tr.diverges(other)
	if at < 0 {
		return
	}
	s := &scope{options: b.scope.options}
	s.add(Finding{Kind: Nondeterministic, Msg: fmt.Sprintf(
		"seed %d gave another schedule the second time, from step %d on: first %q, then %q; order what the test does with T.Go and T.Wait, without maps and real time",
		seed, at+1, tr.step(at), other.step(at))})
	s.deliver(t, s.take())
}

// finalTrace returns the trace of a schedule that is over.
func (x *scheduler) finalTrace() *trace {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.trace.endStep()
	return &trace{steps: x.trace.steps}
}
