package shipped

import (
	"time"

	"github.com/loopcheck/loopcheck/analyzers/internal/contract"
)

// Libraries that call handlers on a goroutine, or under a lock, that their own methods
// wait for.
func handlers() []contract.Framework {
	return []contract.Framework{chromedp(), memberlist(), raft()}
}

const inGoroutine = "start a goroutine: go func() { … }()"

// chromedp reads a target's messages on one goroutine: it calls the listeners there,
// and what it reads there are the answers as well ("any Actions must be run via a
// separate goroutine", chromedp.go:821).
func chromedp() contract.Framework {
	const module = "github.com/chromedp/chromedp"
	action := func(call contract.Symbol) contract.Waits { // it may be of another target
		return mayWait(contract.Call, call, "waits for an answer that this goroutine reads", "target.go:203", inGoroutine)
	}
	listener := func(name, source string) contract.Runs {
		return each(on(contract.Param(module, "", name, 1), "the goroutine that reads the browser's messages calls it", source, inGoroutine))
	}
	return contract.Framework{
		Name:    "chromedp",
		Modules: []contract.Module{{Path: module, Version: "v0.13.6"}},
		Loops: []contract.Loop{{Budget: 50 * time.Millisecond, Fix: "do it in a goroutine",
			Tolerates: []contract.Class{contract.Disk, contract.Chan, contract.Lock}}},
		Runs: []contract.Runs{
			listener("ListenTarget", "chromedp.go:823"),
			listener("ListenBrowser", "chromedp.go:800"),
		},
		Waits: []contract.Waits{
			action(named(module, "Run")),
			action(named(module, "RunResponse")),
			action(named("github.com/chromedp/cdproto/*", "*.Do")),
		},
	}
}

// memberlist calls its delegates with the lock that its own methods take.
func memberlist() contract.Framework {
	const module = "github.com/hashicorp/memberlist"
	under := func(iface, method, source string) contract.Runs {
		return each(on(contract.Implements(module, iface, method), "the list calls it with its nodes locked", source, inGoroutine))
	}
	locks := func(name, source string) contract.Waits {
		return waits(contract.Call, named(module, "Memberlist."+name), "locks the nodes, which are locked while a delegate is called", source, inGoroutine)
	}
	return contract.Framework{
		Name:    "memberlist",
		Modules: []contract.Module{{Path: module, Version: "v0.6.0"}},
		Loops: []contract.Loop{{Budget: 50 * time.Millisecond, Fix: "do it in a goroutine",
			Tolerates: []contract.Class{contract.Disk, contract.Net, contract.Chan, contract.Lock}}},
		Runs: []contract.Runs{
			under("EventDelegate", "Notify*", "state.go:1147"),
			under("AliveDelegate", "NotifyAlive", "state.go:986"),
			under("ConflictDelegate", "NotifyConflict", "state.go:1065"),
		},
		Waits: []contract.Waits{
			locks("Members", "memberlist.go:609"),
			locks("NumMembers", "memberlist.go:627"),
			locks("LocalNode", "memberlist.go:502"),
			locks("UpdateNode", "memberlist.go:524"),
			locks("Leave", "memberlist.go:660"),
		},
	}
}

// raft calls the state machine on one goroutine, which alone answers the futures of what
// it applies.
func raft() contract.Framework {
	const module = "github.com/hashicorp/raft"
	machine := func(iface, method, source string) contract.Runs {
		return each(on(contract.Implements(module, iface, method), "the goroutine of the state machine calls it", source, inGoroutine))
	}
	state := contract.Implements(module, "FSM", "*")
	return contract.Framework{
		Name:    "raft",
		Modules: []contract.Module{{Path: module, Version: "v1.7.3"}},
		Loops: []contract.Loop{{Budget: time.Second, Fix: "do it before the log entry is applied",
			Tolerates: []contract.Class{contract.Disk, contract.DB, contract.Lock, contract.Chan}}},
		Runs: []contract.Runs{
			machine("FSM", "Apply", "fsm.go:107"),
			machine("FSM", "Snapshot", "fsm.go:225"),
			machine("FSM", "Restore", "fsm.go:277"),
			machine("BatchingFSM", "ApplyBatch", "fsm.go:158"),
			off(contract.Implements(module, "FSMSnapshot", "Persist"), "the goroutine that takes snapshots calls it", "snapshot.go:190"),
		},
		Waits: []contract.Waits{
			mayWait(contract.Call, named(module, "Future.Error"), "waits for what only this goroutine completes", "future.go:103", inGoroutine),
		},
		Owns: []contract.Owns{{
			Shape:    &state,
			Evidence: because("the goroutine of the state machine changes it", "fsm.go:107", "guard it with a lock, or ask for it by a log entry"),
		}},
		Duties: raftFutures(module),
	}
}

// raftFutures say by their Error alone whether the cluster did what it was asked. The one of
// BootstrapCluster fails wherever there is a cluster already, and is dropped for that; that of
// Shutdown "can be used to block" (api.go), and need not be.
func raftFutures(module string) []contract.Duty {
	var rows []contract.Duty
	for _, f := range []struct{ name, source string }{
		{"Future", "future.go:19"}, {"IndexFuture", "future.go:28"}, {"ApplyFuture", "future.go:37"}, {"SnapshotFuture", "future.go:59"},
	} {
		rows = append(rows, contract.Duty{
			Type: named(module, f.name), Except: []contract.Symbol{named(module, "Raft.BootstrapCluster"), named(module, "Raft.Shutdown")},
			Calls: []contract.Symbol{named(module, "Future.Error")}, Met: []string{"call its Error", "hand it on"},
			Evidence: because("only the future says whether the cluster accepted, and Error waits for that", f.source, ""),
		})
	}
	return rows
}
