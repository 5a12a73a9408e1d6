package lockwait

import (
	"context"
	"sync"
)

// An emitter's loop closes it with the lock that its senders hold.
type emitter struct {
	mu     sync.RWMutex
	in     chan int
	ctx    context.Context
	closed bool
}

func newEmitter(ctx context.Context) *emitter {
	e := &emitter{in: make(chan int), ctx: ctx}
	go e.run()
	return e
}

func (e *emitter) add(n int) {
	e.mu.RLock()
	defer e.mu.RUnlock()
	if !e.closed {
		e.in <- n // want "emitter.add holds e.mu while it sends to e.in, and emitter.run, its receiver, takes e.mu on its way out: deadlock; unlock before that"
	}
}

func (e *emitter) run() {
	for {
		select {
		case <-e.in:
		case <-e.ctx.Done():
			e.mu.Lock()
			e.closed = true
			e.mu.Unlock()
			return
		}
	}
}

// A deferrer does so in a deferred call.
type deferrer struct {
	mu   sync.Mutex
	in   chan int
	quit chan bool
}

func newDeferrer() *deferrer {
	d := &deferrer{in: make(chan int), quit: make(chan bool)}
	go d.run()
	return d
}

func (d *deferrer) add(n int) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.in <- n // want "deferrer.add holds d.mu while it sends to d.in, and deferrer.run, its receiver, takes d.mu on its way out in deferrer.close: deadlock"
}

func (d *deferrer) run() {
	defer d.close()
	for {
		select {
		case <-d.in:
		case <-d.quit:
			return
		}
	}
}

func (d *deferrer) close() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.in = nil
}

// A careful one's senders know of the end.
type careful struct {
	mu   sync.Mutex
	in   chan int
	quit chan bool
}

func newCareful() *careful {
	c := &careful{in: make(chan int), quit: make(chan bool)}
	go c.run()
	return c
}

func (c *careful) end() { close(c.quit) }

func (c *careful) add(n int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	select {
	case c.in <- n: // strict
	case <-c.quit:
	}
}

func (c *careful) run() {
	for {
		select {
		case <-c.in:
		case <-c.quit:
			c.mu.Lock()
			c.mu.Unlock()
			return
		}
	}
}

// A relay goes on receiving while somebody else takes the lock at its end.
type relay struct {
	mu   sync.Mutex
	in   chan int
	quit chan bool
}

func newRelay() *relay {
	r := &relay{in: make(chan int), quit: make(chan bool)}
	go r.run()
	return r
}

func (r *relay) add(n int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.in <- n
}

func (r *relay) run() {
	for {
		select {
		case <-r.in:
		case <-r.quit:
			go r.close()
			for range r.in {
			}
		}
	}
}

func (r *relay) close() {
	r.mu.Lock()
	close(r.in)
	r.mu.Unlock()
}

// A crew has several who receive.
type crew struct {
	mu   sync.Mutex
	in   chan int
	quit chan bool
}

func newCrew(n int) *crew {
	c := &crew{in: make(chan int), quit: make(chan bool)}
	for range n {
		go c.run()
	}
	return c
}

func (c *crew) add(n int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.in <- n
}

func (c *crew) run() {
	for {
		select {
		case <-c.in:
		case <-c.quit:
			c.mu.Lock()
			c.mu.Unlock()
			return
		}
	}
}
