// Package loop waits for loops of loopcheck's own runtime on those loops.
package loop

import (
	"context"
	"time"

	"github.com/loopcheck/loopcheck/loopcheck/loop"
)

type counter struct {
	l *loop.Loop
	r *loop.Runner
	n int
}

func (c *counter) count() (int, error) { return c.n, nil }

func (c *counter) callbacks(ctx context.Context) {
	c.l.Post(func() {
		loop.Call(ctx, c.l, c.count) // want "loop.Call waits for the loopcheck loop, and this runs on it: deadlock; call the function directly"
	})
	c.l.Post(func() {
		c.l.Call(ctx, func() error { c.n++; return nil }) // want "c.l.Call waits for the loopcheck loop, and this runs on it: deadlock; call the function directly"
	})
	c.l.Every(time.Second, func() {
		n, _ := loop.Submit(c.l, c.count).Await(ctx) // want "Await waits for the loopcheck loop"
		c.n = n
	})
	c.l.Post(func() {
		loop.Sleep(ctx, time.Second) // want "loop.Sleep waits for the loopcheck loop, and this runs on it: deadlock; use After"
		c.stop()
	})
	c.l.Post(func() { go c.stop() })
	c.l.Post(func() {
		loop.Submit(c.l, c.count).Then(func(n int, err error) { c.n = n })
	})
}

// stop runs on the loop too.
func (c *counter) stop() {
	c.l.Close() // want "c.l.Close waits for the loopcheck loop, and this runs on it: deadlock; start it with go"
	c.l.Kill()  // want "c.l.Kill waits for the loopcheck loop, and this runs on it: deadlock; start it with go"
}

// coroutines may wait for futures, though not for the end of their loop.
func (c *counter) coroutines(ctx context.Context) {
	loop.Go(c.l, func(ctx context.Context) (int, error) {
		n, err := loop.Submit(c.l, c.count).Await(ctx)
		if err != nil {
			return 0, err
		}
		loop.Sleep(ctx, time.Second)
		return n, loop.Group(ctx, func(ctx context.Context, g *loop.TaskGroup) error {
			g.Go(func(ctx context.Context) error { return loop.Yield(ctx) })
			return nil
		})
	}).Detach()
	loop.Run(ctx, c.r, func(ctx context.Context) (int, error) {
		return 0, c.r.Close() // want "c.r.Close waits for the loopcheck coroutine loop"
	})
}

// goroutines wait for the loop as they like.
func (c *counter) goroutines(ctx context.Context) (int, error) {
	defer c.l.Close()
	if n, err := loop.Call(ctx, c.l, c.count); err == nil {
		return n, nil
	}
	return loop.Run(ctx, c.r, func(ctx context.Context) (int, error) { return c.n, nil })
}
