package answer

import "sync"

type gate struct {
	mu     sync.Mutex
	open   *sync.Cond
	opened bool
}

func newGate() *gate {
	g := &gate{}
	g.open = sync.NewCond(&g.mu)
	return g
}

func (g *gate) pass() {
	g.mu.Lock()
	defer g.mu.Unlock()
	for !g.opened {
		g.open.Wait() // want "g.open.Wait waits for ever: nobody signals g.open"
	}
}

func (g *gate) set() { g.opened = true }

type door struct {
	mu     sync.Mutex
	open   sync.Cond
	opened bool
}

func newDoor() *door {
	d := &door{}
	d.open.L = &d.mu
	return d
}

func (d *door) pass() {
	d.open.L.Lock()
	defer d.open.L.Unlock()
	for !d.opened {
		d.open.Wait() // nope: set signals
	}
}

func (d *door) set() {
	d.mu.Lock()
	d.opened = true
	d.mu.Unlock()
	d.open.Broadcast()
}

type lent struct{ open *sync.Cond }

func (l *lent) pass(wake func(*sync.Cond)) {
	wake(l.open)
	l.open.L.Lock()
	l.open.Wait() // nope: somebody else has it
	l.open.L.Unlock()
}
