// Package endless starts what nothing ends.
package endless

import "context"

type rows struct{ cancel context.CancelFunc }

func (r *rows) watch(ctx context.Context) {
	ctx, r.cancel = context.WithCancel(ctx)
	go r.await(ctx)
}

func (r *rows) await(ctx context.Context) {
	<-ctx.Done() // want "receiving from ctx.Done.. waits until the parent of its context ends: nobody calls cancel, which alone ends it before"
	println("closed")
}

type columns struct{ cancel context.CancelFunc }

func (c *columns) watch(ctx context.Context) {
	ctx, c.cancel = context.WithCancel(ctx)
	go c.await(ctx)
}

func (c *columns) await(ctx context.Context) {
	<-ctx.Done()
	println("closed")
}

func (c *columns) close() { c.cancel() }
