// Package lockorder takes two locks in opposite orders.
package lockorder

import "sync"

type store struct {
	mu    sync.Mutex
	rooms map[string]*room
}

type room struct {
	mu    sync.Mutex
	store *store
	n     int
}

func start(s *store, ticks chan string) {
	go s.sweep(ticks)
	for _, r := range s.rooms {
		go r.run(ticks)
	}
}

func (s *store) sweep(ticks chan string) {
	for range ticks {
		s.mu.Lock()
		for _, r := range s.rooms {
			r.reset() // want "r.reset waits for r.mu, and store.sweep holds s.mu, for which room.run waits the other way round: deadlock; lock them in one order"
		}
		s.mu.Unlock()
	}
}

func (r *room) reset() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.n = 0
}

func (r *room) run(ticks chan string) {
	for name := range ticks {
		r.mu.Lock()
		r.store.drop(name)
		r.mu.Unlock()
	}
}

func (s *store) drop(name string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.rooms, name)
}

// A third lock lets one in at a time.
type gated struct {
	gate, a, b sync.Mutex
}

func (g *gated) start() {
	go func() {
		g.gate.Lock()
		defer g.gate.Unlock()
		g.a.Lock()
		g.b.Lock()
		g.b.Unlock()
		g.a.Unlock()
	}()
	go func() {
		g.gate.Lock()
		defer g.gate.Unlock()
		g.back()
	}()
}

func (g *gated) back() {
	g.b.Lock()
	g.a.Lock()
	g.a.Unlock()
	g.b.Unlock()
}

// Two readers let each other in.
type shared struct {
	a, b sync.RWMutex
}

func (s *shared) start() {
	go func() {
		s.a.RLock()
		s.b.RLock()
		s.b.RUnlock()
		s.a.RUnlock()
	}()
	go func() {
		s.b.RLock()
		s.a.RLock()
		s.a.RUnlock()
		s.b.RUnlock()
	}()
}

// What is made on the spot is nobody else's yet.
type owner struct {
	mu    sync.Mutex
	parts []*part
}

type part struct {
	mu    sync.Mutex
	owner *owner
}

func (o *owner) start() {
	go o.add()
	go o.sum()
}

func (o *owner) add() {
	p := &part{owner: o}
	p.mu.Lock()
	o.mu.Lock()
	o.parts = append(o.parts, p)
	o.mu.Unlock()
	p.mu.Unlock()
}

func (o *owner) sum() {
	o.mu.Lock()
	defer o.mu.Unlock()
	for _, p := range o.parts {
		p.mu.Lock()
		p.mu.Unlock()
	}
}

// One is let go before the other is taken.
type apart struct{ a, b sync.Mutex }

func (x *apart) start() {
	go func() {
		x.a.Lock()
		x.b.Lock()
		x.b.Unlock()
		x.a.Unlock()
	}()
	go func() {
		x.b.Lock()
		x.b.Unlock()
		x.a.Lock()
		x.a.Unlock()
	}()
}
