// Package book is all that is said of a package's functions, types and values:
// the rows of the shipped contracts, bound to the objects they name, so that a
// look-up compares objects and never spellings.
package book

import (
	"cmp"
	"go/types"
	"slices"
	"strings"

	"github.com/loopcheck/loopcheck/analyzers/internal/contract"
	"github.com/loopcheck/loopcheck/analyzers/internal/program"
	"github.com/loopcheck/loopcheck/analyzers/internal/shipped"
)

// A Bound row is a row of a framework whose symbols were found in the program.
type Bound[Row any] struct {
	Framework *contract.Framework
	Row       *Row
}

// A Method is a method that a [Code] selector asks implementers for.
type Method struct {
	Iface *types.Interface
	Name  string
	Bound[contract.Runs]
}

// ImplementedBy reports whether fn is the method in a concrete type that
// implements the interface.
func (m Method) ImplementedBy(fn *types.Func) bool {
	if fn.Name() != m.Name {
		return false
	}
	named := program.ReceiverNamed(fn)
	if named == nil || types.IsInterface(named) {
		return false
	}
	return types.Implements(named, m.Iface) || types.Implements(types.NewPointer(named), m.Iface)
}

// A Book is the contracts as they hold for one package: each row bound to the
// objects it names, so that a look-up compares objects and never spellings.
type Book struct {
	Implements []Method                          // rows for methods of implementers
	Returned   []Method                          // rows for closures that such methods return
	Shapes     []Bound[contract.Runs]            // rows for functions of a shape
	OwnsShapes []Bound[contract.Owns]            // rows for receivers of methods of a shape
	loops      map[contract.LoopID]contract.Loop // by id

	params     map[*types.Func][]Bound[contract.Runs]
	fields     map[*types.Var][]Bound[contract.Runs]
	funcTypes  map[*types.TypeName][]Bound[contract.Runs]
	firstParam map[*types.TypeName][]Bound[contract.Runs]
	asserts    map[*types.Func][]Bound[contract.Runs]
	waits      map[*types.Func][]Bound[contract.Waits]
	blocks     map[types.Object][]Bound[contract.Blocks]
	installs   map[*types.Func][]Bound[contract.Forward]
	forwards   map[*types.Func][]Bound[contract.Forward]
	owns       map[*types.TypeName][]Bound[contract.Owns]
	ownsFuncs  map[*types.Func][]Bound[contract.Owns]
	safe       map[types.Object]bool
	opens      map[*types.Func][]Bound[contract.Owns]
	results    map[*types.Func][]Bound[contract.Borrows]
	callbacks  map[*types.Func][]Bound[contract.Borrows]
	lent       map[*types.TypeName][]Bound[contract.Borrows]
	duties     map[*types.TypeName][]Bound[contract.Duty]
	from       map[*contract.Duty]map[*types.Func]bool
	except     map[*contract.Duty]map[*types.Func]bool
	switches   map[*types.Func]string
	unless     map[contract.Symbol][]*types.Func

	bodies bool // the standard library's bodies are read, and its table is not
}

// Bind returns the contracts that hold for a package.
func Bind(pkg *types.Package) *Book {
	b := newBinder(pkg)
	for i := range shipped.Frameworks {
		b.framework(&shipped.Frameworks[i])
	}
	return b.book
}

// Params returns the rows for the function passed for parameter i of fn.
func (b *Book) Params(fn *types.Func, i int) []Bound[contract.Runs] {
	var rows []Bound[contract.Runs]
	for _, r := range b.params[fn] {
		n := fn.Signature().Params().Len()
		if x := r.Row.Code.Index; x == i || x == contract.Any || x == contract.Last && i == n-1 {
			rows = append(rows, r)
		}
	}
	return rows
}

// HandsOver reports whether some row says that fn hands a function over and goes on.
func (b *Book) HandsOver(fn *types.Func) bool {
	return slices.ContainsFunc(b.params[fn], func(r Bound[contract.Runs]) bool { return r.Row.Mode == contract.Post || r.Row.Mode == contract.Spawn })
}

// FrameworkOf returns the loop of the framework in sight that a package is part of.
func (b *Book) FrameworkOf(path string) (contract.LoopID, bool) {
	m := moduleOf(path)
	if m == "" {
		return contract.LoopID{}, false
	}
	for i := range shipped.Frameworks {
		f := &shipped.Frameworks[i]
		for _, module := range f.Modules {
			if module.Path == m && len(f.Loops) > 0 {
				return contract.LoopID{Owner: f.Name, Name: f.Loops[0].Name}, true
			}
		}
	}
	return contract.LoopID{}, false
}

// Field returns the rows for a function stored in the field.
func (b *Book) Field(v *types.Var) []Bound[contract.Runs] { return b.fields[v] }

// FuncType returns the rows for a function that becomes a t.
func (b *Book) FuncType(t types.Type) []Bound[contract.Runs] {
	named, ok := types.Unalias(t).(*types.Named)
	if !ok {
		return nil
	}
	return b.funcTypes[named.Obj()]
}

// FirstParam returns the rows for functions with this signature.
func (b *Book) FirstParam(sig *types.Signature) []Bound[contract.Runs] {
	if sig.Params().Len() == 0 {
		return nil
	}
	named, ok := types.Unalias(deref(sig.Params().At(0).Type())).(*types.Named)
	if !ok {
		return nil
	}
	return b.firstParam[named.Obj()]
}

// Assertion returns the rows for code that calls fn.
func (b *Book) Assertion(fn *types.Func) []Bound[contract.Runs] { return b.asserts[fn] }

// Waits returns the rows for a call of fn.
func (b *Book) Waits(fn *types.Func) []Bound[contract.Waits] { return b.waits[fn] }

// Blocks returns the rows for a call of fn.
func (b *Book) Blocks(fn *types.Func) []Bound[contract.Blocks] { return b.blocks[fn] }

// BlocksOf returns the rows for calling a value of type t.
func (b *Book) BlocksOf(t types.Type) []Bound[contract.Blocks] {
	named, ok := types.Unalias(t).(*types.Named)
	if !ok {
		return nil
	}
	return b.blocks[named.Obj()]
}

// Installs returns the rows for fn as a call that installs a handler.
func (b *Book) Installs(fn *types.Func) []Bound[contract.Forward] { return b.installs[fn] }

// Forwards returns the rows for fn as a call that ends in an installed handler.
func (b *Book) Forwards(fn *types.Func) []Bound[contract.Forward] { return b.forwards[fn] }

// Owns returns the rows for objects of type t.
func (b *Book) Owns(t types.Type) []Bound[contract.Owns] {
	named, ok := types.Unalias(deref(t)).(*types.Named)
	if !ok {
		return nil
	}
	return b.owns[named.Obj()]
}

// OwnsFunc returns the rows for a package-level function that touches what a loop owns.
func (b *Book) OwnsFunc(fn *types.Func) []Bound[contract.Owns] { return b.ownsFuncs[fn] }

// Safe reports whether any goroutine may call fn.
func (b *Book) Safe(fn *types.Func) bool { return b.safe[fn] }

// Opens returns the rows whose loop the goroutine that calls fn becomes.
func (b *Book) Opens(fn *types.Func) []Bound[contract.Owns] { return b.opens[fn] }

// BorrowedResults returns the rows for results of fn.
func (b *Book) BorrowedResults(fn *types.Func) []Bound[contract.Borrows] { return b.results[fn] }

// BorrowedArgs returns the rows for what the callback that fn takes is lent.
func (b *Book) BorrowedArgs(fn *types.Func) []Bound[contract.Borrows] { return b.callbacks[fn] }

// Lent returns the rows for parameters of functions with this signature.
func (b *Book) Lent(sig *types.Signature) []Bound[contract.Borrows] {
	if sig.Params().Len() == 0 {
		return nil
	}
	named, ok := types.Unalias(deref(sig.Params().At(0).Type())).(*types.Named)
	if !ok {
		return nil
	}
	return b.lent[named.Obj()]
}

// Duties returns the duties of a value of type t that a call of fn (nil if
// unknown) returned.
func (b *Book) Duties(t types.Type, fn *types.Func) []Bound[contract.Duty] {
	named, ok := types.Unalias(deref(t)).(*types.Named)
	if !ok {
		return nil
	}
	var rows []Bound[contract.Duty]
	for _, r := range b.duties[named.Obj()] {
		if from := b.from[r.Row]; len(r.Row.From) > 0 && !from[fn] {
			continue
		}
		if !b.except[r.Row][fn] {
			rows = append(rows, r)
		}
	}
	return rows
}

// A DutyRef names a shipped duty in facts.
type DutyRef struct{ Framework, Duty int }

// RefOf returns the name of a shipped duty.
func RefOf(d *contract.Duty) (DutyRef, bool) {
	for i := range shipped.Frameworks {
		for j := range shipped.Frameworks[i].Duties {
			if &shipped.Frameworks[i].Duties[j] == d {
				return DutyRef{i, j}, true
			}
		}
	}
	return DutyRef{}, false
}

// Resolve returns the duty that a name in a fact stands for, or nil.
func (r DutyRef) Resolve() *contract.Duty {
	if r.Framework >= len(shipped.Frameworks) || r.Duty >= len(shipped.Frameworks[r.Framework].Duties) {
		return nil
	}
	return &shipped.Frameworks[r.Framework].Duties[r.Duty]
}

// SwitchedOffBy returns the constant with which a call of fn switches rows off
// for its package; false if fn is no such call.
func (b *Book) SwitchedOffBy(fn *types.Func) (value string, ok bool) {
	value, ok = b.switches[fn]
	return value, ok
}

// Unless returns the functions that switch a row with this condition off.
func (b *Book) Unless(w contract.When) []*types.Func { return b.unless[w.Unless] }

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

// Owning reports whether any loop in sight owns objects.
func (b *Book) Owning() bool {
	return len(b.owns)+len(b.ownsFuncs)+len(b.OwnsShapes)+len(b.results)+len(b.callbacks)+len(b.lent) > 0
}

// Obliging reports whether any type in sight carries a duty.
func (b *Book) Obliging() bool { return len(b.duties) > 0 }

// exempt reports whether pkg is part of the module that a symbol is from: a
// framework knows how to use its own loop. Its commands and examples are users.
func exempt(symbolPkg string, pkg *types.Package) bool {
	m := moduleOf(symbolPkg)
	if m == "" || moduleOf(pkg.Path()) != m || pkg.Name() == "main" {
		return false
	}
	for elem := range strings.SplitSeq(strings.TrimPrefix(pkg.Path(), m), "/") {
		switch elem {
		case "cmd", "demo", "demos", "example", "examples", "_examples":
			return false
		}
	}
	return true
}

// moduleOf is the module, among those that contracts name, that holds the package.
func moduleOf(path string) string {
	best := ""
	for i := range shipped.Frameworks {
		for _, m := range shipped.Frameworks[i].Modules {
			if len(m.Path) > len(best) && m.Holds(path) {
				best = m.Path
			}
		}
	}
	return best
}

func deref(t types.Type) types.Type {
	if p, ok := types.Unalias(t).(*types.Pointer); ok {
		return p.Elem()
	}
	return t
}

func sortObjects(objs []types.Object) {
	slices.SortFunc(objs, func(a, b types.Object) int {
		return cmp.Or(cmp.Compare(a.Pkg().Path(), b.Pkg().Path()), cmp.Compare(a.Pos(), b.Pos()), cmp.Compare(a.Name(), b.Name()))
	})
}
