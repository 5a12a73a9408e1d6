package shipped

import (
	"time"

	"github.com/loopcheck/loopcheck/analyzers/internal/contract"
)

// goja is two contracts. A Runtime needs no event loop, and without one belongs
// to whichever goroutine uses it: the first is for programs that use goja_nodejs.
func goja() []contract.Framework {
	const (
		goja    = "github.com/dop251/goja"
		nodejs  = "github.com/dop251/goja_nodejs"
		loop    = nodejs + "/eventloop"
		require = nodejs + "/require"
		post    = "do it in a goroutine and pass the rest to RunOnLoop"
		hand    = "use it in a function passed to RunOnLoop"
	)
	on := func(mode contract.Mode, code contract.Code, why, source string) contract.Runs {
		return contract.Runs{Code: code, Mode: mode, Evidence: contract.Evidence{Why: why, Source: source, Fix: post}}
	}
	// What a script calls is on the loop, if its Runtime is an event loop's.
	script := func(code contract.Code, why, source string) contract.Runs {
		return contract.Runs{Code: code, Mode: contract.Callback, Likely: true, Evidence: contract.Evidence{Why: why, Source: source, Fix: post}}
	}
	lent := func(method, source string) contract.Borrows {
		return contract.Borrows{Arg: new(contract.Param(loop, "EventLoop", method, 0)), Evidence: contract.Evidence{
			Why: "the Runtime must not be used outside the function", Source: source, Fix: hand}}
	}
	owned := func(name, source string) contract.Owns {
		return contract.Owns{Type: contract.Symbol{Pkg: goja, Recv: "", Name: name}, Evidence: contract.Evidence{
			Why: "one goroutine at a time may use a Runtime and its objects", Source: source, Fix: hand}}
	}

	runtime := owned("Runtime", "goja README.md:71")
	runtime.Safe = []contract.Symbol{named(goja, "Runtime.*Interrupt")}
	runtime.Opens = []contract.Symbol{
		named(goja, "New"), // a goroutine that makes a Runtime owns that one
		named(loop, "EventLoop.Run"),
		named(loop, "EventLoop.StartInForeground"),
	}

	return []contract.Framework{
		{
			Name:    "goja",
			Modules: []contract.Module{{Path: nodejs, Version: "v0.0.0-20260212111938-1f56ff5bcf14"}},
			Needs:   named(loop, "EventLoop.RunOnLoop"),
			Loops:   []contract.Loop{{Budget: 50 * time.Millisecond, Fix: "do it in a goroutine and come back with RunOnLoop", Tolerates: []contract.Class{contract.Disk}}}, // require reads files on it

			Runs: []contract.Runs{
				on(contract.Post, contract.Param(loop, "EventLoop", "RunOnLoop", 0), "the loop calls it", "eventloop/eventloop.go:320"),
				on(contract.Post, contract.Param(loop, "EventLoop", "Set*", 0), "the loop calls it when the time has come", "eventloop/eventloop.go:432"),
				on(contract.Callback, contract.Param(loop, "EventLoop", "Run", 0), "the loop's goroutine calls it before the first job", "eventloop/eventloop.go:234"),

				script(contract.FirstParam(goja, "FunctionCall"), "the script calls it", "goja runtime.go:1650"),
				script(contract.FirstParam(goja, "ConstructorCall"), "the script calls it", "goja runtime.go:1657"),
				script(contract.Param(goja, "Runtime", "Set", 1), "the script calls it", "goja runtime.go:1694"),
				script(contract.Param(goja, "Object", "Set", 1), "the script calls it", "goja runtime.go:1694"),
				script(contract.Param(goja, "Runtime", "ToValue", 0), "the script calls it", "goja runtime.go:1694"),
				script(contract.FuncType(require, "ModuleLoader"), "the script's require calls it", "require/resolve.go:102"),
			},

			Waits: []contract.Waits{
				{Call: named(loop, "EventLoop.Stop"), Mode: contract.Call, Evidence: contract.Evidence{
					Why: "waits until the loop runs no job, and this is one", Source: "eventloop/eventloop.go:259", Fix: "call StopNoWait"}},
				{Call: named(loop, "EventLoop.Terminate"), Mode: contract.Call, Evidence: contract.Evidence{
					Why: "waits until the loop runs no job, and this is one", Source: "eventloop/eventloop.go:290", Fix: "call StopNoWait, and Terminate outside the loop"}},
				// Likely: it may be another loop.
				{Call: named(loop, "EventLoop.Run"), Mode: contract.Call, Likely: true, Evidence: contract.Evidence{
					Why: "panics while the loop runs", Source: "eventloop/eventloop.go:230", Fix: "call RunOnLoop"}},
				{Call: named(loop, "EventLoop.Start*"), Mode: contract.Call, Likely: true, Evidence: contract.Evidence{
					Why: "panics while the loop runs", Source: "eventloop/eventloop.go:239", Fix: "start it outside the loop"}},
			},

			// A Value is not owned: primitive ones are goroutine-safe (runtime.go:1623).
			Owns: []contract.Owns{
				runtime,
				owned("Object", "eventloop/eventloop.go:316"),
				owned("Promise", "goja builtin_promise.go:56"),
				owned("Callable", "goja runtime.go:2474"),
			},

			Borrows: []contract.Borrows{
				lent("Run*", "eventloop/eventloop.go:316"),
				lent("Set*", "eventloop/eventloop.go:159"),
			},
		},
		{
			Name:    "goja",
			Modules: []contract.Module{{Path: goja, Version: "v0.0.0-20260917113740-793a2a65c13b"}},
			Borrows: []contract.Borrows{{
				Arg: new(contract.FirstParam(goja, "FunctionCall")),
				Evidence: contract.Evidence{
					Why: "its Arguments are on the Runtime's stack", Source: "runtime.go:1652", Fix: "take the values out of it first"},
			}},
		},
	}
}
