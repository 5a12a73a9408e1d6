package result

import (
	"context"
	"net"
	"net/http"
	"time"
)

// nopeServers runs servers until one fails: the process ends with it, as a rule.
func nopeServers(ctx context.Context, plain, secure *http.Server) error {
	failed := make(chan error)
	go func() { failed <- plain.ListenAndServe() }()
	go func() { failed <- secure.ListenAndServeTLS("cert", "key") }()
	return <-failed
}

type rpc struct{}

func (rpc) Serve(net.Listener) error { return nil }

// nopeListener does so by a listener.
func nopeListener(ctx context.Context, s rpc, l net.Listener) error {
	failed := make(chan error)
	go func() { failed <- s.Serve(l) }()
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
		return ctx.Err()
	}
}

// serveOne serves a connection, one of many.
func serveOne(ctx context.Context, s server, c net.Conn) error {
	failed := make(chan error)
	go func() { failed <- s.Serve(c) }() // want `failed <- s.Serve.* blocks for ever if serveOne returns before it is received`
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
		return ctx.Err()
	}
}

type server struct{}

func (server) Serve(net.Conn) error { return nil }

// A clients is an object with one loop, which ends with the object.
type clients struct {
	register, unregister chan int
	all                  map[int]bool
}

func (c *clients) nopeRun(in <-chan string) {
	status := make(chan int)
	go func() {
		for {
			time.Sleep(time.Second)
			status <- 1
		}
	}()
	for {
		select {
		case id := <-c.register:
			c.all[id] = true
		case id := <-c.unregister:
			delete(c.all, id)
		case _, ok := <-in:
			if !ok {
				return
			}
		case <-status:
		}
	}
}

// runOnce leaves by itself besides.
func (c *clients) runOnce(in <-chan string) {
	status := make(chan int)
	go func() {
		for {
			time.Sleep(time.Second)
			status <- 1 // want "status <- 1 blocks for ever if clients.runOnce returns"
		}
	}()
	for {
		select {
		case id := <-c.register:
			if id == 0 {
				return
			}
		case _, ok := <-in:
			if !ok {
				return
			}
		case <-status:
		}
	}
}

type command struct{ Wait time.Duration }

// Execute is a command of a command line: the process ends with it.
func (c *command) Execute(args []string) error {
	finished := make(chan error)
	go func() { finished <- http.ErrAbortHandler }() // nope: the process ends
	select {
	case err := <-finished:
		return err
	case <-time.After(c.Wait):
		return nil
	}
}

// Run is one that returns the exit code.
func (c *command) Run(args []string) int {
	return nopeCode(c.Wait)
}

func nopeCode(wait time.Duration) int {
	finished := make(chan int)
	go func() { finished <- 1 }()
	select {
	case code := <-finished:
		return code
	case <-time.After(wait):
		return 0
	}
}
