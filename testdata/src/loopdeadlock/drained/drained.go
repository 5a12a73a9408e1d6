// Package drained shuts a server down in one of its handlers.
package drained

import (
	"context"
	"net/http"
)

type service struct{ http *http.Server }

func (s *service) start() error {
	mux := http.NewServeMux()
	mux.HandleFunc("/quit", s.quit)
	mux.HandleFunc("/quit-later", s.quitLater)
	mux.HandleFunc("/leave", func(http.ResponseWriter, *http.Request) {
		s.http.Shutdown(context.TODO()) // want `s.http.Shutdown waits for the function in service.start, and this runs on it: deadlock; let it return before anybody waits`
	})
	s.http = &http.Server{Handler: mux}
	return s.http.ListenAndServe()
}

func (s *service) quit(w http.ResponseWriter, r *http.Request) {
	w.WriteHeader(http.StatusOK)
	s.end()
}

func (s *service) end() {
	s.http.Shutdown(context.Background()) // want `s.http.Shutdown waits for service.quit, and this runs on it: deadlock`
}

// quitLater lets the handler return.
func (s *service) quitLater(w http.ResponseWriter, r *http.Request) {
	go func() { s.http.Shutdown(context.Background()) }()
}
