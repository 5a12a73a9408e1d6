package report_test

import (
	"fmt"
	"go/ast"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis"

	"github.com/loopcheck/loopcheck/analyzers/internal/config"
	"github.com/loopcheck/loopcheck/analyzers/internal/report"
	"github.com/loopcheck/loopcheck/analyzers/internal/ruletest"
	"github.com/loopcheck/loopcheck/analyzers/internal/weight"
)

// everything reports all that a rule may report.
func everything(loop string) *analysis.Analyzer {
	return report.Rule("loopblock", page("loopblock"), func(pass *analysis.Pass, out *report.Reporter) {
		for _, file := range pass.Files {
			ast.Inspect(file, func(n ast.Node) bool {
				switch n.(type) {
				case *ast.CallExpr, *ast.SendStmt, *ast.UnaryExpr, *ast.RangeStmt, *ast.SelectStmt:
					out.Report(report.Finding{
						Node: n, Class: "any", Tier: config.Likely, Weight: weight.Grave, Message: "found", Loop: "the " + loop + " loop", LoopID: loop,
					})
				}
				return true
			})
		}
	})
}

func records(t *testing.T, a *analysis.Analyzer, src string) []report.Record {
	t.Helper()
	return ruletest.Result[*report.Findings](t, ruletest.Load(t, src), a).All()
}

// TestRecords: what is kept of findings, told or not.
func TestRecords(t *testing.T) {
	var b strings.Builder
	p := ruletest.Load(t, header+`
		func a() {
			sure("one", "why", "group x")
			likely("ignored", "group x") //loopcheck:ignore loopblock it is warm by now
			strict("below", "group x")
			strict("both") //loopcheck:ignore loopblock nobody asks
			sure("two", "group x")
			println() //loopcheck:ignore loopblock for nothing
		}
		var _ = func() int { sure("twice"); return 0 }()`)
	for _, f := range ruletest.Result[*report.Findings](t, p, rule).All() {
		at, end := p.Position(f.Pos), p.Position(f.End)
		fmt.Fprintf(&b, "%d:%d-%d %s/%s %s: %s", at.Line, at.Column, end.Column, f.Rule, f.Class, f.Tier, f.Message)
		for _, r := range f.Related {
			fmt.Fprintf(&b, " <%d %s>", p.Position(r.Pos).Line, r.Message)
		}
		fmt.Fprintf(&b, " in %s.%s, group %q", f.Package, f.Function, f.Group)
		for name, is := range map[string]bool{"merged": f.Merged, "below": f.Below} {
			if is {
				b.WriteString(", " + name)
			}
		}
		if f.SuppressedBy.IsValid() {
			fmt.Fprintf(&b, ", since %d:%d: %s", p.Position(f.SuppressedBy).Line, p.Position(f.SuppressedBy).Column, f.Reason)
		}
		if f.Reported() {
			b.WriteString(", told")
		}
		b.WriteString("\n")
	}
	ruletest.Equal(t, b.String(), `
		7:4-33 loopblock/sure sure: one (and 1 more here) <7 why> <11 and here> in example.com/a.a, group "group x", told
		8:4-32 loopblock/likely likely: ignored in example.com/a.a, group "group x", since 8:33: it is warm by now
		9:4-30 loopblock/strict strict: below in example.com/a.a, group "group x", below
		10:4-18 loopblock/strict strict: both in example.com/a.a, group "", below, since 10:19: nobody asks
		11:4-26 loopblock/sure sure: two in example.com/a.a, group "group x", merged
		14:24-37 loopblock/sure sure: twice in example.com/a._.func1, group "", told
		12:14-0 loopblock/unused sure: this //loopcheck:ignore loopblock silences nothing; remove it in example.com/a.a, group "", told`)
}

// TestNoFindings: the zero value and nil have none.
func TestNoFindings(t *testing.T) {
	for _, f := range []*report.Findings{nil, new(report.Findings)} {
		if n := len(f.All()); n > 0 {
			t.Errorf("%d findings", n)
		}
	}
}

// TestFunctions: where findings stand.
func TestFunctions(t *testing.T) {
	var names []string
	for _, f := range records(t, rule, header+`
		// A directive may stand in a doc comment.
		//
		//loopcheck:ignore loopblock for nothing
		func f() {}
		type list[T, U any] struct{}
		type one[T any] struct{}
		func (*list[T, U]) m() { sure(); func() { sure() }() }
		func ((one[_])) m() { func() { func() { sure() }() }(); func() { func() {}(); func() { sure() }() }(); sure() }
		func _() { sure() }
		func init() { go func() { sure() }() }
		var v = func() int { sure(); return 0 }()
		var w, x = func() { sure() }, func() func() { return func() { sure() } }
		var y, z = pair(func() { sure() })
		func pair(func()) (a, b int) { sure(); return }
		type arr [len([1]int{})]struct{}
		func deep() {
			func() { func() { func() { func() { func() { func() { func() { func() { sure("8"); func() { func() { sure("10") }() }() }() }() }() }() }() }() }() }()
		}`) {
		names = append(names, f.Function)
	}
	ruletest.Equal(t, strings.Join(names, "\n"), `
		list.m
		list.m.func1
		one.m.func1.1
		one.m.func2.2
		one.m
		_
		init.func1
		v.func1
		w.func1
		x.func1.1
		y.func1
		pair
		deep.func1.1.1.1.1.1.1.1
		deep.func1.1.1.1.1.1.1.1
		f`)
}

// TestCallees: what findings are about.
func TestCallees(t *testing.T) {
	var names []string
	for _, f := range records(t, everything("x"), `
-- example.com/a/a.go --
package a

import (
	"io"
	"time"
)

type hub struct {
	in  chan int
	by  map[string]func()
	all []struct{ f func() }
	*inner
}
type inner struct{ out chan int }
type list[T any] struct{ ch chan T }
type alias = *hub

var global chan int
var table []func()

func (h *hub) run(r io.Reader, a alias, l list[int]) {
	time.Sleep(1)
	r.Read(nil)
	h.run(nil, nil, l)
	(h).run(nil, nil, l)
	(*hub).run(h, nil, nil, l)
	l.push()
	generic(1)
	generic[int](1)
	two[int, string]()
	h.in <- 1
	a.out <- 1
	<-global
	ch := h.in
	<-ch
	<-l.ch
	for range (ch) {
	}
	select {}
	f := func() {}
	f()
	h.by["x"]()
	h.all[0].f()
	table[1]()
	func() {}()
	print(1)
	_ = any(1)
	h.give()()
	_ = -1
}

func (h *hub) give() func()  { return nil }
func (l list[T]) push()      { l.push(); <-l.ch }
func generic[T any](t T)     { any(t).(interface{ m() }).m() }
func two[T, U any]()         {}
`) {
		names = append(names, f.Callee)
	}
	ruletest.Equal(t, strings.Join(names, "\n"), `
		time.Sleep
		(io.Reader).Read
		(*example.com/a.hub).run
		(*example.com/a.hub).run
		(*example.com/a.hub).run
		(example.com/a.list[T]).push
		example.com/a.generic
		example.com/a.generic
		example.com/a.two
		send to example.com/a.hub.in
		send to example.com/a.hub.out
		receive from example.com/a.global
		receive from chan
		receive from example.com/a.list.ch
		range over chan
		select
		func
		example.com/a.hub.by[]
		struct.f
		example.com/a.table[]
		func
		print
		interface
		func
		int
		(example.com/a.list[T]).push
		receive from example.com/a.list.ch
		(interface).m`)
}

const original = `
-- example.com/a/a.go --
package a

type hub struct{ in chan int }

func (h *hub) run(n int) {
	ch := h.in
	ch <- n
	h.in <- n
	work(n)
	work(n)
	go func() { work(<-h.in) }()
}

func work(int) {}
func idle(int) {}
`

func fingerprints(t *testing.T, loop, src string) []string {
	t.Helper()
	var all []string
	for _, f := range records(t, everything(loop), src) {
		if len(f.Fingerprint) != 16 || strings.Trim(f.Fingerprint, "0123456789abcdef") != "" {
			t.Errorf("a fingerprint is %q", f.Fingerprint)
		}
		all = append(all, f.Fingerprint)
	}
	slices.Sort(all)
	return all
}

// TestFingerprintStays: what does not change a finding does not change its fingerprint.
func TestFingerprintStays(t *testing.T) {
	want := fingerprints(t, "x", original)
	for name, edit := range map[string][]string{
		"lines above":       {"type hub", "// A hub\n// serves.\n\n\nvar more int\n\ntype hub"},
		"format":            {"work(n)\n", "work(\n\t\tn,\n\t)\n"},
		"a local variable":  {"ch ", "inbox "},
		"a receiver":        {"h.", "self.", "(h ", "(self "},
		"a parameter":       {"(n)", "(k)", "(n int", "(k int", "<- n", "<- k"},
		"a literal above":   {"ch :=", "_ = func() {}\n\tch :="},
		"around it":         {"work(n)", "if n > 0 {\n\twork(n)\n}"},
		"the file":          {"a/a.go", "a/b.go"},
		"a file before":     {"-- example.com/a/a.go", "-- example.com/a/0.go --\npackage a\n-- example.com/a/a.go"},
		"a test":            {"example.com/a/", "example.com/a [example.com/a.test]/"},
		"a line comment":    {"\tch :=", "//line x.y:1\n\tch :="},
		"a type":            {"ch := h.in", "type c = chan int\n\tvar ch c = h.in"},
		"parentheses":       {"h.in <-", "(h.in) <-"},
		"the order":         {"\th.in <- n\n\twork(n)\n", "\twork(n)\n\th.in <- n\n"},
		"signature of work": {"work(int)", "work(...int)"},
	} {
		src := strings.NewReplacer(edit...).Replace(original)
		if src == original {
			t.Errorf("%s: nothing is changed", name)
		}
		if got := fingerprints(t, "x", src); !slices.Equal(got, want) {
			t.Errorf("%s: got %s, want %s", name, got, want)
		}
	}
}

// TestFingerprintAdded: a finding that comes or goes changes no other's.
func TestFingerprintAdded(t *testing.T) {
	want := fingerprints(t, "x", original)
	for _, edit := range [][2]string{
		{"\tch :=", "\twork(n)\n\tch :="},
		{"\tch :=", "\tfunc() { idle(1) }()\n\tch :="},
		{"func work", "func more() { work(1); work(2) }\nfunc work"},
	} {
		got := fingerprints(t, "x", strings.Replace(original, edit[0], edit[1], 1))
		if len(got) <= len(want) {
			t.Errorf("%q adds nothing", edit[1])
		}
		for _, f := range want {
			i := slices.Index(got, f)
			if i < 0 {
				t.Fatalf("%q: %s is gone", edit[1], f)
			}
			got = slices.Delete(got, i, i+1)
		}
	}
	if got := fingerprints(t, "x", strings.Replace(original, "\twork(n)\n", "", 1)); len(got) != len(want)-1 || !slices.Equal(slices.Compact(got), slices.Compact(slices.Clone(want))) {
		t.Errorf("without one of two: got %s, want one less of %s", got, want)
	}
}

// TestFingerprintChanges: another function, callee, package or loop is another finding.
func TestFingerprintChanges(t *testing.T) {
	want := fingerprints(t, "x", original)
	for name, edit := range map[string][]string{
		"callee":   {"work", "idle", "idle", "work"},
		"function": {") run(", ") serve("},
		"receiver": {"hub", "club"},
		"field":    {"h.in", "h.out", "{ in", "{ out"},
		"package":  {"com/a/", "com/b/"},
	} {
		got := fingerprints(t, "x", strings.NewReplacer(edit...).Replace(original))
		if len(got) != len(want) || slices.Equal(got, want) {
			t.Errorf("another %s: got %s", name, got)
		}
	}
	for _, f := range fingerprints(t, "y", original) {
		if slices.Contains(want, f) {
			t.Errorf("%s is on two loops", f)
		}
	}
}
