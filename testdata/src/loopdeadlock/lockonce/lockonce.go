// Package lockonce waits within a Once for who comes to it as well.
package lockonce

import "sync"

type conn struct {
	once       sync.Once
	quit, done chan struct{}
}

func newConn() *conn {
	c := &conn{quit: make(chan struct{}), done: make(chan struct{})}
	go c.run()
	return c
}

func read() error { return nil }

func (c *conn) run() {
	defer close(c.done)
	for {
		if read() != nil {
			c.close()
			return
		}
	}
}

func (c *conn) close() {
	c.once.Do(func() {
		close(c.quit)
		<-c.done // want `the function in conn.close holds c.once while it receives from c.done, and conn.run, which closes it, takes c.once first in conn.close: deadlock; unlock before that`
	})
}

type link struct {
	once       sync.Once
	quit, done chan struct{}
}

func newLink() *link {
	l := &link{quit: make(chan struct{}), done: make(chan struct{})}
	go l.run()
	return l
}

func (l *link) run() {
	defer close(l.done)
	for {
		if read() != nil {
			l.stop()
			return
		}
	}
}

func (l *link) stop() { l.once.Do(func() { close(l.quit) }) }

// close waits behind the Once.
func (l *link) close() {
	l.stop()
	<-l.done
}
