package testhook

import "testing"

// The test holds the lock so that nobody waits: it has seen that it goes on.
func TestOpenWhileNobodyWaits(t *testing.T) {
	g := new(Gate)
	g.mu.Lock()
	g.open()
	g.mu.Unlock()
}

// countUnderTheLock would hang, so no test calls it, and none needs to be told.
func countUnderTheLock() {
	g := new(Gate)
	g.mu.Lock()
	println(g.count())
	g.mu.Unlock()
}
