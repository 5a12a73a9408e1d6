// Package cycles finds waits that only somebody can end who is waiting: code that
// waits for the loop or the goroutine that it runs on, circles through a lock, and
// two goroutines that wait for each other.
//
// A wait is ended by others: a send by a receive, a receive by a send or a
// close, a group by Done, a loop by coming back to its inbox, a lock by its holder.
// Where all of them come only after the wait has ended, it never does.
package cycles

import (
	"go/ast"
	"go/types"
	"reflect"
	"sync"

	"golang.org/x/tools/go/analysis"

	"github.com/loopcheck/loopcheck/analyzers/internal/book"
	"github.com/loopcheck/loopcheck/analyzers/internal/contract"
	"github.com/loopcheck/loopcheck/analyzers/internal/locks"
	"github.com/loopcheck/loopcheck/analyzers/internal/paths"
	"github.com/loopcheck/loopcheck/analyzers/internal/program"
	"github.com/loopcheck/loopcheck/analyzers/internal/runson"
	"github.com/loopcheck/loopcheck/analyzers/internal/waitsfor"
)

// Analyzer finds the package's circles. It reports nothing and has no facts.
var Analyzer = &analysis.Analyzer{
	Name:       "loopcycles",
	Doc:        "find waits that only those who wait can end, for the loopcheck analyzers",
	Run:        run,
	Requires:   []*analysis.Analyzer{book.Analyzer, runson.Analyzer, waitsfor.Analyzer, locks.Analyzer},
	ResultType: reflect.TypeFor[*Result](),
}

// Kind says what closes a circle.
type Kind int

const (
	OwnLoop    Kind = iota // a call waits for the loop that it runs on
	Send                   // the loop is the only receiver of an unbuffered channel
	FullSend               // the same of a bounded channel: it can fill up
	Receive                // the loop is the only one to send to a channel or close it
	Group                  // a goroutine waits for the WaitGroup that counts it
	Relock                 // somebody locks what he holds
	ReadAgain              // somebody locks to read what he holds to read: a writer between them stops him
	Lost                   // a lock stays locked: who has locked it has left
	Locked                 // a wait under a lock, which only those can end who need the lock first
	Order                  // two locks, each waited for by who holds the other one
	Both                   // a loop and another goroutine wait for each other
	Callback               // a function waits for the lock under which somebody calls it
	Round                  // a group counts all rounds, and each waits for it
	Tokens                 // who has a token of a semaphore waits for those who need one
	Subscribed             // who sends under a lock waits for those who need it to receive no more
	Taken                  // who takes what comes out of an object waits until somebody does
)

// A Circle is a wait that never ends.
type Circle struct {
	Kind Kind
	At   ast.Node

	// Context is how the code runs that waits; nil for Group.
	Context *runson.Context

	Call   *program.Call   // OwnLoop and Group
	Effect waitsfor.Effect // OwnLoop
	Op     *program.Op     // Send, FullSend and Receive
	Small  bool            // FullSend: there is room for a few alone, and the loop sends in turns in which it takes none
	Many   bool            // FullSend: one turn of the loop sends as often as there is something to say

	Goroutine *program.Func // Group: the goroutine that is counted

	Takes contract.Takes // Taken: what is said of the call

	Said   string // Tokens and Subscribed: the message
	Strict bool   // Subscribed: it waits only while there is no room left

	Knot *Knot // Relock and what follows it, but Tokens and Taken

	// Related says why the code runs where it does, or how the goroutine comes
	// to wait.
	Related []analysis.RelatedInformation
}

// Result has the circles of one package. The zero value has none.
type Result struct{ circles []Circle }

// Circles returns the circles, those of loops first.
func (r *Result) Circles() []Circle { return r.circles }

func run(pass *analysis.Pass) (any, error) {
	s := &solver{
		book:  pass.ResultOf[book.Analyzer].(*book.Book),
		runs:  pass.ResultOf[runson.Analyzer].(*runson.Result),
		waits: pass.ResultOf[waitsfor.Analyzer].(*waitsfor.Result),
		locks: pass.ResultOf[locks.Analyzer].(*locks.Result),
		info:  pass.TypesInfo,
		path:  pass.Pkg.Path(), pkg: pass.Pkg,
		met: make(map[pairOf]bool), enders: make(map[side][]*Ender), owned: make(map[*types.Var]bool), groups: make(map[*types.Named]bool),
	}
	s.prog, s.server = s.runs.Program, sync.OnceValue(s.findServer)
	if s.prog == nil {
		return new(Result), nil
	}
	s.constants = paths.NewConstants(s.prog, s.info, s.locks.Paths)
	for _, f := range s.prog.Funcs {
		for _, c := range s.runs.On(f) {
			s.inContext(c)
		}
	}
	s.findCounted()
	s.findRounds()
	s.findGathered()
	s.findDrained()
	if s.locks.Any() {
		s.findKnots()
	}
	s.findTokenCircles()
	s.findBoth()
	s.findTaken()
	return &Result{s.circles}, nil
}

// findKnots finds the circles through locks.
func (s *solver) findKnots() {
	s.prepare()
	for _, f := range s.prog.Funcs {
		s.findRelocks(f)
		s.findLocked(f)
	}
	s.findOrders()
	s.findCallbacks()
	s.findSubscribed()
}

func (s *solver) inContext(c *runson.Context) {
	for _, call := range c.Func.Calls {
		for _, e := range s.waitsOf(call) {
			if e.Loop == c.Loop.ID && !e.ToldOn(c.Loop.ID) && s.runs.SameLoop(c, call) {
				s.add(Circle{Kind: OwnLoop, At: call.Expr, Context: c, Call: call, Effect: e})
			}
		}
	}
	for _, op := range c.Func.Ops {
		s.checkOp(c, op)
		for _, arm := range s.workArms(c, op) {
			s.checkOp(c, arm)
		}
	}
}

// waitsOf returns the loops that a call waits for. Of this package's functions,
// those count that speak to a hand-written loop: what waits for a framework's is
// told in their own bodies.
func (s *solver) waitsOf(call *program.Call) []waitsfor.Effect {
	var all []waitsfor.Effect
	for _, e := range s.waits.Call(call) {
		if e.ForLoop() {
			all = append(all, e)
		}
	}
	if call.Spawns() || len(call.Targets) != 1 || call.Targets[0].Dynamic {
		return all
	}
	for _, e := range s.waits.Func(call.Targets[0].Func) {
		if e.ForLoop() && e.Told == (contract.LoopID{}) && e.Loop.Owner == s.path {
			all = append(all, e)
		}
	}
	return all
}

func (s *solver) add(c Circle) {
	if c.Context != nil {
		c.Related = c.Context.Why()
	}
	s.circles = append(s.circles, c)
}
