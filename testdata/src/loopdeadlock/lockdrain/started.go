package lockdrain

import "sync"

// A sweeper says under its lock that it runs: who stops it asks for that, and it needs the
// lock no more then.
type sweeper struct {
	mu      sync.Mutex
	stopped bool
	stop    chan struct{}
	in      chan int
}

func newSweeper() *sweeper {
	s := &sweeper{stopped: true, stop: make(chan struct{}), in: make(chan int)}
	go s.Start()
	return s
}

// Start runs until Stop.
func (s *sweeper) Start() {
	s.mu.Lock()
	if !s.stopped {
		s.mu.Unlock()
		return
	}
	s.stopped = false
	s.mu.Unlock()
	for {
		select {
		case <-s.stop:
			return
		case <-s.in:
		}
	}
}

// Stop waits for it under the lock.
func (s *sweeper) Stop() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.stopped {
		return
	}
	s.stop <- struct{}{}
	s.stopped = true
}

// A hasty one does not ask.
type hasty struct {
	mu      sync.Mutex
	stopped bool
	stop    chan struct{}
	in      chan int
}

func newHasty() *hasty {
	s := &hasty{stopped: true, stop: make(chan struct{}), in: make(chan int)}
	go s.Start()
	return s
}

// Start runs until Stop.
func (s *hasty) Start() {
	s.mu.Lock()
	s.stopped = false
	s.mu.Unlock()
	for {
		select {
		case <-s.stop:
			return
		case <-s.in:
		}
	}
}

// Stop waits for it under the lock.
func (s *hasty) Stop() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.stop <- struct{}{} // want `hasty.Stop holds s.mu while it sends to s.stop, and hasty.Start, its receiver, takes s.mu first: deadlock; unlock before that`
	s.stopped = true
}

// A keen one takes the lock in each round.
type keen struct {
	mu      sync.Mutex
	stopped bool
	stop    chan struct{}
	in      chan int
	n       int
}

func newKeen() *keen {
	s := &keen{stopped: true, stop: make(chan struct{}), in: make(chan int)}
	go s.Start()
	return s
}

// Start runs until Stop.
func (s *keen) Start() {
	s.mu.Lock()
	s.stopped = false
	s.mu.Unlock()
	for {
		select {
		case <-s.stop:
			return
		case n := <-s.in:
			s.mu.Lock()
			s.n += n
			s.mu.Unlock()
		}
	}
}

// Stop waits for it under the lock.
func (s *keen) Stop() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.stopped {
		return
	}
	s.stop <- struct{}{} // want `keen.Stop holds s.mu while it sends to s.stop, and keen.Start, its receiver, takes s.mu first: deadlock; unlock before that`
	s.stopped = true
}
