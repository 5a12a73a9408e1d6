package loop

import (
	"context"
	"io"
	"iter"
)

// A Queue passes values among coroutines and callbacks of one loop. It holds a
// bounded number of them. It is owned by its loop: off the loop its methods panic
// with an *OwnerError; a [Bridge] takes values from other goroutines.
type Queue[T any] struct {
	loop    *Loop
	ring    ring[T]
	closed  bool
	getters line
	putters line
}

// NewQueue returns a queue of l that holds at most capacity values. It panics
// unless capacity is positive.
func NewQueue[T any](l *Loop, capacity int) *Queue[T] {
	if capacity <= 0 {
		panic("loop: NewQueue needs a positive capacity")
	}
	return &Queue[T]{loop: l, ring: ring[T]{limit: capacity}}
}

// Put adds v, and waits for room if it must. It returns ErrClosed once the queue
// is closed, ctx's error if that ends first, and ErrNotTask in a plain callback
// that would have to wait.
func (q *Queue[T]) Put(ctx context.Context, v T) error {
	q.loop.must("Queue.Put")
	for !q.closed && q.ring.full() {
		if err := q.putters.wait(ctx, "Queue.Put"); err != nil {
			return err
		}
	}
	if q.closed {
		return ErrClosed
	}
	q.add(v)
	return nil
}

// TryPut adds v if there is room, and reports whether it did. It never waits, so it
// may overtake those who wait for room in Put.
func (q *Queue[T]) TryPut(v T) bool {
	q.loop.must("Queue.TryPut")
	if q.closed || q.ring.full() {
		return false
	}
	q.add(v)
	return true
}

func (q *Queue[T]) add(v T) {
	q.ring.push(v)
	q.getters.wakeFirst()
}

// Get takes the oldest value, and waits for one if it must. It returns io.EOF
// when the queue is closed and empty, ctx's error if that ends first, and
// ErrNotTask in a plain callback that would have to wait.
func (q *Queue[T]) Get(ctx context.Context) (T, error) {
	q.loop.must("Queue.Get")
	for q.ring.n == 0 {
		var zero T
		if q.closed {
			return zero, io.EOF
		}
		if err := q.getters.wait(ctx, "Queue.Get"); err != nil {
			return zero, err
		}
	}
	return q.take(), nil
}

// TryGet takes the oldest value if there is one; ok says so. It never waits.
func (q *Queue[T]) TryGet() (v T, ok bool) {
	q.loop.must("Queue.TryGet")
	if q.ring.n == 0 {
		return v, false
	}
	return q.take(), true
}

func (q *Queue[T]) take() T {
	v := q.ring.pop()
	q.putters.wakeFirst()
	if q.ring.n > 0 {
		q.getters.wakeFirst()
	}
	return v
}

// Next is Get: a queue is an [Iterator].
func (q *Queue[T]) Next(ctx context.Context) (T, error) { return q.Get(ctx) }

// Len returns how many values the queue holds.
func (q *Queue[T]) Len() int {
	q.loop.must("Queue.Len")
	return q.ring.n
}

// Close ends the queue: Put fails, Get returns what is left and then io.EOF. It
// wakes all who wait. Closing again does nothing.
func (q *Queue[T]) Close() {
	q.loop.must("Queue.Close")
	q.closed = true
	q.getters.wakeAll()
	q.putters.wakeAll()
}

// All yields values as Get returns them, until the queue is closed and empty or
// ctx ends.
func (q *Queue[T]) All(ctx context.Context) iter.Seq[T] {
	return func(yield func(T) bool) {
		for {
			v, err := q.Get(ctx)
			if err != nil || !yield(v) {
				return
			}
		}
	}
}
