package program_test

import (
	"fmt"
	"go/types"
	"strings"
	"testing"

	"github.com/loopcheck/loopcheck/analyzers/internal/program"
	"github.com/loopcheck/loopcheck/analyzers/internal/ruletest"
)

// TestManyImplementers: beyond a few, a call through an interface means nothing.
func TestManyImplementers(t *testing.T) {
	src := func(n int) string {
		var b strings.Builder
		b.WriteString("package a\ntype runner interface { run() }\nfunc start(r runner) { r.run() }\n")
		for i := range n {
			fmt.Fprintf(&b, "type t%d struct{}\nfunc (t%d) run() {}\n", i, i)
		}
		return b.String()
	}
	for n, want := range map[int]int{1: 1, 8: 8, 9: 0} {
		g := graphOf(t, src(n))
		if got := len(g.Funcs[0].Calls[0].Targets); got != want {
			t.Errorf("with %d implementers the call has %d targets, want %d", n, got, want)
		}
	}
}

// TestDoubles: what stands in for another in tests says nothing of what the program does,
// though it is all that implements the interface here.
func TestDoubles(t *testing.T) {
	for name, want := range map[string]int{
		"MockListener": 0, "mockListener": 0, "fake": 0, "FakeHTTP": 0, "stub2": 0, "listenerMock": 0, "ListenerStub": 0,
		"listener": 1, "mocking": 1, "Faker": 1, "stubborn": 1, "remock": 1,
	} {
		g := graphOf(t, "package a\ntype runner interface { run() }\nfunc start(r runner) { r.run() }\ntype "+name+" struct{}\nfunc ("+name+") run() {}\n")
		if got := len(g.Funcs[0].Calls[0].Targets); got != want {
			t.Errorf("a call that may come to a %s has %d targets, want %d", name, got, want)
		}
	}
}

// TestLargeInterface: to compare types with an interface of many methods is dear.
func TestLargeInterface(t *testing.T) {
	for n, want := range map[int]int{128: 1, 129: 0} {
		var iface, methods strings.Builder
		for i := range n {
			fmt.Fprintf(&iface, "m%d()\n", i)
			fmt.Fprintf(&methods, "func (t) m%d() {}\n", i)
		}
		g := graphOf(t, "package a\nfunc start(x i) { x.m0() }\ntype i interface {\n"+iface.String()+"}\ntype t struct{}\n"+methods.String())
		if got := len(g.Funcs[0].Calls[0].Targets); got != want {
			t.Errorf("with %d methods the call has %d targets, want %d", n, got, want)
		}
	}
}

var kinds = map[program.FlowKind]string{
	program.Passed: "passed", program.Assigned: "assigned", program.Returned: "returned",
	program.Converted: "converted", program.Put: "put",
}

func TestFlows(t *testing.T) {
	g := graphOf(t, `package a
		type fn func()
		type box struct { f func() }
		func take(name string, fs ...func()) {}
		func one() {}
		var hook func() = one
		var table = []func(){one}
		func run(ch chan func()) (int, func()) {
			take("x", one, func() {})
			b := box{f: one}
			b.f = nil
			_ = one
			ch <- one
			table = append(table, one)
			table[0] = one
			_ = fn(one)
			return 0, one
		}`)
	var b strings.Builder
	for _, flow := range g.Flows {
		in := "the package"
		if flow.In != nil {
			in = flow.In.Name()
		}
		fmt.Fprintf(&b, "%s: %s %s", in, kinds[flow.Kind], types.ExprString(flow.Value))
		switch {
		case flow.Call != nil:
			fmt.Fprintf(&b, " to %s %d", types.ExprString(flow.Call.Expr.Fun), flow.Index)
		case flow.To != nil:
			b.WriteString(" to " + flow.To.Name())
		case flow.Kind == program.Returned:
			fmt.Fprintf(&b, " as %d", flow.Index)
		}
		b.WriteByte('\n')
	}
	ruletest.Equal(t, b.String(), `
		the package: assigned one to hook
		the package: put one
		run: passed one to take 1
		run: passed (func() literal) to take 1
		run: assigned one to f
		run: assigned one
		run: put one to ch
		run: put one to table
		run: put one to table
		run: assigned fn(one)
		run: converted one
		run: returned one as 1`)
}

// TestValues: what cannot be followed is missing, not guessed.
func TestValues(t *testing.T) {
	g := graphOf(t, `package a
		import "strings"
		func given(f func(), m map[string]func(string) string) {
			use(f)
			useString(strings.ToUpper)
			useString(m["x"])
			use(nil)
		}
		func use(func()) {}
		func useString(func(string) string) {}`)
	var b strings.Builder
	for _, call := range g.Funcs[0].Calls {
		arg := call.Expr.Args[0]
		fmt.Fprintf(&b, "%s:", types.ExprString(arg))
		for _, v := range g.Values(arg) {
			switch {
			case v.Func != nil:
				b.WriteString(" body " + v.Func.Name())
			case v.Other != nil:
				b.WriteString(" other " + v.Other.FullName())
			default:
				fmt.Fprintf(&b, " parameter %d of %s", v.Param.Index, v.Param.Of.Name())
			}
		}
		b.WriteByte('\n')
	}
	ruletest.Equal(t, b.String(), `
		f: parameter 0 of given
		strings.ToUpper: other strings.ToUpper
		m["x"]:
		nil:`)
}

// TestWrapped: what runs the function that it replaces does not run itself.
func TestWrapped(t *testing.T) {
	for name, src := range map[string]string{
		"a field":     `func wrap(b *box) { old := b.f; b.f = func() { old() } }`,
		"a parameter": `func wrap(b *box) { b.f = twice(b.f) }; func twice(old func()) func() { return func() { old() } }`,
		"a variable":  `var hook func(); func wrap() { old := hook; hook = func() { old() } }`,
	} {
		g := graphOf(t, "package a\ntype box struct { f func() }\n"+src)
		for _, f := range g.Funcs {
			for _, call := range f.Calls {
				if f.Lit != nil && len(call.Targets) > 0 {
					t.Errorf("%s: the wrapper calls itself", name)
				}
			}
		}
	}
	g := graphOf(t, "package a\nfunc start() { var again func(); again = func() { again() } }")
	if call := g.Funcs[1].Calls[0]; len(call.Targets) != 1 || call.Targets[0].Func != g.Funcs[1] {
		t.Error("what calls itself calls itself")
	}
}
