package loopcheck

import (
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/loopcheck/loopcheck/loopcheck/internal/traceback"
)

// Guard watches the rest of a test or benchmark without a bubble, in real time, as
// tests with a real network need it. Call it first: its checks run in a Cleanup,
// after those that are registered later. It finds what [Run] finds, but slow
// callbacks only by real time; it waits a moment for goroutines and loops that are
// about to end, and lets goleak say which goroutines are left. If the test was skipped
// or has failed by then, what it left is not held against it.
//
// A test that hangs never comes to its Cleanup. So Guard looks at it now and then, twice
// at least before go test ends it: if every goroutine of the program waits for another,
// and none has moved since the look before, it says on standard error what each waits
// for. A goroutine that waits for the network, a file, a signal or in a Sleep may go on,
// so then it says nothing.
//
// Loops belong to the guarded test whose goroutine, or a goroutine started by that
// one, made them. Among parallel tests only those leaks are reported that descend
// from this test's goroutine. In a bubble that Run did not make, Guard works
// without goleak: synctest itself reports what is left there. Guarding a test twice
// is guarding it once, with the first options.
func Guard(tb testing.TB, opts ...Option) {
	tb.Helper()
	guards.of(tb, opts)
}

// guards knows which tests are guarded.
var guards guardList

type guardList struct {
	mu     sync.Mutex
	scopes map[testing.TB]*scope
}

// of returns the scope of a test, and guards it if nothing watches it yet.
func (l *guardList) of(tb testing.TB, opts []Option) *scope {
	if t, ok := tb.(*T); ok {
		return t.scope
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if s := l.scopes[tb]; s != nil {
		return s
	}
	if l.scopes == nil {
		l.scopes = make(map[testing.TB]*scope)
	}
	s := openGuard(tb, newOptions(opts), func() {
		l.mu.Lock()
		defer l.mu.Unlock()
		delete(l.scopes, tb)
	})
	l.scopes[tb] = s
	return s
}

func openGuard(tb testing.TB, o *options, forget func()) *scope {
	scopes.hook()
	me := traceback.Current()
	s := &scope{options: o}
	s.body.Store(me.ID)
	if me.Bubble != 0 {
		s.guardInBubble(tb, me.Bubble, forget)
		return s
	}
	wasAlone := scopes.openGuard(s) // before it looks what is there: nobody may begin between
	before := ignoreCurrent()
	share := theWatchdog.attend()
	hang := watchForHang(tb, s)
	tb.Cleanup(func() {
		tb.Helper()
		hang.stop()
		if !tb.Failed() && !tb.Skipped() {
			s.settle()
			s.checkLoops()
		}
		s.closeLoops(realPatience)
		if !tb.Failed() && !tb.Skipped() {
			s.checkFutures()
			s.checkGoroutines(wasAlone, append(slices.Clone(o.goleak), before))
		}
		share.leave()
		scopes.close(s)
		forget()
		s.deliver(tb, s.take())
	})
	return s
}

// guardInBubble guards a test in a bubble of its own making.
func (s *scope) guardInBubble(tb testing.TB, bubble uint64, forget func()) {
	s.bubble.Store(bubble)
	scopes.openBubble(s)
	tb.Cleanup(func() {
		tb.Helper()
		returned := !tb.Failed() && !tb.Skipped()
		s.finish(&T{scope: s, turn: make(chan struct{}, 1)}, returned)
		scopes.close(s)
		forget()
		s.deliver(tb, s.take())
	})
}

// settleTries bounds how long loops that are about to close are waited for: each
// try waits twice as long as the one before, together a quarter of a second.
const settleTries = 8

// settle gives loops that are being closed the time to end.
func (s *scope) settle() {
	for i := range settleTries {
		if s.isSettled() {
			return
		}
		time.Sleep(time.Millisecond << i)
	}
}

func (s *scope) isSettled() bool {
	for _, p := range s.observed() {
		p.mu.Lock()
		open := p.loop != nil && p.used && !p.closed
		p.mu.Unlock()
		if open {
			return false
		}
	}
	return true
}
