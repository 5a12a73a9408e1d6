package book

import (
	"fmt"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"github.com/loopcheck/loopcheck/analyzers/internal/contract"
)

// A binder finds the objects that rows name among a package and its imports.
type binder struct {
	pkg     *types.Package
	byPath  map[string]*types.Package
	book    *Book
	missing []string // rows that name nothing; for the test that resolves every row
}

func newBinder(pkg *types.Package) *binder {
	b := &binder{pkg: pkg, byPath: make(map[string]*types.Package), book: &Book{
		loops:      make(map[contract.LoopID]contract.Loop),
		params:     make(map[*types.Func][]Bound[contract.Runs]),
		fields:     make(map[*types.Var][]Bound[contract.Runs]),
		funcTypes:  make(map[*types.TypeName][]Bound[contract.Runs]),
		firstParam: make(map[*types.TypeName][]Bound[contract.Runs]),
		asserts:    make(map[*types.Func][]Bound[contract.Runs]),
		waits:      make(map[*types.Func][]Bound[contract.Waits]),
		blocks:     make(map[types.Object][]Bound[contract.Blocks]),
		installs:   make(map[*types.Func][]Bound[contract.Forward]),
		forwards:   make(map[*types.Func][]Bound[contract.Forward]),
		owns:       make(map[*types.TypeName][]Bound[contract.Owns]),
		ownsFuncs:  make(map[*types.Func][]Bound[contract.Owns]),
		safe:       make(map[types.Object]bool),
		opens:      make(map[*types.Func][]Bound[contract.Owns]),
		results:    make(map[*types.Func][]Bound[contract.Borrows]),
		callbacks:  make(map[*types.Func][]Bound[contract.Borrows]),
		lent:       make(map[*types.TypeName][]Bound[contract.Borrows]),
		duties:     make(map[*types.TypeName][]Bound[contract.Duty]),
		from:       make(map[*contract.Duty]map[*types.Func]bool),
		except:     make(map[*contract.Duty]map[*types.Func]bool),
		switches:   make(map[*types.Func]string),
		unless:     make(map[contract.Symbol][]*types.Func),
	}}
	b.reach(pkg)
	return b
}

// reach collects a package and everything it imports, directly or not.
func (b *binder) reach(pkg *types.Package) {
	if b.byPath[pkg.Path()] != nil {
		return
	}
	b.byPath[pkg.Path()] = pkg
	for _, imp := range pkg.Imports() {
		b.reach(imp)
	}
}

func (b *binder) framework(f *contract.Framework) {
	if !b.inSight(f) {
		return
	}
	for _, l := range f.Loops {
		b.book.loops[contract.LoopID{Owner: f.Name, Name: l.Name}] = l
	}
	for i := range f.Runs {
		b.runs(f, &f.Runs[i])
	}
	for i := range f.Waits {
		bindFuncs(b, b.book.waits, f, &f.Waits[i], f.Waits[i].Call)
		b.when(f.Waits[i].When)
	}
	for i := range f.Blocks {
		b.blocks(f, &f.Blocks[i])
	}
	for i := range f.Forward {
		row := &f.Forward[i]
		for _, s := range row.Install {
			bindFuncs(b, b.book.installs, f, row, s)
		}
		for _, s := range row.Calls {
			bindFuncs(b, b.book.forwards, f, row, s)
		}
	}
	for i := range f.Owns {
		b.owns(f, &f.Owns[i])
	}
	for i := range f.Borrows {
		b.borrows(f, &f.Borrows[i])
	}
	for i := range f.Duties {
		b.duty(f, &f.Duties[i])
	}
}

// inSight reports whether a package of the framework is among the imports, in
// a version that the contract holds for.
func (b *binder) inSight(f *contract.Framework) bool {
	if len(f.Modules) == 0 {
		return true
	}
	found := false
	for path := range b.byPath {
		for _, m := range f.Modules {
			found = found || m.Holds(path)
		}
	}
	return found && b.has(f.Needs)
}

// has reports whether the symbol exists. A package that is imported only
// indirectly may be known in part, so its silence says nothing.
func (b *binder) has(s contract.Symbol) bool {
	for _, imp := range b.pkg.Imports() {
		if imp.Path() == s.Pkg {
			return len(find(imp, s)) > 0
		}
	}
	return s.Pkg == "" || b.byPath[s.Pkg] != nil
}

// find returns the objects in pkg that a symbol names: functions, types, and
// with Recv methods and fields.
func find(pkg *types.Package, s contract.Symbol) []types.Object {
	if s.Recv == "" {
		return members(pkg.Scope(), s.Name)
	}
	var objs []types.Object
	for _, obj := range members(pkg.Scope(), s.Recv) {
		tn, ok := obj.(*types.TypeName)
		if !ok {
			continue
		}
		objs = append(objs, membersOf(tn, s.Name)...)
	}
	return objs
}

func members(scope *types.Scope, pattern string) []types.Object {
	if !strings.Contains(pattern, "*") {
		if obj := scope.Lookup(pattern); obj != nil {
			return []types.Object{obj}
		}
		return nil
	}
	var objs []types.Object
	for _, name := range scope.Names() {
		if contract.Match(pattern, name) && token.IsExported(name) {
			objs = append(objs, scope.Lookup(name))
		}
	}
	return objs
}

// membersOf returns a type's methods and fields that match, promoted ones included.
func membersOf(tn *types.TypeName, pattern string) []types.Object {
	if !strings.Contains(pattern, "*") {
		obj, _, _ := types.LookupFieldOrMethod(tn.Type(), true, tn.Pkg(), pattern)
		if obj == nil {
			return nil
		}
		return []types.Object{origin(obj)}
	}
	var objs []types.Object
	if st, ok := tn.Type().Underlying().(*types.Struct); ok {
		for f := range st.Fields() {
			if f.Exported() && contract.Match(pattern, f.Name()) {
				objs = append(objs, f)
			}
		}
	}
	for sel := range types.NewMethodSet(methodsOf(tn.Type())).Methods() {
		if sel.Obj().Exported() && contract.Match(pattern, sel.Obj().Name()) {
			objs = append(objs, origin(sel.Obj()))
		}
	}
	return objs
}

func methodsOf(t types.Type) types.Type {
	if types.IsInterface(t) {
		return t
	}
	return types.NewPointer(t)
}

func origin(obj types.Object) types.Object {
	switch obj := obj.(type) {
	case *types.Func:
		return obj.Origin()
	case *types.Var:
		return obj.Origin()
	}
	return obj
}

// objects returns what a symbol names among all packages in reach, and notes a symbol that names nothing.
func (b *binder) objects(s contract.Symbol) []types.Object {
	objs := b.lookup(s)
	if len(objs) == 0 {
		b.missing = append(b.missing, fmt.Sprintf("%s %s.%s", s.Pkg, s.Recv, s.Name))
	}
	return objs
}

func (b *binder) lookup(s contract.Symbol) []types.Object {
	if !strings.Contains(s.Pkg, "*") {
		pkg := b.byPath[s.Pkg]
		if pkg == nil || exempt(s.Pkg, b.pkg) {
			return nil
		}
		return find(pkg, s)
	}
	var objs []types.Object
	for path, pkg := range b.byPath {
		if contract.Match(s.Pkg, path) && !exempt(path, b.pkg) {
			objs = append(objs, find(pkg, s)...)
		}
	}
	sortObjects(objs)
	return objs
}

// excluded returns the objects that symbols name, as a set.
func (b *binder) excluded(symbols []contract.Symbol) map[types.Object]bool {
	set := make(map[types.Object]bool)
	for _, s := range symbols {
		for _, obj := range b.objects(s) {
			set[obj] = true
		}
	}
	return set
}

func bindFuncs[Row any](b *binder, to map[*types.Func][]Bound[Row], f *contract.Framework, row *Row, s contract.Symbol) {
	for _, obj := range b.objects(s) {
		if fn, ok := obj.(*types.Func); ok {
			bind(to, fn, Bound[Row]{f, row})
		}
	}
}

// bind adds a row to an object, once: a pattern meets a promoted method in
// every type that embeds its own.
func bind[Key, Row comparable](to map[Key][]Row, key Key, row Row) {
	if !slices.Contains(to[key], row) {
		to[key] = append(to[key], row)
	}
}

func (b *binder) runs(f *contract.Framework, row *contract.Runs) {
	bound := Bound[contract.Runs]{f, row}
	b.when(row.When)
	if row.Code.Form == contract.FormShape {
		b.shape(bound)
		return
	}
	except := b.excluded(row.Code.Except)
	s := row.Code.Symbol
	if row.Code.Form == contract.FormImplements || row.Code.Form == contract.FormReturned {
		b.methods(bound, s, except)
		return
	}
	for _, obj := range b.objects(s) {
		if !except[obj] {
			b.bindCode(bound, obj)
		}
	}
}

func (b *binder) bindCode(bound Bound[contract.Runs], obj types.Object) {
	switch form := bound.Row.Code.Form; obj := obj.(type) {
	case *types.Func:
		switch form {
		case contract.FormParam:
			bind(b.book.params, obj, bound)
		case contract.FormAssertion:
			bind(b.book.asserts, obj, bound)
		}
	case *types.Var:
		if form == contract.FormField {
			bind(b.book.fields, obj, bound)
		}
	case *types.TypeName:
		switch form {
		case contract.FormFuncType:
			bind(b.book.funcTypes, named(obj), bound)
		case contract.FormFirstParam:
			bind(b.book.firstParam, named(obj), bound)
		}
	}
}

// named is the name of the type that an alias stands for.
func named(tn *types.TypeName) *types.TypeName {
	if n, ok := types.Unalias(tn.Type()).(*types.Named); ok {
		return n.Obj()
	}
	return tn
}

// shape keeps a row whose types are known here; a package that never saw the
// framework's types has no function of that shape.
func (b *binder) shape(bound Bound[contract.Runs]) {
	if b.knows(bound.Row.Code) {
		b.book.Shapes = append(b.book.Shapes, bound)
	}
}

func (b *binder) knows(code contract.Code) bool {
	for _, t := range append(code.Params[:len(code.Params):len(code.Params)], code.Results...) {
		path, _, ok := cutType(t)
		if !ok {
			continue
		}
		if b.byPath[path] == nil || exempt(path, b.pkg) {
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

func (b *binder) methods(bound Bound[contract.Runs], s contract.Symbol, except map[types.Object]bool) {
	for _, obj := range b.objects(contract.Symbol{Pkg: s.Pkg, Recv: "", Name: s.Recv}) {
		iface, ok := obj.Type().Underlying().(*types.Interface)
		if !ok {
			continue
		}
		for m := range iface.Methods() {
			if !contract.Match(s.Name, m.Name()) || except[m] {
				continue
			}
			method := Method{Iface: iface, Name: m.Name(), Bound: bound}
			if bound.Row.Code.Form == contract.FormReturned {
				b.book.Returned = append(b.book.Returned, method)
			} else {
				b.book.Implements = append(b.book.Implements, method)
			}
		}
	}
}

func (b *binder) blocks(f *contract.Framework, row *contract.Blocks) {
	for _, obj := range b.objects(row.Call) {
		if tn, ok := obj.(*types.TypeName); ok {
			obj = named(tn)
		}
		bind(b.book.blocks, obj, Bound[contract.Blocks]{f, row})
	}
}

func (b *binder) owns(f *contract.Framework, row *contract.Owns) {
	bound := Bound[contract.Owns]{f, row}
	for obj := range b.excluded(row.Safe) {
		b.book.safe[obj] = true
	}
	for _, s := range row.Opens {
		bindFuncs(b, b.book.opens, f, row, s)
	}
	if row.Shape != nil {
		if b.knows(*row.Shape) {
			b.book.OwnsShapes = append(b.book.OwnsShapes, bound)
		}
		return
	}
	except := b.excluded(row.Except)
	for _, obj := range b.objects(row.Type) {
		if except[obj] {
			continue
		}
		switch obj := obj.(type) {
		case *types.TypeName:
			bind(b.book.owns, named(obj), bound)
		case *types.Func:
			bind(b.book.ownsFuncs, obj, bound)
		}
	}
}

func (b *binder) borrows(f *contract.Framework, row *contract.Borrows) {
	switch {
	case row.Arg == nil:
		bindFuncs(b, b.book.results, f, row, row.Result)
	case row.Arg.Form == contract.FormFirstParam:
		for _, obj := range b.objects(row.Arg.Symbol) {
			if tn, ok := obj.(*types.TypeName); ok {
				bind(b.book.lent, named(tn), Bound[contract.Borrows]{f, row})
			}
		}
	default:
		bindFuncs(b, b.book.callbacks, f, row, row.Arg.Symbol)
	}
}

func (b *binder) duty(f *contract.Framework, row *contract.Duty) {
	for _, obj := range b.objects(row.Type) {
		if tn, ok := obj.(*types.TypeName); ok {
			bind(b.book.duties, named(tn), Bound[contract.Duty]{f, row})
		}
	}
	b.book.from[row] = b.funcSet(row.From)
	b.book.except[row] = b.funcSet(row.Except)
}

// funcSet is the functions that symbols name. Exemption drops rows, never what
// narrows them: inside bubbles a nil command is as nil as outside.
func (b *binder) funcSet(symbols []contract.Symbol) map[*types.Func]bool {
	set := make(map[*types.Func]bool)
	for _, s := range symbols {
		pkg := b.byPath[s.Pkg]
		if pkg == nil {
			b.missing = append(b.missing, fmt.Sprintf("%s %s.%s", s.Pkg, s.Recv, s.Name))
			continue
		}
		objs := find(pkg, s)
		if len(objs) == 0 {
			b.missing = append(b.missing, fmt.Sprintf("%s %s.%s", s.Pkg, s.Recv, s.Name))
		}
		for _, obj := range objs {
			if fn, ok := obj.(*types.Func); ok {
				set[fn] = true
			}
		}
	}
	return set
}

func (b *binder) when(w contract.When) {
	if w.Unless == (contract.Symbol{}) || b.book.unless[w.Unless] != nil {
		return
	}
	for _, obj := range b.objects(w.Unless) {
		if fn, ok := obj.(*types.Func); ok {
			b.book.unless[w.Unless] = append(b.book.unless[w.Unless], fn)
			b.book.switches[fn] = w.UnlessConst
		}
	}
}
