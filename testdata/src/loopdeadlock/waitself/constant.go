package waitself

import "sync"

// A session's reader closes it without waiting for itself.
type session struct {
	wg   sync.WaitGroup
	once sync.Once
	quit chan struct{}
}

func newSession() *session {
	s := &session{quit: make(chan struct{})}
	s.wg.Add(1)
	go s.read()
	return s
}

func (s *session) read() {
	defer s.wg.Done()
	s.close(false)
}

func (s *session) close(wait bool) {
	s.once.Do(func() { close(s.quit) })
	if wait {
		s.wg.Wait()
	}
}

func (s *session) Close() { s.close(true) }

// A stream's reader waits as well.
type stream struct {
	wg   sync.WaitGroup
	once sync.Once
	quit chan struct{}
}

func newStream() *stream {
	s := &stream{quit: make(chan struct{})}
	s.wg.Add(1)
	go s.read()
	return s
}

func (s *stream) read() {
	defer s.wg.Done()
	s.close(true)
}

func (s *stream) close(wait bool) {
	s.once.Do(func() { close(s.quit) })
	if wait {
		s.wg.Wait() // want `s.wg.Wait waits for stream.read, and this runs on it: deadlock`
	}
}

func (s *stream) Close() { s.close(false) }
