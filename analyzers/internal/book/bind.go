package book

import (
	"go/types"
	"maps"
	"slices"
	"strings"

	"github.com/loopcheck/loopcheck/analyzers/internal/contract"
)

// A binder finds the objects that rows name among a package and its imports.
type binder struct {
	*finder
	book    *Book
	pkg     *types.Package // nil for rows that hold for every package, which are kept by name
	home    string         // the module that pkg is a part of
	byPath  map[string]*types.Package
	missing []string // rows that name nothing; for the test that resolves every row
	lookups int      // for the test that more contracts cost nobody more
}

func newBinder(blank *Book, pkg *types.Package) *binder {
	book := blank.about(pkg)
	book.drained = make(map[*contract.Duty][]types.Object)
	return &binder{finder: newFinder(), book: book, pkg: pkg, home: book.home(pkg), byPath: below(pkg)}
}

// inSight returns the frameworks of which a package is in reach, in a version
// that the contract holds for, in the order of the shelf.
func (b *binder) inSight() []*contract.Framework {
	found := make(map[int]bool)
	for path := range b.byPath {
		for _, i := range b.book.modules[b.book.moduleOf(path)] {
			found[i] = true
		}
	}
	var inSight []*contract.Framework
	for _, i := range slices.Sorted(maps.Keys(found)) {
		b.lookups++
		if f := &b.book.frameworks[i]; b.has(f.Needs) {
			inSight = append(inSight, f)
		}
	}
	return inSight
}

func (b *binder) framework(f *contract.Framework) {
	for _, l := range f.Loops {
		if b.book.loops == nil {
			b.book.loops = make(map[contract.LoopID]contract.Loop)
		}
		b.book.loops[contract.LoopID{Owner: f.Name, Name: l.Name}] = l
	}
	each(f, f.Runs, b.runs)
	each(f, f.Waits, b.waits)
	each(f, f.Takes, b.takes)
	each(f, f.Tokens, b.tokens)
	each(f, f.Late, b.late)
	each(f, f.Turns, b.turns)
	each(f, f.Blocks, b.blocks)
	each(f, f.Forward, b.forward)
	each(f, f.Owns, b.owns)
	each(f, f.Borrows, b.borrows)
	each(f, f.Duties, b.duty)
}

func each[Row any](f *contract.Framework, rows []Row, bind func(Bound[Row])) {
	for i := range rows {
		bind(Bound[Row]{f, &rows[i]})
	}
}

// keep adds a row to an index, for all that a symbol names but the exceptions.
func keep[Row any](b *binder, to *index[Row], form contract.Form, s contract.Symbol, except []contract.Symbol, row Bound[Row]) {
	if b.pkg == nil {
		to.name(form, s, except, row)
		return
	}
	excluded := b.set(except)
	for _, obj := range b.objects(s, users) {
		if !excluded[obj] {
			to.bind(form, aliased(obj), row)
		}
	}
}

// narrow adds a row to an index that narrows it.
func narrow[Row any](b *binder, to *index[Row], symbols []contract.Symbol, row Bound[Row]) {
	for _, s := range symbols {
		for _, obj := range b.objects(s, everyone) {
			to.bind(0, obj, row)
		}
	}
}

// set is the objects that symbols name.
func (b *binder) set(symbols []contract.Symbol) map[types.Object]bool {
	set := make(map[types.Object]bool)
	for _, s := range symbols {
		for _, obj := range b.objects(s, users) {
			set[obj] = true
		}
	}
	return set
}

// aliased is what an alias stands for.
func aliased(obj types.Object) types.Object {
	if tn, ok := obj.(*types.TypeName); ok {
		if named, ok := types.Unalias(tn.Type()).(*types.Named); ok {
			return named.Obj()
		}
	}
	return obj
}

func (b *binder) runs(row Bound[contract.Runs]) {
	b.when(row.Framework, &row.Row.When)
	switch code := row.Row.Code; code.Form {
	case contract.FormShape:
		if b.knows(code) {
			b.book.Shapes = append(b.book.Shapes, row)
		}
	case contract.FormImplements, contract.FormReturned:
		implementers(b, &b.book.methods, code, row)
	case contract.FormServed:
		b.served(row)
	default:
		keep(b, &b.book.runs, code.Form, code.Symbol, code.Except, row)
	}
}

// knows reports whether a shape's types are known here: a package that never saw
// the framework's types has no function of that shape.
func (b *binder) knows(code contract.Code) bool {
	for _, t := range slices.Concat(code.Params, code.Results) {
		path, _, ok := cutType(t)
		if ok && (b.byPath[path] == nil || b.exempt(path)) {
			return false
		}
	}
	return true
}

// cutType splits "example.com/ui/v2.Msg" into path and name.
func cutType(t string) (path, name string, ok bool) {
	i := strings.LastIndexByte(t, '.')
	if i < 0 {
		return "", "", false
	}
	return strings.TrimLeft(t[:i], "*[]"), t[i+1:], true
}

// implementers adds a row for the methods of those who implement an interface.
func implementers[Row any](b *binder, to *[]method[Row], code contract.Code, row Bound[Row]) {
	s := code.Symbol
	if b.pkg == nil {
		*to = append(*to, method[Row]{symbol: s, row: row})
		return
	}
	except := b.set(code.Except)
	for _, obj := range b.objects(contract.Symbol{Pkg: s.Pkg, Name: s.Recv}, users) {
		iface, ok := obj.Type().Underlying().(*types.Interface)
		if !ok {
			continue
		}
		for m := range iface.Methods() {
			if contract.Match(s.Name, m.Name()) && !except[m] {
				symbol := contract.Symbol{Pkg: s.Pkg, Recv: s.Recv, Name: m.Name()}
				*to = append(*to, method[Row]{symbol, iface, row})
			}
		}
	}
}

// served adds a row for the methods of the services that this package, and those it
// imports, have functions to register for.
func (b *binder) served(row Bound[contract.Runs]) {
	code := row.Row.Code
	if b.pkg == nil || !b.knows(code) {
		return
	}
	for _, pkg := range append([]*types.Package{b.pkg}, b.pkg.Imports()...) {
		if !importsTypes(pkg, code.Params) {
			continue // its names are many
		}
		for _, obj := range b.inScope(pkg, code.Symbol.Name) {
			fn, ok := obj.(*types.Func)
			if !ok {
				continue
			}
			if service := code.Serves(fn.Name(), fn.Signature()); service != nil {
				b.service(service, row)
			}
		}
	}
}

// importsTypes reports whether a package imports those that types are from.
func importsTypes(pkg *types.Package, of []string) bool {
	return !slices.ContainsFunc(of, func(t string) bool {
		path, _, ok := cutType(t)
		return ok && !slices.ContainsFunc(pkg.Imports(), func(imp *types.Package) bool { return imp.Path() == path })
	})
}

func (b *binder) service(service *types.Interface, row Bound[contract.Runs]) {
	if b.book.services == nil {
		b.book.services = make(map[string][]method[contract.Runs])
	}
	for m := range service.Methods() {
		b.book.services[m.Name()] = append(b.book.services[m.Name()], method[contract.Runs]{contract.Symbol{Name: m.Name()}, service, row})
	}
}

func (b *binder) waits(row Bound[contract.Waits]) {
	keep(b, &b.book.waits, 0, row.Row.Call, nil, row)
	b.when(row.Framework, &row.Row.When)
}

func (b *binder) late(row Bound[contract.Late]) {
	for _, s := range row.Row.Calls {
		keep(b, &b.book.late, 0, s, nil, row)
	}
	for _, s := range row.Row.After {
		keep(b, &b.book.closing, 0, s, nil, row)
	}
}

func (b *binder) takes(row Bound[contract.Takes]) {
	keep(b, &b.book.takes, 0, row.Row.Call, nil, row)
	for _, s := range row.Row.From {
		keep(b, &b.book.yields, 0, s, nil, row)
	}
}

func (b *binder) tokens(row Bound[contract.Tokens]) {
	keep(b, &b.book.tokens, 0, row.Row.Take, nil, row)
	keep(b, &b.book.giving, 0, row.Row.Give, nil, row)
}

func (b *binder) blocks(row Bound[contract.Blocks]) {
	if row.Row.Shape != nil {
		b.form(row)
		return
	}
	keep(b, &b.book.blocks, 0, row.Row.Call, nil, row)
}

func (b *binder) forward(row Bound[contract.Forward]) {
	for _, s := range row.Row.Install {
		keep(b, &b.book.installs, 0, s, nil, row)
	}
	for _, s := range row.Row.Calls {
		keep(b, &b.book.forwards, 0, s, nil, row)
	}
}

func (b *binder) owns(row Bound[contract.Owns]) {
	for _, s := range row.Row.Safe {
		keep(b, &b.book.safe, 0, s, nil, row)
	}
	for _, s := range row.Row.Opens {
		keep(b, &b.book.opens, 0, s, nil, row)
	}
	shape := row.Row.Shape
	b.book.components = b.book.components || shape != nil
	switch {
	case shape == nil:
		keep(b, &b.book.owns, 0, row.Row.Type, row.Row.Except, row)
	case shape.Form == contract.FormImplements:
		implementers(b, &b.book.callees, *shape, row)
	case b.knows(*shape):
		b.book.OwnsShapes = append(b.book.OwnsShapes, row)
	}
}

func (b *binder) borrows(row Bound[contract.Borrows]) {
	if arg := row.Row.Arg; arg != nil {
		keep(b, &b.book.lent, arg.Form, arg.Symbol, arg.Except, row)
		return
	}
	keep(b, &b.book.results, 0, row.Row.Result, nil, row)
}

func (b *binder) duty(row Bound[contract.Duty]) {
	if row.Row.Bare() {
		for _, s := range row.Row.From {
			keep(b, &b.book.bare, 0, s, nil, row)
		}
	} else {
		keep(b, &b.book.duties, 0, row.Row.Type, nil, row)
		narrow(b, &b.book.from, row.Row.From, row)
	}
	narrow(b, &b.book.forAll, row.Row.ForAll, row)
	if row.Row.Setting != nil {
		narrow(b, &b.book.makes, []contract.Symbol{row.Row.Setting.Made}, row)
	}
	for _, s := range row.Row.Drains {
		b.book.drained[row.Row] = append(b.book.drained[row.Row], b.objects(s, everyone)...)
	}
	narrow(b, &b.book.except, row.Row.Except, row)
	narrow(b, &b.book.meets, row.Row.Calls, row)
	narrow(b, &b.book.since, row.Row.Since, row)
	narrow(b, &b.book.instead, row.Row.Ends, row)
	for i := range row.Row.Uses {
		of := &row.Row.Uses[i]
		keep(b, &b.book.uses, 0, of.Call, nil, Bound[contract.UseOf]{row.Framework, of})
	}
}

func (b *binder) when(f *contract.Framework, w *contract.When) {
	if w.Unless != (contract.Symbol{}) {
		keep(b, &b.book.switches, 0, w.Unless, nil, Bound[contract.When]{f, w})
	}
	if w.Passes != (contract.Symbol{}) {
		keep(b, &b.book.passed, 0, w.Passes, nil, Bound[contract.When]{f, w})
	}
}
