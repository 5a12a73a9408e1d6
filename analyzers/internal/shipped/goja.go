package shipped

import (
	"time"

	"github.com/loopcheck/loopcheck/analyzers/internal/contract"
)

const (
	gojaModule  = "github.com/dop251/goja"
	gojaNode    = "github.com/dop251/goja_nodejs"
	gojaLoop    = gojaNode + "/eventloop"
	gojaRequire = gojaNode + "/require"

	gojaPost = "do it in a goroutine and pass the rest to RunOnLoop"
	gojaHand = "use it in a function passed to RunOnLoop"
)

// goja is two contracts. A Runtime needs no event loop, and without one belongs
// to whichever goroutine uses it: the first is for programs that use goja_nodejs.
func goja() []contract.Framework {
	return []contract.Framework{
		{
			Name:    "goja",
			Modules: []contract.Module{{Path: gojaNode, Version: "v0.0.0-20260212111938-1f56ff5bcf14"}},
			Needs:   named(gojaLoop, "EventLoop.RunOnLoop"),
			Loops:   []contract.Loop{{Budget: 50 * time.Millisecond, Fix: "do it in a goroutine and come back with RunOnLoop", Tolerates: []contract.Class{contract.Disk}}}, // require reads files on it
			Runs:    gojaRuns(),
			Waits:   gojaWaits(),
			Owns:    gojaOwns(),
			Borrows: []contract.Borrows{
				gojaLent("Run*", "eventloop/eventloop.go:316"),
				gojaLent("Set*", "eventloop/eventloop.go:159"),
			},
		},
		{
			Name:    "goja",
			Modules: []contract.Module{{Path: gojaModule, Version: "v0.0.0-20260917113740-793a2a65c13b"}},
			Borrows: []contract.Borrows{{
				Arg:      lentArg(contract.FirstParam(gojaModule, "FunctionCall")),
				Evidence: because("its Arguments are on the Runtime's stack", "runtime.go:1652", "take the values out of it first"),
			}},
		},
	}
}

// gojaRuns: what a script calls is on the loop, if its Runtime is an event loop's.
func gojaRuns() []contract.Runs {
	const script = "the script calls it"
	return []contract.Runs{
		post(contract.Param(gojaLoop, "EventLoop", "RunOnLoop", 0), "the loop calls it", "eventloop/eventloop.go:320", gojaPost),
		post(contract.Param(gojaLoop, "EventLoop", "Set*", 0), "the loop calls it when the time has come", "eventloop/eventloop.go:432", gojaPost),
		first(on(contract.Param(gojaLoop, "EventLoop", "Run", 0), "the loop's goroutine calls it before the first job", "eventloop/eventloop.go:234", gojaPost)),

		likely(on(contract.FirstParam(gojaModule, "FunctionCall"), script, "goja runtime.go:1650", gojaPost)),
		likely(on(contract.FirstParam(gojaModule, "ConstructorCall"), script, "goja runtime.go:1657", gojaPost)),
		likely(on(contract.Param(gojaModule, "Runtime", "Set", 1), script, "goja runtime.go:1694", gojaPost)),
		likely(on(contract.Param(gojaModule, "Object", "Set", 1), script, "goja runtime.go:1694", gojaPost)),
		likely(on(contract.Param(gojaModule, "Runtime", "ToValue", 0), script, "goja runtime.go:1694", gojaPost)),
		likely(on(contract.FuncType(gojaRequire, "ModuleLoader"), "the script's require calls it", "require/resolve.go:102", gojaPost)),
	}
}

func gojaWaits() []contract.Waits {
	return []contract.Waits{
		waits(contract.Call, named(gojaLoop, "EventLoop.Stop"), "waits until the loop runs no job, and this is one",
			"eventloop/eventloop.go:259", "call StopNoWait"),
		waits(contract.Call, named(gojaLoop, "EventLoop.Terminate"), "waits until the loop runs no job, and this is one",
			"eventloop/eventloop.go:290", "call StopNoWait, and Terminate outside the loop"),
		// Likely: it may be another loop.
		mayWait(contract.Call, named(gojaLoop, "EventLoop.Run"), "panics while the loop runs",
			"eventloop/eventloop.go:230", "call RunOnLoop"),
		mayWait(contract.Call, named(gojaLoop, "EventLoop.Start*"), "panics while the loop runs",
			"eventloop/eventloop.go:239", "start it outside the loop"),
	}
}

// gojaOwns has no row for Value: primitive ones are goroutine-safe (runtime.go:1623).
func gojaOwns() []contract.Owns {
	owned := func(name, source string) contract.Owns {
		return contract.Owns{Type: named(gojaModule, name), Evidence: because(
			"one goroutine at a time may use a Runtime and its objects", source, gojaHand)}
	}
	runtime := owned("Runtime", "goja README.md:71")
	runtime.Safe = []contract.Symbol{named(gojaModule, "Runtime.*Interrupt")}
	runtime.Opens = []contract.Symbol{
		named(gojaModule, "New"), // a goroutine that makes a Runtime owns that one
		named(gojaLoop, "EventLoop.Run"),
		named(gojaLoop, "EventLoop.StartInForeground"),
	}
	return []contract.Owns{
		runtime,
		owned("Object", "eventloop/eventloop.go:316"),
		owned("Promise", "goja builtin_promise.go:56"),
		owned("Callable", "goja runtime.go:2474"),
	}
}

func lentArg(arg contract.Code) *contract.Code { return &arg }

func gojaLent(method, source string) contract.Borrows {
	return contract.Borrows{Arg: lentArg(contract.Param(gojaLoop, "EventLoop", method, 0)), Evidence: because(
		"the Runtime must not be used outside the function", source, gojaHand)}
}
