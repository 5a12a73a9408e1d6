// Package wire has a connection that importers know by an interface.
package wire

import "sync"

// A Listener is told what comes in.
type Listener interface {
	Received(text string)
	Closed()
}

// A Conn is a connection.
type Conn interface {
	Register(id int, l Listener)
	Close()
	Text() string
}

// Dial opens a connection.
func Dial() Conn { return &conn{listeners: make(map[int]Listener)} }

type conn struct {
	mu        sync.Mutex
	listeners map[int]Listener
	text      string
}

func (c *conn) Register(id int, l Listener) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.listeners[id] = l
}

func (c *conn) Close() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.listeners = nil
}

func (c *conn) Text() string { return c.text }

// Deliver hands on what came in, with the connection locked.
func (c *conn) Deliver(id int, text string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if l, ok := c.listeners[id]; ok {
		l.Received(text)
	}
}

// end tells all that it is over, without the lock.
func (c *conn) end() {
	c.mu.Lock()
	all := c.listeners
	c.mu.Unlock()
	for _, l := range all {
		l.Closed()
	}
}

// A Log is what two types here are: nobody says which.
type Log interface{ Add(line string) }

type plain struct{ mu sync.Mutex }

func (p *plain) Add(string) { p.mu.Lock(); p.mu.Unlock() }

type quiet struct{}

func (quiet) Add(string) {}

// Open opens a log.
func Open(loud bool) Log {
	if loud {
		return &plain{}
	}
	return quiet{}
}
