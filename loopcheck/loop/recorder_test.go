package loop

import (
	"context"
	"sync"
	"testing"

	"github.com/loopcheck/loopcheck/loopcheck/internal/observe"
)

// A recorder is an observer that keeps what it hears.
type recorder struct {
	mu     sync.Mutex
	events []observe.Event
	begun  []observe.Callback
	ended  int
	keep   bool // Admit keeps hand-offs
	kept   []func()
	hook   func(observe.Event) // called with each event, nil for none
}

// record makes r observe every loop that the test makes.
func record(t *testing.T) *recorder {
	r := &recorder{}
	previous := observe.Set(func(observe.Info) observe.Observer { return r })
	t.Cleanup(func() { observe.Set(previous) })
	return r
}

func (r *recorder) Event(e observe.Event) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.events = append(r.events, e)
	if r.hook != nil {
		r.hook(e)
	}
}

func (r *recorder) Begin(c observe.Callback) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.begun = append(r.begun, c)
}

func (r *recorder) End() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.ended++
}

func (r *recorder) Admit(put func()) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.keep {
		r.kept = append(r.kept, put)
	}
	return r.keep
}

// of returns the recorded events of a kind.
func (r *recorder) of(k observe.Kind) []observe.Event {
	r.mu.Lock()
	defer r.mu.Unlock()
	var found []observe.Event
	for _, e := range r.events {
		if e.Kind == k {
			found = append(found, e)
		}
	}
	return found
}

// has reports whether an event of kind k about id was recorded.
func (r *recorder) has(k observe.Kind, id uint64) bool {
	for _, e := range r.of(k) {
		if e.ID == id {
			return true
		}
	}
	return false
}

// on runs f on l and waits for it.
func on(t *testing.T, l *Loop, f func()) {
	t.Helper()
	if err := l.Call(context.Background(), func() error { f(); return nil }); err != nil {
		t.Fatalf("Call: %v", err)
	}
}

// in runs f as a coroutine of l and waits for it.
func in(t *testing.T, l *Loop, f func(ctx context.Context)) {
	t.Helper()
	if _, err := l.Go(func(ctx context.Context) error { f(ctx); return nil }).Await(context.Background()); err != nil {
		t.Fatalf("Go: %v", err)
	}
}

// blockLoop keeps l busy until the function it returns is called.
func blockLoop(t *testing.T, l *Loop) (free func()) {
	t.Helper()
	began, gate := make(chan struct{}), make(chan struct{})
	if err := l.Post(func() { close(began); <-gate }); err != nil {
		t.Fatal(err)
	}
	<-began
	return sync.OnceFunc(func() { close(gate) })
}

// panicOf returns what f panics with.
func panicOf(f func()) (v any) {
	defer func() { v = recover() }()
	f()
	return nil
}

func ok() (int, error) { return 1, nil }
