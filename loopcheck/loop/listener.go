package loop

import "context"

// A waiter is woken when a future that it listens to is done.
type waiter interface {
	// wakeUp is called under the loop's lock for listeners: it does not block.
	wakeUp(*listener)
}

// A listener is a waiter's place at one future.
type listener struct {
	next   *listener
	waiter waiter
	task   *task             // the coroutine that will complete the future
	cancel func(cause error) // stops what else will
	ticket uint64            // the waiter's own note of which wait it is
}

// listen adds n, and reports false if the future is done already.
func (f *future) listen(n *listener) bool {
	l := f.loop
	l.waits.Lock()
	defer l.waits.Unlock()
	if s := f.state.Or(listened); s&stageMask == done {
		return false
	}
	p := &f.listeners
	for *p != nil {
		p = &(*p).next
	}
	n.next = nil
	*p = n
	return true
}

// unlisten takes n out again, if it is in.
func (f *future) unlisten(n *listener) {
	l := f.loop
	l.waits.Lock()
	defer l.waits.Unlock()
	for p := &f.listeners; *p != nil; p = &(*p).next {
		if *p == n {
			*p, n.next = n.next, nil
			return
		}
	}
}

// notify wakes all listeners of a future that is done.
func (f *future) notify() {
	l := f.loop
	l.waits.Lock()
	defer l.waits.Unlock()
	n := f.listeners
	f.listeners = nil
	for n != nil {
		next := n.next
		n.next = nil
		if n.waiter != nil {
			n.waiter.wakeUp(n)
		}
		n = next
	}
}

// cancelOutside asks what will complete the future to stop.
func (f *future) cancelOutside(cause error) bool {
	l := f.loop
	l.waits.Lock()
	var cancel func(error)
	for n := f.listeners; n != nil && cancel == nil; n = n.next {
		cancel = n.cancel
		if n.task != nil {
			cancel = n.task.cancel
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
	for n := f.listeners; n != nil; n = n.next {
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
	l, id := f.loop, self()
	if id == l.coroID.load() {
		return l.current.await(ctx, f)
	}
	if id == l.ownerID.load() {
		return l.selfWait("Await")
	}
	p := here(id)
	switch {
	case p == nil:
		return f.park(ctx)
	case p.co != nil:
		return p.co.await(ctx, f)
	case f.isDone():
		return nil
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
