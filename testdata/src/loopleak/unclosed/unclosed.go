// Package unclosed leaves with an error before it closes what others wait for.
package unclosed

import "errors"

func read(int) (int, error) { return 0, nil }

func connect() error { return nil }

func produce(out chan int) error {
	for i := range 10 {
		n, err := read(i)
		if err != nil {
			return errors.New("read")
		}
		out <- n
	}
	close(out)
	return nil
}

func sum() (sum int) {
	c := make(chan int)
	go produce(c)
	for n := range c { // want `ranging over c waits for ever where produce, which alone ends the wait, leaves first \(the return at line 14\): send or close on every way`
		sum += n
	}
	return sum
}

type server struct {
	ready, quit chan struct{}
}

func newServer() *server {
	s := &server{ready: make(chan struct{}), quit: make(chan struct{})}
	go s.run()
	return s
}

func (s *server) run() {
	if err := connect(); err != nil {
		return
	}
	close(s.ready)
	<-s.quit
}

func (s *server) wait() {
	<-s.ready // want `receiving from s.ready waits for ever where server.run, which alone ends the wait, leaves first \(the return at line 43\): send or close on every way`
}

func (s *server) close() { close(s.quit) }

// knows has another way out.
func (s *server) knows() {
	select {
	case <-s.ready:
	case <-s.quit:
	}
}

// A client says the error before it leaves.
type client struct {
	ready  chan struct{}
	failed chan error
}

func newClient() *client {
	c := &client{ready: make(chan struct{}), failed: make(chan error, 1)}
	go c.run()
	return c
}

func (c *client) run() {
	if err := connect(); err != nil {
		c.failed <- err
		return
	}
	close(c.ready)
}

func (c *client) wait() { <-c.ready }

func (c *client) err() error { return <-c.failed }

// closes does so on every way.
func closes(out chan int) {
	n, err := read(0)
	if err != nil {
		close(out)
		return
	}
	out <- n
	close(out)
}

// defers does so in any case.
func defers(out chan int) {
	defer close(out)
	n, err := read(0)
	if err != nil {
		return
	}
	out <- n
}

func both() (sum int) {
	c, d := make(chan int), make(chan int)
	go closes(c)
	go defers(d)
	for n := range c {
		sum += n
	}
	for n := range d {
		sum += n
	}
	return sum
}
