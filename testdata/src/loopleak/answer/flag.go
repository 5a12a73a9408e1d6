package answer

import "sync"

// A sender waits until there is work, or until the flag says that all is over.
type sender struct {
	mu     sync.Mutex
	more   *sync.Cond
	closed bool
	queue  []int
	quit   chan struct{}
	write  func(int)
}

func newSender(write func(int)) *sender {
	s := &sender{quit: make(chan struct{}), write: write}
	s.more = sync.NewCond(&s.mu)
	go s.run()
	return s
}

func (s *sender) run() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for {
		if s.closed {
			return
		}
		if len(s.queue) == 0 {
			s.more.Wait() // want `s.more.Wait is not woken when sender.Close sets closed \(line \d+\), which ends this loop: signal s.more there as well`
			continue
		}
		s.write(s.queue[0])
		s.queue = s.queue[1:]
	}
}

func (s *sender) Send(n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return
	}
	s.queue = append(s.queue, n)
	s.more.Signal()
}

func (s *sender) Close() {
	s.mu.Lock()
	s.closed = true
	s.mu.Unlock()
	close(s.quit)
}

// nopeSender's reader signals when it ends, which it does after Close.
type nopeSender struct {
	mu     sync.Mutex
	more   *sync.Cond
	idle   *sync.Cond
	closed bool
	over   bool
	queue  []int
	read   func() error
	stop   func()
}

func newNopeSender(read func() error, stop func()) *nopeSender {
	s := &nopeSender{read: read, stop: stop}
	s.more, s.idle = sync.NewCond(&s.mu), sync.NewCond(&s.mu)
	go s.reader()
	return s
}

func (s *nopeSender) reader() {
	for s.read() == nil {
	}
	s.more.Broadcast()
}

func (s *nopeSender) Take() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	for !s.closed && len(s.queue) == 0 {
		s.more.Wait()
	}
	return len(s.queue)
}

func (s *nopeSender) Idle() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for !s.over && len(s.queue) > 0 {
		s.idle.Wait()
	}
}

func (s *nopeSender) Close() {
	s.mu.Lock()
	s.closed = true
	s.mu.Unlock()
	s.stop()
	s.end()
}

func (s *nopeSender) end() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.over = true
	s.idle.Broadcast()
}
