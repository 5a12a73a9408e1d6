// Package lockthrough comes to the lock that is held by way of another type.
package lockthrough

import "sync"

type handler interface{ handle(int) }

type hub struct {
	mu         sync.Mutex
	in         chan int
	quit, done chan struct{}
	handler    handler
	last       int
}

func newHub() *hub {
	h := &hub{in: make(chan int), quit: make(chan struct{}), done: make(chan struct{})}
	h.handler = &saver{h}
	go h.run()
	return h
}

func (h *hub) run() {
	defer close(h.done)
	for {
		select {
		case n := <-h.in:
			h.handler.handle(n)
		case <-h.quit:
			return
		}
	}
}

type saver struct{ hub *hub }

func (s *saver) handle(n int) {
	s.hub.mu.Lock()
	s.hub.last = n
	s.hub.mu.Unlock()
}

func (h *hub) close() {
	h.mu.Lock()
	defer h.mu.Unlock()
	close(h.quit)
	<-h.done // want `hub.close holds h.mu while it receives from h.done, and hub.run, which closes it, takes h.handler.hub.mu first in saver.handle, if that is the same one: deadlock; unlock before that`
}

type pool struct {
	mu   sync.Mutex
	jobs chan job
	n    int
}

type job struct{ pool *pool }

func newPool() *pool {
	p := &pool{jobs: make(chan job)}
	for range 4 {
		go p.work()
	}
	return p
}

func (p *pool) work() {
	for j := range p.jobs {
		j.run()
	}
}

func (j job) run() {
	j.pool.mu.Lock()
	j.pool.n++
	j.pool.mu.Unlock()
}

func (p *pool) submit() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.jobs <- job{p} // want `pool.submit holds p.mu while it sends to p.jobs, and pool.work, its receiver, takes j.pool.mu first in job.run, if that is the same one: deadlock; unlock before that`
}

// later unlocks before it hands the job over.
func (p *pool) later() {
	p.mu.Lock()
	p.n--
	p.mu.Unlock()
	p.jobs <- job{p}
}

// A node is one of a tree: its parent is another one.
type node struct {
	mu     sync.Mutex
	parent *node
	done   chan struct{}
	n      int
}

func newNode(parent *node) *node {
	n := &node{parent: parent, done: make(chan struct{})}
	go n.run()
	return n
}

func (n *node) run() {
	defer close(n.done)
	n.parent.count()
}

func (n *node) count() {
	n.mu.Lock()
	n.n++
	n.mu.Unlock()
}

func (n *node) close() {
	n.mu.Lock()
	defer n.mu.Unlock()
	<-n.done
}
