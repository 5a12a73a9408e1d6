// Package callback hands functions to a bus that calls them under its lock.
package callback

import (
	"sync"

	"example.com/corpus/src/loopdeadlock/callback/bus"
)

type member struct {
	bus   *bus.Bus
	other *bus.Bus
	names []string
}

// follow publishes what it hears, to the bus that it hears it from.
func (m *member) follow() {
	m.bus.Listen(func(topic string) {
		m.bus.Publish(topic + ".seen") // want `m.bus.Publish reads under m.bus.mu again, which bus.Bus.Publish holds while it calls this`
	})
}

// followOther publishes it to another one.
func (m *member) followOther() {
	m.bus.Listen(func(topic string) { m.other.Publish(topic) })
}

// leave gives up a listener from within: it is called while the lock is held for reading.
func (m *member) leave() {
	m.bus.Listen(m.heard)
}

func (m *member) heard(topic string) {
	m.forget(topic) // want `m.forget \(by bus.Bus.Drop\) waits for m.bus.mu, which bus.Bus.Publish holds while it calls this: deadlock`
}

func (m *member) forget(topic string) { m.bus.Drop(topic) }

// clear drops while it goes round.
func (m *member) clear() {
	m.bus.Each(func(topic string) {
		m.bus.Drop(topic) // want `m.bus.Drop waits for m.bus.mu, which bus.Bus.Each holds while it calls this: deadlock`
	})
}

// clearLater does so on goroutines of their own, or when Each has returned.
func (m *member) clearLater() {
	var all []string
	m.bus.Each(func(topic string) { all = append(all, topic) })
	for _, topic := range all {
		m.bus.Drop(topic)
	}
	m.bus.Each(func(topic string) { go m.bus.Drop(topic) })
	m.bus.Snapshot(func(topic string) { m.bus.Drop(topic) })
}

// join listens to the package's bus by a function of the package.
func (m *member) join() {
	bus.Listen(m.relay)
}

func (m *member) relay(topic string) {
	bus.Publish(topic) // want `bus.Publish reads under std.mu again, which bus.Bus.Publish holds while it calls this`
}

// A store lets its users look at it under its lock.
type store struct {
	mu   sync.Mutex
	rows map[string]int
}

func (s *store) view(f func(map[string]int)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	f(s.rows)
}

func (s *store) get(key string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.rows[key]
}

// sum asks the store while it looks at it.
func (s *store) sum(keys []string) (n int) {
	s.view(func(map[string]int) {
		for _, key := range keys {
			n += s.get(key) // want `s.get waits for s.mu, which store.view holds while it calls this: deadlock`
		}
	})
	return n
}

// total only uses what it is given.
func (s *store) total() (n int) {
	s.view(func(rows map[string]int) {
		for _, v := range rows {
			n += v
		}
	})
	return n
}

// merge asks another store.
func (s *store) merge(from *store) {
	s.view(func(rows map[string]int) {
		for key := range rows {
			rows[key] += from.get(key)
		}
	})
}
