// Package book is all that is said of a package's functions, types and values:
// the rows of the shipped contracts, bound to the objects they name, so that a
// look-up compares objects and never spellings, and the standard library's table.
package book

import (
	"go/types"
	"slices"

	"github.com/loopcheck/loopcheck/analyzers/internal/contract"
	"github.com/loopcheck/loopcheck/analyzers/internal/program"
)

// A Bound row is a row of a framework, as it holds in the program.
type Bound[Row any] struct {
	Framework *contract.Framework
	Row       *Row
}

// A Book is the contracts as they hold for one package. Its zero value has no
// rows, and knows the standard library.
type Book struct {
	Shapes     []Bound[contract.Runs] // rows for functions of a shape
	OwnsShapes []Bound[contract.Owns] // rows for receivers of methods of a shape

	shelf
	pkg     *types.Package
	loops   map[contract.LoopID]contract.Loop
	methods []method[contract.Runs] // rows for methods of implementers
	callees []method[contract.Owns] // rows for receivers of methods of implementers

	services map[string][]method[contract.Runs] // rows for methods of services, by their names

	runs     index[contract.Runs]
	waits    index[contract.Waits]
	takes    index[contract.Takes]
	yields   index[contract.Takes]  // what is taken
	tokens   index[contract.Tokens] // calls that take some
	giving   index[contract.Tokens] // calls that give some back
	late     index[contract.Late]
	closing  index[contract.Late] // the calls that close
	turns    index[contract.Turns]
	handlers index[contract.Turns] // by what installs them
	streams  []stream              // rows for calls in turn, by the receiver's interface
	blocks   index[contract.Blocks]
	calls    []Bound[contract.Blocks] // rows for calls of a form
	installs index[contract.Forward]
	forwards index[contract.Forward]
	owns     index[contract.Owns]
	safe     index[contract.Owns]
	opens    index[contract.Owns]
	results  index[contract.Borrows]
	lent     index[contract.Borrows]
	duties   index[contract.Duty]
	from     index[contract.Duty] // the calls that alone return a value with the duty
	bare     index[contract.Duty] // the calls that return a channel or function with it
	forAll   index[contract.Duty] // the calls that meet it for all values
	except   index[contract.Duty] // the calls that return one without it
	makes    index[contract.Duty] // the calls that make its settings
	drained  map[*contract.Duty][]types.Object
	meets    index[contract.Duty] // the methods that alone meet it
	since    index[contract.Duty] // the methods from whose call on something is owed
	instead  index[contract.Duty] // what ends the program
	switches index[contract.When]
	passed   index[contract.When]
	uses     index[contract.UseOf]

	components bool   // a framework in sight owns receivers of methods
	bodies     bool   // the standard library's bodies are read, and its table is not
	asked      string // the package whose bodies are read even if it is the standard library's
}

// Bind returns the contracts that hold for a package.
func Bind(pkg *types.Package) *Book { return blank().bind(pkg) }

// about is the book for a package that no framework is in sight of.
func (b *Book) about(pkg *types.Package) *Book {
	book := *b
	book.pkg = pkg
	return &book
}

// bind is the book for a package, with the rows of the frameworks in sight.
func (b *Book) bind(pkg *types.Package) *Book {
	binder := newBinder(b, pkg)
	for _, f := range binder.inSight() {
		binder.framework(f)
	}
	return binder.book
}

// Params returns the rows for the function passed for parameter i of fn.
func (b *Book) Params(fn *types.Func, i int) []Bound[contract.Runs] {
	var rows []Bound[contract.Runs]
	for _, r := range b.runs.of(contract.FormParam, fn) {
		n := fn.Signature().Params().Len()
		if x := r.Row.Code.Index; x == i || x == contract.Any || x == contract.Last && i == n-1 {
			rows = append(rows, r)
		}
	}
	return rows
}

// HandsOver reports whether some row says that fn hands a function over and goes on.
func (b *Book) HandsOver(fn *types.Func) bool {
	return slices.ContainsFunc(b.runs.of(contract.FormParam, fn), func(r Bound[contract.Runs]) bool {
		return r.Row.Mode == contract.Post || r.Row.Mode == contract.Spawn
	})
}

// Field returns the rows for a function stored in the field.
func (b *Book) Field(v *types.Var) []Bound[contract.Runs] { return b.runs.of(contract.FormField, v) }

// FuncType returns the rows for a function that becomes a t.
func (b *Book) FuncType(t types.Type) []Bound[contract.Runs] {
	return b.runs.of(contract.FormFuncType, nameOf(t))
}

// FirstParam returns the rows for functions with this signature.
func (b *Book) FirstParam(sig *types.Signature) []Bound[contract.Runs] {
	return b.runs.of(contract.FormFirstParam, firstParam(sig))
}

// Assertion returns the rows for code that calls fn.
func (b *Book) Assertion(fn *types.Func) []Bound[contract.Runs] {
	return b.runs.of(contract.FormAssertion, fn)
}

// Waits returns the rows for a call of fn.
func (b *Book) Waits(fn *types.Func) []Bound[contract.Waits] { return b.waits.of(0, fn) }

// Takes returns the rows for fn as a call that waits until somebody takes something.
func (b *Book) Takes(fn *types.Func) []Bound[contract.Takes] { return b.takes.of(0, fn) }

// Yields returns the rows for what a channel yields: that of a field, or of what a
// method returns.
func (b *Book) Yields(obj types.Object) []Bound[contract.Takes] { return b.yields.of(0, obj) }

// TakesTokens returns the rows for fn as a call that takes tokens.
func (b *Book) TakesTokens(fn *types.Func) []Bound[contract.Tokens] { return b.tokens.of(0, fn) }

// GivesTokens returns the rows for fn as a call that gives tokens back.
func (b *Book) GivesTokens(fn *types.Func) []Bound[contract.Tokens] { return b.giving.of(0, fn) }

// Taking reports whether any row says who waits for what is taken.
func (b *Book) Taking() bool { return len(b.takes.bound) > 0 }

// Blocks returns the rows for a call of fn.
func (b *Book) Blocks(fn *types.Func) []Bound[contract.Blocks] {
	rows := b.blocks.of(0, fn)
	if fn == nil || len(b.calls) == 0 {
		return rows
	}
	return b.ofForm(rows, fn, fn.Signature())
}

// BlocksOf returns the rows for calling a value of type t.
func (b *Book) BlocksOf(t types.Type) []Bound[contract.Blocks] {
	named := nameOf(t)
	rows := b.blocks.of(0, named)
	if named == nil || len(b.calls) == 0 {
		return rows
	}
	sig, ok := t.Underlying().(*types.Signature)
	if !ok {
		return rows
	}
	return b.ofForm(rows, named, sig)
}

// Installs returns the rows for fn as a call that installs a handler.
func (b *Book) Installs(fn *types.Func) []Bound[contract.Forward] { return b.installs.of(0, fn) }

// Forwards returns the rows for fn as a call that ends in an installed handler.
func (b *Book) Forwards(fn *types.Func) []Bound[contract.Forward] { return b.forwards.of(0, fn) }

// Owns returns the rows for objects of type t.
func (b *Book) Owns(t types.Type) []Bound[contract.Owns] { return b.owns.of(0, nameBehind(t)) }

// OwnsFunc returns the rows for a package-level function that touches what a loop owns.
func (b *Book) OwnsFunc(fn *types.Func) []Bound[contract.Owns] { return b.owns.of(0, fn) }

// Safe reports whether any goroutine may call fn.
func (b *Book) Safe(fn *types.Func) bool { return len(b.safe.of(0, fn)) > 0 }

// Opens returns the rows whose loop the goroutine that calls fn becomes.
func (b *Book) Opens(fn *types.Func) []Bound[contract.Owns] { return b.opens.of(0, fn) }

// BorrowedResults returns the rows for results of fn.
func (b *Book) BorrowedResults(fn *types.Func) []Bound[contract.Borrows] { return b.results.of(0, fn) }

// BorrowedArgs returns the rows for what the callback that fn takes is lent.
func (b *Book) BorrowedArgs(fn *types.Func) []Bound[contract.Borrows] {
	return b.lent.of(contract.FormParam, fn)
}

// Lent returns the rows for parameters of functions with this signature.
func (b *Book) Lent(sig *types.Signature) []Bound[contract.Borrows] {
	return b.lent.of(contract.FormFirstParam, firstParam(sig))
}

// Use returns what a call of fn says of the component that it is made on; 0 for
// nothing.
func (b *Book) Use(fn *types.Func) contract.Use {
	for _, use := range b.uses.of(0, fn) {
		return use.Row.Use
	}
	return 0
}

// Passed returns the conditions that are met where fn is passed.
func (b *Book) Passed(fn *types.Func) []Bound[contract.When] { return b.passed.of(0, fn) }

// Switches returns the conditions under which a call of fn switches rows off for
// its package.
func (b *Book) Switches(fn *types.Func) []Bound[contract.When] { return b.switches.of(0, fn) }

// Loop returns a framework's description of a loop; false if the loop is no
// framework's in sight.
func (b *Book) Loop(id contract.LoopID) (contract.Loop, bool) {
	l, ok := b.loops[id]
	return l, ok
}

// Owner returns the loop that owns what code on the given one may touch: that
// loop, or, for coroutines, the one that runs them.
func (b *Book) Owner(id contract.LoopID) contract.LoopID {
	if b.loops[id].Coroutine {
		id.Name = ""
	}
	return id
}

// Part returns the name of the framework with loops that a package is part of.
func (b *Book) Part(path string) (framework string, ok bool) {
	for _, i := range b.modules[b.moduleOf(path)] {
		if f := &b.frameworks[i]; len(f.Loops) > 0 {
			return f.Name, true
		}
	}
	return "", false
}

// Owning reports whether any loop in sight owns objects.
func (b *Book) Owning() bool {
	return len(b.owns.bound)+len(b.OwnsShapes)+len(b.callees)+len(b.results.bound)+len(b.lent.bound) > 0
}

// Components reports whether a framework in sight owns the receivers of methods,
// for the framework's own packages too.
func (b *Book) Components() bool { return b.components }

// Obliging reports whether any type in sight carries a duty.
func (b *Book) Obliging() bool { return len(b.duties.bound)+len(b.bare.bound) > 0 }

// nameOf is the name of a named type; nil for any other.
func nameOf(t types.Type) types.Object {
	if named, ok := types.Unalias(t).(*types.Named); ok {
		return named.Obj()
	}
	return nil
}

// nameBehind is the name of the named type that t is or points to; nil for any other.
func nameBehind(t types.Type) types.Object {
	if named := program.Named(t); named != nil {
		return named.Obj()
	}
	return nil
}

// firstParam is the name of a function's first parameter's type; nil if it has none.
func firstParam(sig *types.Signature) types.Object {
	if sig.Params().Len() == 0 {
		return nil
	}
	return nameBehind(sig.Params().At(0).Type())
}
