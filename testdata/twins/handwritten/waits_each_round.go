package handwritten

import (
	"sync"

	"example.com/corpus/twins"
	"github.com/loopcheck/loopcheck/loopcheck"
)

var waitsEachRound = twins.Twin{
	File:    "waits_each_round",
	Bug:     "the loop counts the jobs of a batch, and waits for all of them when it has started the first",
	Retells: "moby/moby, pull/25384",
	Rule:    "loopdeadlock",
	Kind:    loopcheck.SlowCallback,
	Buggy: func(t *loopcheck.T) {
		b := newBatches(loopcheck.Watch(t, "batches"))
		go b.run()
		b.in <- []func(){func() {}, func() {}}
		close(b.in)
	},
	Fixed: func(t *loopcheck.T) {
		b := newBatches(loopcheck.Watch(t, "batches"))
		go b.runRight()
		b.in <- []func(){func() {}, func() {}}
		close(b.in)
	},
}

// A batches loop runs the jobs of each batch at the same time.
type batches struct {
	in      chan []func()
	watcher *loopcheck.Watcher
}

func newBatches(w *loopcheck.Watcher) *batches {
	return &batches{in: make(chan []func()), watcher: w}
}

func (b *batches) run() {
	for jobs := range b.in {
		b.watcher.Handle(func() { b.all(jobs) })
	}
}

func (b *batches) all(jobs []func()) {
	var wg sync.WaitGroup
	wg.Add(len(jobs))
	for _, job := range jobs {
		go func() {
			defer wg.Done()
			job()
		}()
		wg.Wait()
	}
}

// The fixed twin.

func (b *batches) runRight() {
	for jobs := range b.in {
		b.watcher.Handle(func() { b.allRight(jobs) })
	}
}

func (b *batches) allRight(jobs []func()) {
	var wg sync.WaitGroup
	wg.Add(len(jobs))
	for _, job := range jobs {
		go func() {
			defer wg.Done()
			job()
		}()
	}
	wg.Wait()
}
