package runtime

import (
	"context"

	"example.com/corpus/twins"
	"github.com/loopcheck/loopcheck/loopcheck"
	"github.com/loopcheck/loopcheck/loopcheck/loop"
)

var forgetsFuture = twins.Twin{
	File:    "forgets_future",
	Bug:     "an early return forgets the error of a submission",
	Rule:    "loopawait",
	Runtime: "nothing: the error is lost",
	Kind:    loopcheck.UnawaitedError,
	Buggy:   forgetsFutureBug,
	Fixed:   forgetsFutureFixed,
}

func forgetsFutureBug(t *loopcheck.T) {
	if err := saveSome(t.Context(), t.NewLoop(), 0); err != nil {
		t.Error(err)
	}
	t.Wait()
}

func saveSome(ctx context.Context, l *loop.Loop, size int) error {
	saved := loop.Submit(l, save)
	if size == 0 {
		return nil // as if there were nothing to save
	}
	_, err := saved.Await(ctx)
	return err
}

// The fixed twin.

func forgetsFutureFixed(t *loopcheck.T) {
	if err := saveAll(t.Context(), t.NewLoop()); err == nil {
		t.Error("saved")
	}
}

func saveAll(ctx context.Context, l *loop.Loop) error {
	saved := loop.Submit(l, save)
	_, err := saved.Await(ctx)
	return err
}
