package handwritten

import (
	"time"

	"example.com/corpus/twins"
	"github.com/loopcheck/loopcheck/loopcheck"
)

var ticksAfterEnd = twins.Twin{
	File:    "ticks_after_end",
	Bug:     "an interval sends its ticks to a loop that has ended, for ever",
	Retells: "dop251/goja_nodejs, not fixed yet",
	Rule:    "loopleak",
	Kind:    loopcheck.LeakedGoroutine,
	Buggy: func(t *loopcheck.T) {
		e := newEngine()
		e.every(time.Second, func() {})
		time.Sleep(3 * time.Second)
		e.stop()
		time.Sleep(time.Minute)
	},
	Fixed: func(t *loopcheck.T) {
		e := newEngine()
		e.everyUntilEnd(time.Second, func() {})
		time.Sleep(3 * time.Second)
		e.stop()
		time.Sleep(time.Minute)
	},
}

// An engine runs jobs, one after the other.
type engine struct {
	jobs chan func()
	quit chan struct{}
}

func newEngine() *engine {
	e := &engine{jobs: make(chan func()), quit: make(chan struct{})}
	go e.run()
	return e
}

func (e *engine) run() {
	for {
		select {
		case job := <-e.jobs:
			job()
		case <-e.quit:
			return
		}
	}
}

func (e *engine) stop() { close(e.quit) }

// every runs f each time d has passed.
func (e *engine) every(d time.Duration, f func()) {
	go e.tick(d, f)
}

func (e *engine) tick(d time.Duration, f func()) {
	ticker := time.NewTicker(d)
	defer ticker.Stop()
	for range ticker.C {
		e.jobs <- f
	}
}

// The fixed twin.

// everyUntilEnd runs f each time d has passed, until the engine stops.
func (e *engine) everyUntilEnd(d time.Duration, f func()) {
	go e.tickUntilEnd(d, f)
}

func (e *engine) tickUntilEnd(d time.Duration, f func()) {
	ticker := time.NewTicker(d)
	defer ticker.Stop()
	for {
		select {
		case <-ticker.C:
		case <-e.quit:
			return
		}
		select {
		case e.jobs <- f:
		case <-e.quit:
			return
		}
	}
}
