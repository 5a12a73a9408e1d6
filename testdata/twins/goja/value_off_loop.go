package goja

import (
	"github.com/dop251/goja"
	"github.com/dop251/goja_nodejs/eventloop"

	"example.com/corpus/twins"
	"github.com/loopcheck/loopcheck/loopcheck"
)

var valueOffLoop = twins.Twin{
	File: "value_off_loop",
	Bug:  "a goroutine uses the runtime that belongs to the loop",
	Rule: "loopowner",
	Kind: loopcheck.WrongGoroutine,
	Buggy: func(t *loopcheck.T) {
		w, loop := loopcheck.Watch(t, "goja"), start(t)
		loop.RunOnLoop(handled(w, func(vm *goja.Runtime) { go answer(w, vm) }))
		t.Wait()
	},
	Fixed: func(t *loopcheck.T) {
		w, loop := loopcheck.Watch(t, "goja"), start(t)
		loop.RunOnLoop(handled(w, func(*goja.Runtime) { go answerOnLoop(w, loop) }))
		t.Wait()
	},
}

func answer(w *loopcheck.Watcher, vm *goja.Runtime) {
	w.Check("vm")
	vm.Set("answer", 42)
}

// The fixed twin.

func answerOnLoop(w *loopcheck.Watcher, loop *eventloop.EventLoop) {
	loop.RunOnLoop(handled(w, func(vm *goja.Runtime) {
		w.Check("vm")
		vm.Set("answer", 42)
	}))
}
