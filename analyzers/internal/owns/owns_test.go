package owns_test

import (
	"fmt"
	"go/types"
	"reflect"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis"

	"github.com/loopcheck/loopcheck/analyzers/internal/contract"
	"github.com/loopcheck/loopcheck/analyzers/internal/owns"
	"github.com/loopcheck/loopcheck/analyzers/internal/program"
	"github.com/loopcheck/loopcheck/analyzers/internal/ruletest"
)

// listed writes who owns each named type of the package's variables, and what
// its functions are lent: "list: a tview.List, of tview", "on: buf is lent".
var listed = &analysis.Analyzer{
	Name:       "listed",
	Doc:        "list owners, for a test",
	Requires:   []*analysis.Analyzer{program.Analyzer, owns.Analyzer},
	ResultType: reflect.TypeFor[string](),
	Run: func(pass *analysis.Pass) (any, error) {
		r := pass.ResultOf[owns.Analyzer].(*owns.Result)
		var b strings.Builder
		write := func(name, how string, owner owns.Owner, ok bool) {
			if ok {
				fmt.Fprintf(&b, "%s: %s of %s: %s\n", name, how, owner.Loop, owner.What)
			}
		}
		for _, name := range pass.Pkg.Scope().Names() {
			obj := pass.Pkg.Scope().Lookup(name)
			named := program.Named(obj.Type())
			owner, ok := r.Object(named)
			write(name, "an object", owner, ok)
			owner, ok = r.Fields(named)
			write(name, "fields", owner, ok)
			if _, isType := obj.(*types.TypeName); isType {
				owner, ok = r.Model(named)
				write(name, "a model", owner, ok)
			}
		}
		for _, f := range pass.ResultOf[program.Analyzer].(*program.Package).Funcs {
			for _, loan := range r.Loans(f) {
				fmt.Fprintf(&b, "%s: %s is lent: %s\n", f.Name(), loan.Var.Name(), loan.Why)
			}
		}
		return b.String(), nil
	},
}

func owners(t testing.TB, archives ...string) string {
	t.Helper()
	return ruletest.Result[string](t, ruletest.Load(t, archives...), listed)
}

func TestObjects(t *testing.T) {
	ruletest.Equal(t, owners(t, ruletest.Tview, `
-- example.com/a/a.go --
package a; import "github.com/rivo/tview"
var (
	app   *tview.Application
	cell  *tview.TableCell
	list  tview.List
	own   screen
	plain int
)
type screen struct{ *tview.List }
`), `
		app: an object of tview: a tview.Application
		cell: an object of tview: a tview.TableCell
		cell: fields of tview: a tview.TableCell
		list: an object of tview: a tview.List
		list: fields of tview: a tview.List`)
}

func TestModels(t *testing.T) {
	ruletest.Equal(t, owners(t, ruletest.Tea, `
-- example.com/a/a.go --
package a; import tea "charm.land/bubbletea/v2"
type pointer struct{}
func (m *pointer) Init() tea.Cmd { return nil }
func (m *pointer) View() tea.View { return tea.NewView("") }
func (m *pointer) Update(msg tea.Msg) (tea.Model, tea.Cmd) { return m, nil }
type other struct{}
func (m other) Update(msg string) {}
`), `pointer: a model of bubbletea:`)
}

func TestLoans(t *testing.T) {
	ruletest.Equal(t, owners(t, `
-- github.com/panjf2000/gnet/v2/gnet.go --
package gnet
type Conn interface{ Reader }
type Reader interface {
	Next(n int) ([]byte, error)
	Peek(n int) ([]byte, error)
}
-- example.com/a/a.go --
package a; import "github.com/panjf2000/gnet/v2"
func on(c gnet.Conn) {
	body, _ := c.Next(-1)
	func() { head, _ := c.Peek(4); _ = head }()
	_, err := c.Next(-1)
	_, _ = body, err
}
func none(c gnet.Conn) { c.Next(-1) }
`), `
		on: body is lent: the event-loop reads the next data into the same buffer
		the function in on: head is lent: the event-loop reads the next data into the same buffer`)
}

// TestNothing: a result that is empty, because the package is of the standard
// library or because the analysis failed, answers every question.
func TestNothing(t *testing.T) {
	var r owns.Result
	named := types.NewNamed(types.NewTypeName(0, nil, "t", nil), types.Typ[types.Int], nil)
	_, object := r.Object(named)
	_, fields := r.Fields(named)
	_, model := r.Model(named)
	_, function := r.Func(nil)
	if r.Any() || r.Models() || object || fields || model || function || r.Safe(nil) || len(r.Loans(nil)) > 0 {
		t.Error("nothing owns something")
	}
	if id := (contract.LoopID{Owner: "ui"}); r.LoopOf(id) != id {
		t.Error("a loop that nobody describes is another one")
	}
}
