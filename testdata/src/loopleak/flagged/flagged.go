// Package flagged has loops that note on one way that they still owe an answer.
package flagged

import "errors"

type request struct {
	n    int
	errc chan error
}

type syncer struct {
	requests chan request
	closed   chan struct{}
	last     int
}

func (s *syncer) run() {
	for {
		select {
		case req := <-s.requests:
			var again bool
			for {
				if req.n > 10 {
					req.errc <- errors.New("too many")
					break
				}
				if req.n <= s.last {
					req.errc <- errors.New("stale")
					break
				}
				s.last = req.n
				again = true
				break
			}
			if again {
				req.errc <- nil
			}
		case <-s.closed:
			return
		}
	}
}

func (s *syncer) sync(n int) error {
	req := request{n, make(chan error, 1)}
	select {
	case s.requests <- req:
		return <-req.errc
	case <-s.closed:
		return errors.New("closed")
	}
}

func start() *syncer {
	s := &syncer{requests: make(chan request), closed: make(chan struct{})}
	go s.run()
	return s
}

type query struct {
	n    int
	errc chan error
}

// A careless one forgets the stale.
type careless struct {
	requests chan query
	closed   chan struct{}
	last     int
}

func (s *careless) run() {
	for {
		select {
		case req := <-s.requests:
			again := false
			if req.n > s.last {
				again = true
			}
			if again {
				req.errc <- nil
			}
		case <-s.closed:
			return
		}
	}
}

func (s *careless) sync(n int) error {
	req := query{n, make(chan error, 1)}
	select {
	case s.requests <- req:
		return <-req.errc // want `receiving from req.errc waits for ever where careless.run does not answer`
	case <-s.closed:
		return errors.New("closed")
	}
}

func startCareless() *careless {
	s := &careless{requests: make(chan query), closed: make(chan struct{})}
	go s.run()
	return s
}
