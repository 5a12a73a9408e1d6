// Package goja has twins that run on the event loop of goja_nodejs.
package goja

import (
	"github.com/dop251/goja"
	"github.com/dop251/goja_nodejs/eventloop"

	"example.com/corpus/twins"
	"github.com/loopcheck/loopcheck/loopcheck"
)

// Twins are the pairs of this folder.
var Twins = []twins.Twin{waitOnLoop, valueOffLoop}

// start starts an event loop and stops it when the test ends.
func start(t *loopcheck.T) *eventloop.EventLoop {
	loop := eventloop.NewEventLoop()
	loop.Start()
	t.Cleanup(func() { loop.Stop() })
	return loop
}

// handled makes f a job that the watcher sees.
func handled(w *loopcheck.Watcher, f func(*goja.Runtime)) func(*goja.Runtime) {
	return func(vm *goja.Runtime) {
		defer w.Begin()()
		f(vm)
	}
}
