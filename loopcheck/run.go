package loopcheck

import (
	"testing"
	"testing/synctest"

	"github.com/loopcheck/loopcheck/loopcheck/internal/stack"
	"github.com/loopcheck/loopcheck/loopcheck/internal/traceback"
	"github.com/loopcheck/loopcheck/loopcheck/loop"
)

// A T is a test in a bubble that the harness watches. It is the bubble's
// *testing.T, so Run, Parallel and Deadline must not be called.
type T struct {
	*testing.T
	scope *scope
	turn  chan struct{} // holds one token: synctest.Wait is for one goroutine at a time
}

// Run runs f as the test t, in a testing/synctest bubble: time is virtual, and
// passes only when every goroutine waits. It watches every loop that is made in
// the bubble, and when f has returned and its Cleanup functions have run, it checks
// that nothing was left: no goroutine, coroutine or timer, no result that nobody
// took, no loop that nobody closed. Whatever it finds fails the test. If f ends
// early, with FailNow or Skip, what it left is not held against it.
//
// Run waits for f in real time, but no longer than [Timeout]: f, and whatever it
// started, then stay behind, blocked, and the next test is not harmed. Run may be
// called in parallel tests. In a bubble it fails the test: bubbles do not nest.
func Run(t *testing.T, f func(t *T), opts ...Option) {
	t.Helper()
	if refuseInBubble(t, "Run") {
		return
	}
	b := newBubble(newOptions(opts))
	out := b.run(t, f)
	b.scope.deliver(t, b.scope.take())
	out.passOn(t)
}

// refuseInBubble fails a test that calls the function op in a bubble.
func refuseInBubble(t *testing.T, op string) bool {
	t.Helper()
	if traceback.Current().Bubble == 0 {
		return false
	}
	t.Fatalf("loopcheck.%s: called in a synctest bubble, and bubbles do not nest; call it in place of synctest.Test", op)
	return true
}

// Go runs f on a goroutine of its own. name is what [Explore] calls it: what one
// name hands over stays in order, and among names every order is explored.
func (t *T) Go(name string, f func()) {
	src := source{name: name, created: stack.Callers()}
	begin := t.scope.scheduler.start(name)
	go func() {
		t.scope.enrol(traceback.Current().ID, src)
		begin()
		f()
	}()
}

// NewLoop makes a loop that the harness closes when the test ends. A callback that
// panics is a finding and does not end the program, unless opts say otherwise.
func (t *T) NewLoop(opts ...loop.Option) *loop.Loop {
	contain := loop.WithPanicHandler(func(*loop.PanicError) {})
	l := loop.New(append([]loop.Option{contain}, opts...)...)
	for _, p := range t.scope.observed() {
		if p.loop == l {
			p.adopted, p.created = true, stack.Callers() // nobody else has the loop yet
		}
	}
	return l
}

// Wait waits until every goroutine of the test waits, so that all loops are idle.
// No time passes meanwhile. In [Explore] everything that was handed over by then
// has run, in the order of the schedule. Any goroutine of the test may call it, but
// none of a loop: the loop would not be idle.
func (t *T) Wait() {
	if x := t.scope.scheduler; x != nil {
		x.wait()
		return
	}
	t.turn <- struct{}{}
	synctest.Wait()
	<-t.turn
}
