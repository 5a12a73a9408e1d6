// Package bus calls what it is given under its lock.
package bus

import "sync"

// A Bus tells its listeners what happens.
type Bus struct {
	mu        sync.RWMutex
	listeners []func(string)
	topics    map[string]int
}

// Listen keeps a function for Publish.
func (b *Bus) Listen(f func(string)) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.listeners = append(b.listeners, f)
}

// Publish calls the listeners one by one.
func (b *Bus) Publish(topic string) {
	b.mu.RLock()
	defer b.mu.RUnlock()
	b.tell(topic)
}

func (b *Bus) tell(topic string) {
	for _, f := range b.listeners {
		f(topic)
	}
}

// Each calls f for each topic.
func (b *Bus) Each(f func(string)) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for t := range b.topics {
		f(t)
	}
}

// Snapshot calls f for each topic that there was: neighbour of Each.
func (b *Bus) Snapshot(f func(string)) {
	b.mu.Lock()
	topics := make([]string, 0, len(b.topics))
	for t := range b.topics {
		topics = append(topics, t)
	}
	b.mu.Unlock()
	for _, t := range topics {
		f(t)
	}
}

// Drop forgets a topic.
func (b *Bus) Drop(topic string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	delete(b.topics, topic)
}

// Has does not lock anything alone.
func (b *Bus) Has(topic string) bool {
	b.mu.RLock()
	defer b.mu.RUnlock()
	return b.topics[topic] > 0
}

var std Bus

// Listen keeps a function for the package's own bus.
func Listen(f func(string)) { std.Listen(f) }

// Publish tells the listeners of the package's own bus.
func Publish(topic string) { std.Publish(topic) }
