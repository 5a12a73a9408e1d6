package touches

import (
	"fmt"
	"strings"
	"testing"

	"github.com/loopcheck/loopcheck/analyzers/internal/contract"
	"github.com/loopcheck/loopcheck/analyzers/internal/program"
	"github.com/loopcheck/loopcheck/analyzers/internal/ruletest"
)

var accesses = map[Access]string{Called: "calls", Read: "reads", Written: "writes"}

// offs writes the touches off the loop, and how the code came to run there:
// "5: calls list.Clear, a tview.List (4)".
func offs(p *ruletest.Program, r *Result) string {
	var b strings.Builder
	for _, off := range r.Off() {
		fmt.Fprintf(&b, "%d: %s %s", p.Position(off.Node.Pos()).Line, accesses[off.Access], off.Text)
		if off.Field == nil {
			b.WriteString(", " + off.What)
		}
		if off.Via != "" {
			fmt.Fprintf(&b, ", by %s to %s", off.Via, off.Root)
		}
		if off.At != "" {
			b.WriteString(" at " + off.At)
		}
		if off.Likely {
			b.WriteString(", likely")
		}
		for _, step := range off.Why {
			fmt.Fprintf(&b, " <- %d", p.Position(step.Pos).Line)
		}
		b.WriteByte('\n')
	}
	return b.String()
}

func offsOf(t testing.TB, archives ...string) string {
	t.Helper()
	p := ruletest.Load(t, archives...)
	return offs(p, ruletest.Result[*Result](t, p, Analyzer))
}

const header = `
-- example.com/a/a.go --
package a; import "github.com/rivo/tview"; var app *tview.Application
`

// headerFor is the header of a source that begins with a new line.
func headerFor(src string) string {
	h := strings.TrimSuffix(header, "\n")
	if strings.Contains(src, "time.") {
		h = strings.Replace(h, "import ", `import "time"; import `, 1)
	}
	return h
}

func TestOff(t *testing.T) {
	tests := []struct{ name, src, want string }{
		{"a goroutine", `
			func start(list *tview.List) {
				go func() {
					list.Clear()
					list.AddItem("x", nil).SetTitle("y")
				}()
			}`, `
			4: calls list.Clear, a tview.List <- 3
			5: calls list.AddItem(…).SetTitle, a tview.List <- 3`},
		{"on the loop", `
			func start(list *tview.List) {
				go app.QueueUpdate(func() { list.Clear() })
				list.SetSelectedFunc(func(int) { list.Clear() })
			}`, ``},
		{"nobody knows", `
			func Refresh(list *tview.List) { list.Clear() }`, ``},
		{"one's own", `
			func start() {
				go func() {
					list := tview.NewList()
					list.Clear()
					app.QueueUpdate(func() { list.Clear() })
				}()
			}`, ``},
		{"what anybody may call", `
			func start(view *tview.TextView) {
				go func() {
					view.SetText("x")
					app.Draw()
					app.Stop()
					tview.NewList()
				}()
			}`, ``},
		{"a field", `
			func start(cell *tview.TableCell) {
				go func() { cell.Text = "x" }()
				go func() { println(cell.Text) }()
			}`, `
			3: writes cell.Text, a tview.TableCell <- 3
			4: reads cell.Text, a tview.TableCell <- 4`},
		{"a go statement", `
			func start(list *tview.List) {
				go list.Clear()
				go refresh(list)
			}
			func refresh(list *tview.List) { list.Clear() }`, `
			3: calls list.Clear, a tview.List <- 3
			6: calls list.Clear, a tview.List <- 4`},
		{"a helper", `
			func start(list *tview.List) {
				go func() { refresh(list) }()
			}
			func refresh(list *tview.List) { clear(list) }
			func clear(list *tview.List) { list.Clear() }`, `
			6: calls list.Clear, a tview.List <- 5 <- 3 <- 3`},
		{"a helper with one's own", `
			func start() {
				go func() { refresh(tview.NewList()) }()
			}
			func refresh(list *tview.List) { list.Clear() }`, ``},
		{"a helper with one's own and a shared one", `
			func start(list *tview.List) {
				go func() { refresh(tview.NewList(), list) }()
			}
			func refresh(own, list *tview.List) { own.Clear(); again(list) }
			func again(list *tview.List) { list.Clear(); refresh(list, nil) }`, `
			5: calls own.Clear, a tview.List <- 6 <- 5 <- 3 <- 3
			6: calls list.Clear, a tview.List <- 5 <- 3 <- 3`},
		{"a helper of the loop's and a goroutine", `
			func start(list *tview.List) {
				go func() { outer(list) }()
				list.SetSelectedFunc(func(int) { refresh(list) })
			}
			func outer(list *tview.List) { refresh(list); refresh(tview.NewList()) }
			func refresh(list *tview.List) { clear(list) }
			func clear(list *tview.List) { list.Clear() }`, `
			6: calls refresh, a tview.List, by a.refresh to list.Clear <- 3 <- 3`},
		{"a helper of two goroutines", `
			func start(list *tview.List) {
				go func() { refresh(list) }()
				go func() { refresh(list) }()
			}
			func refresh(list *tview.List) { list.Clear() }`, `
			6: calls list.Clear, a tview.List <- 3 <- 3`},
		{"a helper that touches what is shared", `
			var list *tview.List
			func start() { go func() { refresh() }() }
			func refresh() { list.Clear() }`, `
			4: calls list.Clear, a tview.List <- 3 <- 3`},
		{"a literal that runs within", `
			func start(list *tview.List) {
				go func() { func() { list.Clear() }() }()
			}`, `
			3: calls list.Clear, a tview.List <- 3`},
		{"a goroutine that runs the loop", `
			func start(list *tview.List) {
				go func() { list.Clear(); app.Run() }()
			}`, ``},
		{"a timer and a handler of its own", `
			func start(list *tview.List, view *tview.TextView) {
				time.AfterFunc(1, func() { list.Clear() })
				view.SetChangedFunc(func() { view.ScrollToEnd() })
			}`, `
			3: calls list.Clear, a tview.List <- 3
			4: calls view.ScrollToEnd, a tview.TextView <- 4`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			ruletest.Equal(t, offsOf(t, ruletest.Tview, headerFor(test.src)+test.src), test.want)
		})
	}
}

// TestOrder: what a helper's helper touches is found wherever it is declared,
// also by way of a literal that runs within.
func TestOrder(t *testing.T) {
	const (
		start  = "func start(list *tview.List, names []string) { go func() { outer(list, names) }() }\n"
		outer  = "func outer(list *tview.List, names []string) { slices.SortFunc(names, func(a, b string) int { helper(list); return 0 }) }\n"
		helper = "func helper(list *tview.List) { list.Clear() }\n"
	)
	for _, src := range []string{start + outer + helper, helper + outer + start, outer + start + helper} {
		got := offsOf(t, ruletest.Tview, strings.Replace(header, "import ", `import "slices"; import `, 1)+src)
		if strings.Count(got, "list.Clear, a tview.List <-") != 1 || strings.Count(got, "\n") != 1 {
			t.Errorf("%s\nsays %q", src, got)
		}
	}
}

// TestOncePerCall: a call of the loop's own helper is one place, however it
// touches, with the touches inside.
func TestOncePerCall(t *testing.T) {
	p := ruletest.Load(t, ruletest.Tview, header+`
		func start(cell *tview.TableCell, list *tview.List) {
			go func() { touch(cell, list) }()
			app.QueueUpdate(func() { touch(cell, list) })
		}
		func touch(cell *tview.TableCell, list *tview.List) {
			println(cell.Text)
			cell.Text = "x"
			more(list)
		}
		func more(list *tview.List) { list.Clear(); touch(nil, list) }`)
	r := ruletest.Result[*Result](t, p, Analyzer)
	ruletest.Equal(t, offs(p, r), `4: reads touch, a tview.TableCell, by a.touch to cell.Text <- 4`)
	var inner []string
	for _, in := range r.Off()[0].Inner {
		inner = append(inner, fmt.Sprintf("%d: %s %s", p.Position(in.Node.Pos()).Line, accesses[in.Access], in.Text))
	}
	ruletest.Equal(t, strings.Join(inner, "\n"), `
		8: reads cell.Text
		9: writes cell.Text
		12: calls list.Clear`)
}

// TestTestsRunNoLoop: that a test starts a method in a goroutine says nothing
// about the program.
func TestTestsRunNoLoop(t *testing.T) {
	ruletest.Equal(t, offsOf(t, ruletest.Tview, header+`
		type screen struct{ list *tview.List }
		func (s *screen) show() { s.list.Clear() }
-- example.com/a/a_test.go --
package a
func both(s *screen) { go s.show(); go func() { s.show() }() }`), ``)
}

func TestAcrossPackages(t *testing.T) {
	const src = `
-- example.com/ui/ui.go --
package ui

import "github.com/rivo/tview"

type Status struct {
	List *tview.List
	app  *tview.Application
}

func (s *Status) Show()          { s.List.Clear() }
func (s *Status) Deep()          { s.deep() }
func (s *Status) deep()          { s.List.Clear() }
func (s *Status) Post()          { s.app.QueueUpdate(func() { s.Show() }) }
func Fill(n int, l *tview.List)  { l.Clear() }
func Fresh()                     { tview.NewList().Clear() }
-- example.com/a/a.go --
package a; import "example.com/ui"; import "github.com/rivo/tview"
func start(s *ui.Status, list *tview.List) {
	go func() { s.Show() }()
	go func() { s.Deep() }()
	go func() { s.Post() }()
	go func() { ui.Fill(1, list) }()
	go func() { ui.Fill(1, tview.NewList()) }()
	go func() { ui.Fresh() }()
	go func() { (&ui.Status{}).Show() }()
	go s.Show()
	go s.List.Clear()
}
`
	ruletest.Equal(t, offsOf(t, ruletest.Tview, src), `
		3: calls s.Show, a tview.List, by ui.Status.Show to s.List.Clear at ui.go:10 <- 3
		4: calls s.Deep, a tview.List, by ui.Status.Deep to s.List.Clear at ui.go:12 <- 4
		6: calls ui.Fill, a tview.List, by ui.Fill to l.Clear at ui.go:14 <- 6
		10: calls s.Show, a tview.List, by ui.Status.Show to s.List.Clear at ui.go:10 <- 10
		11: calls s.List.Clear, a tview.List <- 11`)
}

// TestHandedOverToo: that a method is also handed to the loop does not make it
// the loop's own.
func TestHandedOverToo(t *testing.T) {
	ruletest.Equal(t, offsOf(t, ruletest.Tview, header+`
		func start(s *screen) {
			app.QueueUpdate(s.show)
			go func() { s.show() }()
		}
		type screen struct{ list *tview.List }
		func (s *screen) show() { s.list.Clear() }`), `5: calls s.show, a tview.List, by a.screen.show to s.list.Clear <- 5`)
}

func TestFact(t *testing.T) {
	ruletest.Facts(t, &touchFact{Touches: []remote{{
		Loop: contract.LoopID{Owner: "tview", Name: "x"}, Param: program.ReceiverIndex, Any: true, Access: Written,
		What: "a tview.List", Via: "ui.F", Root: "l.Clear", At: "ui.go:9", Fix: "do it in QueueUpdateDraw",
	}}})
}

func TestDeterministic(t *testing.T) {
	p := ruletest.Load(t, ruletest.Tview, header+`
		type screen struct { list *tview.List; cell *tview.TableCell; by map[string]*tview.List }
		func (s *screen) one() { s.list.Clear(); s.two() }
		func (s *screen) two() { s.cell.Text = "x"; s.by["x"].Clear(); s.one() }
		func start(s *screen) { go s.one(); go s.two(); go func() { s.one(); println(s.cell.Text) }() }`)
	ruletest.Repeat(t, 20, func() string { return offs(p, ruletest.Result[*Result](t, p, Analyzer)) })
}
