// Package lockoffered takes two locks in opposite orders in what it offers to others.
package lockoffered

import "sync"

// A Ring has readers, and locks for both.
type Ring struct {
	data    sync.RWMutex
	readers sync.Mutex
	n       int
	all     []int
}

// Close lets the readers go under the lock of the data.
func (r *Ring) Close() {
	r.data.Lock()
	defer r.data.Unlock()
	r.release() // want `r.release waits for r.readers, and Ring.Close holds r.data, for which Ring.Tail waits the other way round: deadlock; lock them in one order`
}

func (r *Ring) release() {
	r.readers.Lock()
	r.all = nil
	r.readers.Unlock()
}

// Tail adds a reader, and asks for the data.
func (r *Ring) Tail() int {
	r.readers.Lock()
	defer r.readers.Unlock()
	r.data.RLock()
	defer r.data.RUnlock()
	r.all = append(r.all, r.n)
	return r.n
}

// A frame is one goroutine's, for all that is known: strict.
type frame struct {
	a, b sync.Mutex
}

func (f *frame) Put() {
	f.a.Lock()
	defer f.a.Unlock()
	f.b.Lock()
	f.b.Unlock()
}

func (f *frame) Reset() {
	f.b.Lock()
	defer f.b.Unlock()
	f.a.Lock()
	f.a.Unlock()
}
