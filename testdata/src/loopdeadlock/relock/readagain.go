package relock

import "sync"

// Whoever uses a manager updates it from a goroutine of his own.
type Manager struct {
	mtx    sync.RWMutex
	groups map[string][]int
}

func (m *Manager) Update(groups map[string][]int) {
	m.mtx.Lock()
	defer m.mtx.Unlock()
	m.replace(groups)
}

func (m *Manager) replace(groups map[string][]int) { m.groups = groups }

func (m *Manager) Rules() (all []int) {
	m.mtx.RLock()
	defer m.mtx.RUnlock()
	for _, g := range m.groups {
		all = append(all, g...)
	}
	return all
}

func (m *Manager) Alerting() (all []int) {
	m.mtx.RLock()
	defer m.mtx.RUnlock()
	for _, rule := range m.Rules() { // want "m.Rules reads under m.mtx again, and Manager.Alerting holds it"
		if rule > 0 {
			all = append(all, rule)
		}
	}
	return all
}

// Pods are kept for a manager, who writes for others.
type pods struct {
	mu  sync.RWMutex
	all map[string]int
}

var running = &pods{all: map[string]int{}}

func Start(name string) { running.insert(name) }

func (p *pods) insert(name string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.all[name]++
}

func (p *pods) has(name string) bool {
	p.mu.RLock()
	defer p.mu.RUnlock()
	return p.all[name] > 0
}

func (p *pods) both(a, b string) bool {
	p.mu.RLock()
	defer p.mu.RUnlock()
	return p.has(a) && p.has(b) // want "p.has reads under p.mu again, and pods.both holds it"
}

// Nobody is seen to fill a shelf while it is read.
type shelf struct {
	mu    sync.RWMutex
	books map[string]int
}

func (s *shelf) fill() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.books["a"] = 1
}

func (s *shelf) count(title string) int {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.books[title]
}

func (s *shelf) sum() (n int) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	for title := range s.books {
		n += s.count(title)
	}
	return n
}
