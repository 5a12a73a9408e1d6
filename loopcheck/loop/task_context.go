package loop

import (
	"context"
	"sync"
	"sync/atomic"
	"time"
)

// A taskContext is the context of a task. The waits of this package know it and
// need little of it; the whole of a cancellable context, three allocations, is made
// when somebody asks for more.
type taskContext struct {
	parent context.Context
	ended  atomic.Bool // cancelled before whole was made

	mu    sync.Mutex
	cause error // of ended
	whole atomic.Pointer[wholeContext]
}

type wholeContext struct {
	context.Context
	cancel context.CancelCauseFunc
}

// initContext gives the context its parent. What can end by itself is made whole at
// once.
func (c *taskContext) initContext(parent context.Context) {
	c.parent = parent
	if parent.Done() != nil {
		c.makeWhole()
	}
}

func (c *taskContext) makeWhole() *wholeContext {
	c.mu.Lock()
	defer c.mu.Unlock()
	if w := c.whole.Load(); w != nil {
		return w
	}
	w := new(wholeContext)
	w.Context, w.cancel = context.WithCancelCause(c.parent)
	if c.ended.Load() {
		w.cancel(c.cause)
	}
	c.whole.Store(w)
	return w
}

// cancelContext cancels the context.
func (c *taskContext) cancelContext(cause error) {
	c.mu.Lock()
	w := c.whole.Load()
	if w == nil && !c.ended.Load() {
		c.cause = cause
		c.ended.Store(true)
	}
	c.mu.Unlock()
	if w != nil {
		w.cancel(cause)
	}
}

func (c *taskContext) Deadline() (time.Time, bool) { return c.parent.Deadline() }
func (c *taskContext) Done() <-chan struct{}       { return c.makeWhole().Done() }

func (c *taskContext) Err() error {
	if w := c.whole.Load(); w != nil {
		return w.Err()
	}
	if c.ended.Load() {
		return context.Canceled
	}
	return nil
}

// Value is also how package context finds the cancellable context in this one.
func (c *taskContext) Value(key any) any { return c.makeWhole().Value(key) }
