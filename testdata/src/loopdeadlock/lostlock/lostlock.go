// Package lostlock leaves locks locked.
package lostlock

import (
	"errors"
	"sync"
)

var errClosed = errors.New("closed")

type store struct {
	mu     sync.Mutex
	closed bool
	rows   map[string]int
}

func (s *store) get(name string) (int, error) {
	s.mu.Lock()
	if s.closed {
		return 0, errClosed // want "store.get leaves s.mu locked here, and whoever locks it next waits for ever; unlock it first"
	}
	n := s.rows[name]
	s.mu.Unlock()
	return n, nil
}

func (s *store) drain(names []string) {
	for _, name := range names {
		s.mu.Lock()
		if s.rows[name] == 0 {
			continue // want "store.drain leaves s.mu locked here, and the next round waits for it for ever"
		}
		s.rows[name]--
		s.mu.Unlock()
	}
}

func (s *store) open() {
	for {
		s.mu.Lock()
		if s.closed {
			break
		}
		s.mu.Unlock()
		return
	}
} // want "store.open leaves s.mu locked here"

func (s *store) reopen() {
	for {
		s.mu.Lock()
		if s.closed {
			break // want "store.reopen leaves s.mu locked here"
		}
		s.mu.Unlock()
		break
	}
}

func (s *store) good(name string) int {
	s.mu.Lock()
	if s.closed {
		s.mu.Unlock()
		return 0
	}
	defer s.mu.Unlock()
	return s.rows[name]
}

// What stands under a condition twice is one condition.
func (s *store) maybe(lock bool) {
	if lock {
		s.mu.Lock()
	}
	s.rows["a"]++
	if lock {
		s.mu.Unlock()
	}
}

// A panic ends it.
func (s *store) must(name string) int {
	s.mu.Lock()
	if s.closed {
		panic("closed")
	}
	n := s.rows[name]
	s.mu.Unlock()
	return n
}

// Others unlock a gate that somebody has locked.
type gate struct{ mu sync.Mutex }

func (g *gate) enter(open bool) bool {
	g.mu.Lock()
	if open {
		return true
	}
	g.mu.Unlock()
	return false
}

func (g *gate) leave() { g.mu.Unlock() }

// One that is given up for a while is locked again.
type pond struct {
	mu sync.Mutex
	n  int
}

func (p *pond) fill() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.rest()
}

func (p *pond) rest() bool {
	for range 3 {
		p.mu.Unlock()
		p.mu.Lock()
		if p.n > 0 {
			return true
		}
	}
	return false
}

// The function that unlocks is handed out.
type pool struct{ mu sync.Mutex }

func (p *pool) take() func() {
	p.mu.Lock()
	return p.mu.Unlock
}

// A goroutine unlocks when it is done.
type job struct {
	mu  sync.Mutex
	bad bool
}

func (j *job) run(work func()) {
	j.mu.Lock()
	if j.bad {
		j.mu.Unlock()
		return
	}
	go func() {
		defer j.mu.Unlock()
		work()
	}()
}

// Each round has a lock of its own.
type cell struct {
	mu sync.Mutex
	n  int
}

func lockAll(all []*cell) {
	for _, s := range all {
		s.mu.Lock()
		s.n++
	}
	for _, s := range all {
		s.mu.Unlock()
	}
}

// A source is locked for good by who shuts it down: nobody may use it after that.
type source struct {
	mu   sync.Mutex
	rows chan string
	open bool
}

func (s *source) Shutdown() {
	s.mu.Lock()
	close(s.rows)
}

func (s *source) Close() error {
	s.mu.Lock()
	if !s.open {
		return errClosed // want "source.Close leaves s.mu locked here"
	}
	s.open = false
	s.mu.Unlock()
	return nil
}

func (s *source) add(row string) {
	s.mu.Lock()
	s.rows <- row
} // want "source.add leaves s.mu locked here"
