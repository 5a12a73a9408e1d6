package state

import "context"

// A Download has a result behind the channel by which it says that there is one.
type Download struct {
	quit   chan struct{}
	life   struct{ over chan struct{} }
	chunks chan int
	sum    int
}

// Begin starts it.
func Begin() *Download {
	d := &Download{quit: make(chan struct{}), chunks: make(chan int)}
	d.life.over = make(chan struct{})
	go d.run()
	return d
}

func (d *Download) run() {
	for {
		select {
		case n := <-d.chunks:
			d.sum += n
		case <-d.quit:
			close(d.life.over)
			return
		}
	}
}

// Wait waits by a helper that is passed the channel.
func (d *Download) Wait(ctx context.Context) (int, error) {
	d.chunks <- 0
	if err := d.waitFor(ctx, d.life.over); err != nil {
		return 0, err
	}
	return d.sum, nil
}

// Put gives it something.
func (d *Download) Put(n int) { d.chunks <- n }

// Peek gives it something, and does not wait.
func (d *Download) Peek() int {
	d.chunks <- 0
	return d.sum // want `d.sum is read here by whoever calls Download.Peek, and Download.run writes it`
}

func (d *Download) waitFor(ctx context.Context, ch <-chan struct{}) error {
	select {
	case <-ch:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Asked waits by the same helper until somebody quits.
func (d *Download) Asked(ctx context.Context) error { return d.waitFor(ctx, d.quit) }
