// Package goja waits for the script loop on the script loop.
package goja

import (
	"time"

	"github.com/dop251/goja"
	"github.com/dop251/goja_nodejs/eventloop"
)

func stopping(loop *eventloop.EventLoop) {
	loop.RunOnLoop(func(vm *goja.Runtime) {
		if _, err := vm.RunString("main()"); err != nil {
			loop.Stop() // want "loop.Stop waits for the goja loop"
		}
	})
	loop.SetTimeout(func(vm *goja.Runtime) {
		loop.Terminate() // want "loop.Terminate waits for the goja loop"
	}, time.Minute)
	loop.SetInterval(func(vm *goja.Runtime) { giveUp(loop) }, time.Minute)
}

func giveUp(loop *eventloop.EventLoop) {
	loop.Stop() // want "waits for the goja loop"
}

// stoppingWithoutWaiting is what StopNoWait is for.
func stoppingWithoutWaiting(loop *eventloop.EventLoop) {
	loop.RunOnLoop(func(vm *goja.Runtime) {
		loop.StopNoWait()
	})
	loop.SetTimeout(func(vm *goja.Runtime) {
		go loop.Stop()
		loop.ClearTimeout(loop.SetTimeout(func(*goja.Runtime) {}, time.Second))
	}, time.Minute)
}

// queueingOnTheLoop does not wait.
func queueingOnTheLoop(loop *eventloop.EventLoop) {
	loop.RunOnLoop(func(vm *goja.Runtime) {
		loop.RunOnLoop(func(vm *goja.Runtime) { vm.RunString("second()") })
	})
}

// waitingOffTheLoop asks the loop and waits for its answer.
func waitingOffTheLoop(script string) string {
	loop := eventloop.NewEventLoop()
	loop.Start()
	defer loop.Stop()
	answer := make(chan string, 1)
	loop.RunOnLoop(func(vm *goja.Runtime) {
		v, err := vm.RunString(script)
		if err != nil {
			answer <- err.Error()
			return
		}
		answer <- v.String()
	})
	return <-answer
}
