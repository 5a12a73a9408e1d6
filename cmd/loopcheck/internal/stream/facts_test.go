package stream

import (
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis"
)

type listFact struct {
	List  []string
	Inner []struct{ Names []string }
	Map   map[string][]int
	Ptr   *int

	unexported int
}

func (*listFact) AFact() {}

func parsePackage(t *testing.T, src string) *types.Package {
	t.Helper()
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, "p.go", src, 0)
	if err != nil {
		t.Fatal(err)
	}
	pkg, err := new(types.Config).Check("p", fset, []*ast.File{file}, nil)
	if err != nil {
		t.Fatal(err)
	}
	return pkg
}

// newViews returns the views of a package on itself and of an importer.
func newViews(pkg *types.Package) (own, importer *view) {
	set := newFactSet(pkg)
	of := map[*types.Package]*factSet{pkg: set}
	other := types.NewPackage("q", "q")
	of[other] = newFactSet(other)
	own = &view{own: set, of: of}
	importer = &view{own: of[other], of: of, direct: map[*types.Package]bool{pkg: true}}
	other.SetImports([]*types.Package{pkg})
	return own, importer
}

func TestFactsAreCopies(t *testing.T) {
	pkg := parsePackage(t, "package p; func F() {}")
	f := pkg.Scope().Lookup("F")
	own, importer := newViews(pkg)
	n := 1
	exported := &listFact{
		List: []string{"a"}, Inner: []struct{ Names []string }{{[]string{"b"}}},
		Map: map[string][]int{"c": {1}}, Ptr: &n, unexported: 7,
	}
	own.exportObject(f, exported)
	if err := own.own.freeze(); err != nil {
		t.Fatal(err)
	}
	exported.List[0] = "the exporter wrote here later"

	var first listFact
	if !importer.object(f, &first) {
		t.Fatal("the importer does not see the fact")
	}
	if first.unexported != 0 {
		t.Error("an unexported field went through gob")
	}
	first.List[0], first.Inner[0].Names[0], first.Map["c"][0], *first.Ptr = "x", "x", 9, 9

	var second listFact
	importer.object(f, &second)
	if second.List[0] != "a" || second.Inner[0].Names[0] != "b" || second.Map["c"][0] != 1 || *second.Ptr != 1 {
		t.Errorf("an importer's writes reach the next: %+v", second)
	}
	if all := importer.allObjects(&analysis.Analyzer{FactTypes: []analysis.Fact{new(listFact)}}); len(all) != 1 {
		t.Errorf("AllObjectFacts returns %d facts, want 1", len(all))
	}
	if all := importer.allObjects(new(analysis.Analyzer)); len(all) != 0 {
		t.Errorf("AllObjectFacts returns another analyzer's facts: %v", all)
	}
}

func TestFreezeDropsWhatNobodyCanName(t *testing.T) {
	pkg := parsePackage(t, `package p
		func Exported() {}
		func unexported() {}
		type t struct{ field int }
		func (t) method() {}`)
	own, importer := newViews(pkg)
	typ := pkg.Scope().Lookup("t")
	named := typ.Type().(*types.Named)
	objects := []types.Object{
		pkg.Scope().Lookup("Exported"), pkg.Scope().Lookup("unexported"),
		typ, named.Method(0), named.Underlying().(*types.Struct).Field(0),
	}
	for _, obj := range objects {
		own.exportObject(obj, &listFact{List: []string{obj.Name()}})
	}
	own.exportPkg(new(listFact))
	if err := own.own.freeze(); err != nil {
		t.Fatal(err)
	}
	var left []string
	for _, obj := range objects {
		if importer.object(obj, new(listFact)) {
			left = append(left, obj.Name())
		}
	}
	if want := []string{"Exported", "t", "method", "field"}; !slices.Equal(left, want) {
		t.Errorf("left are %v, want %v", left, want)
	}
	if !importer.pkg(pkg, new(listFact)) {
		t.Error("the fact about the package is gone")
	}
}

type badFact struct{ C chan int }

func (*badFact) AFact() {}

func TestFreezeReportsWhatGobCannot(t *testing.T) {
	pkg := parsePackage(t, "package p; func F() {}")
	own, _ := newViews(pkg)
	own.exportObject(pkg.Scope().Lookup("F"), &badFact{})
	if err := own.own.freeze(); err == nil || !strings.Contains(err.Error(), "badFact") {
		t.Errorf("error %v, want one that names the fact", err)
	}
}

func TestExportForeignObject(t *testing.T) {
	own, _ := newViews(parsePackage(t, "package p"))
	foreign := parsePackage(t, "package p; func F() {}").Scope().Lookup("F")
	_, err := guard(func() error { own.exportObject(foreign, new(listFact)); return nil })
	if err == nil {
		t.Error("a package may set facts on another's objects")
	}
}
