package stream

import (
	"bytes"
	"encoding/gob"
	"fmt"
	"go/types"
	"reflect"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/types/objectpath"
)

// A factSet is the facts about one package and its objects. While the package
// is analysed they are the values that analyzers export; freeze replaces them
// by copies that nobody else holds.
type factSet struct {
	pkg     *types.Package
	objects map[objectKey]analysis.Fact
	self    map[reflect.Type]analysis.Fact // about the package
}

type objectKey struct {
	obj types.Object
	typ reflect.Type
}

func newFactSet(pkg *types.Package) *factSet {
	return &factSet{
		pkg:     pkg,
		objects: make(map[objectKey]analysis.Fact),
		self:    make(map[reflect.Type]analysis.Fact),
	}
}

// freeze makes the set what importers may see, as go vet's fact files do: facts
// go through gob, once, and those on objects that no importer can name are dropped.
func (s *factSet) freeze() error {
	var buf bytes.Buffer
	c := &codec{enc: gob.NewEncoder(&buf), dec: gob.NewDecoder(&buf)}
	paths := new(objectpath.Encoder)
	for key, fact := range s.objects {
		if _, err := paths.For(key.obj); err != nil {
			delete(s.objects, key)
			continue
		}
		frozen, err := c.copy(fact)
		if err != nil {
			return err
		}
		s.objects[key] = frozen
	}
	for typ, fact := range s.self {
		frozen, err := c.copy(fact)
		if err != nil {
			return err
		}
		s.self[typ] = frozen
	}
	return nil
}

// A codec copies facts through gob. One for all facts of a package describes
// their types once.
type codec struct {
	enc *gob.Encoder
	dec *gob.Decoder
}

func (c *codec) copy(fact analysis.Fact) (analysis.Fact, error) {
	if err := c.enc.Encode(fact); err != nil {
		return nil, fmt.Errorf("cannot encode fact %T: %v", fact, err)
	}
	fresh := reflect.New(reflect.TypeOf(fact).Elem()).Interface().(analysis.Fact)
	if err := c.dec.Decode(fresh); err != nil {
		return nil, fmt.Errorf("cannot decode fact %T: %v", fact, err)
	}
	return fresh, nil
}

// A view is what one package sees of facts: its own, and its dependencies'.
type view struct {
	own    *factSet
	direct map[*types.Package]bool
	of     map[*types.Package]*factSet // all packages of the run
}

// object implements Pass.ImportObjectFact.
func (v *view) object(obj types.Object, ptr analysis.Fact) bool {
	if obj == nil {
		panic("nil object")
	}
	set := v.of[obj.Pkg()]
	if set == nil || !v.sees(obj) {
		return false
	}
	fact, ok := set.objects[objectKey{obj, reflect.TypeOf(ptr)}]
	if ok {
		assign(ptr, fact)
	}
	return ok
}

// sees reports whether facts on obj reach the package. Like export data, the
// fact file of a package that go vet writes describes its own objects and, of
// its dependencies', types, fields and methods: not functions and variables.
func (v *view) sees(obj types.Object) bool {
	pkg := obj.Pkg()
	if pkg == v.own.pkg || v.direct[pkg] {
		return true
	}
	_, isType := obj.(*types.TypeName)
	return isType || obj.Parent() != pkg.Scope()
}

// pkg implements Pass.ImportPackageFact.
func (v *view) pkg(pkg *types.Package, ptr analysis.Fact) bool {
	if pkg == nil {
		panic("nil package")
	}
	if pkg != v.own.pkg && !v.direct[pkg] {
		return false
	}
	set := v.of[pkg]
	if set == nil {
		return false
	}
	fact, ok := set.self[reflect.TypeOf(ptr)]
	if ok {
		assign(ptr, fact)
	}
	return ok
}

// exportObject implements Pass.ExportObjectFact.
func (v *view) exportObject(obj types.Object, fact analysis.Fact) {
	if obj.Pkg() != v.own.pkg {
		panic(fmt.Sprintf("fact %T on %v, which is not of package %s", fact, obj, v.own.pkg.Path()))
	}
	v.own.objects[objectKey{obj, reflect.TypeOf(fact)}] = fact
}

// exportPkg implements Pass.ExportPackageFact.
func (v *view) exportPkg(fact analysis.Fact) {
	v.own.self[reflect.TypeOf(fact)] = fact
}

// allObjects implements Pass.AllObjectFacts for an analyzer's fact types.
func (v *view) allObjects(a *analysis.Analyzer) []analysis.ObjectFact {
	var all []analysis.ObjectFact
	for pkg := range v.reachable() {
		for key, fact := range v.of[pkg].objects {
			if hasFactType(a, key.typ) && v.sees(key.obj) {
				all = append(all, analysis.ObjectFact{Object: key.obj, Fact: duplicate(fact)})
			}
		}
	}
	return all
}

// allPkgs implements Pass.AllPackageFacts for an analyzer's fact types.
func (v *view) allPkgs(a *analysis.Analyzer) []analysis.PackageFact {
	var all []analysis.PackageFact
	for pkg := range v.reachable() {
		if pkg != v.own.pkg && !v.direct[pkg] {
			continue
		}
		for typ, fact := range v.of[pkg].self {
			if hasFactType(a, typ) {
				all = append(all, analysis.PackageFact{Package: pkg, Fact: duplicate(fact)})
			}
		}
	}
	return all
}

// reachable returns the package and all that it depends on, as far as they
// have fact sets.
func (v *view) reachable() map[*types.Package]bool {
	seen := make(map[*types.Package]bool)
	var visit func(pkg *types.Package)
	visit = func(pkg *types.Package) {
		if seen[pkg] || v.of[pkg] == nil {
			return
		}
		seen[pkg] = true
		for _, imp := range pkg.Imports() {
			visit(imp)
		}
	}
	visit(v.own.pkg)
	return seen
}

func hasFactType(a *analysis.Analyzer, typ reflect.Type) bool {
	for _, f := range a.FactTypes {
		if reflect.TypeOf(f) == typ {
			return true
		}
	}
	return false
}

// assign sets *ptr to a copy of *fact.
func assign(ptr, fact analysis.Fact) {
	reflect.ValueOf(ptr).Elem().Set(deepCopy(reflect.ValueOf(fact).Elem()))
}

func duplicate(fact analysis.Fact) analysis.Fact {
	fresh := reflect.New(reflect.TypeOf(fact).Elem())
	fresh.Elem().Set(deepCopy(reflect.ValueOf(fact).Elem()))
	return fresh.Interface().(analysis.Fact)
}

// deepCopy copies what gob could have built: packages are analysed in
// parallel, and under go vet each has its own copy of a fact. Unexported
// fields, which only a fact's own decoder can have set, are shared.
func deepCopy(v reflect.Value) reflect.Value {
	switch v.Kind() {
	case reflect.Slice:
		if v.IsNil() {
			return v
		}
		fresh := reflect.MakeSlice(v.Type(), v.Len(), v.Len())
		for i := range v.Len() {
			fresh.Index(i).Set(deepCopy(v.Index(i)))
		}
		return fresh
	case reflect.Map:
		if v.IsNil() {
			return v
		}
		fresh := reflect.MakeMapWithSize(v.Type(), v.Len())
		for key, elem := range v.Seq2() {
			fresh.SetMapIndex(key, deepCopy(elem))
		}
		return fresh
	case reflect.Pointer:
		if v.IsNil() {
			return v
		}
		fresh := reflect.New(v.Type().Elem())
		fresh.Elem().Set(deepCopy(v.Elem()))
		return fresh
	case reflect.Struct, reflect.Array:
		fresh := reflect.New(v.Type()).Elem()
		fresh.Set(v)
		copyParts(fresh)
		return fresh
	}
	return v
}

// copyParts replaces the fields of a struct, or the elements of an array, by copies.
func copyParts(v reflect.Value) {
	if v.Kind() == reflect.Array {
		for i := range v.Len() {
			v.Index(i).Set(deepCopy(v.Index(i)))
		}
		return
	}
	for i := range v.NumField() {
		if f := v.Field(i); f.CanSet() {
			f.Set(deepCopy(f))
		}
	}
}
