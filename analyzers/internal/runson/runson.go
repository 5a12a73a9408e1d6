// Package runson is the first of loopcheck's relations: which code runs on
// which loop, and which code surely runs elsewhere.
//
// Placement of function parameters ("runs its parameter 0 on the ui loop and
// waits") flows to importers as facts. Context ("is called on the loop")
// spreads inside one package only: a dependency cannot know its callers. The
// relation is a "may": a function that is called on the loop and off it is
// both, and a function that nobody in sight calls is neither.
package runson

import (
	"go/types"
	"reflect"
	"slices"
	"sync"

	"golang.org/x/tools/go/analysis"

	"github.com/loopcheck/loopcheck/analyzers/internal/book"
	"github.com/loopcheck/loopcheck/analyzers/internal/chain"
	"github.com/loopcheck/loopcheck/analyzers/internal/claims"
	"github.com/loopcheck/loopcheck/analyzers/internal/contract"
	"github.com/loopcheck/loopcheck/analyzers/internal/edges"
	"github.com/loopcheck/loopcheck/analyzers/internal/placement"
	"github.com/loopcheck/loopcheck/analyzers/internal/program"
)

// Analyzer computes the package's [Result]. It reports nothing.
var Analyzer = &analysis.Analyzer{
	Name:       "loopruns",
	Doc:        "find which code runs on which loop for the loopcheck analyzers",
	Run:        run,
	Requires:   []*analysis.Analyzer{program.Analyzer, book.Analyzer, claims.Analyzer},
	ResultType: reflect.TypeFor[*Result](),
	FactTypes:  []analysis.Fact{(*placement.Fact)(nil), (*EndFact)(nil), (*OneFact)(nil)},
}

// A Loop is a framework's loop or a hand-written one, of this package or of an
// importer's dependency.
type Loop struct {
	ID contract.LoopID

	// Desc is the contract's description; zero for a hand-written loop.
	Desc contract.Loop

	// Serving is what this package's own hand-written loop does; nil for others.
	*Serving

	declared bool
	worker   bool // hand-written in another package, and nobody waits for it
	awaited  bool // likewise, and somebody waits for its answers
}

// Serving is a hand-written loop of this package.
type Serving struct {
	// Serve is the function that is the loop, and Inbox the channels it serves.
	Serve *program.Func
	Inbox []types.Object

	// Worker says that it takes from one channel alone: nobody waits for it
	// but that queue.
	Worker bool

	// Awaited says that somebody who sends it a request waits for the answer.
	Awaited bool

	// Many says that several goroutines run it for the same instance: what one
	// sends, another receives.
	Many bool

	// Executor says that it calls the functions that it receives.
	Executor bool

	// Notifier says that it calls methods of objects that it was given.
	Notifier bool
}

// Declared reports whether a contract, rather than inference, says that this is a loop.
func (l *Loop) Declared() bool { return l.declared }

// Serves reports whether f is the hand-written loop's own function.
func (l *Loop) Serves(f *program.Func) bool { return l.Serving != nil && l.Serve == f }

// IsWorker reports whether nobody waits for the loop but its one queue.
func (l *Loop) IsWorker() bool { return l.worker || l.Serving != nil && l.Worker }

// IsAwaited reports whether somebody is known to wait for what the loop does: a
// framework's loop serves people or a peer, and a hand-written one those who
// receive its answers.
func (l *Loop) IsAwaited() bool {
	return l.declared || l.awaited || l.Serving != nil && l.Awaited
}

// IsMany reports whether the loop is one of several that serve the same instance.
func (l *Loop) IsMany() bool { return l.Serving != nil && l.Many }

// String is how messages call the loop: "the ui loop", "run".
func (l *Loop) String() string {
	switch {
	case l.Serving != nil:
		return l.Serve.Name()
	case l.declared:
		return "the " + l.ID.String() + " loop"
	}
	return l.ID.String()
}

// A Context is one way in which a function runs.
type Context struct {
	Func *program.Func

	// Loop is the loop it runs on; nil if it surely runs on another goroutine.
	Loop *Loop

	// Self says that the function was reached from the loop's own by calls
	// on the same receiver, so that it works for the same instance.
	Self bool

	// Likely says that the chain holds a dynamic call, a convention or an
	// inferred loop.
	Likely bool

	// Entry is how the code came to the loop, and so how often it runs; Repeats says
	// that it runs again and again each time.
	Entry   contract.Entry
	Repeats bool

	// Instance is which loop of its kind it is, as far as somebody says so; a
	// contract's loops are one, unless it says that there are several.
	Instance Instance

	// From is the context that this one was reached from, nil for a root, and Call
	// the call that led here, if one did.
	From *Context
	Call *program.Call

	// The step says where and how it was reached, and what made the first run.
	*chain.Step
}

// Why is the chain as related information: from f back to what made it run
// where it runs.
func (c *Context) Why() []analysis.RelatedInformation { return c.Step.Related() }

// Off reports whether c is surely off every loop.
func (c *Context) Off() bool { return c.Loop == nil }

// Root is the context that c's chain starts from.
func (c *Context) Root() *Context {
	for c.From != nil {
		c = c.From
	}
	return c
}

// Result is the relation for one package. The zero value knows nothing.
type Result struct {
	Program *program.Package
	Edges   *edges.Edges

	pass       *analysis.Pass
	ended      map[*types.Func][]contract.LoopID // what methods tell to end
	placements *placement.Placements
	contexts   map[*program.Func][]*Context
	opens      map[*program.Func]bool
	declared   map[*program.Func]bool
	serving    map[*program.Func]*Loop
	ends       ends
	book       *book.Book
	handedOn   func() map[*program.Func]handed // how often each function is handed on; few packages are asked
	once       map[*program.Func]bool
}

// On returns the contexts in which f runs on a loop, shortest chain first; none
// for a function that is not known to.
func (r *Result) On(f *program.Func) []*Context {
	var on []*Context
	for _, c := range r.contexts[f] {
		if !c.Off() {
			on = append(on, c)
		}
	}
	return on
}

// Off returns the context in which f surely runs off every loop, or nil.
func (r *Result) Off(f *program.Func) *Context {
	for _, c := range r.contexts[f] {
		if c.Off() {
			return c
		}
	}
	return nil
}

// Declared reports whether a contract says where f runs, by its name or form.
func (r *Result) Declared(f *program.Func) bool { return r.declared[f] }

// Of returns the hand-written loop that f is; nil if it is none.
func (r *Result) Of(f *program.Func) *Loop { return r.serving[f] }

// Form returns the loop that f is by its form, if nobody in sight runs f: other
// packages do, or somebody whom it is handed to.
func (r *Result) Form(f *program.Func) *Loop {
	if len(r.contexts[f]) > 0 {
		return nil
	}
	return r.serving[f]
}

// Opens reports whether f makes the goroutine that calls it a framework's loop.
func (r *Result) Opens(f *program.Func) bool { return r.opens[f] }

// Sites returns the places where f is handed on or, for a literal, called.
func (r *Result) Sites(f *program.Func) []placement.Site { return r.placements.Sites(f) }

// Spawned reports whether f is handed to somebody who runs it on a goroutine of its own.
func (r *Result) Spawned(f *program.Func) bool {
	return slices.ContainsFunc(r.Sites(f), func(at placement.Site) bool { return at.Flow != nil && at.Place.Mode == contract.Spawn })
}

// Param returns where f runs the function passed for parameter i.
func (r *Result) Param(f *program.Func, i int) []placement.Place {
	return r.placements.Param(f.Sig.Params().At(i))
}

// Holds reports whether a contract row's condition is met for a call in this package.
func (r *Result) Holds(w contract.When, call *program.Call) bool {
	return r.placements.Holds(w, call)
}

func run(pass *analysis.Pass) (any, error) {
	prog := pass.ResultOf[program.Analyzer].(*program.Package)
	b := pass.ResultOf[book.Analyzer].(*book.Book)
	if b.Library(pass.Pkg.Path()) {
		return &Result{Program: &program.Package{}, Edges: &edges.Edges{}, placements: &placement.Placements{}}, nil
	}
	places := placement.New(pass, prog, b)
	kept := make(keptCalls)
	s := spread(pass, prog, b, places, kept)
	// What a loop calls that was stored or sent elsewhere in the package is known
	// only now; what that calls in turn, not before the next round.
	for round := 1; s.findStored() && round < maxRounds; round++ {
		places.Solve()
		s = spread(pass, prog, b, places, kept)
	}
	places.Export()
	exportOnes(pass, prog)
	ends := s.findEnds()
	s.findAwaited(ends)
	r := &Result{
		Program: prog, Edges: s.edges, placements: places,
		contexts: s.contexts, opens: s.opens, declared: s.declared, serving: s.serving, ends: ends,
		book: b, once: make(map[*program.Func]bool), pass: pass,
	}
	r.findEnded()
	r.handedOn = sync.OnceValue(r.countFlows)
	return r, nil
}

// maxRounds bounds how deeply handlers that are registered by handlers are
// followed.
const maxRounds = 4
