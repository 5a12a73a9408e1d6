// Package uneven has two who send, of whom one alone knows of the end.
package uneven

import "sync"

type packet struct{ n int }

// A Conn hands on what it reads.
type Conn struct {
	packets chan packet
	closed  chan struct{}
	once    sync.Once
}

// NewConn makes one.
func NewConn(room int) *Conn {
	return &Conn{packets: make(chan packet, room), closed: make(chan struct{})}
}

// Add begins with a first packet.
func (c *Conn) Add(first packet, read func() packet) {
	go func() {
		c.packets <- first // want `c.packets <- first blocks for ever if nobody receives any more after <-c.closed, of which the send at line 33 knows: send in a select with <-c.closed as well`
		for {
			c.handle(read())
		}
	}()
}

func (c *Conn) handle(p packet) {
	select {
	case c.packets <- p:
	case <-c.closed:
	}
}

// Read waits for one.
func (c *Conn) Read() packet { return <-c.packets }

// Close ends it.
func (c *Conn) Close() { c.once.Do(func() { close(c.closed) }) }

// An Even one has the arm everywhere.
type Even struct {
	packets chan packet
	closed  chan struct{}
}

// NewEven makes one.
func NewEven() *Even { return &Even{packets: make(chan packet), closed: make(chan struct{})} }

// Put hands one on.
func (e *Even) Put(p packet) {
	select {
	case e.packets <- p:
	case <-e.closed:
	}
}

// Get waits for one.
func (e *Even) Get() packet { return <-e.packets }

// Close says the last word itself.
func (e *Even) Close(last packet) {
	close(e.closed)
	e.packets <- last
}
