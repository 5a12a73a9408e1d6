// Package gnet has twins that run on an event loop of gnet. The loop is a stand-in,
// since gnet's own needs a network; what runs on it has gnet's types.
package gnet

import (
	"github.com/panjf2000/gnet/v2"

	"example.com/corpus/twins"
	"github.com/loopcheck/loopcheck/loopcheck"
)

// Twins are the pairs of this folder.
var Twins = []twins.Twin{pollsPlainFlag, dialInCallback}

// An engine runs events one after the other.
type engine struct {
	events  chan func()
	watcher *loopcheck.Watcher
}

func start(t *loopcheck.T) *engine {
	e := &engine{events: make(chan func(), 8), watcher: loopcheck.Watch(t, "gnet")}
	t.Go("event loop", func() {
		e.watcher.Own()
		for f := range e.events {
			e.watcher.Handle(f)
		}
	})
	return e
}

func (e *engine) stop() { close(e.events) }

// A conn is a connection of the engine.
type conn struct {
	gnet.Conn
	engine *engine
}

// AsyncWrite writes and then calls back, on the loop.
func (c *conn) AsyncWrite(_ []byte, done gnet.AsyncCallback) error {
	c.engine.events <- func() { done(c, nil) }
	return nil
}

// dial registers a connection with the loop and waits until it is.
func (e *engine) dial() gnet.Conn {
	registered := make(chan struct{})
	e.events <- func() { close(registered) }
	<-registered
	return &conn{engine: e}
}
