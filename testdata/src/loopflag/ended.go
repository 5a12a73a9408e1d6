package loopflag

import "sync"

// A Cellar has a loop, to which callers hand what they have; its end is a plain flag
// that they ask for first.
type Cellar struct {
	in     chan string
	quit   chan struct{}
	closed bool
	warned bool
}

func NewCellar() *Cellar {
	s := &Cellar{in: make(chan string, 8), quit: make(chan struct{})}
	go s.run()
	return s
}

func (s *Cellar) run() {
	for {
		select {
		case v := <-s.in:
			println(v)
		case <-s.quit:
			return
		}
	}
}

// Put is for whoever has something.
func (s *Cellar) Put(v string) bool {
	if s.closed {
		return false
	}
	select {
	case s.in <- v:
		return true
	default:
		return false
	}
}

// Close ends it.
func (s *Cellar) Close() {
	s.closed = true // want "s.closed is written here by whoever calls Cellar.Close, and Cellar.Put reads it .*: a race"
	close(s.quit)
}

// Warned hands nobody anything: it may be that only who stops it asks.
func (s *Cellar) Warned() string {
	if s.warned {
		return "yes"
	}
	return "no"
}

// Stop ends it too.
func (s *Cellar) Stop() { s.warned = true }

// A Gauge is paused under a lock; who shows it asks without, and writes too: one finding.
type Gauge struct {
	mu     sync.Mutex
	paused bool
	in     chan int
}

func (g *Gauge) Start() { go g.run() }
func (g *Gauge) run() {
	for n := range g.in {
		g.Show(n)
	}
}
func (g *Gauge) Pause()  { g.mu.Lock(); g.paused = true; g.mu.Unlock() }
func (g *Gauge) Resume() { g.mu.Lock(); g.paused = false; g.mu.Unlock() }

func (g *Gauge) Show(n int) {
	if g.paused { // want "g.paused is read here .*, and Gauge.Pause writes it .*: a race; take the lock that 2 functions take for it"
		g.paused = n > 0
	}
}
