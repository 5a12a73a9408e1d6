// Package lockrelay waits under a lock for workers whose results somebody takes who needs it.
package lockrelay

import "sync"

type pool struct {
	mu      sync.Mutex
	wg      sync.WaitGroup
	jobs    chan int
	results chan int
	done    chan struct{}
	sum     int
}

func newPool() *pool {
	p := &pool{jobs: make(chan int), results: make(chan int), done: make(chan struct{})}
	p.wg.Add(1)
	go p.work()
	go p.collect()
	return p
}

func (p *pool) work() {
	defer p.wg.Done()
	for job := range p.jobs {
		p.results <- job * job
	}
}

func (p *pool) collect() {
	defer close(p.done)
	for r := range p.results {
		p.mu.Lock()
		p.sum += r
		p.mu.Unlock()
	}
}

// stop waits for the worker, who waits for collect, who waits for the lock.
func (p *pool) stop() {
	p.mu.Lock()
	defer p.mu.Unlock()
	close(p.jobs)
	p.wg.Wait() // want `pool.stop holds p.mu while it waits in p.wg.Wait, and pool.work, which it counts, sends to p.results first, which pool.collect takes, who needs p.mu for that: deadlock; unlock before that`
}

// stopRight locks afterwards.
func (p *pool) stopRight() int {
	close(p.jobs)
	p.wg.Wait()
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.sum
}

// A queue has room for the one result that there is.
type queue struct {
	mu     sync.Mutex
	wg     sync.WaitGroup
	result chan int
	sum    int
}

func newQueue() *queue {
	q := &queue{result: make(chan int, 1)}
	q.wg.Add(1)
	go func() {
		defer q.wg.Done()
		q.result <- 1
	}()
	go func() {
		r := <-q.result
		q.mu.Lock()
		q.sum += r
		q.mu.Unlock()
	}()
	return q
}

func (q *queue) stop() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.wg.Wait()
}

// An adder takes the results itself before it waits.
type adder struct {
	mu     sync.Mutex
	wg     sync.WaitGroup
	result chan int
	sum    int
}

func newAdder() *adder {
	a := &adder{result: make(chan int)}
	a.wg.Add(1)
	go func() {
		defer a.wg.Done()
		a.result <- 1
	}()
	return a
}

func (a *adder) stop() {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.sum += <-a.result
	a.wg.Wait()
}
