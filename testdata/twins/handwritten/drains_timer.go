package handwritten

import (
	"time"

	"example.com/corpus/twins"
	"github.com/loopcheck/loopcheck/loopcheck"
)

var drainsTimer = twins.Twin{
	File: "drains_timer",
	Bug:  "the loop empties the channel of a timer that it has received from before",
	Rule: "loopleak",
	Kind: loopcheck.LeakedGoroutine,
	Buggy: func(t *loopcheck.T) {
		f := newFlusher()
		go f.run(time.Second)
		time.Sleep(2 * time.Second)
		close(f.quit)
		time.Sleep(time.Minute)
	},
	Fixed: func(t *loopcheck.T) {
		f := newFlusher()
		go f.runOnce(time.Second)
		time.Sleep(2 * time.Second)
		close(f.quit)
		time.Sleep(time.Minute)
	},
}

// A flusher writes once when its time has come.
type flusher struct {
	quit    chan struct{}
	flushes int
}

func newFlusher() *flusher { return &flusher{quit: make(chan struct{})} }

func (f *flusher) run(d time.Duration) {
	timer := time.NewTimer(d)
	for {
		select {
		case <-timer.C:
			f.flushes++
		case <-f.quit:
			if !timer.Stop() {
				<-timer.C
			}
			return
		}
	}
}

// The fixed twin.

func (f *flusher) runOnce(d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	for {
		select {
		case <-timer.C:
			f.flushes++
		case <-f.quit:
			return
		}
	}
}
