// Package app is a program with two bugs that its team knows. The test of the gate
// plants others in it.
package app

import (
	"context"
	"net"
	"sync"
	"time"

	"github.com/loopcheck/loopcheck/loopcheck/loop"
)

// Hub owns its names.
type Hub struct {
	in   chan ask
	quit chan struct{}

	// names is owned by run().
	names map[string]int
}

type ask struct {
	name string
	done chan bool
}

func NewHub() *Hub {
	h := &Hub{in: make(chan ask), quit: make(chan struct{}), names: make(map[string]int)}
	go h.run()
	return h
}

func (h *Hub) run() {
	for {
		select {
		case m := <-h.in:
			h.add(m.name)
			time.Sleep(2 * time.Second) // known
			m.done <- true
		case <-h.quit:
			return
		}
	}
}

func (h *Hub) add(name string) {
	h.names[name]++
	h.tell()
}

func (h *Hub) tell() {}

func (h *Hub) Ask(name string) {
	done := make(chan bool)
	h.in <- ask{name, done}
	<-done
}

// pause runs nowhere yet.
func (h *Hub) pause() {
	time.Sleep(3 * time.Second)
}

// Forget returns before it is done.
func (h *Hub) Forget(name string) {
	go func() { h.Ask(name) }()
}

// Store saves by loopcheck's runtime.
type Store struct{ l *loop.Loop }

func (s *Store) save() *loop.Future[int] {
	return loop.Submit(s.l, func() (int, error) { return 0, nil })
}

func (s *Store) Saved() {
	s.save() // known
}

func (s *Store) Close() {
	s.save().Detach()
}

// Fetch waits for one answer.
func Fetch(ctx context.Context) int {
	answer := make(chan int, 1)
	go func() { answer <- 1 }()
	select {
	case n := <-answer:
		return n
	case <-ctx.Done():
		return 0
	}
}

// Server takes connections until somebody stops it.
type Server struct {
	mu   sync.Mutex
	l    net.Listener
	stop bool
}

func Serve(l net.Listener) *Server {
	s := &Server{l: l}
	go s.listen()
	return s
}

func (s *Server) listen() {
	for {
		c, err := s.l.Accept()
		if err != nil {
			if s.stopped() {
				return
			}
			continue
		}
		c.Close()
	}
}

func (s *Server) stopped() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.stop
}

func (s *Server) Stop() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.stop = true
	s.l.Close()
}
