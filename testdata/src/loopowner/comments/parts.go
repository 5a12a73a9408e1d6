package comments

import (
	"sync"
	"sync/atomic"
	"time"
)

// A flow keeps what is atomic, and what has a lock, beside what has neither.
type flow struct {
	limit  int
	credit atomic.Int64
}

type flows struct {
	sendMu sync.Mutex
	in     flow
	queued int
}

type session struct {
	flows flows // owned by run
	in    chan int
}

func (s *session) run() {
	for n := range s.in {
		s.flows.in.limit += n
		s.flows.in.credit.Add(1)
		s.flows.queued++
	}
}

func (s *session) start() {
	go s.run()
	go func() {
		for range time.Tick(time.Second) {
			s.flows.in.limit = 0 // want `s.flows is written off its loop: "owned by run"`
			s.flows.in.credit.Store(0)
			s.flows.sendMu.Lock()
			s.flows.queued = 0
			s.flows.sendMu.Unlock()
		}
	}()
}
