// Package loopflag has loops that poll plain flags.
package loopflag

import (
	"net"
	"sync"
	"sync/atomic"
	"time"
)

// Server polls a flag that Shutdown sets under a lock.
type Server struct {
	mu   sync.Mutex
	l    net.Listener
	stop bool
}

func New(l net.Listener) *Server {
	s := &Server{l: l}
	go s.listen()
	return s
}

func (s *Server) listen() {
	for {
		c, err := s.l.Accept()
		if err != nil {
			if s.stop {
				return
			}
			continue
		}
		c.Close()
	}
}

func (s *Server) Shutdown() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.stop {
		return
	}
	s.stop = true // want `s.stop is written here by whoever calls Server.Shutdown, and Server.listen reads it \(line 28\): a race; close a channel or cancel a context that the loop selects on, post it to the loop, or make it an atomic`
	s.l.Close()
}

// Fixed has an atomic one.
type Fixed struct {
	l    net.Listener
	stop atomic.Bool
}

func NewFixed(l net.Listener) *Fixed {
	s := &Fixed{l: l}
	go s.listen()
	return s
}

func (s *Fixed) listen() {
	for !s.stop.Load() {
		s.l.Accept()
	}
}

func (s *Fixed) Shutdown() { s.stop.Store(true) }

// Locked reads it under the lock too.
type Locked struct {
	mu   sync.Mutex
	in   chan int
	stop bool
}

func NewLocked() *Locked {
	s := &Locked{in: make(chan int)}
	go s.run()
	return s
}

func (s *Locked) stopped() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.stop
}

func (s *Locked) run() {
	for range s.in {
		if s.stopped() {
			return
		}
	}
}

func (s *Locked) Stop() {
	s.mu.Lock()
	s.stop = true
	s.mu.Unlock()
}

// Producer is what others have of a producer.
type Producer interface {
	Close()
	Name() string
}

type state int

const (
	ready state = iota
	closed
)

type producer struct {
	state  state
	events chan chan struct{}
	name   string
}

func newProducer() Producer {
	p := &producer{events: make(chan chan struct{})}
	p.state = ready
	go p.run()
	return p
}

func (p *producer) run() {
	for done := range p.events {
		if p.state == ready {
			p.state = closed
		}
		close(done)
		if p.name == "" {
			return
		}
	}
}

func (p *producer) Close() {
	if p.state != ready { // want "p.state is read here by whoever calls producer.Close, and producer.run writes it"
		return
	}
	done := make(chan struct{})
	p.events <- done
	<-done
}

// IsReady may be called before the producer is used: nobody knows.
func (p *producer) IsReady() bool { return p.state == ready }

func (p *producer) Name() string { return p.name }

// poller has a goroutine that says when it is enough.
type poller struct {
	enough bool
	in     chan int
}

func (p *poller) run() {
	go func() {
		for range p.in {
			p.enough = true // want `p.enough is written here on a goroutine that poller.run starts \(line 159\), and poller.run reads it \(line 164\): a race`
		}
	}()
	for !p.enough {
		println()
	}
}

// A Pool ends its workers, which poll.
type Pool struct{ workers []*poolWorker }

type poolWorker struct {
	stop  bool
	idle  bool
	tasks chan func()
}

func NewPool(n int) *Pool {
	p := &Pool{}
	for range n {
		w := &poolWorker{tasks: make(chan func())}
		w.start()
		p.workers = append(p.workers, w)
	}
	return p
}

func (w *poolWorker) start() {
	go func() {
		for !w.stop {
			f := <-w.tasks
			w.idle = false
			f()
		}
	}()
}

func (w *poolWorker) end() {
	w.stop = true // want "w.stop is written here by whoever calls Pool.Close"
}

func (p *Pool) Close() {
	for _, w := range p.workers {
		w.end()
	}
}

// A gate counts how often it has to wait for its lock: it locks all the same.
type gate struct {
	mu     sync.Mutex
	waited atomic.Int64
	shut   bool
	loose  bool // no lock
	in     chan int
}

func (g *gate) enter() {
	if !g.mu.TryLock() {
		g.waited.Add(1)
		g.mu.Lock()
	}
}

func (g *gate) leave() { g.mu.Unlock() }

func (g *gate) isShut() bool {
	g.enter()
	defer g.leave()
	return g.shut
}

func (g *gate) run() {
	for {
		<-g.in
		if g.isShut() || g.loose {
			return
		}
	}
}

func newGate() {
	g := &gate{in: make(chan int)}
	go g.run()
	go func() {
		for range time.Tick(time.Second) {
			g.enter()
			g.shut = true
			g.leave()
			g.loose = true // want "g.loose is written here on a goroutine that newGate starts"
		}
	}()
}
