// Package shipped is what loopcheck knows of frameworks: a file each, rows of
// package contract, and beside each row the upstream line that it was read from.
//
// Nothing outside this package names a framework.
package shipped

import (
	"slices"
	"strings"

	"github.com/loopcheck/loopcheck/analyzers/internal/contract"
)

// Frameworks lists every contract that ships with loopcheck, by file. It is
// read-only: analyzers run on several packages at once.
var Frameworks = slices.Concat(brokers(), bubbletea(), clients(), clipboard(), commandLine(), databases(), ebiten(), fsnotify(), fyne(), gnet(), gocui(), goja(), handlers(), informers(), paho(), results(), runtime(), servers(), std(), tview(), websockets())

// named is a symbol of a package: a function or type ("Print*"), or a method or
// field with its type ("TextView.Clear").
func named(pkg, name string) contract.Symbol {
	if recv, member, ok := strings.Cut(name, "."); ok {
		return contract.Symbol{Pkg: pkg, Recv: recv, Name: member}
	}
	return contract.Symbol{Pkg: pkg, Name: name}
}

func because(why, source, fix string) contract.Evidence {
	return contract.Evidence{Why: why, Source: source, Fix: fix}
}

func runs(mode contract.Mode, code contract.Code, why, source, fix string) contract.Runs {
	return contract.Runs{Code: code, Mode: mode, Evidence: because(why, source, fix)}
}

// on: the loop calls it.
func on(code contract.Code, why, source, fix string) contract.Runs {
	return runs(contract.Callback, code, why, source, fix)
}

// post: it is handed to the loop, and whoever does that goes on.
func post(code contract.Code, why, source, fix string) contract.Runs {
	return runs(contract.Post, code, why, source, fix)
}

// call: it is handed to the loop, and whoever does that waits until it ran.
func call(code contract.Code, why, source, fix string) contract.Runs {
	return runs(contract.Call, code, why, source, fix)
}

// off: it runs on a goroutine of its own, or a worker's.
func off(code contract.Code, why, source string) contract.Runs {
	return runs(contract.Spawn, code, why, source, "")
}

// here: it runs before the call returns, on the caller's goroutine.
func here(code contract.Code, why, source string) contract.Runs {
	return runs(contract.Inline, code, why, source, "")
}

// likely: the row holds by convention rather than by the framework's word.
func likely(r contract.Runs) contract.Runs {
	r.Likely = true
	return r
}

// each: it runs for each message.
func each(r contract.Runs) contract.Runs { return at(contract.Message, r) }

// drawn: it runs for each frame.
func drawn(r contract.Runs) contract.Runs { return at(contract.Draw, r) }

// first: it runs once, before anybody sees the loop's work.
func first(r contract.Runs) contract.Runs { return at(contract.Start, r) }

// last: it runs once, when all is over.
func last(r contract.Runs) contract.Runs { return at(contract.End, r) }

func at(e contract.Entry, r contract.Runs) contract.Runs {
	r.Entry = e
	return r
}

// waits: the call waits for the loop, as the mode says.
func waits(mode contract.Mode, call contract.Symbol, why, source, fix string) contract.Waits {
	return contract.Waits{Call: call, Mode: mode, Evidence: because(why, source, fix)}
}

// mayWait: it does as a rule, or it may be another loop.
func mayWait(mode contract.Mode, call contract.Symbol, why, source, fix string) contract.Waits {
	w := waits(mode, call, why, source, fix)
	w.Likely = true
	return w
}

// lasting: the call waits longer, or not as long, as others of its class do.
func lasting(l contract.Length, b contract.Blocks) contract.Blocks {
	b.Lasts = l
	return b
}

// blocks: the call waits for something outside the program.
func blocks(call contract.Symbol, class contract.Class, why, source, fix string) contract.Blocks {
	return contract.Blocks{Call: call, Class: class, Evidence: because(why, source, fix)}
}
