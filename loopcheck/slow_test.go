package loopcheck

import (
	"context"
	"fmt"
	"iter"
	"strings"
	"testing"
	"time"

	"github.com/loopcheck/loopcheck/loopcheck/internal/stack"
	"github.com/loopcheck/loopcheck/loopcheck/internal/traceback"
	"github.com/loopcheck/loopcheck/loopcheck/loop"
)

// watched returns a scope that the program's loops belong to, a channel of what is
// found, and a loop.
func watched(t *testing.T, opts ...Option) (*scope, chan Finding, *loop.Loop) {
	t.Helper()
	scopes.hook()
	s := &scope{options: newOptions(opts)}
	found := make(chan Finding, 16)
	s.tell = func(f Finding) { found <- f }
	scopes.openProcess(s)
	defer scopes.openProcess(nil)
	l := loop.New(loop.WithName("ui"))
	t.Cleanup(func() { l.Kill() })
	return s, found, l
}

// block blocks l until the returned function is called.
func block(l *loop.Loop) (free func()) {
	began, gate := make(chan struct{}), make(chan struct{})
	l.Post(func() { close(began); blockedCoroutine(gate) })
	<-began
	return func() { close(gate) }
}

// at is a time of the watchdog's clock, which these tests move by hand.
func at(ms int) time.Time { return time.Unix(1000, 0).Add(time.Duration(ms) * time.Millisecond) }

const testTick = 25 * time.Millisecond

func TestWatchdogFindsASlowCallback(t *testing.T) {
	s, found, l := watched(t, Budget(-1, 100*time.Millisecond))
	free := block(l)
	defer free()
	o := newLookout(&theWatchdog, at(0))
	for ms := 25; ms <= 125; ms += 25 {
		o.look([]*scope{s}, at(ms), testTick)
	}
	if len(found) != 0 {
		t.Fatalf("found before it was confirmed: %v", <-found)
	}
	o.look([]*scope{s}, at(150), testTick)
	if f := <-found; f.Kind != SlowCallback || f.Loop != "ui" || f.Rule != "loopblock" {
		t.Errorf("found %v", f)
	}
	for ms := 175; ms < 1000; ms += 25 {
		o.look([]*scope{s}, at(ms), testTick)
	}
	if len(found) != 0 {
		t.Errorf("found the same callback again: %v", <-found)
	}
}

// A debugger, a garbage collection or other programs stop the watchdog as well.
func TestWatchdogDoesNotCountWhatHeldItUp(t *testing.T) {
	s, found, l := watched(t, Budget(-1, 100*time.Millisecond))
	free := block(l)
	defer free()
	o := newLookout(&theWatchdog, at(0))
	for i := range 50 {
		o.look([]*scope{s}, at(1000*i), testTick)
	}
	if len(found) != 0 {
		t.Errorf("blamed for what held everybody up: %v", <-found)
	}
}

func TestWatchdogForgetsWhatEnded(t *testing.T) {
	s, found, l := watched(t, Budget(-1, 100*time.Millisecond))
	o := newLookout(&theWatchdog, at(0))
	for i := range 20 {
		free := block(l)
		o.look([]*scope{s}, at(50*i), testTick)
		o.look([]*scope{s}, at(50*i+25), testTick)
		free()
		loop.Call(t.Context(), l, func() (int, error) { return 0, nil })
	}
	if len(found) != 0 {
		t.Errorf("many short callbacks: %v", <-found)
	}
	if o.look(nil, at(5000), testTick); len(o.seen) != 0 {
		t.Errorf("still remembers %d loops that are gone", len(o.seen))
	}
}

func TestWatchdogWithoutLimit(t *testing.T) {
	s, found, l := watched(t, Budget(-1, -1))
	free := block(l)
	defer free()
	o := newLookout(&theWatchdog, at(0))
	for ms := 0; ms < 1000; ms += 25 {
		o.look([]*scope{s}, at(ms), testTick)
	}
	if len(found) != 0 {
		t.Errorf("found %v", <-found)
	}
}

// The stack is the coroutine's, and not that of the loop that has switched to it.
func TestWatchdogShowsTheCoroutine(t *testing.T) {
	showsBlockedCoroutine(t, func(block func()) { block() })
}

// The coroutine may itself have switched to one, as range over iter.Pull does.
func TestWatchdogShowsTheInnermostCoroutine(t *testing.T) {
	showsBlockedCoroutine(t, func(block func()) {
		next, stop := iter.Pull(func(yield func(int) bool) { block(); yield(1) })
		defer stop()
		next()
	})
}

// showsBlockedCoroutine runs body as a coroutine, which must call block, and checks
// that the watchdog shows the stack of that call.
func showsBlockedCoroutine(t *testing.T, body func(block func())) {
	t.Helper()
	s, found, l := watched(t, Budget(-1, 100*time.Millisecond))
	began, gate := make(chan struct{}), make(chan struct{})
	f := loop.Go(l, func(context.Context) (int, error) {
		body(func() { close(began); blockedCoroutine(gate) })
		return 1, nil
	})
	defer f.Await(t.Context())
	defer close(gate)
	<-began
	o := newLookout(&theWatchdog, at(0))
	for ms := 25; ms <= 150; ms += 25 {
		o.look([]*scope{s}, at(ms), testTick)
	}
	got := <-found
	if len(got.Stack) == 0 || got.Stack[0].Func != stack.Harness+".blockedCoroutine" {
		t.Errorf("found %v", got)
	}
}

// A hand-written loop in a guarded test, in real time.
func TestWatchdogSeesAWatchedHandler(t *testing.T) {
	var found []Finding
	t.Run("guarded", func(t *testing.T) {
		w := Watch(t, "hub", Budget(-1, minTick), OnFinding(func(f Finding) { found = append(found, f) }))
		seen := make(chan struct{})
		guards.of(t, nil).tell = func(Finding) { close(seen) }
		w.Handle(func() { <-seen })
	})
	if len(found) != 1 || found[0].Kind != SlowCallback || found[0].Loop != "hub" {
		t.Errorf("found %v, want a slow callback", found)
	}
}

func blockedCoroutine(gate chan struct{}) { <-gate }

// The real watchdog, with a callback that blocks until it is found.
func TestWatchdogRuns(t *testing.T) {
	s, found, l := watched(t, Budget(-1, minTick))
	scopes.openProcess(s)
	defer scopes.openProcess(nil)
	share := theWatchdog.attend()
	defer share.leave()
	free := block(l)
	defer free()
	if f := <-found; f.Kind != SlowCallback {
		t.Errorf("found %v", f)
	}
}

func TestTick(t *testing.T) {
	tests := []struct {
		budgets []time.Duration
		want    time.Duration
	}{
		{nil, maxTick},
		{[]time.Duration{-1}, maxTick},
		{[]time.Duration{time.Hour}, maxTick},
		{[]time.Duration{time.Hour, 40 * time.Millisecond}, 10 * time.Millisecond},
		{[]time.Duration{1}, minTick},
	}
	for _, test := range tests {
		var all []*scope
		for _, b := range test.budgets {
			all = append(all, &scope{options: newOptions([]Option{Budget(0, b)})})
		}
		if got := tick(all); got != test.want {
			t.Errorf("budgets %v: %v, want %v", test.budgets, got, test.want)
		}
	}
}

// The watchdog's goroutine is known for what it is while it waits for its first lock.
func TestWatchdogIsMachinery(t *testing.T) {
	var w watchdog
	scopes.mu.Lock()
	w.life = newLookout(&w, time.Now())
	w.users = 1
	w.arm(w.life, 0)
	var found []traceback.Goroutine
	for len(found) == 0 {
		for _, g := range traceback.All() {
			if strings.Contains(fmt.Sprint(g.Frames), "(*lookout).wake") {
				found = append(found, g)
			}
		}
	}
	scopes.mu.Unlock()
	share{&w}.leave()
	for _, g := range found {
		if !isMachinery(g) {
			t.Errorf("it passes for a test's: %v", g.Frames)
		}
	}
}
