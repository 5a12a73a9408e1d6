package loop

import (
	"context"
	"sync"
	"sync/atomic"

	"github.com/loopcheck/loopcheck/loopcheck/internal/observe"
)

// Call hands f over to run on l and waits for its result. On a plain goroutine it
// blocks; in a coroutine of another loop that loop goes on meanwhile. Called on l
// itself it returns an error that is ErrOnLoop at once: call f directly. If l
// waits, itself or through other loops, for the loop that calls, it returns a
// *DeadlockError. If ctx ends first it returns ctx's error, and f never runs; if f
// had begun it finishes, and the error is ErrStarted too. Panics and Goexit in f
// are errors, as in Submit. A nil f panics.
func Call[T any](ctx context.Context, l *Loop, f func() (T, error)) (T, error) {
	if f == nil {
		panic("loop: Call of a nil func")
	}
	var zero T
	var noted *wait
	if p := placeOf(self()); p != nil {
		switch {
		case p.loop == l:
			return zero, l.selfWait("Call")
		case p.co != nil:
			return Submit(l, f).awaitCall(ctx)
		case !l.isOpen(): // no wait to look into
			l.lost("Call", ErrClosed)
			return zero, ErrClosed
		}
		noted = &wait{on: l.name, ender: loopFree{l}, ctx: ctx}
		end, err := block(noted, "Call")
		if err != nil {
			return zero, err
		}
		defer end()
	}
	pool := callsOf[T](l)
	c := pool.get(l, f)
	c.noted = noted
	c.final = ctx.Done() == nil
	if err := l.put(c, "Call"); err != nil {
		return zero, err
	}
	if err := c.wait(ctx); err != nil {
		return zero, err
	}
	v, err := c.value, c.err
	pool.put(c)
	return v, err
}

// awaitCall awaits a submission that nobody will want if ctx ends.
func (f *Future[T]) awaitCall(ctx context.Context) (v T, err error) {
	err = f.waitAs(ctx, nil, "Call")
	f.awaited()
	switch {
	case err == nil:
	case f.refuse(err):
		return v, err // it never runs
	case !f.isDone():
		return v, waitError(err, ErrStarted)
	}
	return f.value, f.err()
}

// A call is a Call in progress. Calls are pooled, so that they cost no memory.
type call[T any] struct {
	loop  *Loop
	fn    func() (T, error)
	value T
	err   error
	noted *wait         // what others know of it, if it is in anybody's way
	final bool          // its context cannot end: nobody gives it up, and stage is not used
	stage atomic.Uint32 // callQueued, then callRunning, then callDone; or callAbandoned
	done  chan struct{}
}

const (
	callQueued uint32 = iota
	callRunning
	callDone
	callAbandoned
)

func (c *call[T]) wait(ctx context.Context) error {
	if c.final {
		<-c.done
		return nil
	}
	select {
	case <-c.done:
		return nil
	case <-ctx.Done():
	}
	err := waitError(ctx.Err(), context.Cause(ctx))
	switch {
	case c.stage.CompareAndSwap(callQueued, callAbandoned):
		return err
	case c.stage.CompareAndSwap(callRunning, callAbandoned):
		return waitError(err, ErrStarted)
	}
	<-c.done
	return nil
}

func (c *call[T]) run() {
	c.loop.begin()
	if !c.advance(callQueued, callRunning) {
		return // given up while it was queued
	}
	c.loop.observeBegin("call", c.fn, 0)
	c.perform()
	c.loop.observeEnd()
}

func (c *call[T]) perform() {
	finished := false
	defer func() {
		if !finished {
			c.rescue(recover())
		}
	}()
	c.value, c.err = c.fn()
	finished = true
	c.finish()
}

// rescue ends a call whose function left by panic, or by Goexit if r is nil.
func (c *call[T]) rescue(r any) {
	c.err = ErrGoexit
	if r != nil {
		pe := c.loop.panicError(r)
		c.loop.report(observe.CallbackPanicked, 0, "Call", pe, nil)
		c.err = pe
	}
	c.finish()
}

func (c *call[T]) finish() {
	if c.advance(callRunning, callDone) {
		if c.noted != nil {
			c.noted.over.Store(true)
		}
		c.done <- struct{}{}
	}
}

// advance moves the call to its next stage, unless it was given up.
func (c *call[T]) advance(from, to uint32) bool {
	return c.final || c.stage.CompareAndSwap(from, to)
}

func (c *call[T]) drop(d *DroppedError) {
	if c.advance(callQueued, callRunning) {
		d.Posts++
		c.err = ErrClosed
		c.finish()
	}
}

func (c *call[T]) counts() bool { return true }

// callPools finds a loop's pool of calls by their result type. A loop sees few
// types, so it is a list.
type callPools struct {
	mu   sync.Mutex
	list atomic.Pointer[[]any] // of *callPool[T]
}

type callPool[T any] struct{ pool sync.Pool }

func callsOf[T any](l *Loop) *callPool[T] {
	for {
		list := l.futures.calls.list.Load()
		if list != nil {
			for _, p := range *list {
				if p, ok := p.(*callPool[T]); ok {
					return p
				}
			}
		}
		l.futures.calls.add(list, new(callPool[T]))
	}
}

func (c *callPools) add(seen *[]any, pool any) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.list.Load() != seen {
		return // somebody else was faster; look again
	}
	var list []any
	if seen != nil {
		list = append(list, *seen...)
	}
	list = append(list, pool)
	c.list.Store(&list)
}

func (p *callPool[T]) get(l *Loop, f func() (T, error)) *call[T] {
	c, ok := p.pool.Get().(*call[T])
	if !ok {
		c = &call[T]{loop: l, done: make(chan struct{}, 1)}
	}
	c.fn = f
	return c
}

func (p *callPool[T]) put(c *call[T]) {
	var zero T
	c.fn, c.value, c.err, c.noted = nil, zero, nil, nil
	if !c.final {
		c.stage.Store(callQueued)
	}
	p.pool.Put(c)
}
