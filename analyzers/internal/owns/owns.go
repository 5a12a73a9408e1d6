// Package owns is the third of loopcheck's relations: which objects, fields and
// functions belong to a loop, and what a loop only lends to its callbacks.
package owns

import (
	"go/types"
	"reflect"

	"golang.org/x/tools/go/analysis"

	"github.com/loopcheck/loopcheck/analyzers/internal/book"
	"github.com/loopcheck/loopcheck/analyzers/internal/claims"
	"github.com/loopcheck/loopcheck/analyzers/internal/contract"
	"github.com/loopcheck/loopcheck/analyzers/internal/program"
	"github.com/loopcheck/loopcheck/analyzers/internal/runson"
	"github.com/loopcheck/loopcheck/analyzers/internal/words"
)

// Analyzer computes the package's [Result]. It reports nothing and has no facts.
var Analyzer = &analysis.Analyzer{
	Name:       "loopowns",
	Doc:        "find what a loop owns and lends, for the loopcheck analyzers",
	Run:        run,
	Requires:   []*analysis.Analyzer{program.Analyzer, book.Analyzer, runson.Analyzer, claims.Analyzer},
	ResultType: reflect.TypeFor[*Result](),
}

// An Owner is the loop that something belongs to.
type Owner struct {
	Loop contract.LoopID
	What string // what belongs to it: "a ui.Label"; empty for a model of this package
	Fix  string // what to do instead of touching it elsewhere
}

// Result is the relation for one package. The zero value says that nothing in
// sight belongs to a loop.
type Result struct {
	book   *book.Book // nil if nothing in sight is owned or lent
	parts  bool
	models map[*types.TypeName]book.Bound[contract.Owns]
	loans  map[*program.Func][]Loan
	claims *claims.Result // nil in a framework's own package
}

func run(pass *analysis.Pass) (any, error) {
	b := pass.ResultOf[book.Analyzer].(*book.Book)
	runs := pass.ResultOf[runson.Analyzer].(*runson.Result)
	parts := b.Components() && runs.Program != nil
	if b.Library(pass.Pkg.Path()) || runs.Program == nil {
		return &Result{parts: parts}, nil
	}
	said := pass.ResultOf[claims.Analyzer].(*claims.Result)
	if !b.Owning() {
		return &Result{parts: parts, claims: said}, nil
	}
	return &Result{
		book:   b,
		parts:  parts,
		models: findModels(b, runs.Program),
		loans:  findLoans(pass, b, runs),
		claims: said,
	}, nil
}

// Any reports whether anything in sight of the package is owned or lent.
func (r *Result) Any() bool { return r.book != nil || len(r.claims.Places()) > 0 }

// ByContract reports whether a contract of a framework owns or lends anything in sight.
func (r *Result) ByContract() bool { return r.book != nil }

// Claims are what the package's comments and assertions say; nil if that does not count.
func (r *Result) Claims() *claims.Result { return r.claims }

// Components reports whether models may be made of this package's types: it knows
// of a framework with models, or is part of one.
func (r *Result) Components() bool { return r.parts }

// Object returns who owns values of a named type, or of a pointer to it: a
// framework's widgets, say.
func (r *Result) Object(named *types.Named) (Owner, bool) {
	return r.object(named, func(*contract.Owns) bool { return true })
}

// Fields returns who owns the exported fields of a framework's object.
func (r *Result) Fields(named *types.Named) (Owner, bool) {
	return r.object(named, func(row *contract.Owns) bool { return row.Fields })
}

func (r *Result) object(named *types.Named, counts func(*contract.Owns) bool) (Owner, bool) {
	if named == nil || r.book == nil {
		return Owner{}, false
	}
	for _, row := range r.book.Owns(named) {
		if counts(row.Row) {
			return ownerOf(row, words.TypeName(named)), true
		}
	}
	return Owner{}, false
}

// Func returns whose loop alone may run a package-level function.
func (r *Result) Func(fn *types.Func) (Owner, bool) {
	if r.book == nil {
		return Owner{}, false
	}
	rows := r.book.OwnsFunc(fn)
	if len(rows) == 0 {
		return Owner{}, false
	}
	return ownerOf(rows[0], "what the loop draws"), true
}

// Model returns who owns the fields of a type of this package, by the methods
// that it has.
func (r *Result) Model(named *types.Named) (Owner, bool) {
	if named == nil {
		return Owner{}, false
	}
	row, ok := r.models[named.Obj()]
	if !ok {
		return Owner{}, false
	}
	return ownerOf(row, ""), true
}

// Models reports whether the package has any.
func (r *Result) Models() bool { return len(r.models) > 0 }

// Safe reports whether any goroutine may call fn.
func (r *Result) Safe(fn *types.Func) bool { return r.book != nil && r.book.Safe(fn) }

// HandsOut reports whether a method's receiver is owned: what it returns is as
// shared as the receiver is.
func (r *Result) HandsOut(method *types.Func) bool {
	_, ok := r.Object(program.ReceiverNamed(method))
	return ok
}

// LoopOf returns the loop that owns what code on the given one may touch.
func (r *Result) LoopOf(id contract.LoopID) contract.LoopID {
	if r.book == nil {
		return id
	}
	return r.book.Owner(id)
}

func ownerOf(row book.Bound[contract.Owns], what string) Owner {
	return Owner{
		Loop: contract.LoopID{Owner: row.Framework.Name, Name: row.Row.Loop},
		What: what, Fix: row.Row.Fix,
	}
}

// findModels finds the types of this package that a contract owns by methods
// that they have and the loop calls.
func findModels(b *book.Book, prog *program.Package) map[*types.TypeName]book.Bound[contract.Owns] {
	models := make(map[*types.TypeName]book.Bound[contract.Owns])
	for _, f := range prog.Funcs {
		if f.Obj == nil {
			continue
		}
		named := program.ReceiverNamed(f.Obj)
		if named == nil {
			continue
		}
		for _, row := range b.OwnsReceiver(f.Obj) {
			models[named.Obj()] = row
		}
	}
	return models
}
