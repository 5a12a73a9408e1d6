package loop

import (
	"context"
	"iter"
)

// A waiter is woken when a future that it listens to is done.
type waiter interface {
	// wakeUp is called under the loop's lock for listeners: it does not block.
	wakeUp(*listener)
}

// A listener is a waiter's place at one future.
type listener struct {
	next   *listener // the last one's is the first
	waiter waiter
	task   *task             // the coroutine that will complete the future
	cancel func(cause error) // stops what else will
	ticket uint64            // the waiter's own note of which wait it is
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
	n.next, f.listeners = n, n
	f.state.Or(listened)
}

// listen adds n, and reports false if the future is done already.
func (f *future) listen(n *listener) bool {
	l := f.loop
	l.waits.Lock()
	s := f.state.Load()
	if s&listened == 0 {
		s = f.state.Or(listened)
	}
	if s&stageMask == done {
		l.waits.Unlock()
		return false
	}
	if last := f.listeners; last == nil {
		n.next = n
	} else {
		n.next, last.next = last.next, n
	}
	f.listeners = n
	l.waits.Unlock()
	return true
}

// unlisten takes n out again, if it is in.
func (f *future) unlisten(n *listener) {
	l := f.loop
	l.waits.Lock()
	defer l.waits.Unlock()
	for before := range f.listening() {
		if before.next != n {
			continue
		}
		switch {
		case before == n:
			f.listeners = nil
		case f.listeners == n:
			f.listeners = before
		}
		before.next, n.next = n.next, nil
		return
	}
}

// listening yields the listeners, the last one first. The loop's lock for listeners
// is held.
func (f *future) listening() iter.Seq[*listener] {
	return func(yield func(*listener) bool) {
		last := f.listeners
		if last == nil || !yield(last) {
			return
		}
		for n := last.next; n != last && yield(n); n = n.next {
		}
	}
}

// notify wakes all listeners of a future that is done.
func (f *future) notify() {
	l := f.loop
	l.waits.Lock()
	last := f.listeners
	f.listeners = nil
	for n := last.first(); n != nil; {
		next := n.next
		if n == last {
			next = nil
		}
		n.next = nil
		if n.waiter != nil {
			n.waiter.wakeUp(n) // n may be used again from here on
		}
		n = next
	}
	l.waits.Unlock()
}

// cancelOutside asks what will complete the future to stop.
func (f *future) cancelOutside(cause error) bool {
	l := f.loop
	l.waits.Lock()
	var cancel func(error)
	for n := range f.listening() {
		switch {
		case n.task != nil:
			cancel = n.task.cancel
		case n.cancel != nil:
			cancel = n.cancel
		}
	}
	l.waits.Unlock()
	if cancel == nil || f.isDone() {
		return false
	}
	cancel(cause)
	return true
}

// producer returns the coroutine that will complete the future, if one will.
func (f *future) producer() *task {
	l := f.loop
	l.waits.Lock()
	defer l.waits.Unlock()
	for n := range f.listening() {
		if n.task != nil {
			return n.task
		}
	}
	return nil
}

// A closer is a channel that is closed when the future is done.
type closer chan struct{}

func (c closer) wakeUp(*listener) { close(c) }

// A parker blocks a plain goroutine. Parkers belong to a loop, because their
// channels belong to its synctest bubble.
type parker struct {
	listener
	woken chan struct{}
}

func (p *parker) wakeUp(*listener) { p.woken <- struct{}{} }

func (l *Loop) newParker() *parker {
	if p, ok := l.parkers.Get().(*parker); ok {
		return p
	}
	p := &parker{woken: make(chan struct{}, 1)}
	p.waiter = p
	return p
}

// wait waits for the future to be done, in whatever way fits the caller.
func (f *future) wait(ctx context.Context) error {
	id := self()
	if id == f.loop.ownerID.load() {
		return f.loop.selfWait("Await")
	}
	if f.isDone() {
		return nil
	}
	p := here(id)
	switch {
	case p == nil:
		return f.park(ctx)
	case p.co != nil:
		return p.co.await(ctx, f)
	}
	// A callback of another loop: that loop waits.
	if err := p.loop.blockOn(f.loop, f, "Await"); err != nil {
		return err
	}
	defer p.loop.unblock()
	return f.park(ctx)
}

// park blocks the goroutine until the future is done or ctx ends.
func (f *future) park(ctx context.Context) error {
	if f.isDone() {
		return nil
	}
	l := f.loop
	p := l.newParker()
	defer l.parkers.Put(p)
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
