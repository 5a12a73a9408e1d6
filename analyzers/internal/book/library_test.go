package book

import (
	"fmt"
	"go/types"
	"slices"
	"strings"
	"testing"

	"github.com/loopcheck/loopcheck/analyzers/internal/contract"
	"github.com/loopcheck/loopcheck/analyzers/internal/ruletest"
)

// importing loads a package that imports those that the tests ask about, and
// returns it with a way to look functions up: "sync Once.Do".
func importing(t testing.TB, imports ...string) (*types.Package, func(name string) *types.Func) {
	t.Helper()
	src := "package a\n\nimport (\n"
	for _, path := range imports {
		src += fmt.Sprintf("\t_ %q\n", path)
	}
	pkg := ruletest.Load(t, src+")\n").Packages[0].Types
	return pkg, func(name string) *types.Func {
		t.Helper()
		path, name, _ := strings.Cut(name, " ")
		recv, member, ok := strings.Cut(name, ".")
		if !ok {
			recv, member = "", recv
		}
		for _, imp := range pkg.Imports() {
			if imp.Path() == path {
				for _, obj := range newFinder().find(imp, contract.Symbol{Pkg: path, Recv: recv, Name: member}) {
					return obj.(*types.Func)
				}
			}
		}
		t.Fatalf("there is no %s %s", path, name)
		return nil
	}
}

// TestParams: where the library runs what it is given, by the table or, where
// the table cannot know, by the contract.
func TestParams(t *testing.T) {
	tests := []struct {
		name  string
		index int
		want  contract.Mode
	}{
		{"path/filepath Walk", 1, contract.Inline},
		{"io/fs WalkDir", 2, contract.Inline},
		{"sort Slice", 1, contract.Inline},
		{"sort Search", 1, contract.Inline},
		{"sync Once.Do", 0, contract.Inline},
		{"sync Map.Range", 0, contract.Inline},
		{"slices SortFunc", 1, contract.Inline},
		{"slices ContainsFunc", 1, contract.Inline},
		{"maps DeleteFunc", 1, contract.Inline},
		{"strings Map", 0, contract.Inline},
		{"strings FieldsFunc", 1, contract.Inline},
		{"regexp Regexp.ReplaceAllStringFunc", 1, contract.Inline},
		{"time AfterFunc", 1, contract.Spawn},
		{"context AfterFunc", 1, contract.Spawn},
		{"sync WaitGroup.Go", 0, contract.Spawn},
		{"net/http HandleFunc", 1, contract.Spawn},
		{"sync OnceFunc", 0, 0}, // whenever somebody calls the result
		{"os/signal Notify", 0, 0},
	}
	pkg, fn := importing(t, "context", "io/fs", "maps", "net/http", "os/signal", "path/filepath", "regexp", "slices", "sort", "strings", "sync", "time")
	book := Bind(pkg)
	for _, test := range tests {
		if got := modeOf(t, book, fn(test.name), test.index); got != test.want {
			t.Errorf("%s runs its parameter %d in mode %d, want %d", test.name, test.index, got, test.want)
		}
	}
}

// modeOf asks the contract first, as the placements do.
func modeOf(t *testing.T, book *Book, fn *types.Func, index int) contract.Mode {
	for _, r := range book.Params(fn, index) {
		return r.Row.Mode
	}
	mode, ok := book.LibraryParam(fn, index)
	if !ok {
		t.Errorf("%s is not the library's", fn.FullName())
	}
	return mode
}

// TestSaid: the library is in the table, and while the table is made only its
// leaves and barriers are said.
func TestSaid(t *testing.T) {
	pkg, fn := importing(t, "archive/zip", "fmt", "os", "time", "golang.org/x/sync/errgroup")
	errorError := types.Universe.Lookup("error").Type().Underlying().(*types.Interface).Method(0)
	const unsaid = "its body"
	tests := []struct {
		fn                  *types.Func
		byTable, fromBodies string
	}{
		{fn("time Sleep"), "sleep", "sleep"},
		{fn("time After"), "", ""},
		{fn("os ReadFile"), "disk", "disk"},
		{fn("os Getenv"), "", ""}, // a barrier
		{fn("archive/zip OpenReader"), "disk", unsaid},
		{fn("fmt Sprintf"), "", unsaid},
		{fn("golang.org/x/sync/errgroup Group.Wait"), unsaid, unsaid},
		{errorError, "", ""},
	}
	said := func(b *Book, fn *types.Func) string {
		waits, ok := b.Said(fn)
		if !ok {
			return unsaid
		}
		var classes []string
		for _, w := range waits {
			classes = append(classes, string(w.Class))
		}
		slices.Sort(classes)
		return strings.Join(classes, " ")
	}
	byTable, fromBodies := Bind(pkg), Bind(pkg)
	fromBodies.bodies = true
	for _, test := range tests {
		if got := said(byTable, test.fn); got != test.byTable {
			t.Errorf("of %s the table says %q, want %q", test.fn.FullName(), got, test.byTable)
		}
		if got := said(fromBodies, test.fn); got != test.fromBodies {
			t.Errorf("of %s the base says %q, want %q", test.fn.FullName(), got, test.fromBodies)
		}
	}
	asked := Bind(pkg)
	asked.asked = "fmt"
	if said(asked, fn("fmt Sprintf")) != unsaid || said(asked, fn("archive/zip OpenReader")) != "disk" || asked.Library("fmt") || !asked.Library("os") {
		t.Error("the bodies of the package that is asked for decide, and the table of the others")
	}
	if !byTable.Library("time") || fromBodies.Library("time") || byTable.Library("example.com/a") {
		t.Error("the library is what the table speaks of")
	}
	if _, ok := fromBodies.LibraryParam(fn("time AfterFunc"), 1); ok {
		t.Error("the table says where a parameter runs while it is made")
	}
}
