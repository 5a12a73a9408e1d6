package loopflag

import (
	"sync"
	"sync/atomic"
)

// A Checker's loop asks atomically, and Close writes under a lock that the loop does not take.
type Checker struct {
	mu    sync.Mutex
	state uint32
	count int64
	ticks chan struct{}
}

// Start starts the loop.
func (c *Checker) Start() { go c.run() }

func (c *Checker) run() {
	for range c.ticks {
		if atomic.LoadUint32(&c.state) == 1 {
			return
		}
		atomic.AddInt64(&c.count, 1)
	}
}

// Close writes it as if nobody else had it.
func (c *Checker) Close() {
	c.mu.Lock()
	c.state = 1 // want "c.state is written here by whoever calls Checker.Close, and Checker.run reads it atomically .*; use package atomic on both sides"
	c.mu.Unlock()
}

// Count asks as it should.
func (c *Checker) Count() int64 { return atomic.LoadInt64(&c.count) }

// A Meter writes atomically under its lock, for those who read without it; whoever holds
// it may read plainly.
type Meter struct {
	mu    sync.Mutex
	n     int64
	ticks chan struct{}
}

// Start sets what the loop then has.
func (m *Meter) Start() {
	m.n = 1
	go m.run()
}

func (m *Meter) run() {
	for range m.ticks {
		m.mu.Lock()
		atomic.AddInt64(&m.n, 1)
		m.mu.Unlock()
	}
}

// N takes the lock.
func (m *Meter) N() int64 {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.n
}

// Quick reads without it.
func (m *Meter) Quick() int64 { return atomic.LoadInt64(&m.n) }
