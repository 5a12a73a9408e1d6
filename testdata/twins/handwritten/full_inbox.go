package handwritten

import (
	"example.com/corpus/twins"
	"github.com/loopcheck/loopcheck/loopcheck"
)

var fullInbox = twins.Twin{
	File:    "full_inbox",
	Bug:     "the loop sends to its own bounded inbox, which fills up",
	Retells: "ipfs/go-bitswap, pull/271",
	Rule:    "loopdeadlock",
	Kind:    loopcheck.Deadlock,
	Buggy: func(t *loopcheck.T) {
		s := newSender(loopcheck.Watch(t, "sender"))
		s.changes <- 1
		s.changes <- 2
		go s.run()
		t.Wait()
		s.changes <- 3
		close(s.quit)
	},
	Fixed: func(t *loopcheck.T) {
		s := newPatientSender(loopcheck.Watch(t, "sender"))
		s.changes <- 1
		s.changes <- 2
		go s.run()
		t.Wait()
		s.changes <- 3
		close(s.quit)
	},
}

// A sender processes changes, which lead to more changes.
type sender struct {
	changes chan int
	quit    chan struct{}
	watcher *loopcheck.Watcher
}

func newSender(w *loopcheck.Watcher) *sender {
	return &sender{changes: make(chan int, 2), quit: make(chan struct{}), watcher: w}
}

func (s *sender) run() {
	for {
		select {
		case n := <-s.changes:
			s.watcher.Handle(func() { s.process(n) })
		case <-s.quit:
			return
		}
	}
}

func (s *sender) process(n int) {
	if n > 2 {
		return
	}
	for i := range 3 {
		s.changes <- 10 + i
	}
}

// The fixed twin.

// A patientSender keeps what it has yet to do in a slice.
type patientSender struct {
	changes chan int
	quit    chan struct{}
	watcher *loopcheck.Watcher
}

func newPatientSender(w *loopcheck.Watcher) *patientSender {
	return &patientSender{changes: make(chan int, 2), quit: make(chan struct{}), watcher: w}
}

func (s *patientSender) run() {
	var more []int
	for {
		if len(more) > 0 {
			n := more[0]
			more = more[1:]
			s.watcher.Handle(func() { more = append(more, s.after(n)...) })
			continue
		}
		select {
		case n := <-s.changes:
			s.watcher.Handle(func() { more = append(more, s.after(n)...) })
		case <-s.quit:
			return
		}
	}
}

func (s *patientSender) after(n int) []int {
	if n > 2 {
		return nil
	}
	return []int{10, 11, 12}
}
