package loopflag

import "net"

// An Acceptor's flag is read without a lock, and the author says so to the race detector.
type Acceptor struct {
	l    net.Listener
	over bool
}

// Start accepts on a goroutine.
//
//go:norace
func (a *Acceptor) Start() {
	go func() {
		for !a.over {
			c, err := a.l.Accept()
			if err == nil {
				c.Close()
			}
		}
	}()
}

// Stop ends that.
//
//go:norace
func (a *Acceptor) Stop() {
	a.over = true
	a.l.Close()
}
