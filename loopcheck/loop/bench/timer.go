package main

import (
	"time"

	"github.com/loopcheck/loopcheck/loopcheck/loop"
)

const timerOps = 64 * 1000

// timerRows measures timers that are armed and cancelled, as timeouts are: the
// closure never runs, so what is counted is the timers that were stopped.
func timerRows() []row {
	return []row{
		{"timer: AfterFunc, Stop", timerOps, startAfterFunc},
		{"timer: loop After, Stop on the loop", timerOps, startAfterOnLoop},
		{"timer: loop After, Stop off the loop", timerOps, startAfterOffLoop},
	}
}

func startAfterFunc() (run func(int) int, stop func()) {
	f := func() {}
	run = func(n int) (stopped int) {
		for range n {
			if time.AfterFunc(time.Hour, f).Stop() {
				stopped++
			}
		}
		return stopped
	}
	return run, func() {}
}

func startAfterOnLoop() (run func(int) int, stop func()) {
	return startOnLoop(armAndStop)
}

func startAfterOffLoop() (run func(int) int, stop func()) {
	l := loop.New()
	run = func(n int) int { return armAndStop(l, n) }
	return run, func() { must(l.Close()) }
}

func armAndStop(l *loop.Loop, n int) (stopped int) {
	f := func() {}
	for range n {
		if l.After(time.Hour, f).Stop() {
			stopped++
		}
	}
	return stopped
}

// startOnLoop measures f in a callback of l.
func startOnLoop(f func(l *loop.Loop, n int) int) (run func(int) int, stop func()) {
	l := loop.New()
	run = func(n int) int {
		ran, err := loop.Call(background, l, func() (int, error) { return f(l, n), nil })
		must(err)
		return ran
	}
	return run, func() { must(l.Close()) }
}
