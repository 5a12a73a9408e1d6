package loopcheck

import (
	"testing"

	"github.com/loopcheck/loopcheck/loopcheck/internal/observe"
	"github.com/loopcheck/loopcheck/loopcheck/internal/stack"
	"github.com/loopcheck/loopcheck/loopcheck/watch"
)

// A Watcher watches a loop that is not a loop.Loop. See [watch.Watcher], which code
// may carry that does not want package testing.
type Watcher = watch.Watcher

// Watch makes a Watcher for the loop that goes by name in findings. tb is a [*T],
// or any other test, which is then guarded as by [Guard].
func Watch(tb testing.TB, name string, opts ...Option) *Watcher {
	tb.Helper()
	return watch.To(handlers{guards.of(tb, opts).enter(name, nil, stack.Callers())})
}

// handlers is a probe as the recorder of a Watcher.
type handlers struct{ *probe }

func (h handlers) Begin(c watch.Handler) {
	h.probe.Begin(observe.Callback{Seq: c.Seq, Kind: "handler", PC: c.PC})
}

// Serve notes that a goroutine runs the loop's handlers.
func (h handlers) Serve(goroutine uint64) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.serve(goroutine)
}

func (h handlers) Find(f Finding) { h.find(f) }
