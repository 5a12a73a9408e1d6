// Package pool calls what its constructor is given under its lock.
package pool

import "sync"

// A Pool tells what it drops.
type Pool struct {
	mu      sync.Mutex
	dropped func(string)
	watcher Watcher
	left    func(string)
	names   []string
}

// A Watcher is told of what comes.
type Watcher interface{ Added(name string) }

// New makes a pool that calls dropped for what it drops.
func New(dropped func(string)) *Pool { return &Pool{dropped: dropped} }

// NewWatched makes one that tells a watcher.
func NewWatched(w Watcher) (*Pool, error) {
	p := &Pool{watcher: w}
	return p, nil
}

// NewLeft makes one that calls left once it is unlocked.
func NewLeft(left func(string)) *Pool { return &Pool{left: left} }

// Drop forgets a name.
func (p *Pool) Drop(name string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.dropped != nil {
		p.dropped(name)
	}
}

// Add adds a name.
func (p *Pool) Add(name string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.names = append(p.names, name)
	p.watcher.Added(name)
}

// Leave unlocks first.
func (p *Pool) Leave(name string) {
	p.mu.Lock()
	left := p.left
	p.mu.Unlock()
	left(name)
}

// Len is how many there are.
func (p *Pool) Len() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return len(p.names)
}

// Options are what a sized pool calls.
type Options struct {
	Full  func()
	Empty func()
}

// A Sized pool is one with options.
type Sized struct {
	mu   sync.RWMutex
	opts Options
	n    int

	// Grown is called when it grows.
	Grown func(int)

	// Shrunk is called once it is unlocked.
	Shrunk func(int)
}

// NewSized keeps the options.
func NewSized(o Options) *Sized { return &Sized{opts: o} }

// Grow calls what it has, with its lock held.
func (s *Sized) Grow() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.n++
	s.opts.Full()
	s.Grown(s.n)
}

// Shrink does so unlocked.
func (s *Sized) Shrink() {
	s.mu.Lock()
	s.n--
	s.mu.Unlock()
	s.opts.Empty()
	s.Shrunk(s.n)
}

// Size is how large it is.
func (s *Sized) Size() int {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.n
}

// A Taker takes a function out of its options.
type Taker struct {
	mu   sync.Mutex
	full func()
}

// NewTaker does so.
func NewTaker(o *Options) *Taker {
	t := &Taker{full: o.Full}
	return t
}

// Take calls it.
func (t *Taker) Take() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.full()
}
