// Package undone has goroutines that a group counts.
package undone

import (
	"log"
	"sync"
)

func load(name string) error { return nil }

// All waits for ever for one that could not be loaded.
func All(names []string) {
	var wg sync.WaitGroup
	for _, name := range names {
		wg.Add(1)
		go func() {
			if err := load(name); err != nil {
				log.Print(err)
				return
			}
			log.Print(name)
			wg.Done()
		}()
	}
	wg.Wait() // want `wg.Wait waits for ever where the function in All, which it counts, leaves first \(the return at line 19\): call wg.Done on every way, or defer it`
}

// Each is done on every way.
func Each(names []string) {
	var wg sync.WaitGroup
	for _, name := range names {
		wg.Add(1)
		go func() {
			defer wg.Done()
			if err := load(name); err != nil {
				return
			}
			log.Print(name)
		}()
	}
	wg.Wait()
}

// A Server counts its connections.
type Server struct {
	conns sync.WaitGroup
}

// Serve starts one.
func (s *Server) Serve(name string) {
	s.conns.Add(1)
	go s.handle(name)
}

func (s *Server) handle(name string) {
	if load(name) != nil {
		return
	}
	log.Print(name)
	s.conns.Done()
}

// Close hangs once a connection has failed.
func (s *Server) Close() {
	s.conns.Wait() // want `s.conns.Wait waits for ever where Server.handle, which it counts, leaves first`
}
