// Package lockmade makes objects that know their maker, under the maker's lock.
package lockmade

import "sync"

type server struct {
	mu    sync.Mutex
	other *server
	conns map[string]*conn
}

type conn struct {
	server *server
	name   string
}

func newConn(s *server, name string) (*conn, error) {
	if name == "" {
		return nil, nil
	}
	c := &conn{server: s, name: name}
	return c, nil
}

// accept lets what it makes take the lock that it holds.
func (s *server) accept(name string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := &conn{server: s, name: name}
	c.join() // want `c.join \(by server.put\) waits for s.mu, and server.accept holds it: deadlock`
}

func (c *conn) join() { c.server.put(c) }

func (s *server) put(c *conn) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.conns[c.name] = c
}

func (s *server) dial(name string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	c, err := newConn(s, name)
	if err != nil {
		return
	}
	c.leave() // want `c.leave \(by server.drop\) waits for s.mu, and server.dial holds it: deadlock`
}

func (c *conn) leave() { c.server.drop(c) }

func (s *server) drop(c *conn) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.conns, c.name)
}

// An api sees the server by an interface.
type api interface{ count() int }

type view struct{ from interface{ size() int } }

func newView(s *server) api { return &view{from: s} }

func (v *view) count() int { return v.from.size() }

func (s *server) size() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.conns)
}

// forward makes it for another server, or lets go before.
func (s *server) forward(name string) {
	s.mu.Lock()
	c := &conn{server: s.other, name: name}
	c.join()
	s.mu.Unlock()
	d := &conn{server: s}
	d.join()
}
