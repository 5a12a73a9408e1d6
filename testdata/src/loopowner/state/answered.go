package state

import "sync"

// A Reader is told to end by a channel by which it answers when it has.
type Reader struct {
	mu   sync.Mutex
	quit chan chan error
	in   chan int
	last int
	seen []int
}

// Open starts it.
func (r *Reader) Open() {
	r.quit, r.in = make(chan chan error), make(chan int)
	go r.read()
}

func (r *Reader) read() {
	var errc chan error
	var err error
	for errc == nil {
		select {
		case errc = <-r.quit:
		case n := <-r.in:
			r.last = n
			r.seen = append(r.seen, n)
		}
	}
	errc <- err
}

// Put gives it something.
func (r *Reader) Put(n int) { r.in <- n }

// Close waits for its answer, if there is one.
func (r *Reader) Close() (err error) {
	r.mu.Lock()
	quit := r.quit
	r.mu.Unlock()
	if quit != nil {
		errc := make(chan error)
		quit <- errc
		err = <-errc
	}
	r.seen = nil
	r.last = 0
	return err
}

// Forget asks, and does not wait.
func (r *Reader) Forget() {
	r.quit <- make(chan error, 1)
	r.seen = nil // want `r.seen is written here by whoever calls Reader.Forget, and Reader.read`
}
