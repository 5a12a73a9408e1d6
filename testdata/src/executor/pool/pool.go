// Package pool has executors that several goroutines serve: what one of them
// runs may wait for what another does.
package pool

import "sync"

// A Pool is started by a for statement.
type Pool struct {
	tasks chan func()
	wg    sync.WaitGroup
}

func New(n int) *Pool {
	p := &Pool{tasks: make(chan func())}
	for range n {
		go p.run()
	}
	return p
}

func (p *Pool) run() {
	for f := range p.tasks {
		f()
	}
}

func (p *Pool) Do(f func()) {
	done := make(chan struct{})
	p.tasks <- func() {
		f()
		close(done)
	}
	<-done
}

// A Pair has two goroutines.
type Pair struct {
	tasks chan func()
	quit  chan struct{}
}

func NewPair() *Pair {
	p := &Pair{tasks: make(chan func()), quit: make(chan struct{})}
	go p.serve()
	go p.serve()
	return p
}

func (p *Pair) serve() {
	for {
		select {
		case f := <-p.tasks:
			f()
		case <-p.quit:
			return
		}
	}
}

func (p *Pair) Do(f func()) {
	done := make(chan struct{})
	p.tasks <- func() {
		f()
		close(done)
	}
	<-done
}

// A Crew is started by a method that is called again and again.
type Crew struct {
	tasks chan func()
	quit  chan struct{}
}

func NewCrew(n int) *Crew {
	c := &Crew{tasks: make(chan func()), quit: make(chan struct{})}
	for range n {
		c.hire()
	}
	return c
}

func (c *Crew) hire() { go c.serve() }

func (c *Crew) serve() {
	for {
		select {
		case f := <-c.tasks:
			f()
		case <-c.quit:
			return
		}
	}
}

func (c *Crew) Do(f func()) {
	done := make(chan struct{})
	c.tasks <- func() {
		f()
		close(done)
	}
	<-done
}
