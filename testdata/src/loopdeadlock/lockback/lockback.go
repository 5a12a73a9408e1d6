// Package lockback comes back to a lock by way of an element of what has it.
package lockback

import "sync"

type server struct {
	mu    sync.Mutex
	conns map[*conn]bool
	named map[string]*conn
}

type conn struct {
	mu     sync.Mutex
	server *server
	name   string
}

// close holds the lock while its connections take it to leave.
func (s *server) close() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for c := range s.conns {
		c.close() // want `c.close \(by server.drop\) waits for s.mu, and server.close holds it, if c.server.mu is the same one: deadlock`
	}
}

func (c *conn) close() { c.server.drop(c) }

func (s *server) drop(c *conn) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.conns, c)
}

func (s *server) kick(name string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if c, ok := s.named[name]; ok {
		c.leave() // want `c.leave \(by server.forget\) waits for s.mu, and server.kick holds it, if c.server.mu is the same one`
	}
}

func (c *conn) leave() { c.server.forget(c.name) }

func (s *server) forget(name string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.named, name)
}

// closeCopy lets go first.
func (s *server) closeCopy() {
	s.mu.Lock()
	all := s.conns
	s.conns = nil
	s.mu.Unlock()
	for c := range all {
		c.close()
	}
}

// A node of a tree leads to others of its kind.
type node struct {
	mu       sync.Mutex
	children []*node
	next     *node
}

func (n *node) visit() {
	n.mu.Lock()
	defer n.mu.Unlock()
	for _, child := range n.children {
		child.skip()
	}
}

func (n *node) skip() {
	n.next.mu.Lock()
	defer n.next.mu.Unlock()
}

// A pair of servers: a link has one at either end.
type hub struct {
	mu    sync.Mutex
	links []*link
}

type link struct{ here, there *hub }

func (h *hub) forward() {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, l := range h.links {
		l.there.take()
	}
}

func (h *hub) take() {
	h.mu.Lock()
	defer h.mu.Unlock()
}

// The two orders of a holder and an element, where the way down is two calls long.
type store struct {
	mu   sync.Mutex
	rows map[string]*row
}

type row struct {
	mu    sync.Mutex
	store *store
}

func start(s *store, ticks chan string) {
	go s.sweep(ticks)
	for _, r := range s.rows {
		go r.run(ticks)
	}
}

func (s *store) sweep(ticks chan string) {
	for range ticks {
		s.mu.Lock()
		s.resetAll() // want `s.resetAll \(by row.reset\) waits for mu, and store.sweep holds s.mu, for which row.run waits the other way round`
		s.mu.Unlock()
	}
}

func (s *store) resetAll() {
	for _, r := range s.rows {
		r.reset()
	}
}

func (r *row) reset() {
	r.mu.Lock()
	defer r.mu.Unlock()
}

func (r *row) run(ticks chan string) {
	for range ticks {
		r.mu.Lock()
		r.store.count()
		r.mu.Unlock()
	}
}

func (s *store) count() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.rows)
}

// reload holds the lock while another function goes through the connections.
func (s *server) reload() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.byeAll() // want `s.byeAll \(by server.lose\) waits for s.mu, and server.reload holds it, if c.server.mu is the same one`
}

func (s *server) byeAll() {
	for c := range s.conns {
		c.bye()
	}
}

// reloadRight lets go before that.
func (s *server) reloadRight() {
	s.mu.Lock()
	s.named = nil
	s.mu.Unlock()
	s.byeAll()
}

// The connections of another server lead back to that one.
func (s *server) takeOver(other *server) {
	s.mu.Lock()
	defer s.mu.Unlock()
	other.byeAll()
}

func (c *conn) bye() { c.server.lose(c) }

func (s *server) lose(c *conn) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.conns, c)
}
