// Package smallroom has a loop that sends to itself what it has next to no room for.
package smallroom

import "time"

type roster struct {
	add, del chan []string
	chain    chan int
	quit     chan struct{}
}

func newRoster() *roster {
	c := &roster{add: make(chan []string, 1), del: make(chan []string, 1), chain: make(chan int, 1), quit: make(chan struct{})}
	c.chain <- 1
	go c.monitor()
	return c
}

func (c *roster) monitor() {
	t := time.NewTicker(time.Second)
	for {
		select {
		case <-c.quit:
			return
		case <-t.C:
			c.discover()
		case x := <-c.add:
			println(len(x))
		case x := <-c.del:
			println(len(x))
		case n := <-c.chain:
			c.next(n)
		}
	}
}

func (c *roster) discover() {
	c.del <- nil // want "send to c.del can fill up: roster.monitor is its only receiver, and this runs on roster.monitor; call the handler instead, or queue it in a slice"
	c.add <- nil // want "send to c.add can fill up: roster.monitor is its only receiver, and this runs on roster.monitor; call the handler instead, or queue it in a slice"
}

// next takes what it sends the next of.
func (c *roster) next(n int) { c.chain <- n + 1 }
