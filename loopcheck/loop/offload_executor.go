package loop

import (
	"context"
	"runtime"
	"sync"
)

// An Executor runs functions somewhere else: those that block, or compute for
// long. A [Pool] is one.
type Executor interface {
	// Execute arranges for f to run soon, on another goroutine, and returns at
	// once. An error means that f will never run.
	Execute(f func()) error
	// Close refuses new functions and waits for those it has.
	Close() error
}

// A Pool is an Executor with a bounded number of goroutines. They start when
// there is work and end when there is none, so an unused pool costs nothing.
type Pool struct {
	limit int

	mu      sync.Mutex
	queue   []func()
	workers map[*place]struct{}
	running int
	closed  bool
	bells   []*bell // rung when a closed pool has no worker
}

// NewPool returns a pool of at most n goroutines, for functions that wait: for
// files, databases, other programs. It panics unless n is positive.
func NewPool(n int) *Pool {
	if n <= 0 {
		panic("loop: NewPool needs a positive number of goroutines")
	}
	return &Pool{limit: n}
}

// NewCPUPool returns a pool of at most GOMAXPROCS goroutines, for functions that
// compute. Goroutines run in parallel anyway: the bound keeps a burst of
// computations from starving the loop of processors.
func NewCPUPool() *Pool { return NewPool(runtime.GOMAXPROCS(0)) }

// Execute queues f. It returns ErrClosed after Close. A panic in f ends the program,
// as in any goroutine; [Offload] makes it an error. A nil f panics.
func (p *Pool) Execute(f func()) error {
	if f == nil {
		panic("loop: Execute of a nil func")
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closed {
		return ErrClosed
	}
	p.queue = append(p.queue, f)
	if p.running < p.limit {
		p.running++
		go p.work()
	}
	return nil
}

// work runs functions until there are none.
func (p *Pool) work() {
	id, at := self(), &place{pool: p}
	enterPlace(id, at)
	p.mu.Lock()
	if p.workers == nil {
		p.workers = make(map[*place]struct{})
	}
	p.workers[at] = struct{}{}
	p.mu.Unlock()
	defer p.leave(id, at)
	for f := p.next(); f != nil; f = p.next() {
		f()
	}
}

func (p *Pool) next() func() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.queue) == 0 {
		p.queue = nil // a burst leaves nothing behind
		return nil
	}
	f := p.queue[0]
	p.queue[0] = nil
	p.queue = p.queue[1:]
	return f
}

// leave ends a worker, or replaces one that Goexit ended with work left.
func (p *Pool) leave(id gid, at *place) {
	leavePlace(id)
	p.mu.Lock()
	delete(p.workers, at)
	if len(p.queue) > 0 {
		go p.work()
		p.mu.Unlock()
		return
	}
	p.running--
	var bells []*bell
	if p.running == 0 {
		bells, p.bells = p.bells, nil
	}
	p.mu.Unlock()
	for _, b := range bells {
		b.ring()
	}
}

// jobs returns the offloaded work that the pool's goroutines do now; all is false
// if some of them do something else, or nothing yet.
func (p *Pool) jobs() (jobs []*job, all bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for at := range p.workers {
		if j := at.job.Load(); j != nil {
			jobs = append(jobs, j)
		}
	}
	return jobs, len(jobs) == p.limit
}

// Close refuses new functions, waits for those it has, and returns nil; a coroutine
// lets its loop go on meanwhile. From inside one of them, and where they wait for
// who calls, it returns an error that is ErrDeadlock.
func (p *Pool) Close() error {
	p.mu.Lock()
	p.closed = true
	p.mu.Unlock()
	if at := placeOf(self()); at != nil && at.pool == p {
		return &DeadlockError{Op: "Pool.Close", Waits: []Wait{{Who: "a pool", Loop: "a pool", On: "the pool", Stack: callers(1)}}}
	}
	end, err := note(&wait{on: "the pool", ender: poolEnds{p}}, "Pool.Close")
	if err != nil {
		return err
	}
	defer end()
	b := newBell()
	p.mu.Lock()
	if p.running == 0 {
		p.mu.Unlock()
		b.ring()
		return nil
	}
	p.bells = append(p.bells, b)
	p.mu.Unlock()
	return b.wait(context.Background())
}
