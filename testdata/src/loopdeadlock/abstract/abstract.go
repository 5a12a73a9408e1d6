// Package abstract listens to a connection that it knows by an interface: what the one
// type behind that does its own package says.
package abstract

import (
	"sync"

	"example.com/corpus/src/loopdeadlock/abstract/wire"
)

// A producer closes its connection where it is told what came in, with that locked.
type producer struct {
	c    wire.Conn
	last string
}

func start() *producer {
	p := &producer{c: wire.Dial()}
	p.c.Register(1, p)
	return p
}

func (p *producer) Received(text string) {
	if text == "bad" {
		p.c.Close() // want "p.c.Close waits for p.c.mu, which wire.conn.Deliver holds while it calls this: deadlock"
		return
	}
	p.last = p.c.Text()
}

// Closed is told without the lock.
func (p *producer) Closed() { p.c.Close() }

// A relay leaves it to a goroutine.
type relay struct{ c wire.Conn }

func startRelay() {
	r := &relay{c: wire.Dial()}
	r.c.Register(2, r)
}

func (r *relay) Received(text string) { go r.c.Close() }

func (r *relay) Closed() {}

// A desk has a lock of its own, and a log of whatever type.
type desk struct {
	mu  sync.Mutex
	log wire.Log
}

func (d *desk) write(line string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.log.Add(line)
}
