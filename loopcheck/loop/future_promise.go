package loop

import (
	"maps"
	"slices"
)

// An outsider is a future that its loop does not complete itself: a promise, or
// work that was offloaded. The loop ends them when it ends.
type outsider interface {
	// work is the offloaded work that completes the future, nil for a promise.
	work() *job
	// isOwn reports whether the loop's own code completes it, and nobody else.
	isOwn() bool
	// stop is called when the loop begins to end: what runs is told.
	stop()
	// closed is called when the loop has ended: what has not begun fails, what has
	// is told to stop.
	closed(*DroppedError)
}

// NewPromise returns a future and the function that completes it. resolve may be
// called from any goroutine; the first call wins and returns true. A promise that
// is still open when its loop closes fails with ErrClosed; on a closed loop it
// fails at once.
func NewPromise[T any](l *Loop) (fut *Future[T], resolve func(v T, err error) bool) {
	p := newPromise[T](l)
	l.created(&p.future, "NewPromise")
	p.open()
	return &p.Future, p.resolve
}

type promise[T any] struct {
	Future[T]
	own bool // the loop's own code resolves it
}

func newPromise[T any](l *Loop) *promise[T] {
	p := &promise[T]{Future: Future[T]{future: future{loop: l}}}
	p.state.Store(isOutside)
	return p
}

// open registers the promise with its loop, or fails it if the loop is closed.
func (p *promise[T]) open() {
	if !p.loop.addOutside(&p.future, p) {
		p.refuse(ErrClosed)
	}
	if p.isDone() { // resolved before it was registered
		p.loop.removeOutside(&p.future)
	}
}

func (p *promise[T]) resolve(v T, err error) bool {
	if !p.claim() {
		return false
	}
	p.complete(v, err)
	return true
}

func (p *promise[T]) work() *job           { return nil }
func (p *promise[T]) isOwn() bool          { return p.own }
func (p *promise[T]) stop()                {}
func (p *promise[T]) closed(*DroppedError) { p.refuse(ErrClosed) }

func (l *Loop) addOutside(f *future, o outsider) bool {
	l.in.mu.Lock()
	defer l.in.mu.Unlock()
	if l.life.phase == closed {
		return false
	}
	if l.life.outside == nil {
		l.life.outside = make(map[*future]outsider)
	}
	l.life.outside[f] = o
	return true
}

func (l *Loop) removeOutside(f *future) {
	l.in.mu.Lock()
	delete(l.life.outside, f)
	l.in.mu.Unlock()
}

// failOutside fails what is still open outside a loop that ends, and reports
// whether there was anything.
func (l *Loop) failOutside() bool {
	for any := false; ; any = true {
		o := l.takeOutside()
		if o == nil {
			return any
		}
		o.closed(&l.turn.dropped)
	}
}

// stopOutside tells all that is offloaded now that the loop ends.
func (l *Loop) stopOutside() {
	l.in.mu.Lock()
	l.life.untold = false
	outside := slices.Collect(maps.Values(l.life.outside))
	l.in.mu.Unlock()
	for _, o := range outside {
		o.stop()
	}
}

// takeOutside takes one out of those that are open outside the loop: an error
// handler that panics leaves the others where they are.
func (l *Loop) takeOutside() outsider {
	l.in.mu.Lock()
	defer l.in.mu.Unlock()
	for f, o := range l.life.outside {
		delete(l.life.outside, f)
		return o
	}
	l.life.outside = nil
	return nil
}
