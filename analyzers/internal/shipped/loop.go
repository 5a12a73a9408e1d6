package shipped

import (
	"time"

	"github.com/loopcheck/loopcheck/analyzers/internal/contract"
)

// runtime is the contract of this project's own runtime, package loopcheck/loop.
// It stands here like any other framework's: the analyzers do not import it.
//
// There are two ways to run on a loop. A callback must not wait for anything. A
// coroutine may wait in the package's own functions, and owns what its loop owns.
func runtime() []contract.Framework {
	const (
		module    = "github.com/loopcheck/loopcheck"
		pkg       = module + "/loopcheck/loop"
		coroutine = "coroutine"
		offload   = "use loop.Offload"
	)
	on := func(mode contract.Mode, code contract.Code, why, source string) contract.Runs {
		return contract.Runs{Code: code, Mode: mode, Evidence: contract.Evidence{Why: why, Source: source, Fix: offload}}
	}
	task := func(mode contract.Mode, code contract.Code, why, source string) contract.Runs {
		return contract.Runs{Code: code, Mode: mode, Loop: coroutine, Evidence: contract.Evidence{Why: why, Source: source, Fix: "await in it"}}
	}
	off := func(code contract.Code, source string) contract.Runs {
		return contract.Runs{Code: code, Mode: contract.Spawn, Evidence: contract.Evidence{Why: "the executor runs it off the loop", Source: source}}
	}
	// Likely: with several loops it may be another one, which a callback must
	// not wait for either.
	wait := func(sym contract.Symbol, why, source, fix string) contract.Waits {
		return contract.Waits{Call: sym, Mode: contract.Call, Likely: true, Evidence: contract.Evidence{Why: why, Source: source, Fix: fix}}
	}
	inCoroutine := func(w contract.Waits) contract.Waits {
		w.Loop = coroutine
		return w
	}
	owned := func(name, source string, safe ...contract.Symbol) contract.Owns {
		return contract.Owns{
			Type: contract.Symbol{Pkg: pkg, Recv: "", Name: name}, Safe: safe, Opens: []contract.Symbol{named(pkg, "Loop.Run")},
			Evidence: contract.Evidence{Why: "off its loop it panics with an OwnerError", Source: source, Fix: "hand it over with Post or Submit"},
		}
	}
	const (
		onLoop = "returns ErrOnLoop on the loop it would wait for, and blocks any other"
		noTask = "returns ErrNotTask outside coroutines"
		useGo  = "start a coroutine with loop.Go, and wait there"
		later  = "start it with go"

		callDirectly = "call the function directly, or use Submit and Then"
	)

	shutDown := []contract.Waits{
		wait(named(pkg, "Loop.Close"), onLoop, "loopcheck/loop/shutdown.go:55", later),
		wait(named(pkg, "Loop.Shutdown"), onLoop, "loopcheck/loop/shutdown.go:25", later),
		wait(named(pkg, "Loop.Run"), onLoop, "loopcheck/loop/loop.go:175", "run another loop on another goroutine"),
		wait(named(pkg, "Runner.Close"), onLoop, "loopcheck/loop/runner.go:52", later),
		wait(named(pkg, "Runner.Shutdown"), onLoop, "loopcheck/loop/runner.go:56", later),
	}
	waits := []contract.Waits{
		wait(named(pkg, "Call"), onLoop, "loopcheck/loop/call.go:16", callDirectly),
		wait(named(pkg, "Future.Await"), onLoop, "loopcheck/loop/future.go:166", "use Then, or "+useGo),
		wait(named(pkg, "All"), onLoop, "loopcheck/loop/several.go:11", useGo),
		wait(named(pkg, "First"), onLoop, "loopcheck/loop/several.go:37", useGo),
		wait(named(pkg, "Run"), onLoop, "loopcheck/loop/runner.go:124", useGo),
		wait(named(pkg, "RunOnce"), onLoop, "loopcheck/loop/runner.go:159", useGo),
		wait(named(pkg, "With"), onLoop, "loopcheck/loop/resource.go:24", useGo),
		wait(named(pkg, "Enter"), onLoop, "loopcheck/loop/resource.go:38", useGo),
		wait(named(pkg, "Sleep"), noTask, "loopcheck/loop/sleep.go:11", "use After"),
		wait(named(pkg, "Yield"), noTask, "loopcheck/loop/sleep.go:37", "post the rest"),
		wait(named(pkg, "Group"), noTask, "loopcheck/loop/group.go:20", useGo),
		wait(named(pkg, "Event.Wait"), noTask, "loopcheck/loop/event.go:39", useGo),
		wait(named(pkg, "Mutex.Lock"), noTask, "loopcheck/loop/mutex.go:22", useGo),
		{Call: named(pkg, "Loop.PostWait"), Mode: contract.PostBounded, Likely: true, Evidence: contract.Evidence{
			Why: onLoop, Source: "loopcheck/loop/room.go:16", Fix: "use Post"}},
		{Call: named(pkg, "Bridge.Send"), Mode: contract.PostBounded, Likely: true, Evidence: contract.Evidence{
			Why: onLoop, Source: "loopcheck/loop/bridge.go:44", Fix: "use TrySend"}},
	}
	for _, w := range shutDown {
		waits = append(waits, w, inCoroutine(w))
	}

	return []contract.Framework{{
		Name:    "loopcheck",
		Modules: []contract.Module{{Path: module, Version: "v0.0.0"}},
		Needs:   named(pkg, "Go"),
		Loops: []contract.Loop{
			{Budget: 50 * time.Millisecond, Fix: "use loop.Offload"},
			{Name: coroutine, Coroutine: true, Budget: 50 * time.Millisecond, Fix: "use loop.Offload and await its result"},
		},

		Runs: []contract.Runs{
			on(contract.Post, contract.Param(pkg, "Loop", "Post", 0), "the loop calls it", "loopcheck/loop/ingress.go:130"),
			on(contract.PostBounded, contract.Param(pkg, "Loop", "PostWait", 1), "the loop calls it", "loopcheck/loop/room.go:16"),
			on(contract.Post, contract.Param(pkg, "Loop", "After", 1), "the loop calls it when the time has come", "loopcheck/loop/timer.go:54"),
			on(contract.Post, contract.Param(pkg, "Loop", "Every", 1), "the loop calls it at each tick", "loopcheck/loop/timer.go:69"),
			on(contract.Post, contract.Param(pkg, "", "Submit", 1), "the loop calls it", "loopcheck/loop/future.go:148"),
			{Code: contract.Param(pkg, "", "Call", 2), Mode: contract.Call, Evidence: contract.Evidence{
				Why: "the loop calls it", Source: "loopcheck/loop/call.go:16", Fix: callDirectly}},
			on(contract.Post, contract.Param(pkg, "Future", "Then", 0), "the loop calls it with the result", "loopcheck/loop/future.go:196"),
			on(contract.Callback, contract.Param(pkg, "", "WithPanicHandler", 0), "the loop calls it after a panic", "loopcheck/loop/options.go:30"),
			on(contract.Inline, contract.Param(pkg, "Owned", "With", 0), "calls it before it returns", "loopcheck/loop/owned.go:17"),

			task(contract.Post, contract.Param(pkg, "", "Go", 1), "the loop runs it as a coroutine", "loopcheck/loop/task.go:60"),
			task(contract.Post, contract.Param(pkg, "TaskGroup", "Go", 0), "the loop runs it as a coroutine", "loopcheck/loop/group.go:53"),
			task(contract.Call, contract.Param(pkg, "", "Run", 2), "the runner's loop runs it as a coroutine", "loopcheck/loop/runner.go:124"),
			task(contract.Call, contract.Param(pkg, "", "RunOnce", 1), "a loop runs it as a coroutine", "loopcheck/loop/runner.go:159"),
			task(contract.Call, contract.Param(pkg, "", "With", 2), "the runner's loop runs it as a coroutine", "loopcheck/loop/resource.go:24"),
			task(contract.Call, contract.Param(pkg, "", "Enter", 2), "the runner's loop runs it as a coroutine", "loopcheck/loop/resource.go:38"),
			{Code: contract.Param(pkg, "", "Group", 1), Mode: contract.Inline, Evidence: contract.Evidence{
				Why: "calls it in the coroutine that Group was called in", Source: "loopcheck/loop/group.go:20"}},
			{Code: contract.Param(pkg, "", "With", 3), Mode: contract.Inline, Evidence: contract.Evidence{
				Why: "calls it on the goroutine that With was called on", Source: "loopcheck/loop/resource.go:24"}},

			off(contract.Param(pkg, "", "Offload", 2), "loopcheck/loop/offload.go:15"),
			off(contract.Param(pkg, "", "Blocking", 2), "loopcheck/loop/offload.go:24"),
			off(contract.Param(pkg, "Pool", "Execute", 0), "loopcheck/loop/executor.go:46"),
			off(contract.Param(pkg, "Executor", "Execute", 0), "loopcheck/loop/executor.go:10"),
		},

		Waits: waits,

		Owns: []contract.Owns{
			owned("Event", "loopcheck/loop/event.go:8"),
			owned("Queue", "loopcheck/loop/queue.go:12"),
			owned("Mutex", "loopcheck/loop/mutex.go:9"),
			owned("Owned", "loopcheck/loop/owned.go:6"),
			owned("TaskGroup", "loopcheck/loop/group.go:6", named(pkg, "TaskGroup.Context")),
			owned("Bridge", "loopcheck/loop/bridge.go:14",
				named(pkg, "Bridge.Send"), named(pkg, "Bridge.TrySend"), named(pkg, "Bridge.Close")),
		},

		Duties: []contract.Duty{{
			Type: named(pkg, "Future"),
			Met:  []string{"await it", "pass it to All or First", "Detach it"},
			Evidence: contract.Evidence{
				Why: "its error is lost, and nobody knows when it is done", Source: "loopcheck/loop/future.go:11", Fix: "Await it"},
		}},
	}}
}
