// Package half has state that callers lock, and the loop that uses it does not.
package half

import "sync"

// A pool checks its addresses from time to time.
type pool struct {
	mu    sync.Mutex
	addrs []string
	known map[string]bool
	ticks chan struct{}
	quit  chan struct{}
}

// A Pool is what others have.
type Pool struct{ pool }

// Start starts the loop.
func (p *Pool) Start() { go p.check() }

func (p *Pool) check() {
	for {
		select {
		case <-p.ticks:
			for _, a := range p.addrs {
				println(a, p.known[a])
			}
			p.addrs = append(p.addrs, "next")
		case <-p.quit:
			return
		}
	}
}

// Addrs takes the lock that stands beside them, which the loop does not.
func (p *Pool) Addrs() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return append([]string(nil), p.addrs...) // want "p.addrs is read here by whoever calls Pool.Addrs, and Pool.check writes it"
}

// Learn writes under the lock what the loop reads without it.
func (p *Pool) Learn(a string) {
	p.mu.Lock()
	p.known[a] = true // want "p.known is written here by whoever calls Pool.Learn, and Pool.check reads it"
	p.mu.Unlock()
}

// A Counter's loop alone writes, under the lock; what it reads, it need not lock.
type Counter struct {
	mu    sync.Mutex
	n     int
	limit int
	in    chan int
}

// Start starts the loop.
func (c *Counter) Start() { go c.run() }

func (c *Counter) run() {
	for i := range c.in {
		if c.n > 10 {
			continue
		}
		c.mu.Lock()
		c.n += i
		c.mu.Unlock()
	}
}

// N is told under the lock.
func (c *Counter) N() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.n
}

// A Lease's loop asks under the lock whether there is anything to keep. What it keeps it by
// was set under the same lock, before there was.
type Lease struct {
	mu    sync.Mutex
	due   []string
	keep  func([]string)
	log   func(string)
	conn  *int
	ticks chan struct{}
}

// NewLease starts the loop.
func NewLease() *Lease {
	l := &Lease{ticks: make(chan struct{})}
	go l.run()
	return l
}

// SetKeep comes before the first Add.
func (l *Lease) SetKeep(keep func([]string)) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.keep = keep
}

// SetLog comes when it likes: the loop reads it before it takes the lock, and in the round
// before it has taken it too.
func (l *Lease) SetLog(log func(string)) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.log = log // want "l.log is written here by whoever calls Lease.SetLog, and Lease.run reads it"
}

// Close comes while the loop keeps what is due.
func (l *Lease) Close() {
	l.mu.Lock()
	defer l.mu.Unlock()
	close(l.ticks)
	l.conn = nil // want "l.conn is written here by whoever calls Lease.Close, and Lease.run reads it"
}

// Add adds one.
func (l *Lease) Add(name string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.due = append(l.due, name)
}

func (l *Lease) run() {
	for range l.ticks {
		l.log("round")
		l.keepDue()
	}
}

func (l *Lease) keepDue() {
	l.mu.Lock()
	due := l.due
	l.due = nil
	l.mu.Unlock()
	if len(due) > 0 {
		println(*l.conn)
		l.keep(due)
	}
}
