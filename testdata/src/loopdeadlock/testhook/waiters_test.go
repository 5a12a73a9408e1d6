package testhook

import "testing"

// The test holds the lock so that nobody waits: it has seen that it goes on.
func TestOpenWhileNobodyWaits(t *testing.T) {
	g := new(Gate)
	g.mu.Lock()
	g.open()
	g.mu.Unlock()
}

// This one hangs each time, so whoever runs it knows.
func TestCountUnderTheLock(t *testing.T) {
	g := new(Gate)
	g.mu.Lock()
	println(g.count())
	g.mu.Unlock()
}
