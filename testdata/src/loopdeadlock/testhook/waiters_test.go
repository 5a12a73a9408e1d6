package testhook

import "testing"

// The test holds the lock so that nobody waits: it has seen that it goes on.
func TestOpenWhileNobodyWaits(t *testing.T) {
	g := new(Gate)
	g.mu.Lock()
	g.open()
	g.mu.Unlock()
}

// countUnderTheLock would hang, so no test calls it.
func countUnderTheLock() {
	g := new(Gate)
	g.mu.Lock()
	println(g.count()) // want "g.count waits for g.mu, and countUnderTheLock holds it: deadlock"
	g.mu.Unlock()
}
