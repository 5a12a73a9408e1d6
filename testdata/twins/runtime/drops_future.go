package runtime

import (
	"errors"

	"example.com/corpus/twins"
	"github.com/loopcheck/loopcheck/loopcheck"
	"github.com/loopcheck/loopcheck/loopcheck/loop"
)

var dropsFuture = twins.Twin{
	File:    "drops_future",
	Bug:     "nobody takes the error of a submission",
	Rule:    "loopawait",
	Runtime: "nothing: the error is lost",
	Kind:    loopcheck.UnawaitedError,
	Buggy:   dropsFutureBug,
	Fixed:   dropsFutureFixed,
}

func dropsFutureBug(t *loopcheck.T) {
	l := t.NewLoop()
	loop.Submit(l, save)
	t.Wait()
}

func save() (int, error) { return 0, errors.New("the disk is full") }

// The fixed twin.

func dropsFutureFixed(t *loopcheck.T) {
	l := t.NewLoop()
	if _, err := loop.Submit(l, save).Await(t.Context()); err == nil {
		t.Error("saved")
	}
}
