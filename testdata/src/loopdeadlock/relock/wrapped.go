package relock

import "sync"

type options struct{ lost func(string) }

// A session runs what the options had before it took their place.
type session struct {
	mu   sync.Mutex
	over bool
}

func (s *session) join(o *options) {
	lost := o.lost
	o.lost = func(name string) {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.over = true
		if lost != nil {
			lost(name) // nope: this is what the user gave
		}
	}
}

// A second one calls what it has put there itself.
func (s *session) joinTwice(o *options) {
	o.lost = func(string) {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.over = true
	}
	lost := o.lost
	s.mu.Lock()
	defer s.mu.Unlock()
	lost("") // want `lost waits for s.mu, and session.joinTwice holds it: deadlock`
}
