package lockback

import "sync"

// A pipe has a junction of its own, which has a pipe for each of its nodes: these have none,
// or another one.
type pipe struct {
	queued   int
	junction *junction
}

type junction struct {
	mu    sync.RWMutex
	nodes map[string]*pipe
}

func newJunction() *junction { return &junction{nodes: make(map[string]*pipe)} }

func newPipe(routed bool) *pipe {
	p := new(pipe)
	if routed {
		p.junction = newJunction()
		go p.junction.fill()
	}
	return p
}

func (r *junction) fill() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.nodes["first"] = newPipe(false)
}

func (p *pipe) len() int { return p.queued + p.junction.len() }

func (r *junction) len() int {
	r.mu.RLock()
	defer r.mu.RUnlock()
	return len(r.nodes)
}

func (r *junction) total() int {
	r.mu.RLock()
	defer r.mu.RUnlock()
	n := 0
	for _, p := range r.nodes {
		n += p.len()
	}
	return n
}

func (r *junction) clear() {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, p := range r.nodes {
		p.junction.fill()
	}
}

// A desk is given to those who sit at it, and they lead back to it.
type desk struct {
	mu    sync.RWMutex
	seats map[string]*clerk
}

type clerk struct {
	desk *desk
}

func newDesk() *desk {
	d := &desk{seats: make(map[string]*clerk)}
	go d.add("first")
	return d
}

func (d *desk) add(name string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.seats[name] = &clerk{desk: d}
}

func (c *clerk) size() int { return c.desk.size() }

func (d *desk) size() int {
	d.mu.RLock()
	defer d.mu.RUnlock()
	return len(d.seats)
}

func (d *desk) sum() int {
	d.mu.RLock()
	defer d.mu.RUnlock()
	n := 0
	for _, c := range d.seats {
		n += c.size() // want `c.size \(by desk.size\) reads under d.mu again, and desk.sum holds it, if c.desk.mu is the same one`
	}
	return n
}

// A level counts those below it, by itself: were one of them the same, it would never end.
type level struct {
	mu    sync.RWMutex
	below map[string]*chamber
}

type chamber struct{ level *level }

func (c *chamber) count() int { return c.level.count() }

func newLevel(below *level) *level {
	l := &level{below: map[string]*chamber{"first": {level: below}}}
	go l.add("second", below)
	return l
}

func (l *level) add(name string, below *level) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.below[name] = &chamber{level: below}
}

func (l *level) count() int {
	l.mu.RLock()
	defer l.mu.RUnlock()
	n := 1
	for _, c := range l.below {
		n += c.count()
	}
	return n
}
