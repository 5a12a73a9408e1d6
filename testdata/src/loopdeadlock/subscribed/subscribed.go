// Package subscribed sends under the lock that subscribers need to leave.
package subscribed

import "sync"

// A Bus sends to all subscribers under its lock.
type Bus struct {
	mu   sync.Mutex
	subs map[chan int]bool
}

// NewBus makes one.
func NewBus() *Bus { return &Bus{subs: make(map[chan int]bool)} }

// Subscribe adds a subscriber.
func (b *Bus) Subscribe() chan int {
	c := make(chan int)
	b.mu.Lock()
	b.subs[c] = true
	b.mu.Unlock()
	return c
}

// Unsubscribe takes it out.
func (b *Bus) Unsubscribe(c chan int) {
	b.mu.Lock()
	delete(b.subs, c)
	b.mu.Unlock()
	close(c)
}

// Publish sends under the lock.
func (b *Bus) Publish(n int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for c := range b.subs {
		c <- n // want `Bus.Publish holds b.mu while it sends to c, and who receives from that may be waiting for the lock in Bus.Unsubscribe: deadlock; send to a copy of them when it is unlocked`
	}
}

// Offer drops what nobody takes.
func (b *Bus) Offer(n int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for c := range b.subs {
		select {
		case c <- n:
		default:
		}
	}
}

// Copy sends when it is unlocked.
func (b *Bus) Copy(n int) {
	b.mu.Lock()
	var all []chan int
	for c := range b.subs {
		all = append(all, c)
	}
	b.mu.Unlock()
	for _, c := range all {
		c <- n
	}
}

// A Roomy bus gives each a lot of room.
type Roomy struct {
	mu   sync.Mutex
	subs map[chan int]bool
}

// NewRoomy makes one.
func NewRoomy() *Roomy { return &Roomy{subs: make(map[chan int]bool)} }

// Subscribe adds a subscriber.
func (b *Roomy) Subscribe() chan int {
	c := make(chan int, 1000)
	b.mu.Lock()
	b.subs[c] = true
	b.mu.Unlock()
	return c
}

// Unsubscribe takes it out.
func (b *Roomy) Unsubscribe(c chan int) {
	b.mu.Lock()
	delete(b.subs, c)
	b.mu.Unlock()
}

// Publish waits only while a subscriber is a thousand messages behind: strict.
func (b *Roomy) Publish(n int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for c := range b.subs {
		c <- n
	}
}
