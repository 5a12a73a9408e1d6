package main

import (
	"context"

	"github.com/loopcheck/loopcheck/loopcheck/loop"
)

const ownerOps = 64 * 50000

// ownerRows measures the question whether this code runs on the loop.
func ownerRows() []row {
	return []row{
		{"owner: loop OnLoop in a callback", ownerOps, startOwnerInCallback},
		{"owner: loop OnLoop in a coroutine", ownerOps, startOwnerInCoroutine},
		{"owner: loop OnLoop off the loop", ownerOps, startOwnerOff},
		{"owner: loop Assert in a callback", ownerOps, startAssert},
	}
}

func startOwnerInCallback() (run func(int) int, stop func()) {
	return startOnLoop(func(l *loop.Loop, n int) int { return onLoop(l, n, true) })
}

func startOwnerInCoroutine() (run func(int) int, stop func()) {
	return startInCoroutine(func(_ context.Context, l *loop.Loop, n int) int { return onLoop(l, n, true) })
}

func startOwnerOff() (run func(int) int, stop func()) {
	l := loop.New()
	// A loop that never ran has no owner to compare with.
	_, err := loop.Call(background, l, func() (int, error) { return 0, nil })
	must(err)
	run = func(n int) int { return onLoop(l, n, false) }
	return run, func() { must(l.Close()) }
}

// onLoop asks n times and returns how many answers were as expected.
func onLoop(l *loop.Loop, n int, want bool) (right int) {
	for range n {
		if l.OnLoop() == want {
			right++
		}
	}
	return right
}

func startAssert() (run func(int) int, stop func()) {
	return startOnLoop(func(l *loop.Loop, n int) int {
		for range n {
			l.Assert()
		}
		return n
	})
}
