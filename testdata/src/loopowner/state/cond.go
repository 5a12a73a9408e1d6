package state

import "sync"

// A Fifo's condition has its lock, by another name.
type Fifo struct {
	mu       sync.Mutex
	resume   chan struct{}
	finished int
	pending  []func()
	started  []func()
	cond     *sync.Cond
}

// NewFifo makes both.
func NewFifo() *Fifo {
	f := &Fifo{resume: make(chan struct{}, 1)}
	f.cond = sync.NewCond(&f.mu)
	go f.run()
	return f
}

// Schedule takes the lock by its name.
func (f *Fifo) Schedule(job func()) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.pending = append(f.pending, job)
	select {
	case f.resume <- struct{}{}:
	default:
	}
}

// Pending does so too; what has started, the loop writes without it.
func (f *Fifo) Pending() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return len(f.pending) + len(f.started) // want `f.started is read here by whoever calls Fifo.Pending, and Fifo.run writes it`
}

// Started as well.
func (f *Fifo) Started() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.resume <- struct{}{}
	return len(f.started)
}

// Wait waits under it.
func (f *Fifo) Wait(n int) {
	f.cond.L.Lock()
	for f.finished < n || len(f.pending) > 0 {
		f.cond.Wait()
	}
	f.cond.L.Unlock()
}

func (f *Fifo) run() {
	for range f.resume {
		f.mu.Lock()
		job := f.pending[0]
		f.mu.Unlock()
		f.started = append(f.started, job)
		job()
		f.done()
	}
}

// done takes it by the condition's name.
func (f *Fifo) done() {
	f.cond.L.Lock()
	f.finished++
	f.pending = f.pending[1:]
	f.cond.Broadcast()
	f.cond.L.Unlock()
}
