// Package abstractown has a type of its own behind another package's interface, so that
// nobody says which one is meant.
package abstractown

import "example.com/corpus/src/loopdeadlock/abstract/wire"

type fake struct{}

func (*fake) Register(int, wire.Listener) {}
func (*fake) Close()                      {}
func (*fake) Text() string                { return "" }

type client struct{ c wire.Conn }

func start(c wire.Conn) *client {
	x := &client{c: c}
	x.c.Register(1, x)
	return x
}

func (x *client) Received(text string) { x.c.Close() }
func (x *client) Closed()              {}
