// Package locktoken makes locks of channels with room for one token.
package locktoken

import (
	"context"
	"sync"
)

// A store's busy is locked by who puts a token in.
type store struct {
	busy   chan struct{}
	mu     sync.Mutex
	items  map[string]int
	in     chan string
	wake   chan struct{}
	ticket chan struct{}
}

func newStore() *store {
	s := &store{
		busy: make(chan struct{}, 1), items: make(map[string]int), in: make(chan string),
		wake: make(chan struct{}, 1), ticket: make(chan struct{}, 1),
	}
	s.ticket <- struct{}{}
	go s.run()
	return s
}

func (s *store) put(key string, n int) {
	s.busy <- struct{}{}
	defer func() { <-s.busy }()
	s.items[key] = n
}

// double comes to the same token in a call.
func (s *store) double(key string) {
	s.busy <- struct{}{}
	defer func() { <-s.busy }()
	s.put(key, 2*s.items[key]) // want `s.put waits for s.busy, and store.double holds it: deadlock; unlock it before the call`
}

// doubleRight takes it out first.
func (s *store) doubleRight(key string) {
	s.busy <- struct{}{}
	n := s.items[key]
	<-s.busy
	s.put(key, 2*n)
}

// twice puts two in.
func (s *store) twice() {
	s.busy <- struct{}{}
	s.busy <- struct{}{} // want `this waits for s.busy, and store.twice holds it: deadlock; unlock it first`
	s.items = nil
	<-s.busy
}

// A store's ticket is locked by who takes it out.
func (s *store) admit() {
	<-s.ticket
	defer func() { s.ticket <- struct{}{} }()
	s.again() // want `s.again waits for s.ticket, and store.admit holds it: deadlock; unlock it before the call`
}

func (s *store) again() {
	<-s.ticket
	s.items = nil
	s.ticket <- struct{}{}
}

// admitUntil has a way out.
func (s *store) admitUntil(ctx context.Context) error {
	<-s.ticket
	defer func() { s.ticket <- struct{}{} }()
	return s.againUntil(ctx)
}

func (s *store) againUntil(ctx context.Context) error {
	select {
	case <-s.ticket:
	case <-ctx.Done():
		return ctx.Err()
	}
	s.items = nil
	s.ticket <- struct{}{}
	return nil
}

// add holds the token while it hands over to the loop, which needs it.
func (s *store) add(key string) {
	s.busy <- struct{}{}
	defer func() { <-s.busy }()
	s.in <- key // want `store.add holds s.busy while it sends to s.in, and store.run, its receiver, takes s.busy first in store.put: deadlock; unlock before that`
}

func (s *store) run() {
	for key := range s.in {
		s.put(key, 1)
	}
}

// sweep and count cross.
func (s *store) sweep() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.put("", 0) // want `s.put waits for s.busy, and store.sweep holds s.mu, for which store.Count waits the other way round: deadlock; lock them in one order`
}

func (s *store) Count() int {
	s.busy <- struct{}{}
	defer func() { <-s.busy }()
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.items)
}

func (s *store) Start() { go s.sweep() }

// A wake is no lock: it is there, or it is not.
func (s *store) rouse() {
	select {
	case s.wake <- struct{}{}:
	default:
	}
}

func (s *store) wait() {
	<-s.wake
	s.rouse()
	<-s.wake
}

// A gate is locked by two methods.
type gate struct{ ch chan struct{} }

func newGate() *gate { return &gate{make(chan struct{}, 1)} }

func (g *gate) lock()   { g.ch <- struct{}{} }
func (g *gate) unlock() { <-g.ch }

type door struct {
	gate *gate
	open bool
}

func newDoor() *door { return &door{gate: newGate()} }

func (d *door) toggle() {
	d.gate.lock()
	defer d.gate.unlock()
	if d.isOpen() { // want `d.isOpen \(by gate.lock\) waits for d.gate.ch, and door.toggle holds it: deadlock; unlock it before the call`
		d.open = false
	}
}

func (d *door) isOpen() bool {
	d.gate.lock()
	defer d.gate.unlock()
	return d.open
}

// Who is busy lets a goroutine of its own take the token out.
func (s *store) background(key string) {
	s.busy <- struct{}{}
	go func() {
		defer func() { <-s.busy }()
		s.items[key]++
	}()
	s.busy <- struct{}{}
	<-s.busy
}
