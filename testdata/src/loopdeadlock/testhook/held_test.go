package testhook

import "testing"

// TestHeld holds the lock to keep others where they are, and knows that what it calls
// does not come to it.
func TestHeld(t *testing.T) {
	tr := &Transport{lines: make(chan string, 1)}
	tr.mu.Lock()
	tr.flush() // nope: there is nothing to flush
	tr.mu.Unlock()
}
