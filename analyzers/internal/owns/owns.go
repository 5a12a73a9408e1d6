// Package owns is the third of loopcheck's relations: which objects and fields
// belong to a loop, and which code touches them.
//
// What a function touches of its caller's flows to importers as a fact, so that
// the finding stands at the goroutine, where the hand-off is missing. Objects
// made in the same function are nobody's yet, and what the analysis cannot
// trace to a shared variable is silent.
package owns

import (
	"go/ast"
	"go/types"
	"reflect"

	"golang.org/x/tools/go/analysis"

	"github.com/loopcheck/loopcheck/analyzers/internal/book"
	"github.com/loopcheck/loopcheck/analyzers/internal/contract"
	"github.com/loopcheck/loopcheck/analyzers/internal/program"
	"github.com/loopcheck/loopcheck/analyzers/internal/runson"
)

// Analyzer computes the package's [Result]. It reports nothing.
var Analyzer = &analysis.Analyzer{
	Name:       "loopowns",
	Doc:        "find which code touches what a loop owns, for the loopcheck analyzers",
	Run:        run,
	Requires:   []*analysis.Analyzer{program.Analyzer, book.Analyzer, runson.Analyzer},
	ResultType: reflect.TypeFor[*Result](),
	FactTypes:  []analysis.Fact{(*touchFact)(nil)},
}

// touchFact is on a function: what it touches of what its caller passes, or of what everybody shares.
type touchFact struct{ Touches []remote }

// A remote touch is one in another package.
type remote struct {
	Loop   contract.LoopID
	Param  int // the parameter whose object it is, receiver for the receiver
	Any    bool
	Access Access
	What   string
	Via    string
	Root   string
	Fix    string
}

func (*touchFact) AFact()         {}
func (*touchFact) String() string { return "touches" }

// A Touch is a place where code uses what a loop owns.
type Touch struct {
	Node ast.Node
	Loop contract.LoopID

	// Text is the use as the user wrote it ("view.SetText"), What the owned
	// thing ("a ui.Label"), Via and Root the next function on the way
	// to the use and the one that holds it, empty for a use right here.
	Text, What, Via, Root string

	// Field is the model's field; nil for an object of the framework.
	Field  *types.Var
	Access Access

	Fix string

	root root
}

// Access says how a touch uses what it touches.
type Access int

const (
	Called  Access = iota // a method or a function
	Read                  // a field
	Written               // a field
)

// Result is the relation for one package.
type Result struct {
	off     []Off
	escapes map[*program.Func][]Escape
}

// Off returns the touches of what a loop owns by code that surely runs off that
// loop, where they stand: in the goroutine or handler, and in what it calls.
func (r *Result) Off() []Off { return r.off }

// Escapes returns the values lent to f that outlive it.
func (r *Result) Escapes(f *program.Func) []Escape { return r.escapes[f] }

func run(pass *analysis.Pass) (any, error) {
	r := &Result{escapes: make(map[*program.Func][]Escape)}
	book := pass.ResultOf[book.Analyzer].(*book.Book)
	if book.Library(pass.Pkg.Path()) || !book.Owning() {
		return r, nil
	}
	s := &solver{
		pass: pass,
		book: book,
		prog: pass.ResultOf[program.Analyzer].(*program.Package),
		runs: pass.ResultOf[runson.Analyzer].(*runson.Result),
		own:  make(map[*program.Func][]Touch),
		all:  make(map[*program.Func][]Touch),
	}
	s.assigned = s.assignments()
	s.models = s.findModels()
	s.solve()
	s.export()
	s.spread()
	r.off = s.offLoop()
	for _, f := range s.prog.Funcs {
		r.escapes[f] = s.findEscapes(f)
	}
	return r, nil
}

type solver struct {
	pass     *analysis.Pass
	book     *book.Book
	prog     *program.Package
	runs     *runson.Result
	assigned map[*types.Var][]ast.Expr
	models   *models
	inside   map[*program.Func][]*program.Func // literals that run within a function
	own      map[*program.Func][]Touch         // uses in a function's own body
	all      map[*program.Func][]Touch         // of a caller's or a shared object, also in what it calls, one for each root
	visits   map[visit]ways                    // which functions run off a loop
	visited  map[*program.Func][]visit
}
