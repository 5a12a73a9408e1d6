// Package executor uses another package's hand-written executors.
package executor

import (
	"net/http"
	"os/exec"
	"time"

	"example.com/corpus/src/executor/pool"
	"example.com/corpus/src/executor/serial"
)

type service struct {
	loop  *serial.Executor
	actor *serial.Actor
	queue *serial.Queue
	pool  *pool.Pool
	pair  *pool.Pair
	count int
}

func (s *service) sleeps() {
	s.loop.Submit(func() { time.Sleep(2 * time.Second) }) // want `time.Sleep blocks serial.Executor.run for 2s`
	s.loop.Do(s.build)
}

func (s *service) build() {
	exec.Command("go", "build").Run() // want `exec.Command\(…\).Run blocks serial.Executor.run: it waits for another process`
}

func (s *service) answers() {
	s.actor.Call(func() error {
		return exec.Command("go", "vet").Run() // want `exec.Command\(…\).Run blocks serial.Actor.serve`
	})
}

// later hands the work on: a wrapper is what it wraps.
func (s *service) later(f func()) { s.loop.Submit(f) }

func (s *service) wrapped() {
	s.later(func() { time.Sleep(time.Minute) }) // want `time.Sleep blocks serial.Executor.run for 1m0s`
}

// nopeItsJob: the network is what an executor may well be for.
func (s *service) nopeItsJob() {
	s.loop.Submit(func() { http.Get("https://example.com") })
}

// nopeBesides: Go starts it beside the executor.
func (s *service) nopeBesides() {
	s.loop.Go(func() { time.Sleep(time.Minute) })
}

// nopeQueue: nobody waits for the queue.
func (s *service) nopeQueue() {
	s.queue.Add(func() { exec.Command("go", "build").Run() })
}

// nopePool: the others go on.
func (s *service) nopePool() {
	s.pool.Do(func() { time.Sleep(time.Minute) })
	s.pair.Do(func() { time.Sleep(time.Minute) })
}

// nopeShort: it only counts.
func (s *service) nopeShort() {
	s.loop.Do(func() { s.count++ })
}
