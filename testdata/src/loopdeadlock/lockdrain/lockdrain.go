// Package lockdrain shuts a server down under a lock that its handlers need.
package lockdrain

import (
	"context"
	"net/http"
	"sync"
	"time"
)

type service struct {
	mu    sync.Mutex
	http  *http.Server
	stats sync.Mutex
	hits  int
}

func (s *service) start() error {
	mux := http.NewServeMux()
	mux.HandleFunc("/hits", s.serve)
	s.http = &http.Server{Handler: mux}
	return s.http.ListenAndServe()
}

func (s *service) serve(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.hits++
}

func (s *service) stop() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.http.Shutdown(context.Background()) // want `service.stop holds s.mu while it waits in s.http.Shutdown, and service.serve, a handler that has to return, takes s.mu first, if that is the same one: deadlock; unlock before that`
}

// stopSoon gives up after a while.
func (s *service) stopSoon() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	return s.http.Shutdown(ctx)
}

// stopRight lets go first.
func (s *service) stopRight() error {
	s.mu.Lock()
	server := s.http
	s.mu.Unlock()
	return server.Shutdown(context.Background())
}

// No handler needs the other lock.
func (s *service) stopCounted() error {
	s.stats.Lock()
	defer s.stats.Unlock()
	return s.http.Shutdown(context.Background())
}

// close waits for nobody.
func (s *service) close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.http.Close()
}
