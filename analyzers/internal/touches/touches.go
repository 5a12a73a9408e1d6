// Package touches answers which code uses what a loop owns, and which of it
// surely runs off that loop.
//
// What a function touches of its caller's flows to importers as a fact, so that
// the finding stands at the goroutine, where the hand-off is missing. Objects
// made in the same function are nobody's yet, and what the analysis cannot
// trace to a shared variable is silent.
package touches

import (
	"go/ast"
	"go/token"
	"go/types"
	"reflect"
	"slices"

	"golang.org/x/tools/go/analysis"

	"github.com/loopcheck/loopcheck/analyzers/internal/claims"
	"github.com/loopcheck/loopcheck/analyzers/internal/contract"
	"github.com/loopcheck/loopcheck/analyzers/internal/locks"
	"github.com/loopcheck/loopcheck/analyzers/internal/owns"
	"github.com/loopcheck/loopcheck/analyzers/internal/program"
	"github.com/loopcheck/loopcheck/analyzers/internal/runson"
)

// Analyzer computes the package's [Result]. It reports nothing.
var Analyzer = &analysis.Analyzer{
	Name:       "looptouches",
	Doc:        "find which code touches what a loop owns, for the loopcheck analyzers",
	Run:        run,
	Requires:   []*analysis.Analyzer{program.Analyzer, runson.Analyzer, locks.Analyzer, owns.Analyzer},
	ResultType: reflect.TypeFor[*Result](),
	FactTypes:  []analysis.Fact{(*touchFact)(nil), (*partsFact)(nil), (*saidFact)(nil)},
}

// A Touch is a place where code uses what a loop owns.
type Touch struct {
	Node ast.Node

	// Loop is the owner, a framework's loop or a hand-written one.
	Loop contract.LoopID

	// Text is the use as the user wrote it ("view.SetText"), What the owned
	// thing ("a ui.Label"), Via and Root the next function on the way
	// to the use and the one that holds it, empty for a use right here.
	Text, What, Via, Root string

	// At is the place of a use in another package: "views.go:23". No position
	// here leads there.
	At string

	// Field is the model's field; nil for an object of the framework. By is the
	// method that writes the struct in it, "m.view.SetContent" for m.view.
	Field  *types.Var
	By     string
	Access Access

	Fix string

	// Said is the comment or assertion that says whose it is, as a message quotes it;
	// empty for what a contract owns. Order says that it is one, and no description.
	Said  string
	Order bool

	// Guess says that the claim is of all state of a type, and leaves exceptions open, and
	// that what is touched is read alone.
	Guess bool

	origin program.Origin // of the object
	use    token.Pos      // in this package, however many calls away
	memory *types.Var     // whose copy of the model it is of; nil for what a pointer leads to
}

// Access says how a touch uses what it touches.
type Access int

const (
	Called  Access = iota // a method or a function
	Read                  // a field
	Written               // a field
)

// Result is the relation for one package. The zero value knows no touches.
type Result struct {
	off     []Off
	escapes []Escape
	told    map[any]bool // fields of which a comment's claim is told, and the places of touches
}

// Off returns the touches of what a loop owns by code that surely runs off that
// loop, where they stand: in the goroutine or handler, and in what it calls.
func (r *Result) Off() []Off { return r.off }

// Tells reports whether a claim of a comment is told of a field, or a touch of one of some
// places, the start of a goroutine, a call or a use: what else is seen there is the same problem.
func (r *Result) Tells(field *types.Var, at []ast.Node) bool {
	return r.told[field] || slices.ContainsFunc(at, func(n ast.Node) bool { return r.told[n.Pos()] })
}

// Escapes returns the uses of lent values that outlive their callbacks.
func (r *Result) Escapes() []Escape { return r.escapes }

func run(pass *analysis.Pass) (any, error) {
	owned := pass.ResultOf[owns.Analyzer].(*owns.Result)
	runs := pass.ResultOf[runson.Analyzer].(*runson.Result)
	prog := pass.ResultOf[program.Analyzer].(*program.Package)
	if runs.Edges == nil {
		return &Result{}, nil
	}
	said := importsSaid(pass)
	if !owned.Any() && !owned.Components() && !said {
		return &Result{}, nil
	}
	s := &solver{
		pass:    pass,
		prog:    prog,
		runs:    runs,
		owned:   owned,
		claims:  owned.Claims(),
		origins: prog.Origins(owned.HandsOut),
		parts:   make(map[*program.Func][]part),
		sums:    make(map[*program.Func]*summary),
		visits:  make(map[visit]*arrival),
		visited: make(map[*program.Func][]visit),
		inner:   make(map[visit][]Touch),
		foreign: make(map[*types.Func]parts),
	}
	if owned.Components() {
		s.findParts()
	}
	if !owned.Any() && !said {
		return &Result{}, nil
	}
	s.place()
	s.findCopies()
	s.model = s.newModel()
	s.guards, s.captured = &guards{May: new(locks.May)}, &captured{}
	switch {
	case s.owned.Models():
		s.guards, s.captured = s.newGuards(), s.newCaptured()
	case said || len(s.claims.Places()) > 0:
		s.guards.May = s.mayHold()
	}
	s.said = s.newSaid()
	s.rise()
	s.export()
	s.spread()
	r := &Result{off: s.offLoop(), escapes: s.escapes(), told: make(map[any]bool)}
	for _, off := range r.off {
		if off.Guess {
			continue
		}
		r.told[off.Node.Pos()] = true
		if off.Said != "" && off.Field != nil {
			r.told[off.Field] = true
		}
	}
	return r, nil
}

// A solver works on one package, in this order: what the loop does with the
// fields of its models, what each function touches, and where code runs off the
// loop that does.
type solver struct {
	pass    *analysis.Pass
	prog    *program.Package
	runs    *runson.Result
	owned   *owns.Result
	claims  *claims.Result
	origins *program.Origins
	uses    map[*types.Func]parts // what this package's methods do with their receivers
	foreign map[*types.Func]parts // and what those of others do

	entries map[*program.Func]bool // a contract says that a loop runs them
	onLoop  map[*program.Func]bool // a declared loop runs them, for whatever reason
	copies  *copies
	model   *model
	guards  *guards

	captured *captured
	said     *said

	own   map[*program.Func][]Touch // in a function's own body
	parts map[*program.Func][]part
	sums  map[*program.Func]*summary

	visits  map[visit]*arrival
	visited map[*program.Func][]visit // a function's visits, the first one first
	inner   map[visit][]Touch         // what a function touches of a loop's
	told    map[ast.Node]bool
	onces   map[types.Object]int
}

// place notes which functions loops run.
func (s *solver) place() {
	s.entries = make(map[*program.Func]bool)
	s.onLoop = make(map[*program.Func]bool)
	for _, f := range s.prog.Funcs {
		for _, c := range s.runs.On(f) {
			s.entries[f] = s.entries[f] || s.runs.Declared(f)
			s.onLoop[f] = s.onLoop[f] || c.Loop.Declared()
		}
	}
}
