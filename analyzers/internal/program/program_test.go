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
