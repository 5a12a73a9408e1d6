// Package loop touches what loops of loopcheck's own runtime own.
package loop

import (
	"context"

	"github.com/loopcheck/loopcheck/loopcheck/loop"
)

type room struct {
	l      *loop.Loop
	ready  *loop.Event
	lines  *loop.Queue[string]
	from   *loop.Bridge[string]
	topics *loop.Owned[map[string]int]
}

func newRoom() *room {
	l := loop.New()
	return &room{
		l: l, ready: loop.NewEvent(l), lines: loop.NewQueue[string](l, 8), from: loop.NewBridge[string](l, 8),
		topics: loop.NewOwned(l, map[string]int{}),
	}
}

func (r *room) goroutines(ctx context.Context) {
	go func() {
		r.ready.Set() // want "r.ready.Set touches a loop.Event off the loopcheck loop; hand it over with Post or Submit"
	}()
	go r.fill()
	go func() {
		r.topics.With(func(topics *map[string]int) { (*topics)["go"]++ }) // want "r.topics.With touches a loop.Owned off the loopcheck loop"
	}()
	loop.Offload(r.l, nil, func(ctx context.Context) (int, error) {
		r.lines.TryPut("offloaded") // want "r.lines.TryPut touches a loop.Queue off the loopcheck loop"
		return 0, nil
	}).Detach()
	go func() {
		for line := range r.from.All(ctx) { // want "r.from.All touches a loop.Bridge off the loopcheck loop"
			println(line)
		}
	}()
}

func (r *room) fill() {
	r.lines.TryPut("line") // want "r.lines.TryPut touches a loop.Queue off the loopcheck loop"
}

// handedOver touches them on the loop, in callbacks and coroutines.
func (r *room) handedOver(ctx context.Context) {
	go func() {
		r.l.Post(r.ready.Set)
		r.l.Post(func() { r.lines.TryPut("posted") })
		r.from.Send(ctx, "sent")
		r.from.Close()
	}()
	loop.Go(r.l, func(ctx context.Context) (int, error) {
		r.ready.Wait(ctx)
		for line := range r.lines.All(ctx) {
			r.topics.With(func(topics *map[string]int) { (*topics)[line]++ })
		}
		_, err := r.from.Recv(ctx)
		return r.lines.Len(), err
	}).Detach()
}
