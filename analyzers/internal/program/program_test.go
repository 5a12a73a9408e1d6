package program_test

import (
	"fmt"
	"go/ast"
	"go/types"
	"slices"
	"strings"
	"testing"

	"github.com/loopcheck/loopcheck/analyzers/internal/program"
	"github.com/loopcheck/loopcheck/analyzers/internal/ruletest"
)

func graphOf(t testing.TB, src string) *program.Package {
	t.Helper()
	return ruletest.Result[*program.Package](t, ruletest.Load(t, src), program.Analyzer)
}

// calls writes each call with the bodies that it may run: "run: go h.serve -> hub.serve".
// A "?" marks a body behind an interface or a stored value.
func calls(g *program.Package) string {
	var b strings.Builder
	for _, f := range g.Funcs {
		for _, call := range f.Calls {
			fmt.Fprintf(&b, "%s: %s%s ->", f.Name(), how(call), types.ExprString(call.Expr.Fun))
			for _, target := range call.Targets {
				b.WriteString(" " + target.Name())
				if target.Dynamic {
					b.WriteString("?")
				}
			}
			b.WriteByte('\n')
		}
	}
	return b.String()
}

func how(call *program.Call) string {
	switch {
	case call.Joined:
		return "fork "
	case call.How == program.Go:
		return "go "
	case call.How == program.Defer:
		return "defer "
	}
	return ""
}

func TestCalls(t *testing.T) {
	tests := []struct{ name, src, want string }{
		{"declared", `
			type hub struct{}
			func (h *hub) serve() {}
			func start(h *hub) { h.serve(); go h.serve(); defer stop(h) }
			func stop(h *hub) { (*hub).serve(h) }`, `
			start: h.serve -> hub.serve
			start: go h.serve -> hub.serve
			start: defer stop -> stop
			stop: (*hub).serve -> hub.serve`},
		{"arguments of a go statement are evaluated here", `
			func f(int) {}
			func g() int { return 0 }
			func run() { go f(g()) }`, `
			run: go f -> f
			run: g -> g`},
		{"a literal called in place", `
			func run() { func() {}(); defer func() { leaf() }() }
			func leaf() {}`, `
			run: (func() literal) -> the function in run
			run: defer (func() literal) -> the function in run
			the function in run: leaf -> leaf`},
		{"one of two literals stands for both", `
			func one() {}
			func two() {}
			func run(first bool) {
				f := one
				if !first { f = two }
				f()
			}`, `
			run: f -> one two`},
		{"a field holds what anybody stores in it", `
			type handler struct { fn, other func() }
			func one() {}
			func two() {}
			func set(h *handler) { h.fn = two }
			func run() { h := handler{fn: one}; set(&h); h.fn(); h.other() }`, `
			run: set -> set
			run: h.fn -> two? one?
			run: h.other ->`},
		{"a literal without keys", `
			type handler struct { name string; fn func() }
			func one() {}
			func run() { h := handler{"one", one}; h.fn() }`, `
			run: h.fn -> one?`},
		{"a variable of the package", `
			var hook = func() {}
			func other() {}
			func set() { hook = other }
			func run() { hook() }`, `
			run: hook -> the function other`},
		{"containers", `
			func one() {}
			func two() {}
			func three() {}
			var list = []func(){one}
			var named = map[string]func(){"two": two}
			func add() { list = append(list, three); named["three"] = three }
			func run() {
				list[0]()
				named["two"]()
				for _, f := range list { f() }
			}`, `
			run: list[0] -> one? three?
			run: named["two"] -> two? three?
			run: f -> one? three?`},
		{"a conversion", `
			type Func func()
			func one() {}
			func run() { f := Func(one); f() }`, `
			run: f -> one`},
		{"a function that returns functions", `
			func one() {}
			func pick() func() { return one }
			func made() func() { return func() { one() } }
			func run() { pick()(); f := made(); f() }`, `
			run: pick() -> one
			run: pick -> pick
			run: made -> made
			run: f -> the function in made
			the function in made: one -> one`},
		{"a method value and a method expression", `
			type hub struct{}
			func (h *hub) serve() {}
			func run(h *hub) {
				f := h.serve
				g := (*hub).serve
				f()
				g(h)
			}`, `
			run: f -> hub.serve
			run: g -> hub.serve`},
		{"generics by their origin", `
			type list[T any] struct{}
			func (l list[T]) each(f func(T)) {}
			func apply[T any](f func(T)) {}
			func pair[K, V any]() {}
			func run() {
				list[int]{}.each(nil)
				apply[string](nil)
				pair[int, string]()
				f := apply[int]
				f(nil)
			}`, `
			run: list[int]{}.each -> list.each
			run: apply[string] -> apply
			run: pair[int, string] -> pair
			run: f -> apply`},
		{"an interface of the package", `
			type runner interface { run() }
			type one struct{}
			func (one) run() {}
			type two struct{}
			func (*two) run() {}
			type three struct{}
			func (three) run(int) {}
			func start(r runner) { r.run() }`, `
			start: r.run -> one.run? two.run?`},
		{"an interface of another package", `
			import "io"
			type file struct{}
			func (file) Close() error { return nil }
			func start(c io.Closer) { c.Close() }`, `
			start: c.Close ->`},
		{"an embedded method", `
			type base struct{}
			func (base) run() {}
			type outer struct{ base }
			func start(o outer) { o.run() }`, `
			start: o.run -> base.run`},
		{"parameters are their callers' affair", `
			func one() {}
			func apply(f func()) { f() }
			func run() { apply(one) }`, `
			apply: f ->
			run: apply -> apply`},
		{"stored by one function, called by another", `
			type bus struct { handlers []func() }
			func (b *bus) on(f func()) { b.handlers = append(b.handlers, f) }
			func (b *bus) fire() { for _, f := range b.handlers { f() } }
			func one() {}
			func run(b *bus) { b.on(one) }`, `
			bus.fire: f -> one?
			run: b.on -> bus.on`},
		{"recursion ends", `
			func pick(n int) func() { if n > 0 { return pick(n-1) }; return one }
			func one() {}
			func run() { f := pick(3); g := f; f = g; f() }`, `
			pick: pick -> pick
			run: pick -> pick
			run: f -> one`},
		{"fork and join", `
			func leaf() {}
			func sent() { done := make(chan int, 1); go func() { done <- 1 }(); <-done }
			func closed() { done := make(chan int); go func() { defer close(done) }(); for range done {} }
			func deferred() { done := make(chan int); go func() { defer func() { close(done) }() }(); <-done }
			func raced(quit chan int) { done := make(chan int); go func() { close(done) }(); select { case <-done: case <-quit: } }
			func forgotten() { done := make(chan int); go func() { close(done) }() }
			func given(done chan int) { go func() { close(done) }(); <-done }
			func named() { done := make(chan int); go leaf(); <-done }`, `
			sent: fork (func() literal) -> the function in sent
			closed: fork (func() literal) -> the function in closed
			deferred: fork (func() literal) -> the function in deferred
			raced: go (func() literal) -> the function in raced
			forgotten: go (func() literal) -> the function in forgotten
			given: go (func() literal) -> the function in given
			named: go leaf -> leaf
			the function in deferred: defer (func() literal) -> the function in deferred`},
		{"conversions and builtins are no calls", `
			func run(b []byte) (string, int) { return string(b), len(b) }`, ``},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			ruletest.Equal(t, calls(graphOf(t, "package a\n"+test.src)), test.want)
		})
	}
}

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

// TestNames: what messages call a function, and whose receiver it has.
func TestNames(t *testing.T) {
	g := graphOf(t, `package a
		type hub[T any] struct{}
		func (h *hub[T]) run() { func() { func() {}() }() }
		func main() {}
		var hook = func() {}`)
	var names []string
	for _, f := range g.Funcs {
		recv := "-"
		if v := f.Receiver(); v != nil {
			recv = v.Name()
		}
		names = append(names, f.Name()+" "+recv)
	}
	slices.Sort(names)
	ruletest.Equal(t, strings.Join(names, "\n"), `
		hub.run h
		main -
		the function -
		the function in hub.run h
		the function in hub.run h`)
}

// channels writes what is known of each channel: its capacity, whether it has
// other names, and its operations.
func channels(g *program.Package) string {
	seen := make(map[*program.Channel]bool)
	var lines []string
	note := func(op *program.Op) {
		c := g.Channel(op.Var)
		if c == nil || seen[c] {
			return
		}
		seen[c] = true
		line := c.Var.Name() + ":"
		if n, known := c.Cap(); known {
			line += fmt.Sprintf(" cap %d", n)
		} else {
			line += " cap ?"
		}
		if c.Aliased {
			line += " aliased"
		}
		for _, op := range c.Ops {
			line += " " + opKinds[op.Kind]
		}
		lines = append(lines, line)
	}
	for _, f := range g.Funcs {
		for _, op := range f.Ops {
			note(op)
			if op.Kind == program.Choose {
				for _, arm := range op.Select.Arms {
					note(arm)
				}
			}
		}
	}
	slices.Sort(lines)
	return strings.Join(lines, "\n")
}

var opKinds = map[program.OpKind]string{
	program.Send: "send", program.Receive: "receive", program.Range: "range",
	program.Close: "close", program.Choose: "select",
}

func TestChannels(t *testing.T) {
	tests := []struct{ name, src, want string }{
		{"capacity", `
			const size = 4
			func run(n int) {
				none := make(chan int)
				zero := make(chan int, 0)
				some := make(chan int, size*2)
				computed := make(chan int, n)
				var never chan int
				none <- 0; zero <- 0; some <- 0; computed <- 0; never <- 0
			}`, `
			computed: cap ? send
			never: cap ? send
			none: cap 0 send
			some: cap 8 send
			zero: cap 0 send`},
		{"the least of several", `
			type hub struct { in chan int }
			func small() *hub { return &hub{in: make(chan int, 1)} }
			func large() *hub { return &hub{in: make(chan int, 64)} }
			func (h *hub) send() { h.in <- 1 }`, `
			in: cap 1 send`},
		{"from another variable", `
			type hub struct { in, out chan int }
			func newHub() *hub {
				in := make(chan int, 2)
				return &hub{in: in, out: given()}
			}
			func given() chan int { return nil }
			func (h *hub) send() { h.in <- 1; h.out <- 1 }`, `
			in: cap 2 aliased send
			out: cap ? aliased send`},
		{"swapped", `
			func run() {
				now, next := make(chan int, 3), make(chan int, 5)
				now, next = next, now
				now <- 1
				next <- 1
			}`, `
			next: cap 3 aliased send
			now: cap 3 aliased send`},
		{"reset to nil", `
			func run() {
				a := make(chan int, 3)
				a <- 1
				a = nil
			}`, `
			a: cap 3 send`},
		{"used in place", `
			type hub struct { in chan int }
			func (h *hub) run() {
				h.in = make(chan int)
				(h.in) <- 1
				<-h.in
				for range h.in {}
				if h.in != nil && len(h.in) < cap(h.in) { close(h.in) }
			}`, `
			in: cap 0 send receive range close`},
		{"given away", `
			type hub struct { passed, returned, assigned, stored, put, addressed chan int }
			func take(chan int) {}
			func (h *hub) run() chan int {
				take(h.passed)
				other := h.assigned
				_ = other
				_ = hub{stored: h.stored}
				_ = []chan int{h.put}
				_ = &h.addressed
				h.passed <- 1; h.returned <- 1; h.assigned <- 1; h.stored <- 1; h.put <- 1; h.addressed <- 1
				return h.returned
			}`, `
			addressed: cap ? aliased send
			assigned: cap ? aliased send
			passed: cap ? aliased send
			put: cap ? aliased send
			returned: cap ? aliased send
			stored: cap ? aliased send`},
		{"exported", `
			type Hub struct { In chan int; in chan int }
			func (h *Hub) run() { <-h.In; <-h.in }`, `
			In: cap ? aliased receive
			in: cap ? receive`},
		{"select arms", `
			func run(quit chan struct{}) {
				in, out := make(chan int), make(chan int)
				for {
					select {
					case v, ok := <-in:
						if ok { out <- v }
					case out <- 1:
					case <-quit:
						return
					}
				}
			}`, `
			in: cap 0 receive
			out: cap 0 send send
			quit: cap ? receive`},
		{"a channel's field of another type", `
			import "time"
			func run(t *time.Timer) { <-t.C }`, `
			C: cap ? aliased receive`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			ruletest.Equal(t, channels(graphOf(t, "package a\n"+test.src)), test.want)
		})
	}
}

// TestMainPackage: nobody imports a command's exported names.
func TestMainPackage(t *testing.T) {
	src := `
		type Hub struct { In chan int }
		func (h *Hub) run() { <-h.In }
		func main() {}`
	ruletest.Equal(t, channels(graphOf(t, "package main\n"+src)), "In: cap ? receive")
	ruletest.Equal(t, channels(graphOf(t, "package a\n"+src)), "In: cap ? aliased receive")
}

// TestSelect: the statement is the operation, and its arms are part of it.
func TestSelect(t *testing.T) {
	g := graphOf(t, `package a
		func run(in, out chan int, quit chan struct{}) {
			select {
			case v := <-in:
				<-out
				println(v)
			case out <- <-in:
			case <-quit:
			default:
			}
			select {}
		}`)
	var b strings.Builder
	for _, op := range g.Funcs[0].Ops {
		b.WriteString(opKinds[op.Kind])
		if op.Select != nil {
			fmt.Fprintf(&b, " default %v:", op.Select.Default)
			for _, arm := range op.Select.Arms {
				if arm.Select != op.Select || arm.Clause == nil || arm.In != g.Funcs[0] {
					t.Errorf("the arm %s does not know where it is", opKinds[arm.Kind])
				}
				b.WriteString(" " + opKinds[arm.Kind] + " " + types.ExprString(arm.Chan))
			}
		} else {
			b.WriteString(" " + types.ExprString(op.Chan))
		}
		b.WriteByte('\n')
	}
	ruletest.Equal(t, b.String(), `
		receive in
		select default true: receive in send out receive quit
		receive out
		select default false:`)
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

// TestDeterministic: the graph of a package is the same on every run.
func TestDeterministic(t *testing.T) {
	const src = `package a
		type runner interface { run() }
		type one struct { f func(); ch chan int }
		func (o one) run() { o.f(); o.ch <- 1 }
		type two struct { named map[string]func() }
		func (t *two) run() { for _, f := range t.named { go f() } }
		func leaf() {}
		func start(rs ...runner) {
			for _, r := range rs { r.run() }
			(&two{map[string]func(){"a": leaf, "b": func() { leaf() }}}).run()
			one{leaf, make(chan int)}.run()
		}`
	ruletest.Repeat(t, 20, func() string {
		g := graphOf(t, src)
		return calls(g) + channels(g)
	})
}

// TestDeclared: a literal belongs to the function that it stands in.
func TestDeclared(t *testing.T) {
	g := graphOf(t, `package a
		func outer() { func() { func() {}() }() }
		var hook = func() {}`)
	for _, f := range g.Funcs {
		d := f.Declared()
		switch {
		case f.Node().(ast.Node) == nil:
			t.Error("a function without a node")
		case f.Lit != nil && f.Outer == nil:
			if d != nil {
				t.Errorf("a literal of the package stands in %s", d.Name())
			}
		case d == nil || d.Name() != "outer":
			t.Errorf("%s is not in outer", f.Name())
		}
	}
}
