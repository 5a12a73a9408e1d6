package lockback

import "sync"

// A router has a queue a peer, and a queue that serves several peers has a router of its own.
type router struct {
	mu     sync.RWMutex
	queues map[string]*queue
}

type queue struct {
	waiting int
	router  *router
}

func newRouter() *router { return &router{queues: make(map[string]*queue)} }

func newQueue(several bool) *queue {
	q := &queue{}
	if several {
		q.router = newRouter()
	}
	return q
}

func (r *router) sweep(turns chan bool) {
	for range turns {
		r.mu.Lock()
		clear(r.queues)
		r.mu.Unlock()
	}
}

func (r *router) start(turns chan bool) { go r.sweep(turns) }

func (r *router) length() int {
	r.mu.RLock()
	defer r.mu.RUnlock()
	total := 0
	for _, q := range r.queues {
		total += q.length() // nope: each queue has made its router itself
	}
	return total
}

func (q *queue) length() int {
	if q.router != nil {
		return q.waiting + q.router.length()
	}
	return q.waiting
}

// A shelf tells its boxes whose they are, also where it makes another shelf.
type shelf struct {
	mu    sync.Mutex
	boxes []*box
}

type box struct{ shelf *shelf }

func newBox(s *shelf) *box {
	b := &box{shelf: &shelf{}}
	if s != nil {
		b.shelf = s
	}
	return b
}

func (s *shelf) empty() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, b := range s.boxes {
		b.drop() // want `b.drop waits for s.mu, and shelf.empty holds it, if b.shelf.mu is the same one: deadlock`
	}
}

func (b *box) drop() {
	b.shelf.mu.Lock()
	defer b.shelf.mu.Unlock()
}
