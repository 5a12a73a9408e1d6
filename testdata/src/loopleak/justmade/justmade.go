// Package justmade has a constructor that puts the first word into room it has just made.
package justmade

import "net"

type server struct {
	errc  chan error
	donec chan struct{}
	ln    net.Listener
}

func New(addr string) *server {
	s := &server{errc: make(chan error, 16), donec: make(chan struct{})}
	ln, err := net.Listen("tcp", addr)
	if err != nil {
		s.errc <- err
		s.Close()
		return s
	}
	s.ln = ln
	go s.serve()
	return s
}

func (s *server) serve() {
	for {
		c, err := s.ln.Accept()
		if err != nil {
			select {
			case s.errc <- err:
			case <-s.donec:
				return
			}
			continue
		}
		c.Close()
	}
}

// Fail comes when the room may be full.
func (s *server) Fail(err error) {
	s.errc <- err // want `s.errc <- err blocks for ever if nobody receives any more after <-s.donec`
}

func (s *server) Error() <-chan error { return s.errc }
func (s *server) Close()              { close(s.donec) }
