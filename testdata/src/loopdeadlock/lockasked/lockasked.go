// Package lockasked has answers that are given under a lock which whoever asks takes as well.
package lockasked

import "sync"

type asked struct {
	size   int
	answer chan error
}

// A depot answers those who wait under its lock, by their own channels.
type depot struct {
	mu      sync.Mutex
	waiting []asked
}

// Fetch takes the lock before anybody can know its channel: who answers has had it after that.
func (d *depot) Fetch(size int) error {
	d.mu.Lock()
	answer := make(chan error)
	a := asked{size: size, answer: answer}
	if size < 0 {
		d.mu.Unlock()
		return nil
	}
	d.waiting = append(d.waiting, a)
	d.mu.Unlock()
	return <-answer
}

// Close answers all under the lock.
func (d *depot) Close(err error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, a := range d.waiting {
		a.answer <- err // nope: who waits has let the lock go for good
	}
	d.waiting = nil
}

type order struct{ answer chan error }

// A shop answers under its lock, too.
type shop struct {
	mu     sync.Mutex
	orders []order
	sold   int
}

// Order takes the lock again when its channel is known.
func (s *shop) Order() error {
	answer := make(chan error)
	s.mu.Lock()
	s.orders = append(s.orders, order{answer: answer})
	s.mu.Unlock()
	s.mu.Lock()
	s.sold++
	s.mu.Unlock()
	return <-answer
}

// Deliver answers those who have ordered.
func (s *shop) Deliver(err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, o := range s.orders {
		o.answer <- err // want `shop\.Deliver holds s\.mu while it sends to o\.answer, and shop\.Order, its receiver, takes s\.mu first`
	}
}
