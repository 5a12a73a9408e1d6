// Package contract is the grammar of what loopcheck knows about other people's
// loops: one row a promise, and beside each row the place upstream that it was
// read from. Package shipped has the rows, package book binds them.
//
// A row never says what to report. It starts one of the relations: which code
// runs where ([Runs]), what a call waits for ([Waits], [Takes],
// [Tokens]), when it comes too late
// ([Late]), who owns an object ([Owns], [Borrows], [Turns]) and what a value obliges its
// holder to do ([Duty]).
package contract

import (
	"cmp"
	"strings"
	"time"
)

// A Framework is the contract of one framework.
type Framework struct {
	// Name is what messages call it: "bubbletea".
	Name string

	// Modules are the modules, each with the version, that the rows were
	// read from. They are also the packages exempt from the contract: a
	// framework knows how to use its own loop.
	Modules []Module

	// Forks are modules with the same names under another path: every row
	// holds for them too.
	Forks []Fork

	// Needs, if set, is a symbol that must exist in the version a program
	// uses for the contract to hold (fyne.Do arrived with the single
	// goroutine of fyne 2.6; before it the rules were others).
	Needs Symbol

	Loops   []Loop
	Runs    []Runs
	Waits   []Waits
	Takes   []Takes
	Tokens  []Tokens
	Late    []Late
	Turns   []Turns
	Blocks  []Blocks
	Forward []Forward
	Owns    []Owns
	Borrows []Borrows
	Duties  []Duty
}

// A Fork is a copy of the module Of under a path of its own.
type Fork struct{ Path, Of string }

// A Module is a module path and the version its rows were read from.
type Module struct{ Path, Version string }

// Holds reports whether a package belongs to the module.
func (m Module) Holds(pkg string) bool {
	rest, ok := strings.CutPrefix(pkg, m.Path)
	return ok && (rest == "" || rest[0] == '/')
}

// A Loop is one kind of loop that a framework runs.
type Loop struct {
	// Name tells the framework's loops apart; it is "" for the only one.
	Name string

	// Pool says that the framework runs several of these at once, so that
	// being on one of them does not mean being on the one that owns an
	// object (gnet).
	Pool bool

	// Coroutine says that this is another way to run on the framework's
	// loop named "": as a coroutine, which owns what that loop owns, and may
	// wait in the framework's own functions.
	Coroutine bool

	// Budget is how long a handler may take before somebody notices.
	Budget time.Duration

	// Fix is what to do instead of blocking it: "return a tea.Cmd instead".
	Fix string

	// Another is what code on one of these loops waits for that waits for another
	// one, where a program has several as a rule, each for a client of its own
	// (a bridge between two brokers); empty if all are taken for one.
	Another Class

	// Tolerates lists the classes of waiting that are this loop's normal
	// work (a raft state machine writes to disk).
	Tolerates []Class
}

// A LoopID names a loop: a framework's ("bubbletea", ""), one of several of a
// framework's ("nats", "conn"), or a hand-written one by the path of its package
// and its serving function as importers call it ("example.com/hub", "hub.run").
type LoopID struct{ Owner, Name string }

// String is how messages call the loop: "bubbletea", "nats conn", "hub.run".
func (id LoopID) String() string {
	if id.served() {
		return id.Name
	}
	return strings.TrimSpace(id.Owner + " " + id.Name)
}

// Every is the name that stands for all loops of an owner.
const Every = "*"

// Covers reports whether id is the loop, or stands for all loops of its owner.
func (id LoopID) Covers(loop LoopID) bool {
	return id == loop || id.Name == Every && id.Owner == loop.Owner
}

// served tells a function's name, which has a dot, from a framework's word.
func (id LoopID) served() bool { return strings.Contains(id.Name, ".") }

// Compare orders loops by owner and name.
func (id LoopID) Compare(other LoopID) int {
	return cmp.Or(cmp.Compare(id.Owner, other.Owner), cmp.Compare(id.Name, other.Name))
}

// Evidence is why a row is there and what the user should do about it.
type Evidence struct {
	// Why is a clause that completes "… because", or says what happens:
	// "sends to the loop's unbuffered channel and waits".
	Why string

	// Source is the upstream sentence's or line's place, relative to the
	// module: "tea.go:1189".
	Source string

	// Fix completes "…; ", in the imperative: "return a tea.Cmd instead".
	Fix string

	// Outcome is what comes of a wait for the loop on that loop, "" if it is a
	// deadlock.
	Outcome string
}
