package loopcheck

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/loopcheck/loopcheck/loopcheck/internal/stack"
	"github.com/loopcheck/loopcheck/loopcheck/internal/traceback"
)

// A bubble is one run of a test's function in a synctest bubble.
type bubble struct {
	scope    *scope
	explorer *scheduler // nil unless schedules are explored
	returned bool       // the function came to its end
	skipped  bool
}

func newBubble(o *options) *bubble {
	scopes.hook()
	return &bubble{scope: &scope{options: o}}
}

// An outcome is how a bubble ended.
type outcome struct {
	passed   bool // normally, and the test has not failed in it
	skipped  bool
	stuck    bool // goroutines were left that nothing can wake
	panicked any  // synctest refused to run, with this
}

// run runs f in the bubble, and adds what it left to the scope's findings. The
// bubble gets a goroutine of its own, so that a function that never ends costs
// that goroutine, and not the test's.
func (b *bubble) run(t *testing.T, f func(*T)) outcome {
	t.Helper()
	share := theWatchdog.attend()
	defer share.leave()
	defer scopes.close(b.scope)
	ended := make(chan outcome, 1)
	go b.test(t, f, ended)

	patience := b.scope.options.patience(t)
	timeout := time.NewTimer(patience)
	defer timeout.Stop()
	select {
	case out := <-ended:
		if out.panicked != nil {
			panic(out.panicked)
		}
		if out.stuck {
			b.postMortem(traceback.All())
		}
		return out
	case <-timeout.C:
		why := fmt.Sprintf("the test did not end in %v of real time", patience.Round(time.Millisecond))
		b.deadlock(b.left(traceback.All()), why)
		return outcome{}
	}
}

// test is synctest.Test with its panics and its Goexit as an outcome.
func (b *bubble) test(t *testing.T, f func(*T), ended chan<- outcome) {
	var out outcome
	defer func() {
		v := recover()
		out.stuck = isStuck(v)
		if !out.stuck {
			out.panicked = v
			out.skipped = b.skipped
		}
		ended <- out
	}()
	synctest.Test(t, func(inner *testing.T) { b.body(inner, f) })
	out.passed = true
}

// isStuck reports whether v is what synctest panics with when goroutines of a
// bubble wait for ever.
func isStuck(v any) bool {
	err, ok := v.(error)
	if !ok {
		return false
	}
	switch err.Error() {
	case "deadlock: all goroutines in bubble are blocked",
		"deadlock: main bubble goroutine has exited but blocked goroutines remain":
		return true
	}
	return false
}

// body is the test's function in the bubble.
func (b *bubble) body(inner *testing.T, f func(*T)) {
	me := traceback.Current()
	s := b.scope
	s.bubble.Store(me.Bubble)
	s.body.Store(me.ID)
	t := &T{T: inner, scope: s, turn: make(chan struct{}, 1)}
	scopes.openBubble(s)
	inner.Cleanup(func() { // the first to be registered is the last to run
		b.skipped = inner.Skipped()
		s.finish(t, b.returned)
	})
	if b.explorer != nil {
		b.explorer.begin(s)
	}
	defer b.failOnGoexit(inner)
	f(t)
	b.returned = true
}

// failOnGoexit makes a runtime.Goexit of the test's function a failure of the
// test: package testing would end the program.
func (b *bubble) failOnGoexit(inner *testing.T) {
	if b.returned || inner.Skipped() || !inGoexit() {
		return
	}
	if !inner.Failed() {
		inner.Error("loopcheck: the test ended its goroutine with runtime.Goexit; return, or call FailNow")
	}
	inner.FailNow()
}

// inGoexit reports whether a deferred function runs because of runtime.Goexit, and
// not of a panic, which recover could not tell without stopping it.
func inGoexit() bool {
	for _, f := range traceback.CurrentFull().Frames {
		switch f.Func {
		case "runtime.Goexit":
			return true
		case "panic":
			return false
		}
	}
	return false
}

// passOn ends the test's goroutine if the test ended in the bubble.
func (out outcome) passOn(t *testing.T) {
	t.Helper()
	switch {
	case out.skipped && !t.Failed():
		t.SkipNow()
	case !out.passed && t.Failed():
		t.FailNow()
	}
}

// postMortem reports what a bubble died of.
func (b *bubble) postMortem(all []traceback.Goroutine) {
	left := b.left(all)
	for _, g := range left {
		if g.ID == b.scope.body.Load() {
			b.deadlock(left, "every goroutine of the test waits, and nothing will wake one")
			return
		}
	}
	busy := b.scope.busy(all)
	for _, g := range left {
		if scopes.reported(g.ID) && b.returned && !isBusy(busy, g.ID) {
			b.scope.leakedGoroutine(g)
		}
	}
}

// left returns the bubble's goroutines that are the user's.
func (b *bubble) left(all []traceback.Goroutine) []traceback.Goroutine {
	number := b.scope.bubble.Load()
	return b.scope.users(all, func(g traceback.Goroutine) bool { return g.Bubble == number })
}

// users returns the goroutines that belong to the scope and run code of the
// user's: neither the harness's nor loops and coroutines that are idle.
func (s *scope) users(all []traceback.Goroutine, mine func(traceback.Goroutine) bool) []traceback.Goroutine {
	var found []traceback.Goroutine
	for _, g := range all {
		if mine(g) && !isMachinery(g) {
			found = append(found, g)
		}
	}
	return found
}

// isMachinery reports whether a goroutine is one that keeps the test going.
func isMachinery(g traceback.Goroutine) bool {
	if len(g.Frames) == 0 {
		return false
	}
	switch top := g.Frames[0].Func; {
	case top == stack.Harness+"/internal/observe.Idle", top == "testing/synctest.testingSynctestTest":
		return true
	case g.State == stateCoroutine:
		return true
	}
	for _, f := range g.Frames {
		if strings.HasPrefix(f.Func, stack.Harness+".(*scheduler).run") || f.Func == watchdogFunc {
			return true
		}
	}
	return false
}

func (s *scope) leakedGoroutine(g traceback.Goroutine) {
	all := stack.OfGoroutine(g)
	created := s.createdBy(g)
	what, whose := "a goroutine", "the test"
	if s.ofAllTests {
		whose = "the tests"
	}
	advice := "give it a way out, and wait for it"
	if len(created) > 0 {
		what = "the goroutine of " + created[0].String()
		root := stack.Root(all)
		switch {
		case stack.IsUser(created[0]):
		case root != nil:
			what = "the goroutine that runs " + root.String() // a timer made it, say
		case s.ofAllTests:
			advice = "close what it serves; it is all a library's, and Guard in a test tells whether that test left it"
		default:
			advice = "it is all a library's; close what it serves"
		}
	}
	s.add(Finding{
		Kind:    LeakedGoroutine,
		Msg:     what + " outlives " + whose + ": it is" + stack.Whereabouts(g) + "; " + advice,
		Stack:   stack.User(all),
		Created: created,
	})
}

// A busyProbe is a probe whose callback runs, and the goroutine that runs it.
type busyProbe struct {
	*probe
	worker traceback.Goroutine
}

func (s *scope) busy(all []traceback.Goroutine) []busyProbe {
	var busy []busyProbe
	for _, p := range s.observed() {
		if p.running.Load() == 0 {
			continue
		}
		if g, ok := p.worker(all); ok {
			busy = append(busy, busyProbe{p, g})
		}
	}
	return busy
}

func isBusy(busy []busyProbe, id uint64) bool {
	for _, p := range busy {
		if p.worker.ID == id || p.worker.Creator == id && isCoroutine(p.worker) {
			return true
		}
	}
	return false
}

// deadlock reports that the test is stuck: with the callbacks that wait first,
// because they keep everything behind them waiting, then the test itself.
func (b *bubble) deadlock(left []traceback.Goroutine, why string) {
	s := b.scope
	for _, p := range s.busy(left) {
		s.forget(moment{p.probe, p.running.Load()})
	}
	for _, g := range left {
		scopes.reported(g.ID)
	}
	s.add(s.stuck(left, why))
}

// stuck is the finding that a test waits for ever.
func (s *scope) stuck(left []traceback.Goroutine, why string) Finding {
	busy := s.busy(left)
	var sides []Other
	f := Finding{Kind: Deadlock}
	for _, p := range busy {
		sides = append(sides, Other{Msg: fmt.Sprintf("loop %s waits%s", p.name, stack.Whereabouts(p.worker)), Stack: stack.User(stack.OfGoroutine(p.worker))})
	}
	for _, g := range left {
		if isBusy(busy, g.ID) {
			continue
		}
		side := Other{Msg: "a goroutine waits" + stack.Whereabouts(g), Stack: stack.User(stack.OfGoroutine(g))}
		if g.ID != s.body.Load() {
			sides = append(sides, side)
			continue
		}
		side.Msg = "the test waits" + stack.Whereabouts(g)
		sides = append(sides[:len(busy)], append([]Other{side}, sides[len(busy):]...)...)
	}
	if len(sides) > 0 {
		why += ": " + sides[0].Msg
		f.Stack, f.Others = sides[0].Stack, sides[1:]
	}
	f.Msg = why + "; break the circle, or give one side a way out"
	if len(busy) > 0 {
		f.Loop, f.Created = busy[0].name, busy[0].created
	}
	return f
}

// forget takes back that a callback is slow: it turned out to be in a deadlock.
func (s *scope) forget(m moment) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.found = slices.DeleteFunc(s.found, func(f found) bool { return f.at == m })
}
