package shipped

import (
	"slices"
	"time"

	"github.com/loopcheck/loopcheck/analyzers/internal/contract"
)

const (
	loopModule    = "github.com/loopcheck/loopcheck"
	loopPkg       = loopModule + "/loopcheck/loop"
	loopCoroutine = "coroutine"

	loopOffload = "use loop.Offload"
	loopGo      = "start a coroutine with loop.Go, and wait there"
	loopDirect  = "call the function directly, or use Submit and Then"
	loopOnLoop  = "returns ErrOnLoop on the loop it would wait for, and blocks any other"
	loopNoJoin  = "returns ErrOnLoop on the loop it would wait for"
)

// runtime is the contract of this project's own runtime, package loopcheck/loop.
// It stands here like any other framework's: the analyzers do not import it.
//
// There are two ways to run on a loop. A callback must not wait for anything. A
// coroutine may wait in the package's own functions, and owns what its loop owns.
func runtime() []contract.Framework {
	return []contract.Framework{{
		Name:    "loopcheck",
		Modules: []contract.Module{{Path: loopModule, Version: "v0.0.0"}},
		Needs:   named(loopPkg, "Go"),
		Loops: []contract.Loop{
			{Budget: 50 * time.Millisecond, Fix: "use loop.Offload"},
			{Name: loopCoroutine, Coroutine: true, Budget: 50 * time.Millisecond, Fix: "use loop.Offload and await its result"},
		},
		Runs:  slices.Concat(loopCallbacks(), loopCoroutines(), loopOff()),
		Waits: slices.Concat(loopWaits(), loopShutDown()),
		Late: []contract.Late{{
			Calls:    []contract.Symbol{named(loopPkg, "Loop.Post"), named(loopPkg, "Loop.PostWait"), named(loopPkg, "Loop.After"), named(loopPkg, "Loop.Every")},
			After:    []contract.Symbol{named(loopPkg, "Loop.Close"), named(loopPkg, "Loop.Shutdown"), named(loopPkg, "Loop.Kill")},
			Evidence: because("a loop that is closed takes nothing more", loopSource("loop_ingress.go", "Loop.Post"), "hand it over before that, or look at what it returns"),
		}},
		Owns: loopOwns(),
		Duties: []contract.Duty{{
			Type:     named(loopPkg, "Future"),
			Met:      []string{"await it", "pass it to All or First", "Detach it"},
			Evidence: because("its error is lost, and nobody knows when it is done", "loopcheck/loop/future.go:Future", "Await it"),
		}, {
			From: []contract.Symbol{named(loopPkg, "Loop.Hold")}, Once: true,
			Met:      []string{"call it exactly once", "hand it on"},
			Evidence: because("Shutdown waits for it", loopSource("loop_life.go", "Loop.Hold"), "call it"),
		}},
	}}
}

// loopSource is where a function or type of the runtime is declared. It says the
// name, as the row does: lines move with every change here.
func loopSource(file, name string) string { return "loopcheck/loop/" + file + ":" + name }

func loopCallbacks() []contract.Runs {
	return []contract.Runs{
		post(contract.Param(loopPkg, "Loop", "Post", 0), "the loop calls it", "loopcheck/loop/loop_ingress.go:Loop.Post", loopOffload),
		runs(contract.PostBounded, contract.Param(loopPkg, "Loop", "PostWait", 1), "the loop calls it", "loopcheck/loop/loop_room.go:Loop.PostWait", loopOffload),
		post(contract.Param(loopPkg, "Loop", "After", 1), "the loop calls it when the time has come", "loopcheck/loop/timer.go:Loop.After", loopOffload),
		each(post(contract.Param(loopPkg, "Loop", "Every", 1), "the loop calls it at each tick", "loopcheck/loop/timer.go:Loop.Every", loopOffload)),
		post(contract.Param(loopPkg, "", "Submit", 1), "the loop calls it", "loopcheck/loop/future.go:Submit", loopOffload),
		call(contract.Param(loopPkg, "", "Call", 2), "the loop calls it", "loopcheck/loop/loop_call.go:Call", loopDirect),
		post(contract.Param(loopPkg, "Loop", "Submit", 0), "the loop calls it", "loopcheck/loop/plain.go:Loop.Submit", loopOffload),
		call(contract.Param(loopPkg, "Loop", "Call", 1), "the loop calls it", "loopcheck/loop/plain.go:Loop.Call", loopDirect),
		post(contract.Param(loopPkg, "Future", "Then", 0), "the loop calls it with the result", "loopcheck/loop/future.go:Future.Then", loopOffload),
		on(contract.Param(loopPkg, "", "WithPanicHandler", 0), "the loop calls it after a panic", "loopcheck/loop/loop_options.go:WithPanicHandler", loopOffload),
		runs(contract.Inline, contract.Param(loopPkg, "Owned", "With", 0), "calls it before it returns", "loopcheck/loop/loop_owned.go:Owned.With", loopOffload),
	}
}

func loopCoroutines() []contract.Runs {
	task := func(mode contract.Mode, code contract.Code, why, source string) contract.Runs {
		r := runs(mode, code, why, source, "await in it")
		r.Loop = loopCoroutine
		return r
	}
	// It holds in callbacks too. A coroutine may do more, so that is the least
	// that is known of code that nothing else places.
	asserts := task(contract.Callback, contract.Assertion(loopPkg, "Loop", "Assert"), "it reports whoever calls it off the loop", "loopcheck/loop/loop_owner.go:Loop.Assert")
	asserts.Otherwise = true
	return []contract.Runs{
		task(contract.Post, contract.Param(loopPkg, "", "Go", 1), "the loop runs it as a coroutine", "loopcheck/loop/task.go:Go"),
		task(contract.Post, contract.Param(loopPkg, "", "GoContext", 2), "the loop runs it as a coroutine", "loopcheck/loop/task.go:GoContext"),
		task(contract.Post, contract.Param(loopPkg, "Loop", "Go", 0), "the loop runs it as a coroutine", "loopcheck/loop/plain.go:Loop.Go"),
		task(contract.Post, contract.Param(loopPkg, "Loop", "GoContext", 1), "the loop runs it as a coroutine", "loopcheck/loop/plain.go:Loop.GoContext"),
		task(contract.Post, contract.Param(loopPkg, "TaskGroup", "Go", 0), "the loop runs it as a coroutine", "loopcheck/loop/task_group.go:TaskGroup.Go"),
		task(contract.Call, contract.Param(loopPkg, "", "Run", 2), "the runner's loop runs it as a coroutine", "loopcheck/loop/runner.go:Run"),
		task(contract.Call, contract.Param(loopPkg, "Runner", "Run", 1), "the runner's loop runs it as a coroutine", "loopcheck/loop/plain.go:Runner.Run"),
		task(contract.Call, contract.Param(loopPkg, "", "RunOnce", 1), "a loop runs it as a coroutine", "loopcheck/loop/runner.go:RunOnce"),
		task(contract.Call, contract.Param(loopPkg, "", "With", 2), "the runner's loop runs it as a coroutine", "loopcheck/loop/runner_resource.go:With"),
		task(contract.Call, contract.Param(loopPkg, "", "Enter", 2), "the runner's loop runs it as a coroutine", "loopcheck/loop/runner_resource.go:Enter"),
		asserts,
		here(contract.Param(loopPkg, "", "Group", 1), "calls it in the coroutine that Group was called in", "loopcheck/loop/task_group.go:Group"),
		here(contract.Param(loopPkg, "", "With", 3), "calls it on the goroutine that With was called on", "loopcheck/loop/runner_resource.go:With"),
	}
}

func loopOff() []contract.Runs {
	const executor = "the executor runs it off the loop"
	return []contract.Runs{
		off(contract.Param(loopPkg, "", "Offload", 2), executor, "loopcheck/loop/offload.go:Offload"),
		off(contract.Param(loopPkg, "", "Blocking", 2), executor, "loopcheck/loop/offload.go:Blocking"),
		off(contract.Param(loopPkg, "", "OffloadContext", 3), executor, "loopcheck/loop/offload.go:OffloadContext"),
		off(contract.Param(loopPkg, "", "BlockingContext", 2), executor, "loopcheck/loop/offload.go:BlockingContext"),
		off(contract.Param(loopPkg, "Loop", "Offload", 1), executor, "loopcheck/loop/plain.go:Loop.Offload"),
		off(contract.Param(loopPkg, "Loop", "OffloadContext", 2), executor, "loopcheck/loop/plain.go:Loop.OffloadContext"),
		off(contract.Param(loopPkg, "Pool", "Execute", 0), executor, "loopcheck/loop/offload_executor.go:Pool.Execute"),
		off(contract.Param(loopPkg, "Executor", "Execute", 0), executor, "loopcheck/loop/offload_executor.go:Executor.Execute"),
	}
}

// loopWaits are likely: with several loops it may be another one, which a
// callback must not wait for either.
func loopWaits() []contract.Waits {
	wait := func(name, why, file, fix string) contract.Waits {
		return mayWait(contract.Call, named(loopPkg, name), why, loopSource(file, name), fix)
	}
	const noTask = "returns ErrNotTask outside coroutines"
	return []contract.Waits{
		wait("Call", loopOnLoop, "loop_call.go", loopDirect),
		wait("Loop.Call", loopOnLoop, "plain.go", loopDirect),
		wait("Future.Await", loopOnLoop, "future.go", "use Then, or "+loopGo),
		wait("All", loopOnLoop, "future_several.go", loopGo),
		wait("First", loopOnLoop, "future_several.go", loopGo),
		wait("Run", loopOnLoop, "runner.go", loopGo),
		wait("Runner.Run", loopOnLoop, "plain.go", loopGo),
		wait("RunOnce", loopOnLoop, "runner.go", loopGo),
		wait("With", loopOnLoop, "runner_resource.go", loopGo),
		wait("Enter", loopOnLoop, "runner_resource.go", loopGo),
		wait("Sleep", noTask, "task_sleep.go", "use After"),
		wait("Yield", noTask, "task_sleep.go", "post the rest"),
		wait("Group", noTask, "task_group.go", loopGo),
		wait("Event.Wait", noTask, "coop_event.go", loopGo),
		wait("Mutex.Lock", noTask, "coop_mutex.go", loopGo),
		mayWait(contract.PostBounded, named(loopPkg, "Loop.PostWait"), loopOnLoop, "loopcheck/loop/loop_room.go:Loop.PostWait", "use Post"),
		mayWait(contract.PostBounded, named(loopPkg, "Bridge.Send"), loopOnLoop, "loopcheck/loop/coop_bridge.go:Bridge.Send", "use TrySend"),
	}
}

// loopShutDown must not be waited for in coroutines either.
func loopShutDown() []contract.Waits {
	var rows []contract.Waits
	for _, r := range []struct{ name, file, fix string }{
		{"Loop.Close", "loop_end.go", "start it with go"},
		{"Loop.Shutdown", "loop_end.go", "start it with go"},
		{"Loop.Kill", "loop_end.go", "start it with go"},
		{"Loop.Run", "loop_serve.go", "run another loop on another goroutine"},
		{"Runner.Close", "runner.go", "start it with go"},
		{"Runner.Shutdown", "runner.go", "start it with go"},
	} {
		source := loopSource(r.file, r.name)
		rows = append(rows, mayWait(contract.Call, named(loopPkg, r.name), loopOnLoop, source, r.fix))
		w := mayWait(contract.Call, named(loopPkg, r.name), loopNoJoin, source, r.fix)
		w.Loop = loopCoroutine
		rows = append(rows, w)
	}
	return rows
}

func loopOwns() []contract.Owns {
	owned := func(name, file string, safe ...contract.Symbol) contract.Owns {
		return contract.Owns{
			Type: named(loopPkg, name), Safe: safe, Opens: []contract.Symbol{named(loopPkg, "Loop.Run")},
			Evidence: because("off its loop it panics with an OwnerError", loopSource(file, name), "hand it over with Post or Submit"),
		}
	}
	return []contract.Owns{
		owned("Event", "coop_event.go"),
		owned("Queue", "coop_queue.go"),
		owned("Mutex", "coop_mutex.go"),
		owned("Owned", "loop_owned.go"),
		owned("TaskGroup", "task_group.go"),
		owned("Bridge", "coop_bridge.go",
			named(loopPkg, "Bridge.Send"), named(loopPkg, "Bridge.TrySend"), named(loopPkg, "Bridge.Close")),
	}
}
