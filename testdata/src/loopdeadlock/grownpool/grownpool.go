// Package grownpool has a pool that starts one more goroutine where none is idle: what runs on
// one of them may wait for another.
package grownpool

import "sync"

type Pool struct {
	handle  sync.WaitGroup
	limiter chan struct{}
	tasks   chan func()
	once    sync.Once
}

func (p *Pool) Go(f func()) {
	p.init()
	if p.limiter == nil {
		select {
		case p.tasks <- f:
		default:
			p.handle.Go(p.next)
			p.tasks <- f
		}
	} else {
		select {
		case p.limiter <- struct{}{}:
			p.handle.Go(func() {
				p.worker(f)
			})
		case p.tasks <- f:
			return
		}
	}
}

func (p *Pool) next() {
	for f := range p.tasks {
		f()
	}
}

func (p *Pool) init() {
	p.once.Do(func() {
		p.tasks = make(chan func())
	})
}

func (p *Pool) worker(initial func()) {
	if initial != nil {
		initial()
	}
	for f := range p.tasks {
		f()
	}
}

func Use(p *Pool) {
	p.Go(func() {
		p.Go(func() {})
	})
}

// A Single one has a goroutine that its constructor starts, and no other.
type Single struct{ tasks chan func() }

func NewSingle() *Single {
	s := &Single{tasks: make(chan func())}
	go s.work()
	return s
}

func (s *Single) work() {
	for f := range s.tasks {
		f()
	}
}

func (s *Single) Go(f func()) { s.tasks <- f }

func UseSingle(s *Single) {
	s.Go(func() {
		s.Go(func() {}) // want `s.Go waits for Single.work, and this runs on it: deadlock`
	})
}
