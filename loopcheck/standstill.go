package loopcheck

import (
	"fmt"
	"maps"
	"os"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/loopcheck/loopcheck/loopcheck/internal/stack"
	"github.com/loopcheck/loopcheck/loopcheck/internal/traceback"
)

// A standstill tells of a guarded test that hangs: its Cleanup functions never run, so
// what Guard would say there is never said. Now and then it looks at every goroutine
// of the program. If each waits for another one, and each stood in the same place at
// the look before, nothing will ever go on.
//
// It says so and does not fail the test: if the test hangs go test ends it, and if it
// goes on after all then a timer of hours woke it, of which no stack tells.
type standstill struct {
	scope  *scope
	name   string
	period time.Duration // between two looks

	mu     sync.Mutex
	timer  *time.Timer // it has a goroutine only while it looks, as the watchdog has
	ended  bool
	before map[uint64]string // where each goroutine stood; nil if one was on the move
}

// watchForHang looks at the test until stop, and twice before go test ends it. Where no
// time is left for that, or wanted, it does not look.
func watchForHang(tb testing.TB, s *scope) *standstill {
	w := &standstill{scope: s, name: tb.Name(), period: min(s.options.timeout, timeLeft(tb)/2)}
	if w.period <= 0 {
		return w
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.arm()
	return w
}

// arm starts the timer. Inlined, it would rename the timer's function. w.mu is held.
//
//go:noinline
func (w *standstill) arm() {
	w.timer = time.AfterFunc(w.period, func() { w.wake() })
}

// standstillFunc is on the stack of a goroutine that looks.
const standstillFunc = stack.Harness + ".(*standstill).arm.func1"

// stop ends the watch: the test's function has ended.
func (w *standstill) stop() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.ended = true
	if w.timer != nil {
		w.timer.Stop()
	}
}

func (w *standstill) wake() {
	all := traceback.All()
	w.mu.Lock()
	if w.ended {
		w.mu.Unlock()
		return
	}
	hangs := w.look(all)
	if !hangs {
		w.arm()
	}
	w.mu.Unlock()
	if hangs {
		w.tell(all)
	}
}

// look reports whether nothing of the program moved since the last look, and nothing
// can. w.mu is held.
func (w *standstill) look(all []traceback.Goroutine) bool {
	before := w.before
	w.before = postures(all)
	if w.before == nil || w.scope.hasTimers() {
		w.before = nil
		return false
	}
	if w.period < time.Minute {
		return maps.Equal(before, w.before)
	}
	runtime.GC() // which notes since when each waits
	return maps.Equal(before, w.before) && haveWaitedAMinute(all)
}

// postures returns where each goroutine of the program waits, or nil if one need not
// wait for another.
func postures(all []traceback.Goroutine) map[uint64]string {
	stand := make(map[uint64]string, len(all))
	for _, g := range all {
		if isLookout(g) {
			continue
		}
		if !waitsForOthers(g) {
			return nil
		}
		stand[g.ID] = fmt.Sprint(g.State, g.Frames)
	}
	return stand
}

// isLookout reports whether a goroutine looks on, for the harness.
func isLookout(g traceback.Goroutine) bool {
	for _, f := range g.Frames {
		if f.Func == watchdogFunc || f.Func == standstillFunc {
			return true
		}
	}
	return false
}

// waitsForOthers reports whether only another goroutine, or a timer, can wake g.
func waitsForOthers(g traceback.Goroutine) bool {
	if len(g.Frames) == 0 {
		return false
	}
	state, _, _ := strings.Cut(g.State, " (") // "select (no cases)", "chan receive (nil chan)"
	switch state {
	case "chan receive", "chan send", "select", "semacquire",
		"sync.Cond.Wait", "sync.Mutex.Lock", "sync.RWMutex.Lock", "sync.RWMutex.RLock", "sync.WaitGroup.Wait":
		return true
	case "coroutine":
		return !sleeps(g)
	}
	return strings.HasPrefix(g.Frames[len(g.Frames)-1].Func, "os/signal.loop")
}

// sleeps reports whether a coroutine is in Sleep.
func sleeps(g traceback.Goroutine) bool {
	for _, f := range g.Frames {
		if f.Func == stack.Harness+"/loop.Sleep" {
			return true
		}
	}
	return false
}

// haveWaitedAMinute reports whether the runtime saw each wait for as long: who waits in
// a loop, for a ticker, stands in the same place at each look.
func haveWaitedAMinute(all []traceback.Goroutine) bool {
	for _, g := range all {
		if g.Minutes == 0 && !isLookout(g) {
			return false
		}
	}
	return true
}

// hasTimers reports whether a loop of the scope waits for a time.
func (s *scope) hasTimers() bool {
	for _, p := range s.observed() {
		p.mu.Lock()
		n := len(p.ledger.timers)
		p.mu.Unlock()
		if n > 0 {
			return true
		}
	}
	return false
}

// tell says what the test waits for, at once: the test may never come to say it.
func (w *standstill) tell(all []traceback.Goroutine) {
	body := w.scope.body.Load()
	mine := descendants(all, body)
	mine[body] = true
	f := w.scope.stuck(w.scope.users(all, func(g traceback.Goroutine) bool { return mine[g.ID] }),
		fmt.Sprintf("every goroutine waits, and none has moved for %v", w.period.Round(time.Millisecond)))
	if w.scope.isExpected(f.Kind) {
		return
	}
	f.Rule = f.Kind.Rule()
	if tell := w.scope.options.onFinding; tell != nil {
		tell(f)
		return
	}
	fmt.Fprintf(os.Stderr, "loopcheck: %s hangs: %v\n", w.name, f)
}
