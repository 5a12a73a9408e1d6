package handwritten

import (
	"time"

	"example.com/corpus/twins"
	"github.com/loopcheck/loopcheck/loopcheck"
)

var slowSubscriber = twins.Twin{
	File:    "slow_subscriber",
	Bug:     "the loop sends to a subscriber that may have stalled",
	Retells: "cilium/tetragon, commit 5c8a6b19",
	Rule:    "loopblock",
	Kind:    loopcheck.SlowCallback,
	Buggy: func(t *loopcheck.T) {
		e := newEvents(loopcheck.Watch(t, "events"))
		go e.run()
		e.play(t)
	},
	Fixed: func(t *loopcheck.T) {
		e := newEvents(loopcheck.Watch(t, "events"))
		go e.runRight()
		e.play(t)
	},
}

type events struct {
	in      chan int
	listen  chan int
	lost    int
	watcher *loopcheck.Watcher
}

func newEvents(w *loopcheck.Watcher) *events {
	return &events{in: make(chan int), listen: make(chan int, 1), watcher: w}
}

// play sends three events to a listener that is away for a minute.
func (e *events) play(t *loopcheck.T) {
	t.Go("listener", func() {
		time.Sleep(time.Minute)
		for range e.listen {
		}
	})
	for i := range 3 {
		e.in <- i
	}
	close(e.in)
	time.Sleep(2 * time.Minute)
}

func (e *events) run() {
	defer close(e.listen)
	for n := range e.in {
		e.watcher.Handle(func() { e.listen <- n })
	}
}

// The fixed twin.

func (e *events) runRight() {
	defer close(e.listen)
	for n := range e.in {
		e.watcher.Handle(func() {
			select {
			case e.listen <- n:
			default:
				e.lost++
			}
		})
	}
}
