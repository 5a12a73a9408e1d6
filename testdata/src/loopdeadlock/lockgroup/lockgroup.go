// Package lockgroup waits under a lock for goroutines of a group that need it.
package lockgroup

import (
	"context"
	"sync"

	"golang.org/x/sync/errgroup"
)

type store struct {
	mu   sync.Mutex
	rows map[string]int
	once sync.Once
}

func (s *store) write(key string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.rows[key]++
	return nil
}

func (s *store) flush(ctx context.Context, keys []string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	g, _ := errgroup.WithContext(ctx)
	for _, key := range keys {
		g.Go(func() error { return s.write(key) })
	}
	return g.Wait() // want `store.flush holds s.mu while it waits in g.Wait, and the function in store.flush, which it counts, takes s.mu first in store.write: deadlock`
}

func (s *store) count(keys []string) {
	var wg sync.WaitGroup
	s.mu.Lock()
	for _, key := range keys {
		wg.Go(func() { s.write(key) })
	}
	wg.Wait() // want `store.count holds s.mu while it waits in wg.Wait, and the function in store.count, which it counts, takes s.mu first in store.write: deadlock`
	s.mu.Unlock()
}

// fetch waits without the lock, and visit's goroutines need none.
func (s *store) fetch(keys []string) {
	var g errgroup.Group
	s.mu.Lock()
	for _, key := range keys {
		g.Go(func() error { return s.write(key) })
	}
	s.mu.Unlock()
	g.Wait()
}

func (s *store) visit(keys []string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var g errgroup.Group
	for _, key := range keys {
		n := s.rows[key]
		g.Go(func() error { return check(n) })
	}
	g.Wait()
}

func check(n int) error { return nil }

// load asks for what it is about to load.
func (s *store) load() {
	s.once.Do(func() {
		s.rows = make(map[string]int)
		s.fill()
	})
}

func (s *store) fill() {
	s.ensure() // the neighbour of warm: it asks whether there is something first
}

func (s *store) ensure() {
	if s.rows == nil {
		s.load()
	}
}

// A cache's getters load it first.
type cache struct {
	once sync.Once
	n    int
}

func (c *cache) get() int {
	c.once.Do(c.warm)
	return c.n
}

func (c *cache) size() int {
	c.once.Do(c.warm)
	return c.n
}

func (c *cache) warm() {
	c.n = c.size() + 1 // want `c.size waits for c.once, which sync.Once.Do holds while it calls this: deadlock`
}
