package handwritten

import (
	"time"

	"example.com/corpus/twins"
	"github.com/loopcheck/loopcheck/loopcheck"
)

var neverEnds = twins.Twin{
	File:    "never_ends",
	Bug:     "the loop of an object leaves its select where it is told to stop, and goes round again",
	Retells: "gwuhaolin/livego, pull/126",
	Rule:    "loopleak",
	Kind:    loopcheck.LeakedGoroutine,
	Buggy: func(t *loopcheck.T) {
		r := newRelay()
		r.packets <- 1
		r.Stop()
		time.Sleep(time.Minute)
	},
	Fixed: func(t *loopcheck.T) {
		r := newEndingRelay()
		r.packets <- 1
		r.Stop()
		time.Sleep(time.Minute)
	},
}

// A relay passes packets on.
type relay struct {
	packets chan int
	control chan string
	passed  int
}

func newRelay() *relay {
	r := &relay{packets: make(chan int), control: make(chan string)}
	go r.run()
	return r
}

func (r *relay) run() {
	for {
		select {
		case n := <-r.packets:
			r.passed += n
		case word := <-r.control:
			if word == "stop" {
				break
			}
		}
	}
}

// Stop ends the relay.
func (r *relay) Stop() { r.control <- "stop" }

// The fixed twin.

// An endingRelay returns.
type endingRelay struct {
	packets chan int
	control chan string
	passed  int
}

func newEndingRelay() *endingRelay {
	r := &endingRelay{packets: make(chan int), control: make(chan string)}
	go r.run()
	return r
}

func (r *endingRelay) run() {
	for {
		select {
		case n := <-r.packets:
			r.passed += n
		case word := <-r.control:
			if word == "stop" {
				return
			}
		}
	}
}

// Stop ends the relay.
func (r *endingRelay) Stop() { r.control <- "stop" }
