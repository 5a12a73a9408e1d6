// Package loop drops futures of loopcheck's own runtime.
package loop

import (
	"context"

	"github.com/loopcheck/loopcheck/loopcheck/loop"
)

func save() (int, error) { return 0, nil }

func saveLater(l *loop.Loop) *loop.Future[int] { return loop.Submit(l, save) }

func drops(l *loop.Loop) {
	loop.Submit(l, save)                                                            // want "the loop.Future that loop.Submit returns is dropped; await it or pass it to All or First or Detach it"
	saveLater(l)                                                                    // want "the loop.Future that saveLater returns is dropped"
	_ = loop.Go(l, func(ctx context.Context) (int, error) { return 0, nil })        // want "the loop.Future that loop.Go returns is dropped"
	l.Go(func(ctx context.Context) error { return nil })                            // want "the loop.Future that l.Go returns is dropped"
	f := loop.Offload(l, nil, func(context.Context) (int, error) { return 0, nil }) // want "is dropped: f is assigned again"
	f = loop.Submit(l, save)
	f.Detach()
}

func keeps(ctx context.Context, l *loop.Loop) error {
	loop.Submit(l, save).Detach()
	saveLater(l).Then(func(int, error) {})
	first := saveLater(l)
	if _, err := loop.All(ctx, first, loop.Submit(l, save)); err != nil {
		return err
	}
	asked := saveLater(l)
	defer asked.Cancel(nil)
	_, err := saveLater(l).Await(ctx)
	return err
}
