package duty

import (
	"testing"

	"github.com/loopcheck/loopcheck/analyzers/internal/ruletest"
)

// TestForwarded: what gives on a weaker duty has that one, whatever else it
// returns nil for.
func TestForwarded(t *testing.T) {
	tests := []struct{ name, src, want string }{
		{"a wrapper", `func (m *model) g() tea.Cmd { return m.a.Focus() }`, ", weak"},
		{"a wrapper that may give nil", `func (m *model) g() tea.Cmd { if m == nil { return nil }; return m.a.Focus() }`, ", weak"},
		{"a wrapper of one", `func (m *model) g() tea.Cmd { return m.h() }; func (m *model) h() tea.Cmd { return m.k() }
			func (m *model) k() tea.Cmd { return m.b.Focus() }`, ", weak"},
		{"one of two", `func (m *model) g() tea.Cmd { if m == nil { return m.b.Focus() }; return m.a.Focus() }`, ", weak"},
		{"or another", `func (m *model) g() tea.Cmd { if m == nil { return cmd() }; return m.a.Focus() }`, ""},
		{"a circle", `func (m *model) g() tea.Cmd { if m == nil { return m.a.Focus() }; return m.h() }
			func (m *model) h() tea.Cmd { return m.g() }`, ""}, // a limit: both have to be known
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got := drops(t, ruletest.Tea, inputs+test.src+"\nfunc (m *model) f() { m.g() }")
			ruletest.Equal(t, got, "model.f: m.g 0"+test.want)
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
		{"a variable declared with a value", `func g() tea.Cmd { var c tea.Cmd = tea.Quit; return c }`, true},
		{"a variable that ranges", `func g() tea.Cmd { var c tea.Cmd; for _, c = range []tea.Cmd{tea.Quit} {}; return c }`, true},
		{"a variable assigned the second of two", `func g() tea.Cmd { var c, d tea.Cmd; c, d = h(); use(c); return d }
			func h() (tea.Cmd, tea.Cmd) { return tea.Quit, nil }`, false},
		{"a variable declared as the second of two", `func g() tea.Cmd { var c, d = h(); use(c); return d }
			func h() (tea.Cmd, tea.Cmd) { return tea.Quit, nil }`, false},
		{"a variable assigned the first of two", `func g() tea.Cmd { c, d := h(); use(d); return c }
			func h() (tea.Cmd, tea.Cmd) { return tea.Quit, nil }`, true},
		{"a variable assigned in a literal", `func g() tea.Cmd { var c tea.Cmd; func() { c = tea.Quit }(); return c }`, true},
		{"a variable assigned nil in a literal", `func g() tea.Cmd { var c tea.Cmd; func() { c = h() }(); return c }; func h() tea.Cmd { return nil }`, false},
		{"nil from functions around it", `func h() tea.Cmd { return nil }; func g() tea.Cmd { return k() }; func k() tea.Cmd { return h() }`, false},
		{"results that change places", `func g() tea.Cmd { c, _ := h(3); return c }
			func h(n int) (tea.Cmd, tea.Cmd) { if n == 0 { return nil, nil }; _, c := k(n - 1); return c, nil }
			func k(n int) (tea.Cmd, tea.Cmd) { _, c := h(n); return c, nil }`, false},
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

// TestNilForMany: of many parameters the first eight may say so.
func TestNilForMany(t *testing.T) {
	const src = `
func g(a, b, c, d, e, f, g, h, i bool) tea.Cmd { if h { return nil }; if i { return nil }; return tea.Quit }
func f() { g(false, false, false, false, false, false, false, true, false); g(false, false, false, false, false, false, false, false, true) }`
	ruletest.Equal(t, drops(t, ruletest.Tea, header+src), `f: g 0`)
}

// TestNilForTypes: a command that is nil for a message of some types, also from
// another package.
func TestNilForTypes(t *testing.T) {
	const src = `
-- example.com/w/w.go --
package w
import tea "charm.land/bubbletea/v2"
type A struct{}
type B struct{}
type C struct{}
type I interface{ i() }
func (C) i() {}
type W struct{ cmd tea.Cmd }
func (w *W) Clauses(msg tea.Msg) tea.Cmd { switch msg.(type) { case A: return nil; case *B: return nil }; return w.cmd }
func (w *W) Default(msg tea.Msg) tea.Cmd { switch msg.(type) { case A: return w.cmd; default: return nil } }
func (w *W) Variable(msg tea.Msg) tea.Cmd { var c tea.Cmd; switch msg := msg.(type) { case A: _ = msg; c = w.cmd; case B: }; return c }
func (w *W) Assert(msg tea.Msg) tea.Cmd { if _, ok := msg.(A); !ok { return nil }; return w.cmd }
func (w *W) Interface(msg tea.Msg) tea.Cmd { switch msg.(type) { case I: return w.cmd; case A: return nil }; return nil }
func (w *W) Handed(msg tea.Msg) tea.Cmd { if _, ok := msg.(B); ok { return nil }; if _, ok := msg.(A); ok { return w.Clauses(msg) }; return w.cmd }
func (w *W) Breaks(msg tea.Msg, b bool) tea.Cmd { switch msg.(type) { case A: if b { break }; return nil }; return w.cmd }
func (w *W) Changed(msg tea.Msg) tea.Cmd { msg = B{}; switch msg.(type) { case A: return nil }; return w.cmd }
func (w *W) Drops(msg tea.Msg) tea.Cmd { switch msg.(type) { case A: w.Drops(nil); return nil }; return w.cmd }
-- example.com/a/a.go --
package a
import (
	tea "charm.land/bubbletea/v2"
	"example.com/w"
)
func f(x *w.W, msg tea.Msg) {
	x.Clauses(w.A{}); x.Clauses(&w.B{}); x.Default(w.B{}); x.Variable(w.B{}); x.Variable(w.C{}); x.Assert(w.B{}); x.Interface(w.A{}); x.Handed(w.A{}); x.Handed(w.B{})
	switch m := msg.(type) { case w.A: x.Clauses(m); x.Clauses(msg); case *w.B: x.Default(m); case w.B, w.C: x.Default(m); x.Variable(msg) }
	x.Clauses(w.B{}); x.Clauses(msg); x.Clauses(nil)
	x.Default(w.A{}); x.Variable(w.A{}); x.Assert(w.A{}); x.Interface(w.C{}); x.Handed(w.C{}); x.Breaks(w.A{}, true); x.Changed(w.A{}); x.Drops(w.A{})
	switch m := msg.(type) { case w.A, w.B: x.Clauses(m); case w.I: x.Default(m) }
}
`
	ruletest.Equal(t, drops(t, ruletest.Tea, src), `
		f: x.Clauses 0
		f: x.Clauses 0
		f: x.Clauses 0
		f: x.Default 0
		f: x.Variable 0
		f: x.Assert 0
		f: x.Interface 0
		f: x.Handed 0
		f: x.Breaks 0
		f: x.Changed 0
		f: x.Drops 0
		f: x.Clauses 0
		f: x.Default 0
		W.Drops: w.Drops 0, returnable`)
}
