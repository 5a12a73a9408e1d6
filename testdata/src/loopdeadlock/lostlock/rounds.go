package lostlock

import (
	"net"
	"sync"
)

// A guard before the lock is taken leads to the next round too.
func (s *store) tidy(names []string) {
	for _, name := range names {
		if name == "" {
			continue
		}
		s.mu.Lock()
		if s.rows[name] == 0 {
			continue // want "store.tidy leaves s.mu locked here, and the next round waits for it for ever"
		}
		s.rows[name]--
		s.mu.Unlock()
	}
}

func forward(in <-chan string) {
	var mu sync.Mutex
	all := map[string]net.Conn{}
	go func() {
		for name := range in {
			if name == "" {
				continue
			}
			mu.Lock()
			if all[name] == nil {
				conn, err := net.Dial("udp", name)
				if err != nil {
					continue // want "the function in forward leaves mu locked here, and the next round waits for it for ever"
				}
				all[name] = conn
			}
			mu.Unlock()
		}
	}()
}

// What has kept the lock for the next round unlocks it there, before it locks.
type batcher struct {
	mu   sync.Mutex
	rows map[string]int
}

func (s *batcher) batch(names []string) {
	for i, name := range names {
		if i > 0 && names[i-1] == name {
			s.rows[name]++
			s.mu.Unlock()
			continue
		}
		s.mu.Lock()
		if i+1 < len(names) && names[i+1] == name {
			continue
		}
		s.mu.Unlock()
	}
}

// Or after the last round.
type stretcher struct {
	mu   sync.Mutex
	rows map[string]int
}

func (s *stretcher) stretch(names []string) {
	held := 0
	for _, name := range names {
		if s.rows[name] > held {
			continue
		}
		s.mu.Lock()
		held = s.rows[name]
		if name == "" {
			continue
		}
		s.mu.Unlock()
		held = 0
	}
	if held > 0 {
		s.mu.Unlock()
	}
}

// Each round has an object of its own, by one variable.
type dish struct {
	mu sync.Mutex
	n  int
}

func fresh(n int) {
	var s *dish
	for range n {
		s = &dish{}
		for {
			s.mu.Lock()
			if s.n == 0 {
				break
			}
			s.mu.Unlock()
		}
	}
}

// The inner rounds have one.
func (s *store) again(others []*store) {
	var t *store
	for _, other := range others {
		t = other
		for range 3 {
			t.mu.Lock()
			if t.closed {
				continue // want "store.again leaves other.mu locked here, and the next round waits for it for ever"
			}
			t.mu.Unlock()
		}
	}
}
