package lockorder

import "sync"

// A server closes once, and tells its transport, which closes servers under its lock.
type server struct {
	once      sync.Once
	transport *transport
	running   chan struct{}
}

type transport struct {
	mu     sync.Mutex
	server *server
}

func (s *server) Close() {
	s.once.Do(func() {
		s.transport.forget()
	})
}

func (t *transport) forget() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.server = nil
}

func (t *transport) Close() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.server.Close() // want `t.server.Close waits for t.server.once, and transport.Close holds t.mu, for which the function in server.Close waits the other way round: deadlock; lock them in one order`
}

func (t *transport) Start() { go t.Close() }

func (s *server) Serve() { go s.Close() }

// A link tells its hub when it has closed.
type link struct {
	once sync.Once
	hub  *hub
}

type hub struct {
	mu   sync.Mutex
	link *link
}

func (l *link) Close() {
	first := false
	l.once.Do(func() { first = true })
	if first {
		l.hub.forget()
	}
}

func (h *hub) forget() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.link = nil
}

func (h *hub) Close() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.link.once.Do(func() {})
}

func (h *hub) Start() { go h.Close() }

func (l *link) Start() { go l.Close() }

// A frame's two locks are taken in two orders by the one loop that has them.
type frame struct{ first, second sync.Mutex }

type sender struct {
	frame *frame
	in    chan bool
	quit  chan struct{}
}

func newSender() *sender {
	s := &sender{frame: &frame{}, in: make(chan bool), quit: make(chan struct{})}
	go s.run()
	return s
}

func (s *sender) run() {
	for {
		select {
		case <-s.in:
			s.frame.Append()
		case <-s.quit:
			s.frame.Reject()
		}
	}
}

func (f *frame) Append() {
	f.first.Lock()
	defer f.first.Unlock()
	f.second.Lock()
	defer f.second.Unlock()
}

func (f *frame) Reject() {
	f.second.Lock()
	defer f.second.Unlock()
	f.first.Lock()
	defer f.first.Unlock()
}
