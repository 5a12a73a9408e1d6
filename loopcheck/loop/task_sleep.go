package loop

import (
	"context"
	"time"
)

// Sleep pauses the coroutine for d; its loop goes on. It returns nil, or ctx's
// error if that ends first. A d that is not positive lets others run, as 0 does. Off
// a coroutine it returns ErrNotTask.
func Sleep(ctx context.Context, d time.Duration) error {
	co, err := running(ctx, "Sleep")
	if err != nil {
		return err
	}
	if err := co.mayWait(ctx); err != nil {
		return err
	}
	ts := &co.loop.timers
	if !ts.arm(&co.timer, max(d, 0)) {
		return ErrClosed
	}
	ticket := co.arm() // after what a clock may make panic
	err = co.park(ctx, ticket, "Sleep")
	if err != nil {
		ts.disarm(&co.timer)
	}
	return err
}

// Yield lets everything run that waits in the loop's queue now. It returns ctx's
// error if ctx has ended, and ErrNotTask off a coroutine.
func Yield(ctx context.Context) error {
	co, err := running(ctx, "Yield")
	if err != nil {
		return err
	}
	if err := co.mayWait(ctx); err != nil {
		return err
	}
	co.loop.turn.ready(co)
	co.task.parking()
	co.yield(struct{}{}) // nobody needs to wake it, so this is no wait
	return nil
}
