package duty

import (
	"fmt"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis"

	"github.com/loopcheck/loopcheck/analyzers/internal/contract"
	"github.com/loopcheck/loopcheck/analyzers/internal/program"
	"github.com/loopcheck/loopcheck/analyzers/internal/ruletest"
	"github.com/loopcheck/loopcheck/analyzers/internal/words"
)

// dropped reports what each function drops, as the rule sees it.
var dropped = &analysis.Analyzer{
	Name:     "dropped",
	Doc:      "report drops, for a test",
	Requires: []*analysis.Analyzer{program.Analyzer, Analyzer},
	Run: func(pass *analysis.Pass) (any, error) {
		r := pass.ResultOf[Analyzer].(*Result)
		for _, f := range pass.ResultOf[program.Analyzer].(*program.Package).Funcs {
			for _, d := range r.Drops(pass.TypesInfo, f) {
				what := fmt.Sprintf("%s: %s %d", f.Name(), words.Spell(d.Call.Fun), d.Due.Index)
				switch d.How {
				case Overwritten:
					what += " in " + d.Var + ", overwritten"
				case Unread:
					what += " in " + d.Var + ", unread"
				}
				if Attached(pass.TypesInfo, f, d.Call, pass) {
					what += ", attached"
				}
				if Renewed(pass.TypesInfo, f, d) {
					what += ", renewed"
				}
				if d.Due.ReturnedBy(f.Sig) {
					what += ", returnable"
				}
				pass.Reportf(d.Call.Pos(), "%s", what)
			}
		}
		return nil, nil
	},
}

func drops(t testing.TB, archives ...string) string {
	t.Helper()
	var lines []string
	for _, line := range ruletest.Load(t, archives...).Findings(t, dropped) {
		_, message, _ := strings.Cut(line, ": ")
		lines = append(lines, message)
	}
	return strings.Join(lines, "\n")
}

const header = `
-- example.com/a/a.go --
package a
import tea "charm.land/bubbletea/v2"
type part struct{ inner *part; cmd tea.Cmd }
func New() *part { return &part{} }
func cmd() tea.Cmd { return tea.Quit }
func pair() (int, tea.Cmd) { return 0, tea.Quit }
func use(...tea.Cmd) {}
func (p *part) start() tea.Cmd { return tea.Quit }
func (p *part) Update(msg tea.Msg) (*part, tea.Cmd) { return p, tea.Quit }
`

func TestDrops(t *testing.T) {
	tests := []struct{ name, src, want string }{
		{"a statement", `func f() { cmd(); (cmd()); defer cmd(); tea.Batch(nil) }`, `
			f: cmd 0
			f: cmd 0
			f: cmd 0
			f: tea.Batch 0`},
		{"the blank identifier", `func f() { _ = cmd(); _, _ = pair(); _, c := pair(); use(c); n, _ := pair(); println(n) }`, `
			f: cmd 0
			f: pair 1
			f: pair 1`},
		{"two at once", `func f() { _, b := cmd(), cmd(); use(b) }`, `f: cmd 0`},
		{"overwritten", `func f() { c := cmd(); c = cmd(); use(c) }`, `f: cmd 0 in c, overwritten`},
		{"renewed", `func f(p *part) tea.Cmd { p.start(); return p.start() }
			func g(p, q *part) tea.Cmd { p.start(); return q.start() }
			func h(p *part) (int, tea.Cmd) { p.start(); return 0, cmd() }`, `
			f: p.start 0, renewed, returnable
			g: p.start 0, returnable
			h: p.start 0, returnable`},
		{"overwritten by the next pair", `func f(p *part, msg tea.Msg) tea.Cmd {
			var c tea.Cmd
			p, c = p.Update(msg)
			p.inner, c = p.inner.Update(msg)
			return c
		}`, `f: p.Update 1 in c, overwritten, returnable`},
		{"in a case", `func f(n int) tea.Cmd {
			var c tea.Cmd
			switch n {
			case 1:
				c = cmd()
				c = cmd()
			}
			return c
		}`, `f: cmd 0 in c, overwritten, returnable`},
		{"unread", `func f() { var c tea.Cmd; use(c); c = cmd(); return }`, `f: cmd 0 in c, unread`},
		{"kept", `func f(p *part, all []tea.Cmd, ch chan tea.Cmd) tea.Cmd {
			c := cmd()
			all = append(all, c)
			c = cmd()
			use(c)
			p.cmd = cmd()
			p.cmd = cmd()
			all[0] = cmd()
			ch <- cmd()
			use(cmd(), p.start())
			x := part{cmd: cmd()}
			use(x.cmd)
			c = cmd()
			c = tea.Batch(c, cmd())
			if c := cmd(); c != nil {
				return c
			}
			go use(cmd())
			return c
		}`, ``},
		{"captured", `func f() { c := cmd(); g := func() { use(c) }; c = cmd(); g() }`, ``},
		{"addressed", `func f() { c := cmd(); p := &c; c = cmd(); use(*p) }`, ``},
		{"a named result", `func f() (c tea.Cmd) { c = cmd(); return }`, ``},
		{"in a literal", `func f() { func() { cmd() }() }`, `the function in f: cmd 0`},
		{"attached", `func f(q *part) { p := New(); p.start(); p.inner.start(); q.start(); r := q; r.start(); (&part{}).start() }`, `
			f: p.start 0, attached
			f: p.inner.start 0, attached
			f: q.start 0
			f: r.start 0
			f: (&part{}).start 0`},
		{"a value's call", `func f(g func() tea.Cmd) { g() }`, `f: g 0`},
		{"no duty", `func lazy() func() any { return nil }
			func f(p *tea.Program) { lazy(); p.Quit(); p.Run() }`, ``},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			ruletest.Equal(t, drops(t, ruletest.Tea, header+test.src), test.want)
		})
	}
}

// TestAlwaysNil: of what is always nil there is nothing to drop.
func TestAlwaysNil(t *testing.T) {
	tests := []struct {
		name, src string
		dropped   bool
	}{
		{"nil", `func g() tea.Cmd { return nil }`, false},
		{"nil on each way", `func g() tea.Cmd { if true { return nil }; return nil }`, false},
		{"nil on one way", `func g() tea.Cmd { if true { return nil }; return tea.Quit }`, true},
		{"nil from another", `func g() tea.Cmd { return h() }; func h() tea.Cmd { return nil }`, false},
		{"a zero variable", `func g() tea.Cmd { var c tea.Cmd; return c }`, false},
		{"an assigned variable", `func g() tea.Cmd { var c tea.Cmd; c = tea.Quit; return c }`, true},
		{"a variable assigned nil", `func g() tea.Cmd { c := h(); return c }; func h() tea.Cmd { return nil }`, false},
		{"a parameter", `func g() tea.Cmd { return h(tea.Quit) }; func h(c tea.Cmd) tea.Cmd { return c }`, true},
		{"a named result", `func g() (c tea.Cmd) { return }`, true}, // a limit: somebody may assign it
		{"a package's variable", `var c tea.Cmd; func g() tea.Cmd { return c }`, true},
		{"a literal's return is another's", `func g() tea.Cmd { _ = func() tea.Cmd { return tea.Quit }; return nil }`, false},
		{"never returns", `func g() tea.Cmd { panic("x") }`, true},
		{"a circle", `func g() tea.Cmd { return h() }; func h() tea.Cmd { return g() }`, true},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got := drops(t, ruletest.Tea, header+test.src+"\nfunc f() { g() }")
			if (got == "f: g 0") != test.dropped {
				t.Errorf("drops %q", got)
			}
		})
	}
}

// TestAcrossPackages: that a result is always nil travels, of each result its own.
func TestAcrossPackages(t *testing.T) {
	const src = `
-- example.com/w/w.go --
package w
import tea "charm.land/bubbletea/v2"
type Widget struct{}
func (w *Widget) Never() tea.Cmd { return nil }
func (w *Widget) Update(msg tea.Msg) (*Widget, tea.Cmd) { return w, nil }
func (w *Widget) Some() tea.Cmd { return tea.Quit }
func Two() (tea.Cmd, tea.Cmd) { return nil, tea.Quit }
-- example.com/a/a.go --
package a
import "example.com/w"
func f(x *w.Widget) { x.Never(); x.Update(nil); x.Some(); w.Two() }
`
	ruletest.Equal(t, drops(t, ruletest.Tea, src), `
		f: x.Some 0
		f: w.Two 1`)
}

// TestFrom: a token of some calls has a duty, of others not.
func TestFrom(t *testing.T) {
	const src = `
-- example.com/a/a.go --
package a
import mqtt "github.com/eclipse/paho.mqtt.golang"
func f(c mqtt.Client) { c.Connect(); c.Subscribe("x", 1, nil); mine(c) }
func mine(c mqtt.Client) mqtt.Token { return c.Connect() }
`
	ruletest.Equal(t, drops(t, ruletest.Paho, src), `
		f: c.Connect 0
		f: c.Subscribe 0`)
}

// TestNilFor: a command that is nil for a constant argument, also from another package.
func TestNilFor(t *testing.T) {
	const src = `
-- example.com/w/w.go --
package w
import tea "charm.land/bubbletea/v2"
func If(on bool) tea.Cmd { if on { return tea.Quit }; return nil }
func Unless(off bool) tea.Cmd { if !off { return tea.Quit }; return nil }
func Else(on bool) tea.Cmd { if on { return tea.Quit } else { return nil } }
func Early(off bool) tea.Cmd { if off { return nil }; println(); return tea.Quit }
func Second(n int, on bool) tea.Cmd { if on { return tea.Quit }; return nil }
func Changed(on bool) tea.Cmd { on = !on; if on { return tea.Quit }; return nil }
func Other(on bool) tea.Cmd { if on && true { return tea.Quit }; return nil }
-- example.com/a/a.go --
package a
import "example.com/w"
const off = false
func f(b bool) {
	w.If(false); w.Unless(true); w.Else(off); w.Early(true); w.Second(1, false)
	w.If(true); w.Unless(false); w.Else(!off); w.Early(false); w.Second(1, true)
	w.If(b); w.Changed(true); w.Changed(false); w.Other(false)
}
`
	ruletest.Equal(t, drops(t, ruletest.Tea, src), `
		f: w.If 0
		f: w.Unless 0
		f: w.Else 0
		f: w.Early 0
		f: w.Second 0
		f: w.If 0
		f: w.Changed 0
		f: w.Changed 0
		f: w.Other 0`)
}

func TestFact(t *testing.T) {
	ruletest.Facts(t, &nilFact{
		Results: []int{0, 2},
		If:      []nilIf{{Result: 1, Param: 2, Value: true}},
		Same:    []forward{{Result: 1, Duty: contract.RowID{Framework: "a", Kind: "duty", Symbol: "b.C"}}},
	})
}

func TestDeterministic(t *testing.T) {
	p := ruletest.Load(t, ruletest.Tea, header+`
		func f(p *part) { cmd(); _, _ = pair(); p.start(); c := cmd(); c = cmd(); use(c) }`)
	ruletest.Repeat(t, 20, func() string { return strings.Join(p.Findings(t, dropped), "\n") })
}
