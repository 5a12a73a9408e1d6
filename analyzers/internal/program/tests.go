package program

import (
	"go/token"
	"go/types"
)

// byTests reports whether a test does something with a channel of the program's: how tests
// stand in for the other side says nothing of who is there when the program runs.
func (p *Package) byTests(v types.Object, at token.Pos) bool {
	return v != nil && p.InTest(at) && !p.InTest(v.Pos())
}

// Tested reports whether tests send to a channel, receive from it or close it.
func (c *Channel) Tested() bool { return c.tested }
