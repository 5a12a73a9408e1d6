// Package onlytests is nothing but tests: a bug reproduced on its own, a suite that stands
// beside the program. They are judged as a program is.
package onlytests

import (
	"sync"
	"testing"
)

type counter struct {
	mu sync.Mutex
	n  int
}

func (c *counter) value() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.n
}

func (c *counter) add(n int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.n = c.value() + n // want `c.value waits for c.mu, and counter.add holds it: deadlock`
}

func checkAdd(t *testing.T) {
	var c counter
	c.add(1)
	if c.value() != 1 {
		t.Error("lost")
	}
}
