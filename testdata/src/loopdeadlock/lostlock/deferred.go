package lostlock

import "sync"

// A client's deferred functions give the lock up for a while and take it again, for the
// deferred RUnlock that runs after them.
type client struct {
	mu   sync.RWMutex
	conn func(string) error
}

func (c *client) do(s string) error {
	c.mu.RLock()
	defer c.mu.RUnlock()
	if c.conn == nil {
		return errClosed
	}
	if err := c.conn(s); err != nil {
		defer func() {
			c.mu.RUnlock()
			c.mu.Lock()
			c.conn = nil
			c.mu.Unlock()
			c.mu.RLock()
		}()
		return err
	}
	return nil
}

func (c *client) dial(f func(string) error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.conn = f
}

// What is deferred later has run before.
func (c *client) hangUp() {
	defer func() {
		c.mu.Lock()
		c.conn = nil
	}() // want "the function in client.hangUp leaves c.mu locked here"
	c.mu.Lock()
	defer c.mu.Unlock()
	c.conn = nil
}
