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
	"go/ast"
	"go/token"
	"go/types"
	"reflect"

	"golang.org/x/tools/go/analysis"

	"github.com/loopcheck/loopcheck/analyzers/internal/callgraph"
	"github.com/loopcheck/loopcheck/analyzers/internal/contract"
	"github.com/loopcheck/loopcheck/analyzers/internal/std"
)

// Analyzer computes the package's [Result]. It reports nothing.
var Analyzer = &analysis.Analyzer{
	Name:       "loopruns",
	Doc:        "find which code runs on which loop for the loopcheck analyzers",
	Run:        run,
	Requires:   []*analysis.Analyzer{callgraph.Analyzer, contract.Analyzer},
	ResultType: reflect.TypeFor[*Result](),
	FactTypes:  []analysis.Fact{(*placementFact)(nil)},
}

// A Loop is a framework's loop or a hand-written one.
type Loop struct {
	// ID is the framework's loop; zero for a hand-written one.
	ID   contract.LoopID
	Desc contract.Loop

	// Serve is the function that is a hand-written loop, and Inbox the
	// channels it serves.
	Serve *callgraph.Func
	Inbox []types.Object

	// Worker says that a hand-written loop takes from one channel alone:
	// nobody waits for it but that queue.
	Worker bool

	// Many says that several goroutines run a hand-written loop for the same
	// instance: what one sends, another receives.
	Many bool
}

// Declared reports whether a contract, rather than inference, says that this is a loop.
func (l *Loop) Declared() bool { return l.Serve == nil }

// String is how messages call the loop: "the ui loop", "run".
func (l *Loop) String() string {
	if l.Declared() {
		return "the " + l.ID.String() + " loop"
	}
	return l.Serve.Name()
}

// A Context is one way in which a function runs.
type Context struct {
	Func *callgraph.Func

	// Loop is the loop it runs on; nil if it surely runs on another goroutine.
	Loop *Loop

	// Self says that the function was reached from the loop's own by calls
	// on the same receiver, so that it works for the same instance.
	Self bool

	// Likely says that the chain holds a dynamic call, a convention or an
	// inferred loop.
	Likely bool

	// From is the context that this one was reached from, nil for a root,
	// Pos the place where, and Text says how: "Update calls reload".
	From *Context
	Pos  token.Pos
	Text string
}

// Why is the chain as related information: from f back to what made it run
// where it runs.
func (c *Context) Why() []analysis.RelatedInformation {
	var steps []analysis.RelatedInformation
	for ; c != nil; c = c.From {
		steps = append(steps, analysis.RelatedInformation{Pos: c.Pos, Message: c.Text})
	}
	return steps
}

// Off reports whether c is surely off every loop.
func (c *Context) Off() bool { return c.Loop == nil }

// Root is the context that c's chain starts from.
func (c *Context) Root() *Context {
	for c.From != nil {
		c = c.From
	}
	return c
}

// Result is the relation for one package.
type Result struct {
	Graph *callgraph.Graph

	placements *placements
	contexts   map[*callgraph.Func][]*Context
	loops      []*Loop
	opens      map[*callgraph.Func]bool
	declared   map[*callgraph.Func]bool
}

// On returns the contexts in which f runs on a loop, shortest chain first; none
// for a function that is not known to.
func (r *Result) On(f *callgraph.Func) []*Context {
	var on []*Context
	for _, c := range r.contexts[f] {
		if !c.Off() {
			on = append(on, c)
		}
	}
	return on
}

// Off returns the context in which f surely runs off every loop, or nil.
func (r *Result) Off(f *callgraph.Func) *Context {
	for _, c := range r.contexts[f] {
		if c.Off() {
			return c
		}
	}
	return nil
}

// Loops returns the package's hand-written loops.
func (r *Result) Loops() []*Loop { return r.loops }

// Declared reports whether a contract says where f runs, by its name or form.
func (r *Result) Declared(f *callgraph.Func) bool { return r.declared[f] }

// Opens reports whether f makes the goroutine that calls it a framework's loop.
func (r *Result) Opens(f *callgraph.Func) bool { return r.opens[f] }

// A Handed is a function value and where it will run, at one place where it is handed on.
type Handed struct {
	Flow  *callgraph.Flow // nil for a call of the literal itself
	Call  *callgraph.Call
	In    *callgraph.Func
	Place Place
}

// Handed returns the places where f is handed on or, for a literal, called.
func (r *Result) Handed(f *callgraph.Func) []Handed {
	var all []Handed
	for _, s := range r.placements.sites[f] {
		all = append(all, Handed{Flow: s.flow, Call: s.call, In: s.in, Place: s.place})
	}
	return all
}

// Param returns where f runs the function passed for parameter i.
func (r *Result) Param(f *callgraph.Func, i int) []Place {
	return r.placements.params[f.Sig.Params().At(i)]
}

// Holds reports whether a contract row's condition is met for a call in this package.
func (r *Result) Holds(w contract.When, call *callgraph.Call) bool {
	return r.placements.holds(w, call)
}

func run(pass *analysis.Pass) (any, error) {
	graph := pass.ResultOf[callgraph.Analyzer].(*callgraph.Graph)
	book := pass.ResultOf[contract.Analyzer].(*contract.Book)
	if std.Is(pass.Pkg.Path()) {
		return &Result{Graph: graph, placements: &placements{}}, nil
	}
	p := newPlacements(pass, graph, book)
	s := newSpreader(pass, graph, book, p)
	s.run()
	// A handler that is stored and called on the loop elsewhere in the package
	// is known only now; what it calls, not before the next round.
	for s.placeStored() {
		p.solve()
		s = newSpreader(pass, graph, book, p)
		s.run()
	}
	p.export()
	return &Result{Graph: graph, placements: p, contexts: s.contexts, loops: s.found, opens: s.opens, declared: s.declared}, nil
}

// A handed function value runs inline where it is handed on.
type handed struct {
	to  *callgraph.Func
	at  ast.Node
	dyn bool
}
