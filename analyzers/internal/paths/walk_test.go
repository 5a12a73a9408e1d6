package paths_test

import (
	"fmt"
	"go/ast"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/loopcheck/loopcheck/analyzers/internal/paths"
	"github.com/loopcheck/loopcheck/analyzers/internal/program"
)

// TestAgainstWalk asks of small random functions what walking all their ways,
// statement by statement as the language has it, says as well.
func TestAgainstWalk(t *testing.T) {
	asked := 0
	for seed := range uint64(1000) {
		src := (&writer{r: rand.New(rand.NewPCG(seed, 1))}).function()
		f := function(t, src)
		ways, ok := walk(f)
		if !ok {
			continue // too many ways to walk
		}
		p := paths.New(f, mayReturn, nil)
		names := callNames(f)
		for _, a := range names {
			asked += len(names)
			for _, b := range names {
				if a == b || !ways.reached[a] || !ways.reached[b] {
					continue
				}
				if got, want := p.Before(node(f, a), node(f, b)), ways.before(a, b); got != want {
					t.Fatalf("seed %d: %s before %s: %v, walked %v\n%s", seed, a, b, got, want, src)
				}
				if calls(statementOf(f, a), b) {
					continue
				}
				if got, want := unmetBy(p, node(f, a), b), ways.unmet(a, b); got != want {
					t.Fatalf("seed %d: %s unmet by %s: %s, walked %s\n%s", seed, a, b, got, want, src)
				}
			}
			if got, want := held(f, node(f, a)), ways.locked(a); ways.reached[a] && !same(got, want) {
				t.Fatalf("seed %d: at %s %q is held, walked %q\n%s", seed, a, got, want, src)
			}
		}
	}
	if asked < 50_000 {
		t.Errorf("only %d questions were asked", asked)
	}
}

// unmetBy writes the exit that from has without a call of name.
func unmetBy(p *paths.Paths, from ast.Node, name string) string {
	exit, ok := p.Unmet(from, func(n ast.Node) bool { return calls(n, name) })
	switch {
	case !ok:
		return "none"
	case exit == from:
		return "again"
	}
	return fmt.Sprint(exit.Pos())
}

// same compares lists of locks as sets.
func same(got, want string) bool {
	a, b := strings.Fields(got), strings.Fields(want)
	slices.Sort(a)
	slices.Sort(b)
	return slices.Equal(a, b)
}

// TestDeterministic: the same function has the same answers.
func TestDeterministic(t *testing.T) {
	src := (&writer{r: rand.New(rand.NewPCG(7, 7)), size: -20}).function()
	answers := func() string {
		f := function(t, src)
		p := paths.New(f, mayReturn, nil)
		var all []string
		for _, a := range callNames(f) {
			all = append(all, held(f, node(f, a)))
			for _, b := range callNames(f) {
				all = append(all, unmetBy(p, node(f, a), b), fmt.Sprint(p.Before(node(f, a), node(f, b))))
			}
		}
		return strings.Join(all, " ")
	}
	first := answers()
	for range 10 {
		if again := answers(); again != first {
			t.Fatalf("%s\n\nfirst:\n%s", again, first)
		}
	}
}

// TestSteps: a question is asked of each statement once.
func TestSteps(t *testing.T) {
	for _, part := range []string{
		"if c { x() };", "for c { x() };", "switch c { case 1: x(); default: y() };", "for range x { select { case <-c: y(); default: } };",
		"if a && b || c { goto L };", "x();",
	} {
		const n = 500
		f := function(t, "from();"+strings.Repeat(part, n)+"L: y()")
		steps := 0
		paths.New(f, nil, nil).Unmet(node(f, "from"), func(ast.Node) bool { steps++; return false })
		if steps < n || steps > 8*n {
			t.Errorf("%s: %d steps for %d of them", part, steps, n)
		}
	}
}

// callNames lists the calls of a function that stand for themselves.
func callNames(f *program.Func) []string {
	var names []string
	ast.Inspect(f.Decl, func(n ast.Node) bool {
		if call, ok := n.(*ast.CallExpr); ok {
			if name := called(call); strings.HasPrefix(name, "s") {
				names = append(names, name)
			}
		}
		return true
	})
	return names
}

// statementOf is what Unmet leaves out of the question: the statement that holds
// a call, or the select that it is an operand in.
func statementOf(f *program.Func, name string) ast.Node {
	call := node(f, name)
	found := call
	f.Inspect(func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.ExprStmt, *ast.ReturnStmt:
			if holds(n, call) {
				found = n
			}
		case *ast.SelectStmt:
			for _, clause := range n.Body.List {
				if comm := clause.(*ast.CommClause).Comm; comm != nil && holds(comm, call) {
					found = n
					return false
				}
			}
		}
		return true
	})
	return found
}

func holds(outer, inner ast.Node) bool {
	return outer.Pos() <= inner.Pos() && inner.End() <= outer.End()
}
