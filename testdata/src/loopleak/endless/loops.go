package endless

import (
	"context"
	"time"
)

// A cache sweeps for ever, closed or not.
type cache struct{ open bool }

func newCache() *cache {
	c := &cache{open: true}
	go c.sweep()
	return c
}

func (c *cache) sweep() {
	t := time.NewTicker(time.Minute)
	for {
		<-t.C // want `nothing ends this loop, not even cache.Close; leave it when cache.Close has been called`
		println("sweep")
	}
}

func (c *cache) Close() { c.open = false }

// A poller has a channel that says stop, and nobody says so.
type poller struct {
	in   chan int
	stop chan struct{}
}

func newPoller() *poller {
	p := &poller{in: make(chan int), stop: make(chan struct{})}
	go func() {
		for {
			select { // want `nothing ends this loop, not even poller.Stop`
			case n := <-p.in:
				println(n)
			case <-p.stop:
				return
			}
		}
	}()
	return p
}

func (p *poller) Add(n int) { p.in <- n }

func (p *poller) Stop() { println("stopped") }

// A pool's worker ranges over what nobody closes.
type pool struct{ jobs chan func() }

func newPool() *pool {
	p := &pool{jobs: make(chan func())}
	go p.work()
	return p
}

func (p *pool) work() {
	for job := range p.jobs { // want `nothing ends this loop, not even pool.Shutdown`
		job()
	}
}

func (p *pool) Do(job func()) { p.jobs <- job }

func (p *pool) Shutdown() {}

// nopeClosed is told by its Close.
type nopeClosed struct{ stop chan struct{} }

func newNopeClosed() *nopeClosed {
	c := &nopeClosed{stop: make(chan struct{})}
	go c.run()
	return c
}

func (c *nopeClosed) run() {
	t := time.NewTicker(time.Minute)
	for {
		select {
		case <-t.C:
		case <-c.stop:
			return
		}
	}
}

func (c *nopeClosed) Close() { close(c.stop) }

// nopeFlag asks after each round.
type nopeFlag struct{ closed func() bool }

func newNopeFlag(closed func() bool) *nopeFlag {
	c := &nopeFlag{closed}
	go c.run()
	return c
}

func (c *nopeFlag) run() {
	for {
		<-time.After(time.Minute)
		if c.closed() {
			return
		}
	}
}

func (c *nopeFlag) Close() {}

// nopeLasting has no end: it lasts as long as the process.
type nopeLasting struct{}

func newNopeLasting() *nopeLasting {
	c := &nopeLasting{}
	go c.run()
	return c
}

func (c *nopeLasting) run() {
	for {
		<-time.After(time.Minute)
	}
}

// nopeParameter ends with its caller's context.
type nopeParameter struct{}

func newNopeParameter(ctx context.Context) *nopeParameter {
	c := &nopeParameter{}
	go c.run(ctx)
	return c
}

func (c *nopeParameter) run(ctx context.Context) {
	for {
		select {
		case <-time.After(time.Minute):
		case <-ctx.Done():
			return
		}
	}
}

func (c *nopeParameter) Close() {}

// nopeShared: the package's one object.
var nopeShared = func() *cache {
	c := &cache{}
	go func() {
		for {
			<-time.After(time.Minute)
		}
	}()
	return c
}()
