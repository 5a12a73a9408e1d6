package handwritten

import (
	"sync"

	"example.com/corpus/twins"
	"github.com/loopcheck/loopcheck/loopcheck"
)

var waitsForItself = twins.Twin{
	File:    "waits_for_itself",
	Bug:     "the writer loop closes the connection, which waits for the writer loop",
	Retells: "syncthing/syncthing, pull/5679",
	Rule:    "loopdeadlock",
	Kind:    loopcheck.Deadlock,
	Buggy: func(t *loopcheck.T) {
		c := newConnection(loopcheck.Watch(t, "writer"))
		c.loops.Go(c.write)
		c.out <- "bad"
		c.close()
	},
	Fixed: func(t *loopcheck.T) {
		c := newCarefulConnection(loopcheck.Watch(t, "writer"))
		c.loops.Go(c.write)
		c.out <- "bad"
		c.close()
	},
}

type connection struct {
	out     chan string
	quit    chan struct{}
	once    sync.Once
	loops   sync.WaitGroup
	watcher *loopcheck.Watcher
}

func newConnection(w *loopcheck.Watcher) *connection {
	return &connection{out: make(chan string), quit: make(chan struct{}), watcher: w}
}

func (c *connection) write() {
	for {
		select {
		case m := <-c.out:
			c.watcher.Handle(func() {
				if m == "bad" {
					c.close()
				}
			})
		case <-c.quit:
			return
		}
	}
}

func (c *connection) close() {
	c.once.Do(func() { close(c.quit) })
	c.loops.Wait()
}

// The fixed twin.

// A carefulConnection is closed by a goroutine of its own.
type carefulConnection struct {
	out     chan string
	quit    chan struct{}
	once    sync.Once
	loops   sync.WaitGroup
	watcher *loopcheck.Watcher
}

func newCarefulConnection(w *loopcheck.Watcher) *carefulConnection {
	return &carefulConnection{out: make(chan string), quit: make(chan struct{}), watcher: w}
}

func (c *carefulConnection) write() {
	for {
		select {
		case m := <-c.out:
			c.watcher.Handle(func() {
				if m == "bad" {
					go c.close()
				}
			})
		case <-c.quit:
			return
		}
	}
}

func (c *carefulConnection) close() {
	c.once.Do(func() { close(c.quit) })
	c.loops.Wait()
}
