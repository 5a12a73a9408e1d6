package duty

import (
	"fmt"
	"go/ast"
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
			for _, d := range r.Unmet(f) {
				what := fmt.Sprintf("%s: %s %d", f.Name(), words.Spell(d.Call.Fun), d.Due.Index)
				switch d.How {
				case Undrained:
					what += " of " + d.Var + ", undrained"
				case Overwritten:
					what += " in " + d.Var + ", overwritten"
				case Unread:
					what += " in " + d.Var + ", unread"
				case Missed, Gathered, Unjoined, Again:
					what += fmt.Sprintf(" in %s, %s %d", d.Var, map[How]string{Missed: "missed", Gathered: "gathered", Unjoined: "unjoined", Again: "again"}[d.How],
						pass.Fset.Position(d.Way.Pos()).Line-pass.Fset.Position(d.Call.Pos()).Line)
				}
				if d.Onward {
					what += ", onward"
				}
				if d.Due.ReturnedBy(f.Sig) {
					what += ", returnable"
				}
				if d.Waived {
					what += ", waived"
				}
				if d.Due.Row.Returnable {
					what += ", weak"
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

var dropTests = []struct{ name, src, want string }{
	{"a statement", `func f() { cmd(); (cmd()); defer cmd(); tea.Batch(nil) }`, `
			f: cmd 0
			f: cmd 0
			f: cmd 0
			f: tea.Batch 0`},
	{"the blank identifier", `func f(m tea.Model, msg tea.Msg) { _ = cmd(); _, _ = pair(); _, c := pair(); use(c); n, _ := pair(); println(n); m, _ = m.Update(msg); m, _ = m.Update(nil) }`, `
			f: cmd 0, waived
			f: pair 1, waived
			f: pair 1, waived
			f: m.Update 1
			f: m.Update 1, waived`},
	{"two at once", `func f() { _, b := cmd(), cmd(); use(b) }`, `f: cmd 0, waived`},
	{"overwritten", `func f() { c := cmd(); c = cmd(); use(c) }`, `f: cmd 0 in c, overwritten`},
	{"another command of its receiver", `func f(p *part) tea.Cmd { p.start(); return p.start() }`, `f: p.start 0, returnable`},
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
	{"of what is part of nothing yet", `func f(q *part) {
			p := New(); p.start(); p.inner.start()
			var v = New(); v.start()
			var w *part; w = New(); w.start()
			l := part{}; l.start()
			a := &part{}; a.start()
			(&part{}).start()
		}`, `f: (&part{}).start 0`}, // a limit: it has no variable
	{"of what others may have", `func f(q *part, all func() []*part, m map[int]*part, two func() (*part, error)) {
			q.start()
			r := q; r.start()
			i := q.inner; i.start()
			for _, x := range all() { x.start() }
			y, ok := m[1]; y.start()
			z, err := two(); z.start() // a limit: it may be new
			use(nil); println(ok, err)
		}`, `
			f: q.start 0
			f: r.start 0
			f: i.start 0
			f: x.start 0
			f: y.start 0
			f: z.start 0`},
	{"in a package's literal", `var g = func(p *part) { c := cmd(); c = cmd(); use(c); p.start() }; var _, c = pair()`, `
			the function: cmd 0 in c, overwritten
			the function: p.start 0`},
	{"of a function without a body", `func native() tea.Cmd; func f() { native() }`, `f: native 0`},
	{"in a type switch's clause", `func f(x any) { switch c := x.(type) { case tea.Cmd: c = cmd(); c = cmd(); use(c) } }`, `f: cmd 0 in c, overwritten`},
	{"a value's call", `func f(g func() tea.Cmd) { g() }`, `f: g 0`},
	{"no duty", `func lazy() func() any { return nil }
			func f(p *tea.Program) { lazy(); p.Quit(); p.Run() }`, ``},
}

func TestDrops(t *testing.T) {
	for _, test := range dropTests {
		t.Run(test.name, func(t *testing.T) {
			ruletest.Equal(t, drops(t, ruletest.Tea, header+test.src), test.want)
		})
	}
}

// inputs has the components whose commands blink a cursor.
const inputs = `
-- charm.land/bubbles/v2/textinput/textinput.go --
package textinput
import tea "charm.land/bubbletea/v2"
type Model struct{}
func (m *Model) Focus() tea.Cmd { return tea.Quit }
func (m *Model) Other() tea.Cmd { return tea.Quit }
func Blink() tea.Msg { return nil }
-- example.com/a/a.go --
package a
import (
	tea "charm.land/bubbletea/v2"
	"charm.land/bubbles/v2/textinput"
)
type model struct{ a, b textinput.Model }
func cmd() tea.Cmd { return tea.Quit }
`

// TestRenewed: a command that blinks is not missed where another one that does
// the same is returned after it.
func TestRenewed(t *testing.T) {
	const lost = "model.f: m.a.Focus 0, returnable, weak"
	tests := []struct{ name, src, want string }{
		{"by a function beside it", `m.a.Focus(); return textinput.Blink`, ``},
		{"by its receiver", `m.a.Focus(); return m.a.Other()`, ``},
		{"by another receiver", `m.a.Focus(); return m.b.Other()`, lost},
		{"by somebody else", `m.a.Focus(); return cmd()`, lost},
		{"among others", `m.a.Focus(); return tea.Batch(cmd(), m.a.Other())`, ``},
		{"further down", `m.a.Focus(); if c { return nil }; println(); return textinput.Blink`, ``},
		{"after the block", `if c { m.a.Focus() }; return textinput.Blink`, ``},
		{"after two blocks", `for c { switch { case c: m.a.Focus() } }; return textinput.Blink`, ``},
		{"in its own block", `if c { m.a.Focus(); return textinput.Blink }; return nil`, ``},
		{"in its own block, not", `if c { m.a.Focus(); return nil }; return textinput.Blink`, lost},
		{"before it", `if c { return textinput.Blink }; m.a.Focus(); return nil`, lost},
		{"in its own case", `select { case <-x: m.a.Focus(); return textinput.Blink; default: return nil }`, ``},
		{"in another case", `switch { case c: m.a.Focus(); default: return textinput.Blink }; return nil`, lost},
		{"in the if that it stands in front of", `if m.a.Focus(); c { return textinput.Blink }; return nil`, lost},
		{"in a literal", `m.a.Focus(); _ = func() tea.Cmd { return textinput.Blink }; return nil`, lost},
		{"nowhere", `m.a.Focus(); panic(c)`, lost},
		{"among those that it gathers", `var all []tea.Cmd; m.a.Focus(); all = append(all, textinput.Blink); return tea.Batch(all...)`, ``},
		{"by its receiver, gathered after the block", `var all []tea.Cmd; if c { m.a.Focus() }; all = append(all, m.a.Other()); return tea.Batch(all...)`, ``},
		{"gathered before it", `all := []tea.Cmd{textinput.Blink}; m.a.Focus(); return tea.Batch(all...)`, lost},
		{"gathered in another block", `var all []tea.Cmd; m.a.Focus(); if c { all = append(all, textinput.Blink) }; return tea.Batch(all...)`, lost},
		{"gathered after a return", `var all []tea.Cmd; if c { m.a.Focus(); return nil }; all = append(all, textinput.Blink); return tea.Batch(all...)`, lost},
		{"not gathered", `m.a.Focus(); b := textinput.Blink; println(b); return nil`, lost},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got := drops(t, ruletest.Tea, inputs+"func (m *model) f(c bool, x chan int) tea.Cmd { "+test.src+" }")
			ruletest.Equal(t, got, test.want)
		})
	}
}

// TestZero: a driver has nothing else of a package that could not be analysed.
func TestZero(t *testing.T) {
	var r Result
	call := &ast.CallExpr{}
	f := &program.Func{Lit: &ast.FuncLit{Body: &ast.BlockStmt{List: []ast.Stmt{&ast.ExprStmt{X: call}}}}}
	if len(r.Of(call)) > 0 || len(r.Unmet(f)) > 0 || len(r.Unmet(&program.Func{Decl: &ast.FuncDecl{}})) > 0 {
		t.Error("there is a duty")
	}
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

func TestFact(t *testing.T) {
	ruletest.Facts(t, &nilFact{
		Results: []int{0, 2},
		If:      []nilIf{{Result: 1, Param: 2, Value: true}},
		For:     []nilFor{{Result: 1, Param: 0, Types: []string{"a.B", "a.C"}, Else: true}},
		Same:    []forward{{Result: 1, Duty: contract.RowID{Framework: "a", Kind: "duty", Symbol: "b.C"}}},
	})
}

func TestDeterministic(t *testing.T) {
	p := ruletest.Load(t, ruletest.Tea, header+`
		func f(p *part) { cmd(); _, _ = pair(); p.start(); c := cmd(); c = cmd(); use(c) }`)
	ruletest.Repeat(t, 20, func() string { return strings.Join(p.Findings(t, dropped), "\n") })
}
