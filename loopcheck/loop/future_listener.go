package loop

import (
	"context"
	"sync"
)

// The futures of a loop share these.
type futures struct {
	mu      sync.Mutex // guards their listeners
	parkers sync.Pool
	calls   callPools
}

// A waiter is woken when a future that it listens to is done.
type waiter interface {
	// notified is called under the loop's lock for listeners: it does not block.
	notified(*listener)
}

// A listener is a waiter's place at one future.
type listener struct {
	next   *listener // the last one's is the first
	before *listener // the first one's is the last
	waiter waiter    // or who will complete the future: a task or a job
	ticket uint64    // the waiter's own note of which wait it is
}

// first returns the first of the listeners that n is the last of.
func (n *listener) first() *listener {
	if n == nil {
		return nil
	}
	return n.next
}

// begin makes n the first listener of a new future.
func (f *future) begin(n *listener) {
	n.next, n.before, f.listeners = n, n, n
	f.state.Or(listened)
}

// listen adds n, and reports false if the future is done already.
func (f *future) listen(n *listener) bool {
	l := f.loop
	l.futures.mu.Lock()
	s := f.state.Load()
	if s&listened == 0 {
		s = f.state.Or(listened)
	}
	if s&stageMask == done {
		l.futures.mu.Unlock()
		return false
	}
	if last := f.listeners; last == nil {
		n.next, n.before = n, n
	} else {
		first := last.next
		n.before, n.next = last, first
		last.next, first.before = n, n
	}
	f.listeners = n
	l.futures.mu.Unlock()
	return true
}

// unlisten takes n out again, if it is in.
func (f *future) unlisten(n *listener) {
	l := f.loop
	l.futures.mu.Lock()
	defer l.futures.mu.Unlock()
	switch {
	case n.next == nil:
		return
	case n.next == n:
		f.listeners = nil
	case f.listeners == n:
		f.listeners = n.before
	}
	n.before.next, n.next.before = n.next, n.before
	n.next, n.before = nil, nil
}

// notify wakes all listeners of a future that is done.
func (f *future) notify() {
	l := f.loop
	l.futures.mu.Lock()
	last := f.listeners
	f.listeners = nil
	for n := last.first(); n != nil; {
		next := n.next
		if n == last {
			next = nil
		}
		n.next, n.before = nil, nil
		n.waiter.notified(n) // n may be used again from here on
		n = next
	}
	l.futures.mu.Unlock()
}

// cancelOutside asks what will complete the future to stop.
func (f *future) cancelOutside(cause error) bool {
	t, j := f.completer()
	if f.isDone() {
		return false
	}
	switch {
	case t != nil:
		t.cancel(cause)
	case j != nil:
		j.cancel(cause)
	default:
		return false
	}
	return true
}

// completer returns the coroutine or the offloaded work that will complete the
// future, if one will: it is the first of its listeners.
func (f *future) completer() (*task, *job) {
	l := f.loop
	l.futures.mu.Lock()
	defer l.futures.mu.Unlock()
	first := f.listeners.first()
	if first == nil {
		return nil, nil
	}
	t, _ := first.waiter.(*task)
	j, _ := first.waiter.(*job)
	return t, j
}

// Who completes a future is told nothing when it is done.

func (t *task) notified(*listener) {}
func (j *job) notified(*listener)  {}

// A closer is a channel that is closed when the future is done.
type closer chan struct{}

func (c closer) notified(*listener) { close(c) }

// A parker blocks a plain goroutine. Parkers belong to a loop, because their
// channels belong to its synctest bubble.
type parker struct {
	listener
	woken chan struct{}
}

func (p *parker) notified(*listener) { p.woken <- struct{}{} }

func (l *Loop) newParker() *parker {
	if p, ok := l.futures.parkers.Get().(*parker); ok {
		return p
	}
	p := &parker{woken: make(chan struct{}, 1)}
	p.waiter = p
	return p
}

// wait waits for the future to be done, in whatever way fits the caller.
func (f *future) wait(ctx context.Context) error { return f.waitAs(ctx, nil, "Await") }

// waitAs is wait; others see it as the wait as, or, if that is nil, as what it is.
func (f *future) waitAs(ctx context.Context, as *wait, op string) error {
	id := self()
	if id == f.loop.who.ownerID.load() {
		return f.loop.selfWait(op)
	}
	if f.isDone() {
		return nil
	}
	p := placeOf(id)
	switch {
	case p == nil:
		return f.parkGoroutine(ctx)
	case p.co != nil:
		return p.co.await(ctx, f, as, op)
	case as == nil:
		as = &wait{on: f.loop.name, ender: futureDone{f}, ctx: ctx}
	}
	// A callback of another loop, or offloaded work.
	end, err := block(as, op)
	if err != nil {
		return err
	}
	defer end()
	return f.parkGoroutine(ctx)
}

// parkGoroutine blocks the goroutine until the future is done or ctx ends.
func (f *future) parkGoroutine(ctx context.Context) error {
	if f.isDone() {
		return nil
	}
	l := f.loop
	p := l.newParker()
	defer l.futures.parkers.Put(p)
	if !f.listen(&p.listener) {
		return nil
	}
	cancelled := ctx.Done()
	if cancelled == nil {
		<-p.woken
		return nil
	}
	select {
	case <-p.woken:
		return nil
	case <-cancelled:
	}
	f.unlisten(&p.listener)
	if !f.isDone() {
		return waitError(ctx.Err(), context.Cause(ctx))
	}
	select {
	case <-p.woken: // leave no token behind
	default:
	}
	return nil
}
