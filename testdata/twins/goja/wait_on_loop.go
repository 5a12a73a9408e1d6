package goja

import (
	"github.com/dop251/goja"
	"github.com/dop251/goja_nodejs/eventloop"

	"example.com/corpus/twins"
	"github.com/loopcheck/loopcheck/loopcheck"
)

var waitOnLoop = twins.Twin{
	File:    "wait_on_loop",
	Bug:     "a job on the loop waits until another job has run there",
	Retells: "dop251/goja_nodejs, commit 532bc922",
	Rule:    "loopdeadlock",
	Kind:    loopcheck.Deadlock,
	Buggy: func(t *loopcheck.T) {
		w, loop := loopcheck.Watch(t, "goja"), start(t)
		ended := make(chan struct{})
		loop.RunOnLoop(handled(w, func(*goja.Runtime) { clearAndWait(loop); close(ended) }))
		<-ended
	},
	Fixed: func(t *loopcheck.T) {
		w, loop := loopcheck.Watch(t, "goja"), start(t)
		ended := make(chan struct{})
		loop.RunOnLoop(handled(w, func(*goja.Runtime) { clearThen(loop, func() { close(ended) }) }))
		<-ended
	},
}

// clearAndWait lets the loop clear something and waits until it has.
func clearAndWait(loop *eventloop.EventLoop) {
	cleared := make(chan struct{})
	loop.RunOnLoop(func(*goja.Runtime) { close(cleared) })
	<-cleared
}

// The fixed twin.

// clearThen lets the loop clear something, and then calls f.
func clearThen(loop *eventloop.EventLoop, f func()) {
	loop.RunOnLoop(func(*goja.Runtime) { f() })
}
