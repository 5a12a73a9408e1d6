// Package fits has sends under a lock that find room in any case.
package fits

import "sync"

type store struct {
	mu     sync.Mutex
	wake   chan bool
	done   chan bool
	kicks  chan bool
	closed bool
	n      int
}

func newStore() *store {
	s := &store{wake: make(chan bool, 1), done: make(chan bool, 1), kicks: make(chan bool, 1)}
	go s.work()
	return s
}

// put wakes it where nobody has yet.
func (s *store) put() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.wake) == 0 {
		s.wake <- true
	}
}

// kick does so whatever is there.
func (s *store) kick() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.kicks <- true // want `store.kick holds s.mu while it sends to s.kicks, and store.work, its receiver, takes s.mu first`
}

// close says so once.
func (s *store) close() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return
	}
	s.closed = true
	s.done <- true
}

func (s *store) work() {
	for {
		s.mu.Lock()
		s.n++
		s.mu.Unlock()
		select {
		case <-s.wake:
		case <-s.kicks:
		case <-s.done:
			return
		}
	}
}

func use() {
	s := newStore()
	go s.put()
	go s.kick()
	go s.close()
}
