// Package executor waits for another package's executor on that executor.
package executor

import (
	"example.com/corpus/src/executor/pool"
	"example.com/corpus/src/executor/serial"
)

type service struct {
	loop, other *serial.Executor
	actor       *serial.Actor
	pool        *pool.Pool
	pair        *pool.Pair
	crew        *pool.Crew
	count       int
}

func (s *service) nested() {
	s.loop.Do(func() {
		s.loop.Do(s.add) // want `s.loop.Do waits for serial.Executor.run, and this runs on it: deadlock; call the function directly`
	})
}

func (s *service) submitted() { s.loop.Submit(s.sum) }

func (s *service) sum() {
	s.add()
	s.total()
}

func (s *service) total() {
	s.loop.Do(s.add) // want `s.loop.Do waits for serial.Executor.run, and this runs on it: deadlock`
}

func (s *service) add() { s.count++ }

func (s *service) asks() error {
	return s.actor.Call(func() error {
		return s.actor.Call(s.answer) // want `s.actor.Call waits for serial.Actor.serve, and this runs on it: deadlock`
	})
}

func (s *service) answer() error { return nil }

func local() {
	loop := serial.New()
	defer loop.Close()
	loop.Do(func() {
		loop.Do(func() {}) // want `loop.Do waits for serial.Executor.run, and this runs on it: deadlock`
	})
}

// nopeAnother: two executors do not wait for each other here.
func (s *service) nopeAnother() {
	s.loop.Do(func() { s.other.Do(s.add) })
}

// nopeBeside: a goroutine of its own may wait.
func (s *service) nopeBeside() {
	s.loop.Do(func() { go s.loop.Do(s.add) })
	s.loop.Go(func() { s.loop.Do(s.add) })
}

// nopeAfter: it waits for one, then for the next.
func (s *service) nopeAfter() {
	s.loop.Do(s.add)
	s.loop.Do(s.add)
}

// nopePools: somebody else of the pool runs it.
func (s *service) nopePools() {
	s.pool.Do(func() { s.pool.Do(s.add) })
	s.pair.Do(func() { s.pair.Do(s.add) })
	s.crew.Do(func() { s.crew.Do(s.add) })
}
