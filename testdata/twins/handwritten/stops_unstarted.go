package handwritten

import (
	"time"

	"example.com/corpus/twins"
	"github.com/loopcheck/loopcheck/loopcheck"
)

var stopsUnstarted = twins.Twin{
	File:    "stops_unstarted",
	Bug:     "Stop leaves a token for a function that nobody need call, and the second one finds no room",
	Retells: "go-co-op/gocron, commit 772979fa",
	Rule:    "loopleak",
	Kind:    loopcheck.LeakedGoroutine,
	Buggy: func(t *loopcheck.T) {
		s := NewShift()
		go stopTwice(s.Stop)
		time.Sleep(time.Minute)
	},
	Fixed: func(t *loopcheck.T) {
		s := NewClosingShift()
		go stopTwice(s.Stop)
		time.Sleep(time.Minute)
	},
}

func stopTwice(stop func()) {
	stop()
	stop()
}

// A Shift works until it is stopped.
type Shift struct{ stop chan struct{} }

// NewShift returns a shift that has not begun.
func NewShift() *Shift { return &Shift{stop: make(chan struct{}, 1)} }

// Work returns when the shift is stopped. Those who have others work need not call it.
func (s *Shift) Work() { <-s.stop }

// Stop ends the shift.
func (s *Shift) Stop() { s.stop <- struct{}{} }

// The fixed twin.

// A ClosingShift can be stopped more than once.
type ClosingShift struct{ stop chan struct{} }

// NewClosingShift returns a shift that has not begun.
func NewClosingShift() *ClosingShift { return &ClosingShift{stop: make(chan struct{}, 1)} }

// Work returns when the shift is stopped.
func (s *ClosingShift) Work() { <-s.stop }

// Stop ends the shift.
func (s *ClosingShift) Stop() {
	select {
	case s.stop <- struct{}{}:
	default:
	}
}
