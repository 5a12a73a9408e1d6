package book

import (
	"fmt"
	"go/types"
	"slices"
	"strings"
	"testing"

	"github.com/loopcheck/loopcheck/analyzers/internal/contract"
	"github.com/loopcheck/loopcheck/analyzers/internal/ruletest"
	"github.com/loopcheck/loopcheck/analyzers/internal/shipped"
)

// rows visits every row that ships, with its place ("bubbletea Runs 3") and a
// framework that has nothing but that row.
func rows(visit func(place string, e contract.Evidence, alone contract.Framework)) {
	for _, f := range shipped.Frameworks {
		alone := func(set func(*contract.Framework)) contract.Framework {
			g := contract.Framework{Name: f.Name, Modules: f.Modules, Forks: f.Forks, Needs: f.Needs, Loops: f.Loops}
			set(&g)
			return g
		}
		place := func(kind string, i int) string { return fmt.Sprintf("%s %s %d", f.Name, kind, i) }
		for i, r := range f.Runs {
			visit(place("Runs", i), r.Evidence, alone(func(g *contract.Framework) { g.Runs = []contract.Runs{r} }))
		}
		for i, r := range f.Waits {
			visit(place("Waits", i), r.Evidence, alone(func(g *contract.Framework) { g.Waits = []contract.Waits{r} }))
		}
		for i, r := range f.Late {
			visit(place("Late", i), r.Evidence, alone(func(g *contract.Framework) { g.Late = []contract.Late{r} }))
		}
		for i, r := range f.Takes {
			visit(place("Takes", i), r.Evidence, alone(func(g *contract.Framework) { g.Takes = []contract.Takes{r} }))
		}
		for i, r := range f.Tokens {
			visit(place("Tokens", i), r.Evidence, alone(func(g *contract.Framework) { g.Tokens = []contract.Tokens{r} }))
		}
		for i, r := range f.Turns {
			visit(place("Turns", i), r.Evidence, alone(func(g *contract.Framework) { g.Turns = []contract.Turns{r} }))
		}
		for i, r := range f.Blocks {
			visit(place("Blocks", i), r.Evidence, alone(func(g *contract.Framework) { g.Blocks = []contract.Blocks{r} }))
		}
		for i, r := range f.Owns {
			visit(place("Owns", i), r.Evidence, alone(func(g *contract.Framework) { g.Owns = []contract.Owns{r} }))
		}
		for i, r := range f.Borrows {
			visit(place("Borrows", i), r.Evidence, alone(func(g *contract.Framework) { g.Borrows = []contract.Borrows{r} }))
		}
		for i, r := range f.Duties {
			visit(place("Duties", i), r.Evidence, alone(func(g *contract.Framework) { g.Duties = []contract.Duty{r} }))
		}
		for i, r := range f.Forward {
			visit(place("Forward", i), r.Evidence, alone(func(g *contract.Framework) { g.Forward = []contract.Forward{r} }))
		}
	}
}

// bound counts what a book has.
func bound(b *Book) int {
	n := 0
	for _, m := range b.methods {
		if m.iface != nil {
			n++
		}
	}
	for _, m := range b.callees {
		if m.iface != nil {
			n++
		}
	}
	return n + len(b.services) + len(b.Shapes) + len(b.OwnsShapes) + len(b.runs.bound) + len(b.waits.bound) + len(b.blocks.bound) +
		len(b.owns.bound) + len(b.results.bound) + len(b.lent.bound) + len(b.duties.bound) + len(b.bare.bound) + len(b.installs.bound) + len(b.forwards.bound) + len(b.takes.bound) + len(b.tokens.bound) + len(b.turns.bound) + len(b.streams) + len(b.late.bound)
}

// paramRows are the bound rows for functions that are passed for a parameter.
func paramRows(b *Book) map[*types.Func][]Bound[contract.Runs] {
	params := make(map[*types.Func][]Bound[contract.Runs])
	for at, rows := range b.runs.bound {
		if fn, ok := at.obj.(*types.Func); ok && at.form == contract.FormParam {
			params[fn] = rows
		}
	}
	return params
}

// TestRowsSayWhy: a row without its reason and its source is a rumour.
func TestRowsSayWhy(t *testing.T) {
	rows(func(place string, e contract.Evidence, _ contract.Framework) {
		if e.Why == "" {
			t.Errorf("%s has no Why", place)
		}
		if strings.HasSuffix(e.Why, ".") || strings.HasSuffix(e.Fix, ".") {
			t.Errorf("%s: Why and Fix are clauses of a message, without a full stop", place)
		}
		if e.Source == "" {
			t.Errorf("%s has no Source", place)
		}
		for part := range strings.SplitSeq(e.Source, "; ") {
			if !sourcePattern.MatchString(part) {
				t.Errorf("%s: the source %q is no file and line", place, part)
			}
		}
	})
}

// TestFrameworks: what the rows refer to by name is there.
func TestFrameworks(t *testing.T) {
	for _, f := range shipped.Frameworks {
		if f.Name == "" {
			t.Error("a framework has no name")
		}
		for _, m := range f.Modules {
			if m.Path == "" || !strings.HasPrefix(m.Version, "v") {
				t.Errorf("%s was read from %s at %q", f.Name, m.Path, m.Version)
			}
		}
		loop := func(place, name string) {
			if !slices.ContainsFunc(f.Loops, func(l contract.Loop) bool { return l.Name == name }) {
				t.Errorf("%s %s is on the loop %q, which the framework does not have", f.Name, place, name)
			}
		}
		for i, r := range f.Runs {
			place := fmt.Sprintf("Runs %d", i)
			switch r.Mode {
			case 0:
				t.Errorf("%s %s has no mode", f.Name, place)
			case contract.Spawn, contract.Inline, contract.Paused:
				if r.Loop != "" {
					t.Errorf("%s %s runs on no loop and names %q", f.Name, place, r.Loop)
				}
			default:
				loop(place, r.Loop)
			}
			if r.Code.Form == 0 {
				t.Errorf("%s %s selects no code", f.Name, place)
			}
		}
		for i, r := range f.Waits {
			loop(fmt.Sprintf("Waits %d", i), r.Loop)
			if r.Mode != contract.PostBounded && r.Mode != contract.Rendezvous && r.Mode != contract.Call {
				t.Errorf("%s Waits %d waits in no mode that waits", f.Name, i)
			}
		}
		for i, r := range f.Blocks {
			if r.Class == "" {
				t.Errorf("%s Blocks %d has no class", f.Name, i)
			}
		}
		for i, r := range f.Owns {
			loopOrNone := fmt.Sprintf("Owns %d", i)
			if len(f.Loops) > 0 {
				loop(loopOrNone, r.Loop)
			}
			if (r.Shape == nil) == (r.Type == contract.Symbol{}) {
				t.Errorf("%s %s needs a type or a shape, and not both", f.Name, loopOrNone)
			}
		}
		for i, r := range f.Duties {
			if len(r.Met) == 0 {
				t.Errorf("%s Duties %d does not say how it is met", f.Name, i)
			}
		}
	}
}

// tviewOf returns the stub of tview.
func tviewOf(t testing.TB) (*types.Package, *types.Package) {
	t.Helper()
	p := ruletest.Load(t, ruletest.Tview, `
-- example.com/a/a.go --
package a

import "github.com/rivo/tview"

type screen struct{ *tview.List }
`)
	return p.Packages[len(p.Packages)-1].Types, p.Packages[0].Types
}

// TestMisspelled: a row that names what is not there is noticed, whatever its kind.
func TestMisspelled(t *testing.T) {
	const pkg = "github.com/rivo/tview"
	pkgs, _ := tviewOf(t)
	wrong := contract.Symbol{Pkg: pkg, Recv: "Aplication", Name: "Draw"}
	param := contract.Param(pkg, "Application", "QueueUpdate", 0)
	lentParam, lentFirst := contract.Param(pkg, "Aplication", "Draw", 0), contract.FirstParam(pkg, "Event")
	tests := []struct {
		name string
		f    contract.Framework
		want string
	}{
		{"parameter", contract.Framework{Runs: []contract.Runs{{Code: contract.Param(pkg, "Application", "QueueUpdates", 0)}}}, pkg + " Application.QueueUpdates"},
		{"wildcard", contract.Framework{Runs: []contract.Runs{{Code: contract.Param(pkg, "*", "Sett*", 0)}}}, pkg + " *.Sett*"},
		{"package", contract.Framework{Runs: []contract.Runs{{Code: contract.Param(pkg+"/v2", "", "New*", 0)}}}, pkg + "/v2 .New*"},
		{"packages", contract.Framework{Runs: []contract.Runs{{Code: contract.Param(pkg+"/*", "", "New*", 0)}}}, pkg + "/* .New*"},
		{"field", contract.Framework{Runs: []contract.Runs{{Code: contract.Field(pkg, "TableCell", "Txt")}}}, pkg + " TableCell.Txt"},
		{"func type", contract.Framework{Runs: []contract.Runs{{Code: contract.FuncType(pkg, "Handler")}}}, pkg + " .Handler"},
		{"interface", contract.Framework{Runs: []contract.Runs{{Code: contract.Implements(pkg, "Primitiv", "*")}}}, pkg + " .Primitiv"},
		{"interface that returns", contract.Framework{Runs: []contract.Runs{{Code: contract.Returned(pkg, "Primitiv", "*")}}}, pkg + " .Primitiv"},
		{"first parameter", contract.Framework{Runs: []contract.Runs{{Code: contract.FirstParam(pkg, "Event")}}}, pkg + " .Event"},
		{"assertion", contract.Framework{Runs: []contract.Runs{{Code: contract.Assertion(pkg, "", "Check")}}}, pkg + " .Check"},
		{"exception", contract.Framework{Runs: []contract.Runs{{Code: param.But(wrong)}}}, pkg + " Aplication.Draw"},
		{"condition", contract.Framework{Runs: []contract.Runs{{Code: param, When: contract.When{Unless: wrong}}}}, pkg + " Aplication.Draw"},
		{"waits", contract.Framework{Waits: []contract.Waits{{Call: wrong}}}, pkg + " Aplication.Draw"},
		{"waits' condition", contract.Framework{Waits: []contract.Waits{{Call: contract.Symbol{Pkg: pkg, Recv: "Application", Name: "Draw"}, When: contract.When{Unless: wrong}}}}, pkg + " Aplication.Draw"},
		{"waits' argument", contract.Framework{Waits: []contract.Waits{{Call: contract.Symbol{Pkg: pkg, Recv: "Application", Name: "Draw"}, When: contract.When{Passes: wrong}}}}, pkg + " Aplication.Draw"},
		{"late", contract.Framework{Late: []contract.Late{{Calls: []contract.Symbol{wrong}}}}, pkg + " Aplication.Draw"},
		{"what closes", contract.Framework{Late: []contract.Late{{After: []contract.Symbol{wrong}}}}, pkg + " Aplication.Draw"},
		{"tokens taken", contract.Framework{Tokens: []contract.Tokens{{Take: wrong, Give: contract.Symbol{Pkg: pkg, Recv: "Application", Name: "Draw"}}}}, pkg + " Aplication.Draw"},
		{"tokens given", contract.Framework{Tokens: []contract.Tokens{{Give: wrong, Take: contract.Symbol{Pkg: pkg, Recv: "Application", Name: "Draw"}}}}, pkg + " Aplication.Draw"},
		{"takes", contract.Framework{Takes: []contract.Takes{{Call: wrong}}}, pkg + " Aplication.Draw"},
		{"what is taken", contract.Framework{Takes: []contract.Takes{{Call: contract.Symbol{Pkg: pkg, Recv: "Application", Name: "Draw"}, From: []contract.Symbol{wrong}}}}, pkg + " Aplication.Draw"},
		{"blocks", contract.Framework{Blocks: []contract.Blocks{{Call: wrong}}}, pkg + " Aplication.Draw"},
		{"owns", contract.Framework{Owns: []contract.Owns{{Type: contract.Symbol{Pkg: pkg, Name: "Lst"}}}}, pkg + " .Lst"},
		{"safe", contract.Framework{Owns: []contract.Owns{{Type: contract.Symbol{Pkg: pkg, Name: "List"}, Safe: []contract.Symbol{wrong}}}}, pkg + " Aplication.Draw"},
		{"opens", contract.Framework{Owns: []contract.Owns{{Type: contract.Symbol{Pkg: pkg, Name: "List"}, Opens: []contract.Symbol{wrong}}}}, pkg + " Aplication.Draw"},
		{"owns, except", contract.Framework{Owns: []contract.Owns{{Type: contract.Symbol{Pkg: pkg, Name: "*"}, Except: []contract.Symbol{wrong}}}}, pkg + " Aplication.Draw"},
		{"lent result", contract.Framework{Borrows: []contract.Borrows{{Result: wrong}}}, pkg + " Aplication.Draw"},
		{"lent argument", contract.Framework{Borrows: []contract.Borrows{{Arg: &lentParam}}}, pkg + " Aplication.Draw"},
		{"lent parameter", contract.Framework{Borrows: []contract.Borrows{{Arg: &lentFirst}}}, pkg + " .Event"},
		{"installs", contract.Framework{Forward: []contract.Forward{{Install: []contract.Symbol{wrong}}}}, pkg + " Aplication.Draw"},
		{"forwards", contract.Framework{Forward: []contract.Forward{{Calls: []contract.Symbol{wrong}}}}, pkg + " Aplication.Draw"},
		{"duty", contract.Framework{Duties: []contract.Duty{{Type: contract.Symbol{Pkg: pkg, Name: "Tokn"}}}}, pkg + " .Tokn"},
		{"duty from", contract.Framework{Duties: []contract.Duty{{Type: contract.Symbol{Pkg: pkg, Name: "List"}, From: []contract.Symbol{wrong}}}}, pkg + " Aplication.Draw"},
		{"duty, except", contract.Framework{Duties: []contract.Duty{{Type: contract.Symbol{Pkg: pkg, Name: "List"}, Except: []contract.Symbol{wrong}}}}, pkg + " Aplication.Draw"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			b := newBinder(blank(), pkgs)
			b.framework(&test.f)
			if len(b.missing) != 1 || b.missing[0] != test.want {
				t.Errorf("missing are %q, want %q", b.missing, test.want)
			}
		})
	}
}

// TestSpelled: with the right names nothing is missing, and each pattern means
// every match, once, promoted methods by their own type.
func TestSpelled(t *testing.T) {
	const pkg = "github.com/rivo/tview"
	p, _ := tviewOf(t)
	b := newBinder(blank(), p)
	b.framework(&contract.Framework{
		Runs: []contract.Runs{{Code: contract.Param(pkg, "*", "Set*Func", 0).But(contract.Symbol{Pkg: pkg, Recv: "Application", Name: "*"})}},
		Owns: []contract.Owns{{Type: contract.Symbol{Pkg: pkg, Name: "*"}, Except: []contract.Symbol{contract.Symbol{Pkg: pkg, Name: "Application"}}}},
	})
	if len(b.missing) > 0 {
		t.Errorf("missing: %q", b.missing)
	}
	var params []string
	for fn := range paramRows(b.book) {
		params = append(params, fn.FullName())
	}
	ruletest.Equal(t, sorted(params), `
		(*github.com/rivo/tview.List).SetSelectedFunc
		(*github.com/rivo/tview.TextView).SetChangedFunc`)
	var owned []string
	for at := range b.book.owns.bound {
		owned = append(owned, at.obj.Name())
	}
	ruletest.Equal(t, sorted(owned), "Box\nList\nMouseAction\nNewApplication\nNewList\nNewTextView\nPrimitive\nTableCell\nTextView")
}

func TestModuleOf(t *testing.T) {
	for path, want := range map[string]string{
		"github.com/rivo/tview":                        "github.com/rivo/tview",
		"github.com/rivo/tview/demos/box":              "github.com/rivo/tview",
		"github.com/rivo/tviewer":                      "",
		"github.com/charmbracelet/bubbles/list":        "github.com/charmbracelet/bubbles",
		"charm.land/bubbletea/v2":                      "charm.land/bubbletea/v2",
		"charm.land/bubbletea":                         "",
		"github.com/dop251/goja":                       "github.com/dop251/goja",
		"github.com/dop251/goja_nodejs/eventloop":      "github.com/dop251/goja_nodejs",
		"github.com/panjf2000/gnet/v2/pkg/pool/anpool": "github.com/panjf2000/gnet/v2",
		"time": "",
		"":     "",
	} {
		if got := blank().moduleOf(path); got != want {
			t.Errorf("moduleOf(%q) = %q, want %q", path, got, want)
		}
	}
}

func TestExempt(t *testing.T) {
	tests := []struct {
		symbol, path, name string
		want               bool
	}{
		{"github.com/rivo/tview", "github.com/rivo/tview", "tview", true},
		{"github.com/rivo/tview", "github.com/rivo/tview/internal/x", "x", true},
		{"github.com/rivo/tview", "github.com/rivo/tview/demos/box", "main", false},
		{"github.com/rivo/tview", "github.com/rivo/tview/demos/box", "box", false},
		{"github.com/rivo/tview", "github.com/rivo/tview/x", "main", false},
		{"github.com/rivo/tview", "example.com/a", "a", false},
		{"charm.land/bubbletea/v2", "charm.land/bubbletea/v2/examples/list/x", "x", false},
		{"charm.land/bubbletea/v2", "charm.land/bubbles/v2/list", "list", false}, // uses it as others do
		{"fyne.io/fyne/v2", "fyne.io/fyne/v2/cmd/fyne_demo/tutorials", "tutorials", false},
		{"fyne.io/fyne/v2", "fyne.io/fyne/v2/widget", "widget", true},
		{"time", "time", "time", false},
		{"example.com/a", "example.com/a", "a", false}, // no framework's module
	}
	for _, test := range tests {
		if got := newBinder(blank(), types.NewPackage(test.path, test.name)).exempt(test.symbol); got != test.want {
			t.Errorf("exempt(%q, %s %q) = %v", test.symbol, test.name, test.path, got)
		}
	}
}

func TestCutType(t *testing.T) {
	for in, want := range map[string]string{
		"charm.land/bubbletea/v2.Msg":     "charm.land/bubbletea/v2 Msg true",
		"*github.com/gdamore/tcell.Event": "github.com/gdamore/tcell Event true",
		"[]*time.Time":                    "time Time true",
		"string":                          "  false",
		"…":                               "  false",
	} {
		path, name, ok := cutType(in)
		if got := fmt.Sprintf("%s %s %v", path, name, ok); got != want {
			t.Errorf("cutType(%q) = %s, want %s", in, got, want)
		}
	}
}
