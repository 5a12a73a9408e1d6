package loop

import (
	"context"
	"io"
	"iter"
	"sync"
)

// A Bridge carries values from any goroutine to coroutines of one loop. It holds
// a bounded number of them, so a producer that is too fast waits. The sending
// end (Send, TrySend, Close) may be used by any goroutine, the receiving end
// (Recv, TryRecv, All) is owned by the loop.
type Bridge[T any] struct {
	loop *Loop

	mu        sync.Mutex // never held while parked
	ring      ring[T]
	closed    bool
	senders   row[*sending[T]]
	receivers row[lineplace]
}

// A sending is a Send that waits for room.
type sending[T any] struct {
	v      T
	done   *promise[struct{}]
	passed bool
}

// NewBridge returns a bridge to l that holds at most capacity values. It panics
// unless capacity is positive.
func NewBridge[T any](l *Loop, capacity int) *Bridge[T] {
	if capacity <= 0 {
		panic("loop: NewBridge needs a positive capacity")
	}
	return &Bridge[T]{loop: l, ring: ring[T]{limit: capacity}}
}

// Send passes v to the loop, and waits for room if it must: a goroutine blocks, a
// coroutine lets its loop go on. It returns ErrClosed once the bridge or the loop
// is closed, ctx's error if that ends first, and an error that is ErrOnLoop in a
// callback of the loop that would have to wait. If it returns an error, v was not
// passed.
func (b *Bridge[T]) Send(ctx context.Context, v T) error {
	b.mu.Lock()
	sent, err := b.trySendLocked(v)
	if sent || err != nil {
		b.mu.Unlock()
		return err
	}
	s := &sending[T]{v: v, done: newPromise[struct{}](b.loop)}
	s.done.own = true
	at := b.senders.join(s)
	b.mu.Unlock()
	s.done.open()
	err = s.done.waitAs(ctx, &wait{on: b.loop.name, ender: received{b.loop}, ctx: ctx}, "Bridge.Send")
	if err == nil {
		_, err, _ = s.done.TryResult()
	}
	if err == nil || !b.withdraw(at) {
		return nil
	}
	return err
}

// withdraw takes s back, and reports false if it was passed on by now.
func (b *Bridge[T]) withdraw(at *spot[*sending[T]]) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	if !b.senders.leave(at) {
		return !at.who.passed
	}
	at.who.done.refuse(context.Canceled)
	return true
}

// TrySend passes v if there is room, and reports whether it did. It never waits.
func (b *Bridge[T]) TrySend(v T) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	sent, _ := b.trySendLocked(v)
	return sent
}

// trySendLocked passes v if there is room.
func (b *Bridge[T]) trySendLocked(v T) (bool, error) {
	full := b.ring.full()
	if b.closed || !b.loop.takesValue(full) {
		b.loop.lost("Bridge.Send", ErrClosed)
		return false, ErrClosed
	}
	if full {
		return false, nil
	}
	b.ring.push(v)
	b.wakeReceiverLocked()
	return true, nil
}

// wakeReceiverLocked wakes the first blocked receiver.
func (b *Bridge[T]) wakeReceiverLocked() {
	if s := b.receivers.pop(); s != nil {
		s.who.woken = true
		s.who.co.wakeAnywhere(s.who.ticket, woken)
	}
}

// Close ends the bridge: Send fails, Recv returns what is left and then io.EOF.
// It wakes all who wait; a Send that waits fails. Closing again does nothing.
func (b *Bridge[T]) Close() {
	b.mu.Lock()
	b.closed = true
	senders := b.senders.drain()
	for b.receivers.first != nil {
		b.wakeReceiverLocked()
	}
	b.mu.Unlock()
	for _, s := range senders {
		s.done.refuse(ErrClosed)
	}
}

// Recv takes the oldest value, and waits for one, in a coroutine, if it must. It
// returns io.EOF when the bridge is closed and empty, ctx's error if that ends
// first, and ErrNotTask in a plain callback that would have to wait. Off the loop
// it panics with an *OwnerError.
func (b *Bridge[T]) Recv(ctx context.Context) (T, error) {
	b.loop.must("Bridge.Recv")
	for {
		v, ok, closed := b.pop()
		if ok {
			return v, nil
		}
		if closed {
			return v, io.EOF
		}
		if err := b.waitForValue(ctx); err != nil {
			return v, err
		}
	}
}

// TryRecv takes the oldest value if there is one; ok says so. It never waits.
func (b *Bridge[T]) TryRecv() (v T, ok bool) {
	b.loop.must("Bridge.TryRecv")
	v, ok, _ = b.pop()
	return v, ok
}

// Next is Recv: a bridge is an [Iterator].
func (b *Bridge[T]) Next(ctx context.Context) (T, error) { return b.Recv(ctx) }

// pop takes the oldest value and lets the first blocked sender in.
func (b *Bridge[T]) pop() (v T, ok, closed bool) {
	b.mu.Lock()
	if b.ring.n == 0 {
		defer b.mu.Unlock()
		return v, false, b.closed
	}
	v = b.ring.pop()
	var s *sending[T]
	if at := b.senders.pop(); at != nil {
		s = at.who
		b.ring.push(s.v)
		s.passed = true
	} else {
		b.loop.turn.received++ // else the one that was let in takes its place
	}
	if b.ring.n > 0 {
		b.wakeReceiverLocked()
	}
	b.mu.Unlock()
	if s != nil {
		s.done.resolve(struct{}{}, nil)
	}
	return v, true, false
}

func (b *Bridge[T]) waitForValue(ctx context.Context) error {
	co, err := running(ctx, "Bridge.Recv")
	if err != nil {
		return err
	}
	if err := co.mayWait(ctx); err != nil {
		return err
	}
	b.mu.Lock()
	if b.ring.n > 0 || b.closed {
		b.mu.Unlock()
		return nil
	}
	at := b.receivers.join(lineplace{co: co, ticket: co.arm()})
	b.mu.Unlock()
	err = co.park(ctx, at.who.ticket, "Bridge.Recv")
	b.mu.Lock()
	defer b.mu.Unlock()
	if at.who.woken {
		return nil
	}
	b.receivers.leave(at)
	return err
}

// All yields values as Recv returns them, until the bridge is closed and empty or
// ctx ends.
func (b *Bridge[T]) All(ctx context.Context) iter.Seq[T] {
	return func(yield func(T) bool) {
		for {
			v, err := b.Recv(ctx)
			if err != nil || !yield(v) {
				return
			}
		}
	}
}

// takesValue reports whether the loop takes work from the caller, and counts a
// value of a bridge unless that is full.
func (l *Loop) takesValue(full bool) bool {
	l.in.mu.Lock()
	defer l.in.mu.Unlock()
	if !l.takesLocked() {
		return false
	}
	if !full {
		l.life.values++
	}
	return true
}
