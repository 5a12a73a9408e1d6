package runtime

import (
	"context"
	"sync/atomic"
	"time"

	"example.com/corpus/twins"
	"github.com/loopcheck/loopcheck/loopcheck"
	"github.com/loopcheck/loopcheck/loopcheck/loop"
)

var pollsFlag = twins.Twin{
	File:    "polls_flag",
	Bug:     "a callback polls a flag that another goroutine sets",
	Rule:    "loopflag",
	Runtime: "nothing: the loop waits",
	Kind:    loopcheck.SlowCallback,
	Buggy:   pollsFlagBug,
	Fixed:   pollsFlagFixed,
}

func pollsFlagBug(t *loopcheck.T) {
	l := t.NewLoop()
	var ready atomic.Bool
	l.Post(func() {
		for !ready.Load() {
			time.Sleep(time.Millisecond)
		}
	})
	time.Sleep(time.Second)
	ready.Store(true)
	t.Wait()
}

// The fixed twin.

func pollsFlagFixed(t *loopcheck.T) {
	l := t.NewLoop()
	ready := loop.NewEvent(l)
	task := loop.Go(l, func(ctx context.Context) (int, error) { return 1, ready.Wait(ctx) })
	time.Sleep(time.Second)
	l.Post(ready.Set)
	task.Await(t.Context())
}
