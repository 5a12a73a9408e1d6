package send

import (
	"io"
	"sync"
)

// nopeCron sends under the lock and on the condition under which Stop ends its loop.
type nopeCron struct {
	mu          sync.Mutex
	running     bool
	add, remove chan int
	stop        chan struct{}
}

func newNopeCron() *nopeCron {
	return &nopeCron{add: make(chan int), remove: make(chan int), stop: make(chan struct{})}
}

func (c *nopeCron) Start() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.running {
		return
	}
	c.running = true
	go c.run()
}

func (c *nopeCron) run() {
	for {
		select {
		case n := <-c.add:
			println(n)
		case n := <-c.remove:
			println(-n)
		case <-c.stop:
			return
		}
	}
}

func (c *nopeCron) Add(n int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.running {
		println(n)
	} else {
		c.add <- n
	}
}

func (c *nopeCron) Remove(n int) {
	c.mu.Lock()
	if !c.running || n == 0 {
		c.mu.Unlock()
		return
	}
	c.remove <- n
	c.mu.Unlock()
}

func (c *nopeCron) Stop() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.running {
		c.stop <- struct{}{}
		c.running = false
	}
}

// nopeReaders may send together; whoever closes is alone.
type nopeReaders struct {
	sync.RWMutex
	state phase
	quit  chan struct{}
	in    chan int
}

type phase int

const (
	open phase = iota
	shut
)

func newNopeReaders() *nopeReaders {
	r := &nopeReaders{quit: make(chan struct{}), in: make(chan int)}
	go r.run()
	return r
}

func (r *nopeReaders) run() {
	for {
		select {
		case n := <-r.in:
			println(n)
		case <-r.quit:
			return
		}
	}
}

func (r *nopeReaders) Send(n int) {
	r.RLock()
	defer r.RUnlock()
	if r.state == open {
		r.in <- n
	}
}

func (r *nopeReaders) Close() {
	r.Lock()
	defer r.Unlock()
	if r.state != shut {
		r.state = shut
		close(r.quit)
	}
}

// careless asks in several ways, and none of them is enough.
type careless struct {
	mu, other     sync.Mutex
	closed, fresh bool
	quit          chan struct{}

	unasked, unlocked, otherLock, letGo, otherSense, either, regardless, asked chan int
}

func newCareless() *careless {
	c := &careless{
		quit:    make(chan struct{}),
		unasked: make(chan int), unlocked: make(chan int), otherLock: make(chan int), letGo: make(chan int),
		otherSense: make(chan int), either: make(chan int), regardless: make(chan int), asked: make(chan int),
	}
	go c.run()
	return c
}

func (c *careless) run() {
	for {
		select {
		case n := <-c.unasked:
			if n < 0 {
				return
			}
		case n := <-c.unlocked:
			println(n)
		case n := <-c.otherLock:
			println(n)
		case n := <-c.letGo:
			println(n)
		case n := <-c.otherSense:
			println(n)
		case n := <-c.either:
			println(n)
		case n := <-c.regardless:
			println(n)
		case n := <-c.asked:
			println(n)
		case <-c.quit:
			return
		}
	}
}

func (c *careless) Close() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.closed = true
	c.fresh = true
	close(c.quit)
}

func (c *careless) Unasked(n int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.unasked <- n // want `c.unasked <- n blocks for ever once careless.run has returned`
}

func (c *careless) Unlocked(n int) {
	if !c.closed {
		c.unlocked <- n // want `c.unlocked <- n blocks for ever once careless.run has returned`
	}
}

func (c *careless) OtherLock(n int) {
	c.other.Lock()
	defer c.other.Unlock()
	if !c.closed {
		c.otherLock <- n // want `c.otherLock <- n blocks for ever once careless.run has returned`
	}
}

func (c *careless) LetGo(n int) {
	c.mu.Lock()
	closed := c.closed
	if c.closed {
		c.mu.Unlock()
		return
	}
	c.mu.Unlock()
	println(closed)
	c.mu.Lock()
	defer c.mu.Unlock()
	c.letGo <- n // want `c.letGo <- n blocks for ever once careless.run has returned`
}

func (c *careless) OtherSense(n int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.fresh {
		c.otherSense <- n // want `c.otherSense <- n blocks for ever once careless.run has returned`
	}
}

func (c *careless) Either(n int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.closed || n > 3 {
		c.either <- n // want `c.either <- n blocks for ever once careless.run has returned`
	}
}

func (c *careless) Regardless(n int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closed {
		println("closed")
	}
	c.regardless <- n // want `c.regardless <- n blocks for ever once careless.run has returned`
}

func (c *careless) NopeAsked(n int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if n > 0 && !c.closed {
		c.asked <- n
	}
}

// late notes that it is closed when its lock is free again.
type late struct {
	mu     sync.Mutex
	closed bool
	in     chan int
	quit   chan struct{}
}

func newLate() *late {
	l := &late{in: make(chan int), quit: make(chan struct{})}
	go l.run()
	return l
}

func (l *late) run() {
	for {
		select {
		case n := <-l.in:
			if n < 0 {
				return
			}
		case <-l.quit:
			return
		}
	}
}

func (l *late) Close() {
	l.mu.Lock()
	close(l.quit)
	l.mu.Unlock()
	l.closed = true
}

func (l *late) Send(n int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if !l.closed {
		l.in <- n // want `l.in <- n blocks for ever once late.run has returned`
	}
}

// failing's loop ends by itself too, which nobody notes.
type failing struct {
	mu      sync.Mutex
	closed  bool
	in      chan []byte
	quit    chan struct{}
	stopped chan struct{}
	w       io.Writer
}

func newFailing(w io.Writer) *failing {
	f := &failing{in: make(chan []byte), quit: make(chan struct{}), stopped: make(chan struct{}), w: w}
	go f.run()
	return f
}

func (f *failing) run() {
	defer close(f.stopped)
	for {
		select {
		case b := <-f.in:
			if _, err := f.w.Write(b); err != nil {
				return
			}
		case <-f.quit:
			return
		}
	}
}

func (f *failing) Close() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.closed = true
	close(f.quit)
}

func (f *failing) Send(b []byte) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if !f.closed {
		f.in <- b // want `f.in <- b blocks for ever once failing.run has returned \(the return at line \d+\)`
	}
}
