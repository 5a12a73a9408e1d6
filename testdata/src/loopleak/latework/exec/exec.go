// Package exec has executors that are told to end.
package exec

import (
	"errors"
	"sync"
)

// A Queue runs functions on one goroutine until it is closed.
type Queue struct {
	work chan func()
	quit chan struct{}
	once sync.Once
}

// New starts one.
func New() *Queue {
	q := &Queue{work: make(chan func(), 8), quit: make(chan struct{})}
	go q.run()
	return q
}

func (q *Queue) run() {
	for {
		select {
		case f := <-q.work:
			f()
		case <-q.quit:
			return
		}
	}
}

// Submit hands it a function.
func (q *Queue) Submit(f func()) {
	select {
	case q.work <- f:
	case <-q.quit:
	}
}

// TrySubmit says whether it took the function.
func (q *Queue) TrySubmit(f func()) error {
	select {
	case q.work <- f:
		return nil
	case <-q.quit:
		return errors.New("closed")
	}
}

// Close tells it to end.
func (q *Queue) Close() { q.once.Do(func() { close(q.quit) }) }

// Reopen starts it again.
func (q *Queue) Reopen() {
	q.quit, q.once = make(chan struct{}), sync.Once{}
	go q.run()
}

// CloseIf does so under a condition.
func (q *Queue) CloseIf(idle bool) {
	if idle {
		close(q.quit)
	}
}

func closed(q *Queue) {
	q.Close()
	q.Submit(func() {}) // want `q.Submit comes after the object has been closed \(line 69\): its loop has been told to end, and runs nothing more`
}
