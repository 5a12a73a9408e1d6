package contract

import "time"

// goja is two contracts. A Runtime needs no event loop, and without one belongs
// to whichever goroutine uses it: the first is for programs that use goja_nodejs.
func goja() []Framework {
	const (
		goja    = "github.com/dop251/goja"
		nodejs  = "github.com/dop251/goja_nodejs"
		loop    = nodejs + "/eventloop"
		require = nodejs + "/require"
		post    = "do it in a goroutine and pass the rest to RunOnLoop"
		hand    = "use it in a function passed to RunOnLoop"
	)
	on := func(mode Mode, code Code, why, source string) Runs {
		return Runs{Code: code, Mode: mode, Evidence: Evidence{why, source, post}}
	}
	// What a script calls is on the loop, if its Runtime is an event loop's.
	script := func(code Code, why, source string) Runs {
		return Runs{Code: code, Mode: Callback, Likely: true, Evidence: Evidence{why, source, post}}
	}
	lent := func(method, source string) Borrows {
		return Borrows{Arg: new(Param(loop, "EventLoop", method, 0)), Evidence: Evidence{
			"the Runtime must not be used outside the function", source, hand}}
	}
	owned := func(name, source string) Owns {
		return Owns{Type: Symbol{goja, "", name}, Evidence: Evidence{
			"one goroutine at a time may use a Runtime and its objects", source, hand}}
	}

	runtime := owned("Runtime", "goja README.md:71")
	runtime.Safe = []Symbol{{goja, "Runtime", "*Interrupt"}}
	runtime.Opens = []Symbol{
		{goja, "", "New"}, // a goroutine that makes a Runtime owns that one
		{loop, "EventLoop", "Run"},
		{loop, "EventLoop", "StartInForeground"},
	}

	return []Framework{
		{
			Name:    "goja",
			Modules: []Module{{nodejs, "v0.0.0-20260212111938-1f56ff5bcf14"}},
			Needs:   Symbol{loop, "EventLoop", "RunOnLoop"},
			Loops:   []Loop{{Budget: 50 * time.Millisecond, Fix: "do it in a goroutine and come back with RunOnLoop", Tolerates: []Class{Disk}}}, // require reads files on it

			Runs: []Runs{
				on(Post, Param(loop, "EventLoop", "RunOnLoop", 0), "the loop calls it", "eventloop/eventloop.go:320"),
				on(Post, Param(loop, "EventLoop", "Set*", 0), "the loop calls it when the time has come", "eventloop/eventloop.go:432"),
				on(Callback, Param(loop, "EventLoop", "Run", 0), "the loop's goroutine calls it before the first job", "eventloop/eventloop.go:234"),

				script(FirstParam(goja, "FunctionCall"), "the script calls it", "goja runtime.go:1650"),
				script(FirstParam(goja, "ConstructorCall"), "the script calls it", "goja runtime.go:1657"),
				script(Param(goja, "Runtime", "Set", 1), "the script calls it", "goja runtime.go:1694"),
				script(Param(goja, "Object", "Set", 1), "the script calls it", "goja runtime.go:1694"),
				script(Param(goja, "Runtime", "ToValue", 0), "the script calls it", "goja runtime.go:1694"),
				script(FuncType(require, "ModuleLoader"), "the script's require calls it", "require/resolve.go:102"),
			},

			Waits: []Waits{
				{Call: Symbol{loop, "EventLoop", "Stop"}, Mode: Call, Evidence: Evidence{
					"waits until the loop runs no job, and this is one", "eventloop/eventloop.go:259", "call StopNoWait"}},
				{Call: Symbol{loop, "EventLoop", "Terminate"}, Mode: Call, Evidence: Evidence{
					"waits until the loop runs no job, and this is one", "eventloop/eventloop.go:290", "call StopNoWait, and Terminate outside the loop"}},
				// Likely: it may be another loop.
				{Call: Symbol{loop, "EventLoop", "Run"}, Mode: Call, Likely: true, Evidence: Evidence{
					"panics while the loop runs", "eventloop/eventloop.go:230", "call RunOnLoop"}},
				{Call: Symbol{loop, "EventLoop", "Start*"}, Mode: Call, Likely: true, Evidence: Evidence{
					"panics while the loop runs", "eventloop/eventloop.go:239", "start it outside the loop"}},
			},

			// A Value is not owned: primitive ones are goroutine-safe (runtime.go:1623).
			Owns: []Owns{
				runtime,
				owned("Object", "eventloop/eventloop.go:316"),
				owned("Promise", "goja builtin_promise.go:56"),
				owned("Callable", "goja runtime.go:2474"),
			},

			Borrows: []Borrows{
				lent("Run*", "eventloop/eventloop.go:316"),
				lent("Set*", "eventloop/eventloop.go:159"),
			},
		},
		{
			Name:    "goja",
			Modules: []Module{{goja, "v0.0.0-20260917113740-793a2a65c13b"}},
			Borrows: []Borrows{{
				Arg: new(FirstParam(goja, "FunctionCall")),
				Evidence: Evidence{
					"its Arguments are on the Runtime's stack", "runtime.go:1652", "take the values out of it first"},
			}},
		},
	}
}
