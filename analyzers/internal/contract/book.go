package contract

import (
	"cmp"
	"go/types"
	"slices"
	"strings"
)

// frameworks lists every contract that ships with loopcheck.
func frameworks() []Framework {
	return slices.Concat(bubbletea(), fyne(), gnet(), goja(), paho(), runtime(), std(), tview())
}

// A LoopID names a framework's loop.
type LoopID struct{ Framework, Loop string }

// String is how messages call the loop: "bubbletea", "nats conn".
func (id LoopID) String() string {
	return strings.TrimSpace(id.Framework + " " + id.Loop)
}

// A Bound row is a row of a framework whose symbols were found in the program.
type Bound[Row any] struct {
	Framework *Framework
	Row       *Row
}

// Loop is the row's loop by name.
func (f *Framework) loop(name string) *Loop {
	for i := range f.Loops {
		if f.Loops[i].Name == name {
			return &f.Loops[i]
		}
	}
	return nil
}

// A Method is a method that a [Code] selector asks implementers for.
type Method struct {
	Iface *types.Interface
	Name  string
	Bound[Runs]
}

// A Book is the contracts as they hold for one package: each row bound to the
// objects it names, so that a look-up compares objects and never spellings.
type Book struct {
	Implements []Method        // rows for methods of implementers
	Returned   []Method        // rows for closures that such methods return
	Shapes     []Bound[Runs]   // rows for functions of a shape
	OwnsShapes []Bound[Owns]   // rows for receivers of methods of a shape
	loops      map[LoopID]Loop // by id

	params     map[*types.Func][]Bound[Runs]
	fields     map[*types.Var][]Bound[Runs]
	funcTypes  map[*types.TypeName][]Bound[Runs]
	firstParam map[*types.TypeName][]Bound[Runs]
	asserts    map[*types.Func][]Bound[Runs]
	waits      map[*types.Func][]Bound[Waits]
	blocks     map[types.Object][]Bound[Blocks]
	installs   map[*types.Func][]Bound[Forward]
	forwards   map[*types.Func][]Bound[Forward]
	owns       map[*types.TypeName][]Bound[Owns]
	ownsFuncs  map[*types.Func][]Bound[Owns]
	safe       map[types.Object]bool
	opens      map[*types.Func][]Bound[Owns]
	results    map[*types.Func][]Bound[Borrows]
	callbacks  map[*types.Func][]Bound[Borrows]
	lent       map[*types.TypeName][]Bound[Borrows]
	duties     map[*types.TypeName][]Bound[Duty]
	from       map[*Duty]map[*types.Func]bool
	except     map[*Duty]map[*types.Func]bool
	unless     map[types.Object]bool
}

// Bind returns the contracts that hold for a package.
func Bind(pkg *types.Package) *Book {
	b := newBinder(pkg)
	for i := range shipped {
		b.framework(&shipped[i])
	}
	return b.book
}

// shipped is read-only: analyzers run on several packages at once.
var shipped = frameworks()

// Params returns the rows for the function passed for parameter i of fn.
func (b *Book) Params(fn *types.Func, i int) []Bound[Runs] {
	var rows []Bound[Runs]
	for _, r := range b.params[fn] {
		n := fn.Signature().Params().Len()
		if x := r.Row.Code.Index; x == i || x == Any || x == Last && i == n-1 {
			rows = append(rows, r)
		}
	}
	return rows
}

// HandsOver reports whether some row says that fn hands a function over and goes on.
func (b *Book) HandsOver(fn *types.Func) bool {
	return slices.ContainsFunc(b.params[fn], func(r Bound[Runs]) bool { return r.Row.Mode == Post || r.Row.Mode == Spawn })
}

// FrameworkOf returns the loop of the framework in sight that a package is part of.
func (b *Book) FrameworkOf(path string) (LoopID, bool) {
	m := moduleOf(path)
	if m == "" {
		return LoopID{}, false
	}
	for i := range shipped {
		f := &shipped[i]
		for _, module := range f.Modules {
			if module.Path == m && len(f.Loops) > 0 {
				return LoopID{f.Name, f.Loops[0].Name}, true
			}
		}
	}
	return LoopID{}, false
}

// Field returns the rows for a function stored in the field.
func (b *Book) Field(v *types.Var) []Bound[Runs] { return b.fields[v] }

// FuncType returns the rows for a function that becomes a t.
func (b *Book) FuncType(t types.Type) []Bound[Runs] {
	named, ok := types.Unalias(t).(*types.Named)
	if !ok {
		return nil
	}
	return b.funcTypes[named.Obj()]
}

// FirstParam returns the rows for functions with this signature.
func (b *Book) FirstParam(sig *types.Signature) []Bound[Runs] {
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
func (b *Book) Assertion(fn *types.Func) []Bound[Runs] { return b.asserts[fn] }

// Waits returns the rows for a call of fn.
func (b *Book) Waits(fn *types.Func) []Bound[Waits] { return b.waits[fn] }

// Blocks returns the rows for a call of fn.
func (b *Book) Blocks(fn *types.Func) []Bound[Blocks] { return b.blocks[fn] }

// BlocksOf returns the rows for calling a value of type t.
func (b *Book) BlocksOf(t types.Type) []Bound[Blocks] {
	named, ok := types.Unalias(t).(*types.Named)
	if !ok {
		return nil
	}
	return b.blocks[named.Obj()]
}

// Installs returns the rows for fn as a call that installs a handler.
func (b *Book) Installs(fn *types.Func) []Bound[Forward] { return b.installs[fn] }

// Forwards returns the rows for fn as a call that ends in an installed handler.
func (b *Book) Forwards(fn *types.Func) []Bound[Forward] { return b.forwards[fn] }

// Owns returns the rows for objects of type t.
func (b *Book) Owns(t types.Type) []Bound[Owns] {
	named, ok := types.Unalias(deref(t)).(*types.Named)
	if !ok {
		return nil
	}
	return b.owns[named.Obj()]
}

// OwnsFunc returns the rows for a package-level function that touches what a loop owns.
func (b *Book) OwnsFunc(fn *types.Func) []Bound[Owns] { return b.ownsFuncs[fn] }

// Safe reports whether any goroutine may call fn.
func (b *Book) Safe(fn *types.Func) bool { return b.safe[fn] }

// Opens returns the rows whose loop the goroutine that calls fn becomes.
func (b *Book) Opens(fn *types.Func) []Bound[Owns] { return b.opens[fn] }

// BorrowedResults returns the rows for results of fn.
func (b *Book) BorrowedResults(fn *types.Func) []Bound[Borrows] { return b.results[fn] }

// BorrowedArgs returns the rows for what the callback that fn takes is lent.
func (b *Book) BorrowedArgs(fn *types.Func) []Bound[Borrows] { return b.callbacks[fn] }

// Lent returns the rows for parameters of functions with this signature.
func (b *Book) Lent(sig *types.Signature) []Bound[Borrows] {
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
func (b *Book) Duties(t types.Type, fn *types.Func) []Bound[Duty] {
	named, ok := types.Unalias(deref(t)).(*types.Named)
	if !ok {
		return nil
	}
	var rows []Bound[Duty]
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
func RefOf(d *Duty) (DutyRef, bool) {
	for i := range shipped {
		for j := range shipped[i].Duties {
			if &shipped[i].Duties[j] == d {
				return DutyRef{i, j}, true
			}
		}
	}
	return DutyRef{}, false
}

// Resolve returns the duty that a name in a fact stands for, or nil.
func (r DutyRef) Resolve() *Duty {
	if r.Framework >= len(shipped) || r.Duty >= len(shipped[r.Framework].Duties) {
		return nil
	}
	return &shipped[r.Framework].Duties[r.Duty]
}

// SwitchesOff reports whether fn is a call that some row's When.Unless names.
func (b *Book) SwitchesOff(fn *types.Func) bool { return b.unless[fn] }

// Loop returns a loop's description.
func (b *Book) Loop(id LoopID) Loop { return b.loops[id] }

// Owner returns the loop that owns what code on the given one may touch: that
// loop, or, for coroutines, the one that runs them.
func (b *Book) Owner(id LoopID) LoopID {
	if b.loops[id].Coroutine {
		id.Loop = ""
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
	for i := range shipped {
		for _, m := range shipped[i].Modules {
			if len(m.Path) > len(best) && within(path, m.Path) {
				best = m.Path
			}
		}
	}
	return best
}

func within(path, module string) bool {
	rest, ok := strings.CutPrefix(path, module)
	return ok && (rest == "" || rest[0] == '/')
}

// Match reports whether name fits a pattern in which "*" stands for any run of characters.
func Match(pattern, name string) bool {
	before, after, found := strings.Cut(pattern, "*")
	if !found {
		return pattern == name
	}
	rest, ok := strings.CutPrefix(name, before)
	if !ok {
		return false
	}
	for i := range len(rest) + 1 {
		if Match(after, rest[i:]) {
			return true
		}
	}
	return false
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
