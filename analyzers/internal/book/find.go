package book

import (
	"cmp"
	"fmt"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"github.com/loopcheck/loopcheck/analyzers/internal/contract"
)

// An audience says to whom rows about a symbol speak.
type audience int

const (
	users    audience = iota // those who are no part of the symbol's module
	everyone                 // what narrows a row: inside bubbles a nil command is as nil as outside
)

// objects returns what a symbol names among all packages in reach, and notes a
// symbol that names nothing.
func (b *binder) objects(s contract.Symbol, to audience) []types.Object {
	b.lookups++
	var objs []types.Object
	for _, pkg := range b.packages(s.Pkg) {
		if to == everyone || !b.exempt(pkg.Path()) {
			objs = append(objs, b.find(pkg, s)...)
		}
	}
	if len(objs) == 0 {
		b.missing = append(b.missing, fmt.Sprintf("%s %s.%s", s.Pkg, s.Recv, s.Name))
	}
	return objs
}

// packages returns the packages in reach that a path or a pattern names, by path,
// and those of forks.
func (b *binder) packages(pattern string) []*types.Package {
	var pkgs []*types.Package
	if !strings.Contains(pattern, "*") {
		for _, path := range b.book.paths(pattern) {
			if pkg := b.byPath[path]; pkg != nil {
				pkgs = append(pkgs, pkg)
			}
		}
		return pkgs
	}
	for path, pkg := range b.byPath {
		if contract.Match(pattern, path) {
			pkgs = append(pkgs, pkg)
		}
	}
	slices.SortFunc(pkgs, func(a, b *types.Package) int { return cmp.Compare(a.Path(), b.Path()) })
	return pkgs
}

// exempt reports whether the package under analysis is a part of the module
// that a symbol is from.
func (b *binder) exempt(symbolPkg string) bool {
	return b.home != "" && b.book.moduleOf(symbolPkg) == b.home
}

// has reports whether the symbol exists. A package that is imported only
// indirectly may be known in part, so its silence says nothing.
func (b *binder) has(s contract.Symbol) bool {
	paths := b.book.paths(s.Pkg)
	for _, imp := range b.pkg.Imports() {
		if slices.Contains(paths, imp.Path()) {
			return len(b.find(imp, s)) > 0
		}
	}
	return s.Pkg == "" || slices.ContainsFunc(paths, func(path string) bool { return b.byPath[path] != nil })
}

// imported finds a package among those that pkg imports, directly as a rule.
func imported(pkg *types.Package, path string) *types.Package {
	for _, imp := range pkg.Imports() {
		if imp.Path() == path {
			return imp
		}
	}
	return below(pkg)[path]
}

// below returns a package and everything it imports, directly or not, by path.
func below(pkg *types.Package) map[string]*types.Package {
	byPath := make(map[string]*types.Package)
	for open := []*types.Package{pkg}; len(open) > 0; {
		last := len(open) - 1
		pkg, open = open[last], open[:last]
		if byPath[pkg.Path()] == nil {
			byPath[pkg.Path()] = pkg
			open = append(open, pkg.Imports()...)
		}
	}
	return byPath
}

// A finder finds the objects that symbols name in packages. Rows with patterns
// ask for all names of a package and all members of its types again and again.
type finder struct {
	exported map[*types.Package][]string
	members  map[*types.TypeName][]types.Object
}

func newFinder() *finder {
	return &finder{make(map[*types.Package][]string), make(map[*types.TypeName][]types.Object)}
}

// find returns the objects in pkg that a symbol names: functions, types, and
// with Recv methods and fields.
func (f *finder) find(pkg *types.Package, s contract.Symbol) []types.Object {
	if s.Recv == "" {
		return f.inScope(pkg, s.Name)
	}
	var objs []types.Object
	for _, obj := range f.inScope(pkg, s.Recv) {
		if tn, ok := obj.(*types.TypeName); ok {
			objs = append(objs, f.inType(tn, s.Name)...)
		}
	}
	return objs
}

func (f *finder) inScope(pkg *types.Package, pattern string) []types.Object {
	if !strings.Contains(pattern, "*") {
		if obj := pkg.Scope().Lookup(pattern); obj != nil {
			return []types.Object{obj}
		}
		return nil
	}
	names, ok := f.exported[pkg]
	if !ok {
		names = slices.DeleteFunc(pkg.Scope().Names(), func(name string) bool { return !token.IsExported(name) })
		f.exported[pkg] = names
	}
	var objs []types.Object
	for _, name := range names {
		if contract.Match(pattern, name) {
			objs = append(objs, pkg.Scope().Lookup(name))
		}
	}
	return objs
}

// inType returns a type's methods and fields that match, promoted ones included.
func (f *finder) inType(tn *types.TypeName, pattern string) []types.Object {
	if !strings.Contains(pattern, "*") {
		obj, _, _ := types.LookupFieldOrMethod(tn.Type(), true, tn.Pkg(), pattern)
		if obj == nil {
			return nil
		}
		return []types.Object{origin(obj)}
	}
	members, ok := f.members[tn]
	if !ok {
		members = membersOf(tn)
		f.members[tn] = members
	}
	var objs []types.Object
	for _, obj := range members {
		if contract.Match(pattern, obj.Name()) {
			objs = append(objs, obj)
		}
	}
	return objs
}

// membersOf lists a type's exported fields and methods.
func membersOf(tn *types.TypeName) []types.Object {
	var members []types.Object
	if st, ok := tn.Type().Underlying().(*types.Struct); ok {
		for f := range st.Fields() {
			if f.Exported() {
				members = append(members, f)
			}
		}
	}
	for sel := range types.NewMethodSet(methodsOf(tn.Type())).Methods() {
		if sel.Obj().Exported() {
			members = append(members, origin(sel.Obj()))
		}
	}
	return members
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
