package runtime

import (
	"context"
	"time"

	"example.com/corpus/twins"
	"github.com/loopcheck/loopcheck/loopcheck"
	"github.com/loopcheck/loopcheck/loopcheck/loop"
)

var sleeps = twins.Twin{
	File:    "sleeps",
	Bug:     "a callback sleeps",
	Rule:    "loopblock",
	Runtime: "nothing: the loop waits",
	Kind:    loopcheck.SlowCallback,
	Buggy:   sleepsBug,
	Fixed:   sleepsFixed,
}

func sleepsBug(t *loopcheck.T) {
	l := t.NewLoop()
	l.Post(func() { time.Sleep(time.Second) })
	t.Wait()
}

// The fixed twin.

func sleepsFixed(t *loopcheck.T) {
	l := t.NewLoop()
	loop.Go(l, func(ctx context.Context) (struct{}, error) {
		return struct{}{}, loop.Sleep(ctx, time.Second)
	}).Await(t.Context())
}
