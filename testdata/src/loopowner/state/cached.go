package state

import "sync"

// A Matcher has a cache, or none, as its maker says; the elements are used under the lock.
type Matcher struct {
	mu     sync.Mutex
	cache  map[string]bool
	seen   map[string]int
	in     chan string
	spared map[string]bool
}

// NewMatcher makes the cache, if there is to be one.
func NewMatcher(cached bool) *Matcher {
	m := &Matcher{in: make(chan string), seen: make(map[string]int), spared: make(map[string]bool)}
	if cached {
		m.cache = make(map[string]bool)
	}
	go m.run()
	return m
}

func (m *Matcher) match(k string) bool {
	if m.cache == nil {
		return len(k) > 0
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if ok, have := m.cache[k]; have {
		return ok
	}
	m.cache[k] = len(k) > 0
	return m.cache[k]
}

func (m *Matcher) run() {
	for k := range m.in {
		m.match(k)
		if m.seen != nil && m.seen[k] > 0 {
			continue
		}
		println(m.spared == nil)
	}
}

// Add asks for the cache as the loop does.
func (m *Matcher) Add(k string) {
	if m.match(k) {
		m.in <- k
	}
}

// See puts an element where the loop looks for one.
func (m *Matcher) See(k string) {
	m.in <- k
	m.seen[k]++ // want `m.seen is written here by whoever calls Matcher.See, and Matcher.run reads it`
}

// Spare takes the map away of which the loop asks whether it is there.
func (m *Matcher) Spare(k string) {
	m.in <- k
	m.spared = nil // want `m.spared is written here by whoever calls Matcher.Spare, and Matcher.run reads it`
}
