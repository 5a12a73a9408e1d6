package contract

import "time"

// runtime is the contract of this project's own runtime, package loopcheck/loop.
// It stands here like any other framework's: the analyzers do not import it.
//
// There are two ways to run on a loop. A callback must not wait for anything. A
// coroutine may wait in the package's own functions, and owns what its loop owns.
func runtime() []Framework {
	const (
		module    = "github.com/loopcheck/loopcheck"
		pkg       = module + "/loopcheck/loop"
		coroutine = "coroutine"
		offload   = "use loop.Offload"
	)
	on := func(mode Mode, code Code, why, source string) Runs {
		return Runs{Code: code, Mode: mode, Evidence: Evidence{why, source, offload}}
	}
	task := func(mode Mode, code Code, why, source string) Runs {
		return Runs{Code: code, Mode: mode, Loop: coroutine, Evidence: Evidence{why, source, "await in it"}}
	}
	off := func(code Code, source string) Runs {
		return Runs{Code: code, Mode: Spawn, Evidence: Evidence{Why: "the executor runs it off the loop", Source: source}}
	}
	// Likely: with several loops it may be another one, which a callback must
	// not wait for either.
	wait := func(sym Symbol, why, source, fix string) Waits {
		return Waits{Call: sym, Mode: Call, Likely: true, Evidence: Evidence{why, source, fix}}
	}
	inCoroutine := func(w Waits) Waits {
		w.Loop = coroutine
		return w
	}
	owned := func(name, source string, safe ...Symbol) Owns {
		return Owns{
			Type: Symbol{pkg, "", name}, Safe: safe, Opens: []Symbol{{pkg, "Loop", "Run"}},
			Evidence: Evidence{"off its loop it panics with an OwnerError", source, "hand it over with Post or Submit"},
		}
	}
	const (
		onLoop = "returns ErrOnLoop on the loop it would wait for, and blocks any other"
		noTask = "returns ErrNotTask outside coroutines"
		useGo  = "start a coroutine with loop.Go, and wait there"
		later  = "start it with go"

		callDirectly = "call the function directly, or use Submit and Then"
	)

	shutDown := []Waits{
		wait(Symbol{pkg, "Loop", "Close"}, onLoop, "loopcheck/loop/shutdown.go:55", later),
		wait(Symbol{pkg, "Loop", "Shutdown"}, onLoop, "loopcheck/loop/shutdown.go:25", later),
		wait(Symbol{pkg, "Loop", "Run"}, onLoop, "loopcheck/loop/loop.go:175", "run another loop on another goroutine"),
		wait(Symbol{pkg, "Runner", "Close"}, onLoop, "loopcheck/loop/runner.go:52", later),
		wait(Symbol{pkg, "Runner", "Shutdown"}, onLoop, "loopcheck/loop/runner.go:56", later),
	}
	waits := []Waits{
		wait(Symbol{pkg, "", "Call"}, onLoop, "loopcheck/loop/call.go:16", callDirectly),
		wait(Symbol{pkg, "Future", "Await"}, onLoop, "loopcheck/loop/future.go:166", "use Then, or "+useGo),
		wait(Symbol{pkg, "", "All"}, onLoop, "loopcheck/loop/several.go:11", useGo),
		wait(Symbol{pkg, "", "First"}, onLoop, "loopcheck/loop/several.go:37", useGo),
		wait(Symbol{pkg, "", "Run"}, onLoop, "loopcheck/loop/runner.go:124", useGo),
		wait(Symbol{pkg, "", "RunOnce"}, onLoop, "loopcheck/loop/runner.go:159", useGo),
		wait(Symbol{pkg, "", "With"}, onLoop, "loopcheck/loop/resource.go:24", useGo),
		wait(Symbol{pkg, "", "Enter"}, onLoop, "loopcheck/loop/resource.go:38", useGo),
		wait(Symbol{pkg, "", "Sleep"}, noTask, "loopcheck/loop/sleep.go:11", "use After"),
		wait(Symbol{pkg, "", "Yield"}, noTask, "loopcheck/loop/sleep.go:37", "post the rest"),
		wait(Symbol{pkg, "", "Group"}, noTask, "loopcheck/loop/group.go:20", useGo),
		wait(Symbol{pkg, "Event", "Wait"}, noTask, "loopcheck/loop/event.go:39", useGo),
		wait(Symbol{pkg, "Mutex", "Lock"}, noTask, "loopcheck/loop/mutex.go:22", useGo),
		{Call: Symbol{pkg, "Loop", "PostWait"}, Mode: PostBounded, Likely: true, Evidence: Evidence{
			onLoop, "loopcheck/loop/room.go:16", "use Post"}},
		{Call: Symbol{pkg, "Bridge", "Send"}, Mode: PostBounded, Likely: true, Evidence: Evidence{
			onLoop, "loopcheck/loop/bridge.go:44", "use TrySend"}},
	}
	for _, w := range shutDown {
		waits = append(waits, w, inCoroutine(w))
	}

	return []Framework{{
		Name:    "loopcheck",
		Modules: []Module{{module, "v0.0.0"}},
		Needs:   Symbol{pkg, "", "Go"},
		Loops: []Loop{
			{Budget: 50 * time.Millisecond, Fix: "use loop.Offload"},
			{Name: coroutine, Coroutine: true, Budget: 50 * time.Millisecond, Fix: "use loop.Offload and await its result"},
		},

		Runs: []Runs{
			on(Post, Param(pkg, "Loop", "Post", 0), "the loop calls it", "loopcheck/loop/ingress.go:130"),
			on(PostBounded, Param(pkg, "Loop", "PostWait", 1), "the loop calls it", "loopcheck/loop/room.go:16"),
			on(Post, Param(pkg, "Loop", "After", 1), "the loop calls it when the time has come", "loopcheck/loop/timer.go:54"),
			on(Post, Param(pkg, "Loop", "Every", 1), "the loop calls it at each tick", "loopcheck/loop/timer.go:69"),
			on(Post, Param(pkg, "", "Submit", 1), "the loop calls it", "loopcheck/loop/future.go:148"),
			{Code: Param(pkg, "", "Call", 2), Mode: Call, Evidence: Evidence{
				"the loop calls it", "loopcheck/loop/call.go:16", callDirectly}},
			on(Post, Param(pkg, "Future", "Then", 0), "the loop calls it with the result", "loopcheck/loop/future.go:196"),
			on(Callback, Param(pkg, "", "WithPanicHandler", 0), "the loop calls it after a panic", "loopcheck/loop/options.go:30"),
			on(Inline, Param(pkg, "Owned", "With", 0), "calls it before it returns", "loopcheck/loop/owned.go:17"),

			task(Post, Param(pkg, "", "Go", 1), "the loop runs it as a coroutine", "loopcheck/loop/task.go:60"),
			task(Post, Param(pkg, "TaskGroup", "Go", 0), "the loop runs it as a coroutine", "loopcheck/loop/group.go:53"),
			task(Call, Param(pkg, "", "Run", 2), "the runner's loop runs it as a coroutine", "loopcheck/loop/runner.go:124"),
			task(Call, Param(pkg, "", "RunOnce", 1), "a loop runs it as a coroutine", "loopcheck/loop/runner.go:159"),
			task(Call, Param(pkg, "", "With", 2), "the runner's loop runs it as a coroutine", "loopcheck/loop/resource.go:24"),
			task(Call, Param(pkg, "", "Enter", 2), "the runner's loop runs it as a coroutine", "loopcheck/loop/resource.go:38"),
			{Code: Param(pkg, "", "Group", 1), Mode: Inline, Evidence: Evidence{
				Why: "calls it in the coroutine that Group was called in", Source: "loopcheck/loop/group.go:20"}},
			{Code: Param(pkg, "", "With", 3), Mode: Inline, Evidence: Evidence{
				Why: "calls it on the goroutine that With was called on", Source: "loopcheck/loop/resource.go:24"}},

			off(Param(pkg, "", "Offload", 2), "loopcheck/loop/offload.go:15"),
			off(Param(pkg, "", "Blocking", 2), "loopcheck/loop/offload.go:24"),
			off(Param(pkg, "Pool", "Execute", 0), "loopcheck/loop/executor.go:46"),
			off(Param(pkg, "Executor", "Execute", 0), "loopcheck/loop/executor.go:10"),
		},

		Waits: waits,

		Owns: []Owns{
			owned("Event", "loopcheck/loop/event.go:8"),
			owned("Queue", "loopcheck/loop/queue.go:12"),
			owned("Mutex", "loopcheck/loop/mutex.go:9"),
			owned("Owned", "loopcheck/loop/owned.go:6"),
			owned("TaskGroup", "loopcheck/loop/group.go:6", Symbol{pkg, "TaskGroup", "Context"}),
			owned("Bridge", "loopcheck/loop/bridge.go:14",
				Symbol{pkg, "Bridge", "Send"}, Symbol{pkg, "Bridge", "TrySend"}, Symbol{pkg, "Bridge", "Close"}),
		},

		Duties: []Duty{{
			Type: Symbol{pkg, "", "Future"},
			Met:  []string{"await it", "pass it to All or First", "Detach it"},
			Evidence: Evidence{
				"its error is lost, and nobody knows when it is done", "loopcheck/loop/future.go:11", "Await it"},
		}},
	}}
}
