// Package goja blocks the event loop that runs the scripts.
package goja

import (
	"net/http"
	"os"
	"os/exec"
	"time"

	"github.com/dop251/goja"
	"github.com/dop251/goja_nodejs/eventloop"
)

func jobs(loop *eventloop.EventLoop, results chan string) {
	loop.RunOnLoop(func(vm *goja.Runtime) {
		time.Sleep(2 * time.Second) // want "time.Sleep blocks the goja loop for 2s"
	})
	loop.RunOnLoop(func(vm *goja.Runtime) {
		vm.Set("status", status())
	})
	loop.SetTimeout(func(vm *goja.Runtime) {
		vm.Set("result", <-results) // want "blocks the goja loop"
	}, time.Second)
	loop.SetInterval(func(vm *goja.Runtime) {
		exec.Command("sync").Run() // want "blocks the goja loop"
	}, time.Minute)
}

func status() string {
	resp, err := http.Get("https://example.com") // want "blocks the goja loop"
	if err != nil {
		return err.Error()
	}
	defer resp.Body.Close()
	return resp.Status
}

// waitingForAJobBehind queues a job behind itself and waits for it. That nobody else can do it, nobody
// says; that it waits is told.
func waitingForAJobBehind(loop *eventloop.EventLoop) {
	loop.RunOnLoop(func(vm *goja.Runtime) {
		done := make(chan struct{})
		loop.RunOnLoop(func(vm *goja.Runtime) {
			vm.RunString("second()")
			close(done)
		})
		<-done // want "receiving from done blocks the goja loop"
	})
}

// A host runs named methods on the loop.
type host struct {
	script string
	ready  chan struct{}
}

func (h *host) boot(vm *goja.Runtime) {
	<-h.ready // want "blocks the goja loop"
	h.require(vm)
}

// require reads a file on the loop, as the loop's own require does.
func (h *host) require(vm *goja.Runtime) {
	src, err := os.ReadFile(h.script)
	if err == nil {
		vm.RunString(string(src))
	}
}

func (h *host) start() {
	loop := eventloop.NewEventLoop()
	loop.Start()
	loop.RunOnLoop(h.boot)
}

// readsFirst waits before it hands over.
func readsFirst(loop *eventloop.EventLoop, path string) error {
	src, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	loop.RunOnLoop(func(vm *goja.Runtime) { vm.RunString(string(src)) })
	return nil
}

// promises waits on a goroutine and resolves on the loop.
func promises(loop *eventloop.EventLoop) {
	loop.RunOnLoop(func(vm *goja.Runtime) {
		promise, resolve, _ := vm.NewPromise()
		vm.Set("page", promise)
		go func() {
			resp, err := http.Get("https://example.com")
			if err != nil {
				return
			}
			defer resp.Body.Close()
			loop.RunOnLoop(func(*goja.Runtime) { resolve(resp.Status) })
		}()
	})
}

// timersDoNotSleep asks to be called later.
func timersDoNotSleep(loop *eventloop.EventLoop) {
	loop.RunOnLoop(func(vm *goja.Runtime) {
		loop.SetTimeout(func(vm *goja.Runtime) { vm.RunString("tick()") }, time.Second)
		time.Sleep(10 * time.Microsecond)
	})
}
