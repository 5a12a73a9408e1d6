// Package feed calls its listeners under its lock.
package feed

import "sync"

// A Listener hears of items.
type Listener interface{ Heard(item string) }

// A Feed has listeners.
type Feed struct {
	mu        sync.Mutex
	listeners map[Listener]bool
	last      Listener
}

// Add adds a listener.
func (f *Feed) Add(l Listener) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.listeners[l] = true
}

// Remove removes a listener.
func (f *Feed) Remove(l Listener) {
	f.mu.Lock()
	defer f.mu.Unlock()
	delete(f.listeners, l)
}

// Put tells the listeners.
func (f *Feed) Put(item string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for l := range f.listeners {
		l.Heard(item)
	}
}

// Last keeps one listener, which it calls unlocked: neighbour of Add.
func (f *Feed) Last(l Listener) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.last = l
}

// End tells the last one.
func (f *Feed) End() {
	f.mu.Lock()
	l := f.last
	f.mu.Unlock()
	l.Heard("end")
}
