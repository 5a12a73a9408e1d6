package touches

import (
	"testing"

	"golang.org/x/tools/go/analysis"

	"github.com/loopcheck/loopcheck/analyzers/internal/book"
	"github.com/loopcheck/loopcheck/analyzers/internal/owns"
	"github.com/loopcheck/loopcheck/analyzers/internal/program"
	"github.com/loopcheck/loopcheck/analyzers/internal/ruletest"
	"github.com/loopcheck/loopcheck/analyzers/internal/runson"
)

// TestHostile: code that has no function around it, or no body in it.
func TestHostile(t *testing.T) {
	for _, test := range hostile {
		t.Run(test.name, func(t *testing.T) {
			ruletest.Equal(t, offsOf(t, ruletest.Tview, headerFor(test.src)+test.src), test.want)
		})
	}
}

var hostile = []struct{ name, src, want string }{
	{"a literal at package level", `
			var command = struct{ run func(*tview.List) }{run: func(list *tview.List) {
				go func() { list.Clear(); func() { list.Clear() }() }()
			}}`, `
			3: calls list.Clear, a tview.List <- 3
			3: calls list.Clear, a tview.List <- 3`},
	{"calls at package level", `
			var list = tview.NewList()
			var timer = time.AfterFunc(1, func() { list.Clear() })
			var _ = time.AfterFunc(1, refresh)
			var _ = list.Clear()
			func refresh() { list.Clear() }`, `
			3: calls list.Clear, a tview.List <- 3
			6: calls list.Clear, a tview.List <- 4`},
	{"no bodies", `
			func native(list *tview.List)
			func (s screen) native(list *tview.List)
			type screen struct{ list *tview.List }
			func start(s *screen) {
				go native(s.list)
				go s.native(s.list)
				go func() { native(s.list); s.native(s.list); s.list.Clear() }()
			}`, `
			8: calls s.list.Clear, a tview.List <- 8`},
	{"no names", `
			func _(*tview.List) { go func() { tview.NewList().Clear() }() }
			func (screen) _(_ *tview.List, _ ...*tview.List) {}
			type screen struct{ *tview.List }
			func start(s screen) { go func() { s.Clear(); (s).List.Clear(); (&s).Clear() }() }`, `
			5: calls s.Clear, a tview.List <- 5
			5: calls (s).List.Clear, a tview.List <- 5
			5: calls (&s).Clear, a tview.List <- 5`},
	{"too few arguments", `
			func two() (*tview.List, *tview.List) { return nil, nil }
			func clear(a, b *tview.List) { a.Clear(); b.Clear() }
			func start() { go func() { clear(two()) }() }`, ``},
	{"issueMethodExpression", `
			type screen struct{ list *tview.List }
			func (s *screen) show(list *tview.List) { s.list.Clear(); list.Clear() }
			func start(s *screen, list *tview.List) {
				go func() { (*screen).show(s, tview.NewList()) }()
				go func() { (*screen).show(&screen{}, list) }()
				go func() { (*tview.List).Clear(list) }()
				go func() { (*tview.List).Clear(tview.NewList()) }()
			}`, `
			3: calls s.list.Clear, a tview.List <- 5 <- 5
			3: calls list.Clear, a tview.List <- 6 <- 6
			7: calls (*tview.List).Clear, a tview.List <- 7`},
	{"functions that call each other", `
			func a(list *tview.List) { b(list) }
			func b(list *tview.List) { c(list); a(list) }
			func c(list *tview.List) { b(list); c(list); list.Clear() }
			func start(list *tview.List) { go a(list) }`, `
			4: calls list.Clear, a tview.List <- 3 <- 2 <- 5`},
}

// TestNoResults: a relation that failed has an empty result, or none, and then
// there is nothing to know here.
func TestNoResults(t *testing.T) {
	pass := &analysis.Pass{ResultOf: map[*analysis.Analyzer]any{
		program.Analyzer: &program.Package{}, book.Analyzer: &book.Book{}, runson.Analyzer: &runson.Result{}, owns.Analyzer: &owns.Result{},
	}}
	r, err := run(pass)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range []*Result{r.(*Result), {}} {
		if len(r.Off()) > 0 || len(r.Escapes()) > 0 {
			t.Errorf("%v knows something", r)
		}
	}
	if (&owns.Result{}).Any() {
		t.Error("an empty result of owns owns something")
	}
}
