// Package toend has a receiver in sight that goes round until the channel is closed.
package toend

import "context"

type client struct {
	ctx  context.Context
	in   chan int
	outs chan int
}

func (c *client) Start() <-chan int {
	go c.work()
	return c.outs
}

func (c *client) work() {
	for {
		select {
		case <-c.ctx.Done():
			return
		case n := <-c.in:
			for i := range n {
				c.outs <- i
			}
		}
	}
}

type Listener struct{ c *client }

func New(ctx context.Context) *Listener {
	return &Listener{&client{ctx: ctx, in: make(chan int), outs: make(chan int)}}
}

func (l *Listener) Connect(add func(int)) {
	ch := l.c.Start()
	go func() {
		for {
			n, ok := <-ch
			if !ok {
				return
			}
			add(n)
		}
	}()
}

func (l *Listener) Push(n int) { l.c.in <- n }

// A feed has a receiver that leaves with the context.
type feed struct {
	ctx context.Context
	in  chan int
	out chan int
}

func (f *feed) Start() <-chan int {
	go f.work()
	return f.out
}

func (f *feed) work() {
	for {
		select {
		case <-f.ctx.Done():
			return
		case n := <-f.in:
			f.out <- n // want `f.out <- n blocks for ever if nobody receives any more after <-f.ctx.Done`
		}
	}
}

func NewFeed(ctx context.Context, add func(int)) *feed {
	f := &feed{ctx: ctx, in: make(chan int), out: make(chan int)}
	ch := f.Start()
	go func() {
		for {
			select {
			case n := <-ch:
				add(n)
			case <-ctx.Done():
				return
			}
		}
	}()
	return f
}
