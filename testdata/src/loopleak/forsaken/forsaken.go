// Package forsaken has objects with a loop of their own, which functions forget.
package forsaken

import "errors"

// A Conn's loop ends when it is closed.
type Conn struct {
	in    chan string
	quit  chan struct{}
	bytes int
}

func newConn() *Conn {
	c := &Conn{in: make(chan string), quit: make(chan struct{})}
	go c.loop()
	return c
}

func (c *Conn) loop() {
	for {
		select {
		case s := <-c.in:
			c.bytes += len(s)
		case <-c.quit:
			return
		}
	}
}

// Close ends the loop.
func (c *Conn) Close() { close(c.quit) }

func (c *Conn) hello() error {
	c.in <- "hello"
	return nil
}

func allowed(name string) error {
	if name == "" {
		return errors.New("no name")
	}
	return nil
}

// Dial forgets the connection.
func Dial(name string) (*Conn, error) {
	c := newConn()
	if err := allowed(name); err != nil {
		return nil, err // want `Conn.loop runs on when this leaves with an error: only c.Close ends it, and nobody has the object any more; call it first`
	}
	return c, nil
}

// Greet forgets it once it has spoken.
func Greet(name string) (*Conn, error) {
	c := newConn()
	if err := c.hello(); err != nil {
		return nil, err // want `Conn.loop runs on when this leaves with an error`
	}
	return c, nil
}

// Try closes it.
func Try(name string) (*Conn, error) {
	c := newConn()
	if err := allowed(name); err != nil {
		c.Close()
		return nil, err
	}
	return c, nil
}

// Early asks first.
func Early(name string) (*Conn, error) {
	if err := allowed(name); err != nil {
		return nil, err
	}
	return newConn(), nil
}

// Late leaves it to what is deferred.
func Late(name string) (c *Conn, err error) {
	c = newConn()
	defer func() {
		if err != nil {
			c.Close()
		}
	}()
	return c, allowed(name)
}
