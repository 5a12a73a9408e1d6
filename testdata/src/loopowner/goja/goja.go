// Package goja uses a script loop's runtime where the loop is not.
package goja

import (
	"time"

	"github.com/dop251/goja"
	"github.com/dop251/goja_nodejs/eventloop"
)

// goroutines uses the runtime beside the loop: it outlives the callback that it was lent to, and is
// touched off the loop that owns it. Either says it.
func goroutines(loop *eventloop.EventLoop, events <-chan string) {
	loop.RunOnLoop(func(vm *goja.Runtime) {
		go func() {
			for event := range events {
				vm.Set("event", event) // want "vm outlives its callback|vm.Set touches a goja.Runtime off the goja loop"
			}
		}()
		go evaluate(vm)
		time.AfterFunc(time.Second, func() {
			vm.RunString("tick()") // want "outlives its callback|off the goja loop"
		})
		object := vm.NewObject()
		go object.Set("ready", true) // want "off the goja loop"
	})
}

func evaluate(vm *goja.Runtime) {
	vm.RunString("main()") // want "off the goja loop"
}

// callbacks calls a script's function beside the loop.
func callbacks(loop *eventloop.EventLoop) {
	loop.RunOnLoop(func(vm *goja.Runtime) {
		onMessage, ok := goja.AssertFunction(vm.Get("onMessage"))
		if !ok {
			return
		}
		go func() {
			time.Sleep(time.Second)
			onMessage(goja.Undefined()) // want "off the goja loop"
		}()
	})
}

var current *goja.Runtime

// A host keeps what it was lent.
type host struct {
	loop *eventloop.EventLoop
	vm   *goja.Runtime
	vms  chan *goja.Runtime
}

func (h *host) start() {
	h.loop.RunOnLoop(func(vm *goja.Runtime) {
		h.vm = vm // want "outlives its callback"
	})
	h.loop.SetTimeout(func(vm *goja.Runtime) {
		current = vm // want "outlives its callback"
	}, time.Second)
	var vm *goja.Runtime
	done := make(chan struct{})
	h.loop.RunOnLoop(func(lent *goja.Runtime) {
		vm = lent // want "outlives its callback"
		close(done)
	})
	<-done
	println(vm != nil)
	h.loop.RunOnLoop(func(vm *goja.Runtime) {
		select {
		case h.vms <- vm: // want "outlives its callback"
		default:
		}
	})
}

// backOnTheLoop leaves for the work and comes back with its result.
func backOnTheLoop(loop *eventloop.EventLoop) {
	loop.RunOnLoop(func(vm *goja.Runtime) {
		promise, resolve, _ := vm.NewPromise()
		vm.Set("answer", promise)
		go func() {
			time.Sleep(time.Second)
			loop.RunOnLoop(func(vm *goja.Runtime) {
				vm.Set("answered", true)
				resolve(42)
			})
		}()
	})
}

// interruptingIsForOthers: Interrupt is made for them.
func interruptingIsForOthers(loop *eventloop.EventLoop) {
	loop.RunOnLoop(func(vm *goja.Runtime) {
		timer := time.AfterFunc(time.Second, func() { vm.Interrupt("too slow") })
		defer timer.Stop()
		vm.RunString("main()")
	})
}

// usedWhileLent goes to helpers and locals, and stays in the callback.
func usedWhileLent(loop *eventloop.EventLoop) {
	loop.RunOnLoop(func(vm *goja.Runtime) {
		runtime := vm
		console := runtime.NewObject()
		console.Set("log", func(s string) { println(s) })
		install(vm, console)
	})
}

func install(vm *goja.Runtime, console *goja.Object) {
	vm.Set("console", console)
}

// aRuntimeOfOnesOwn belongs to the goroutine that made it.
func aRuntimeOfOnesOwn(script string, results chan<- string) {
	go func() {
		vm := goja.New()
		vm.Set("x", 1)
		v, err := vm.RunString(script)
		if err == nil {
			results <- v.String()
		}
	}()
}
