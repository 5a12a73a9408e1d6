package testhook

import "sync"

// A Gate takes its lock only if somebody waits at it.
type Gate struct {
	mu      sync.Mutex
	waiting int
	woken   int
}

func (g *Gate) open() { g.wake() }

func (g *Gate) wake() {
	if g.waiting == 0 {
		return
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	g.woken++
}

// Wait is slow to wake those whom it has let in.
func (g *Gate) Wait() {
	g.mu.Lock()
	g.waiting++
	g.open() // want "g.open .by Gate.wake. waits for g.mu, and Gate.Wait holds it: deadlock"
	g.mu.Unlock()
}

func (g *Gate) count() int {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.woken
}
