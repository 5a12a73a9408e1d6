package touches

import (
	"fmt"
	"strings"
	"testing"

	"github.com/loopcheck/loopcheck/analyzers/internal/chain"
	"github.com/loopcheck/loopcheck/analyzers/internal/ruletest"
)

// repeated writes a line for each of n numbers.
func repeated(n int, line func(i int) string) string {
	var b strings.Builder
	for i := range n {
		b.WriteString(line(i) + "\n")
	}
	return b.String()
}

// resultOf is what a tview program of these lines touches; it is the same when asked again.
func resultOf(t *testing.T, src string) *Result {
	t.Helper()
	p := ruletest.Load(t, ruletest.Tview, header+src)
	r := ruletest.Result[*Result](t, p, Analyzer)
	if again := ruletest.Result[*Result](t, p, Analyzer); offs(p, again) != offs(p, r) {
		t.Error("the second run says something else")
	}
	return r
}

// TestLongChain: each of many levels is told, with the steps nearest to it and
// where the goroutine starts.
func TestLongChain(t *testing.T) {
	const levels = 3 * chain.Max
	r := resultOf(t, repeated(levels, func(i int) string {
		return fmt.Sprintf("func f%d(list *tview.List) { list.Clear(); f%d(list) }", i, i+1)
	})+fmt.Sprintf("func f%d(list *tview.List) {}\nfunc start(list *tview.List) { go f0(list) }", levels))
	if len(r.Off()) != levels {
		t.Fatalf("%d touches are told of %d", len(r.Off()), levels)
	}
	for i, off := range r.Off() {
		want := min(i+1, chain.Max)
		if len(off.Why) != want {
			t.Errorf("level %d has %d steps, want %d", i, len(off.Why), want)
		}
		if last := off.Why[len(off.Why)-1].Message; last != "started in a goroutine here" {
			t.Errorf("level %d starts with %q", i, last)
		}
	}
}

// TestManyTouches: a call of a helper that touches much lists the nearest of it.
func TestManyTouches(t *testing.T) {
	r := resultOf(t, `
		func start(list *tview.List) {
			go func() { helper(list) }()
			app.QueueUpdate(func() { helper(list) })
		}
		func helper(list *tview.List) {
		`+strings.Repeat("list.Clear()\n", 3*maxInner)+"}")
	if len(r.Off()) != 1 || len(r.Off()[0].Inner) != maxInner {
		t.Fatalf("%d touches, the first with %d inside", len(r.Off()), len(r.Off()[0].Inner))
	}
}

// TestManyParameters: of a function that touches too much, the nearest is kept
// for its callers.
func TestManyParameters(t *testing.T) {
	params := repeated(2*maxTouches, func(i int) string { return fmt.Sprintf("p%d *tview.List,", i) })
	clear := repeated(2*maxTouches, func(i int) string { return fmt.Sprintf("p%d.Clear()", i) })
	pass := func(at int) string {
		return strings.ReplaceAll(repeated(2*maxTouches, func(i int) string {
			if i == at {
				return "list,"
			}
			return "nil,"
		}), "\n", " ")
	}
	r := resultOf(t, "func helper("+params+") {\n"+clear+"}\n"+
		"func start(list *tview.List) {\n"+
		"app.QueueUpdate(func() { helper("+pass(0)+") })\n"+
		"go func() { helper("+pass(maxTouches-1)+") }()\n"+
		"go func() { helper("+pass(maxTouches)+") }()\n}")
	if len(r.Off()) != 1 {
		t.Errorf("%d touches are told, want that of the last parameter in the summary", len(r.Off()))
	}
}

// TestManyLoops: a helper of many loops is told once, however many there are.
func TestManyLoops(t *testing.T) {
	r := resultOf(t, repeated(2*maxVisits, func(i int) string {
		return fmt.Sprintf("func loop%d(list *tview.List, in chan int) { for { select { case <-in: helper(list) } } }", i)
	})+"func helper(list *tview.List) { list.Clear() }\nfunc start(list *tview.List, in chan int) {\n"+
		repeated(2*maxVisits, func(i int) string { return fmt.Sprintf("go loop%d(list, in)", i) })+"}")
	if len(r.Off()) != 1 || len(r.Off()[0].Why) > chain.Max {
		t.Errorf("%d touches are told", len(r.Off()))
	}
}

// TestManyLiterals: literals that run in place are told however many there are,
// and those within each other to a depth.
func TestManyLiterals(t *testing.T) {
	const n = 3 * maxNested
	beside := resultOf(t, "func start(list *tview.List) { go func() {\n"+strings.Repeat("func() { list.Clear() }()\n", n)+"}() }")
	if len(beside.Off()) != n {
		t.Errorf("%d touches are told of %d", len(beside.Off()), n)
	}
	within := resultOf(t, "func start(list *tview.List) { go func() {\n"+
		strings.Repeat("func() { list.Clear()\n", n)+strings.Repeat("}()\n", n)+"}() }")
	if len(within.Off()) != maxNested-1 {
		t.Errorf("%d touches are told, want those of the outer literals", len(within.Off()))
	}
}

// TestManyGoroutines: a lent value is looked for in goroutines within each other
// to a depth.
func TestManyGoroutines(t *testing.T) {
	for depth, want := range map[int]string{
		maxNested - 1: "buf: another goroutine uses it\n",
		maxNested:     "",
	} {
		got := escapesOf(t, ruletest.Gnet, "-- example.com/a/a.go --\npackage a; import \"github.com/panjf2000/gnet/v2\"\n"+
			"func use([]byte) {}\nfunc on(c gnet.Conn) { buf, _ := c.Next(-1)\n"+
			strings.Repeat("go func() {\n", depth)+"use(buf)\n"+strings.Repeat("}()\n", depth)+"}")
		if _, text, _ := strings.Cut(got, ": "); text != want {
			t.Errorf("at a depth of %d: %q, want %q", depth, text, want)
		}
	}
}
