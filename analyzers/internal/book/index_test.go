package book

import (
	"fmt"
	"go/types"
	"testing"

	"github.com/loopcheck/loopcheck/analyzers/internal/contract"
	"github.com/loopcheck/loopcheck/analyzers/internal/ruletest"
	"github.com/loopcheck/loopcheck/analyzers/internal/shipped"
)

// TestZeroBook: a book of nobody has no rows and answers, for a driver may go on
// with one after a panic.
func TestZeroBook(t *testing.T) {
	pkg, fn := importing(t, "net/http", "os", "sync")
	handler := pkg.Imports()[0].Scope().Lookup("HandlerFunc").Type()
	serve, _, _ := types.LookupFieldOrMethod(handler, true, pkg, "ServeHTTP")
	field := types.NewField(0, pkg, "f", handler, false)
	for _, f := range []*types.Func{nil, fn("sync Once.Do"), fn("os Getenv")} {
		b := new(Book)
		sum := len(b.Field(field)) + len(b.FuncType(handler)) + len(b.Assertion(f)) + len(b.Waits(f)) + len(b.Blocks(f)) +
			len(b.BlocksOf(handler)) + len(b.Installs(f)) + len(b.Forwards(f)) + len(b.Owns(handler)) + len(b.OwnsFunc(f)) +
			len(b.Opens(f)) + len(b.BorrowedResults(f)) + len(b.BorrowedArgs(f)) + len(b.Duties(handler, f)) + len(b.Switches(f)) +
			len(b.Implemented(serve.(*types.Func))) + len(b.ReturnedBy(serve.(*types.Func))) + len(b.Params(f, 0))
		if f != nil {
			sum += len(b.FirstParam(f.Signature())) + len(b.Lent(f.Signature()))
		}
		if sum > 0 || b.HandsOver(f) || b.Safe(f) || b.Owning() || b.Obliging() {
			t.Errorf("an empty book has rows for %v", f)
		}
	}
	b := new(Book)
	id := contract.LoopID{Owner: "bubbletea"}
	_, described := b.Loop(id)
	_, part := b.Part("github.com/rivo/tview")
	if described || part || b.Owner(id) != id || b.Duty(contract.RowID{}) != nil || b.DutyID(new(contract.Duty)) != (contract.RowID{}) {
		t.Error("an empty book knows a framework")
	}
	if !b.Library("time") {
		t.Error("an empty book does not know the standard library")
	}
}

// TestNilFunc: of a function that nobody knows nothing is said, whether rows are
// kept by object or by name.
func TestNilFunc(t *testing.T) {
	if got := blank().Params(nil, 0); len(got) > 0 || blank().HandsOver(nil) {
		t.Errorf("somebody runs the parameter of no function: %v", got)
	}
}

// TestNamed: rows that are kept by name are found for all objects that they would
// be bound to.
func TestNamed(t *testing.T) {
	if testing.Short() {
		t.Skip("loads every framework")
	}
	pkg := inSight(t)
	everywhere := blank()
	for i := range shipped.Frameworks {
		f := &shipped.Frameworks[i]
		if len(f.Modules) > 0 {
			continue
		}
		b := newBinder(&Book{shelf: everywhere.shelf}, pkg)
		b.framework(f)
		n := same(t, b.book.runs, everywhere.runs) + same(t, b.book.blocks, everywhere.blocks) +
			same(t, b.book.installs, everywhere.installs) + same(t, b.book.forwards, everywhere.forwards) + same(t, b.book.turns, everywhere.turns) + len(b.book.methods)
		if n < bound(b.book) {
			t.Errorf("%s has %d rows of a kind that cannot be kept by name", f.Name, bound(b.book)-n)
		}
		for _, m := range b.book.methods {
			if m.symbol.Name != m.row.Row.Code.Symbol.Name {
				t.Errorf("%s.%s of %s is a pattern, which cannot be kept by name", m.symbol.Recv, m.row.Row.Code.Symbol.Name, m.symbol.Pkg)
			}
		}
	}
}

func same[Row any](t *testing.T, bound, named index[Row]) int {
	t.Helper()
	for at, rows := range bound.bound {
		got := named.of(at.form, at.obj)
		if fmt.Sprint(got) != fmt.Sprint(rows) {
			t.Errorf("%v has %d rows by name and %d by object", at.obj, len(got), len(rows))
		}
	}
	return len(bound.bound)
}

// TestImplemented: the interface of a row that is kept by name is found below
// the package, though nobody imports it here.
func TestImplemented(t *testing.T) {
	p := ruletest.Load(t, `
-- example.com/b/b.go --
package b

import "net/http"

type (
	Writer  = http.ResponseWriter
	Request = http.Request
)
-- example.com/a/a.go --
package a

import "example.com/b"

type handler struct{}

func (*handler) ServeHTTP(b.Writer, *b.Request) {}

type other struct{}

func (other) ServeHTTP(string) {}
`)
	for _, pkg := range p.Packages {
		if pkg.Types.Name() != "a" {
			continue
		}
		b := blank().about(pkg.Types)
		for name, want := range map[string]int{"handler": 1, "other": 0} {
			fn := newFinder().find(pkg.Types, contract.Symbol{Pkg: pkg.Types.Path(), Recv: name, Name: "ServeHTTP"})[0].(*types.Func)
			if got := len(b.Implemented(fn)); got != want {
				t.Errorf("%d rows for %s's ServeHTTP, want %d", got, name, want)
			}
		}
	}
}

// synthetic are n frameworks, each with rows of its own module.
func synthetic(n int) []contract.Framework {
	all := []contract.Framework{{Name: "everywhere", Runs: []contract.Runs{{Code: contract.Param("sort", "", "Slice", 1), Mode: contract.Inline}}}}
	for i := range n {
		pkg := fmt.Sprintf("example.com/ui%d", i)
		all = append(all, contract.Framework{
			Name:    pkg,
			Modules: []contract.Module{{Path: pkg, Version: "v1.0.0"}},
			Loops:   []contract.Loop{{}},
			Runs: []contract.Runs{
				{Code: contract.Param(pkg, "", "Do", 0), Mode: contract.Post},
				{Code: contract.Param(pkg+"*", "", "*Later", 0), Mode: contract.Post},
			},
			Waits:  []contract.Waits{{Call: contract.Symbol{Pkg: pkg, Name: "Do"}, Mode: contract.Call}},
			Duties: []contract.Duty{{Type: contract.Symbol{Pkg: pkg, Name: "Future"}}},
		})
	}
	return all
}

// TestLookups: a package pays for the frameworks that it sees, however many
// there are.
func TestLookups(t *testing.T) {
	p := ruletest.Load(t, `
-- example.com/ui3/ui.go --
package ui3

type Future struct{}

func Do(func()) *Future { return nil }

func DoLater(func()) {}
-- example.com/b/b.go --
package b

import "example.com/ui3"

var F = ui3.Do
-- example.com/a/a.go --
package a

import (
	"example.com/b"
	"sort"
)

var _ = b.F

var Slice = sort.Slice
`)
	var user *types.Package
	for _, pkg := range p.Packages {
		if pkg.Types.Name() == "a" {
			user = pkg.Types
		}
	}
	few, many := newBinder(newBlank(synthetic(8)), user), newBinder(newBlank(synthetic(40)), user)
	for _, b := range []*binder{few, many} {
		for _, f := range b.inSight() {
			b.framework(f)
		}
		if len(b.missing) > 0 || len(paramRows(b.book)) != 2 || !b.book.Obliging() || len(b.book.loops) != 1 {
			t.Errorf("missing %q, %d rows of the framework in sight", b.missing, bound(b.book))
		}
	}
	if few.lookups != many.lookups || few.lookups > 8 {
		t.Errorf("%d look-ups with 8 frameworks, %d with 40", few.lookups, many.lookups)
	}
}

// TestSight: a package without a framework below it looks at its own imports
// only, and at nothing that lies further down.
func TestSight(t *testing.T) {
	tviewUser, tview := tviewOf(t)
	plain, _ := importing(t, "net/http")
	above := types.NewPackage("example.com/b", "b")
	above.SetImports([]*types.Package{plain, tviewUser})
	asked := 0
	knows := func(known ...*types.Package) func(*types.Package) bool {
		return func(imp *types.Package) bool {
			asked++
			for _, k := range known {
				if imp == k {
					return true
				}
			}
			return false
		}
	}
	tests := []struct {
		name  string
		pkg   *types.Package
		known func(*types.Package) bool
		want  bool
	}{
		{"the framework's own", tview, knows(), true},
		{"imports it", tviewUser, knows(), true},
		{"imports who imports it", above, knows(tviewUser), true},
		{"imports nobody who does", above, knows(), false},
		{"the library alone", plain, knows(), false},
	}
	for _, test := range tests {
		asked = 0
		if got := blank().inSight(test.pkg, test.known); got != test.want {
			t.Errorf("%s: a framework is in sight: %v", test.name, got)
		}
		if asked > len(test.pkg.Imports()) {
			t.Errorf("%s: asked %d times of %d imports", test.name, asked, len(test.pkg.Imports()))
		}
	}
}

// TestDutyIDs: a duty's name in facts is its own, and says which one it is.
func TestDutyIDs(t *testing.T) {
	b := blank()
	seen := make(map[contract.RowID]bool)
	for i := range shipped.Frameworks {
		for j := range shipped.Frameworks[i].Duties {
			d := &shipped.Frameworks[i].Duties[j]
			id := b.DutyID(d)
			if seen[id] {
				t.Errorf("%v names two duties", id)
			}
			seen[id] = true
			if b.Duty(id) != d {
				t.Errorf("%v names another duty", id)
			}
		}
	}
	if b.Duty(contract.RowID{Framework: "bubbletea", Kind: "duty", Symbol: "a.B"}) != nil {
		t.Error("a name that nobody has stands for a duty")
	}
}
