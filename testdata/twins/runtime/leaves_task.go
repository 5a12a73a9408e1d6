package runtime

import (
	"context"

	"example.com/corpus/twins"
	"github.com/loopcheck/loopcheck/loopcheck"
	"github.com/loopcheck/loopcheck/loopcheck/loop"
)

var leavesTask = twins.Twin{
	File:    "leaves_task",
	Bug:     "a coroutine waits for what never comes, and its loop is killed",
	Rule:    "loopleak",
	Runtime: "Kill returns a DroppedError",
	Kind:    loopcheck.LeakedTask,
	Buggy:   leavesTaskBug,
	Fixed:   leavesTaskFixed,
}

func leavesTaskBug(t *loopcheck.T) {
	l := loop.New()
	ready := loop.NewEvent(l)
	task := loop.Go(l, func(ctx context.Context) (int, error) { return 1, ready.Wait(ctx) })
	t.Wait()
	l.Kill()
	task.Await(t.Context())
}

// The fixed twin.

func leavesTaskFixed(t *loopcheck.T) {
	l := loop.New()
	ready := loop.NewEvent(l)
	task := loop.Go(l, func(ctx context.Context) (int, error) { return 1, ready.Wait(ctx) })
	l.Post(ready.Set)
	task.Await(t.Context())
	l.Shutdown(t.Context())
}
