package paths_test

import (
	"fmt"
	"go/ast"
	"go/types"
	"iter"
	"strings"
	"testing"

	"github.com/loopcheck/loopcheck/analyzers/internal/paths"
	"github.com/loopcheck/loopcheck/analyzers/internal/program"
)

// locking reads mu.Lock(), mu.RLock() and their opposites; set.mu() locks and
// clear.mu() unlocks too, and can stand in an expression.
func locking(call *ast.CallExpr) (string, paths.Effect) {
	x, name, _ := strings.Cut(called(call), ".")
	switch {
	case name == "Lock":
		return x, paths.Lock
	case name == "Unlock":
		return x, paths.Unlock
	case name == "RLock":
		return x + " to read", paths.Lock
	case name == "RUnlock":
		return x + " to read", paths.Unlock
	case x == "set":
		return name, paths.Lock
	case x == "clear":
		return name, paths.Unlock
	}
	return "", paths.None
}

func held(f *program.Func, at ast.Node) string {
	return strings.Join(paths.NewLocks(paths.New(f, mayReturn, nil), locking).Held(at), " ")
}

var heldTests = []struct{ name, src, want string }{
	{"none", `at()`, ""},
	{"one", `mu.Lock(); at(); mu.Unlock()`, "mu"},
	{"unlocked", `mu.Lock(); mu.Unlock(); at()`, ""},
	{"two, by the first lock in the source", `b.Lock(); a.Lock(); at()`, "b a"},
	{"another", `mu.Lock(); mv.Unlock(); at()`, "mu"},
	{"to read", `mu.RLock(); at(); mu.RUnlock()`, "mu to read"},
	{"unlocked at the end", `mu.Lock(); defer mu.Unlock(); at()`, "mu"},
	{"again", `mu.Lock(); mu.Unlock(); mu.Lock(); at()`, "mu"},
	{"on one branch", `if c { mu.Lock() }; at()`, ""},
	{"on both branches", `if c { mu.Lock() } else { mu.Lock() }; at()`, "mu"},
	{"unlocked on one branch", `mu.Lock(); if c { mu.Unlock() }; at()`, ""},
	{"unlocked where it returns", `mu.Lock(); if c { mu.Unlock(); return }; at()`, "mu"},
	{"unlocked where it panics", `mu.Lock(); if c { mu.Unlock(); panic("x") }; at()`, "mu"},
	{"in a for", `mu.Lock(); for c { at(); mu.Unlock(); mu.Lock() }`, "mu"},
	{"in a for, unlocked in each round", `mu.Lock(); for c { at(); mu.Unlock() }`, ""},
	{"locked in a for", `for c { mu.Lock(); d() }; at()`, ""},
	{"unlocked while it waits", `mu.Lock(); for c { mu.Unlock(); w(); mu.Lock() }; at()`, "mu"},
	{"continue with it unlocked", `mu.Lock(); for c { at(); if d { mu.Unlock(); continue } }`, ""},
	{"break with it unlocked", `mu.Lock(); for { if d { mu.Unlock(); break } }; at()`, ""},
	{"in a switch", `mu.Lock(); switch { case c: mu.Unlock(); return; case d: at() }`, "mu"},
	{"in a select's case", `select { case <-c: mu.Lock(); at() ; default: }`, "mu"},
	{"after a goto", `mu.Lock(); if c { goto L }; mu.Unlock(); L: at()`, ""},
	{"behind and", `if c && set.mu() { at() }`, "mu"},
	{"behind and, otherwise", `if c && set.mu() { return }; at()`, ""},
	{"behind and in a statement", `x := c && set.mu(); at()`, ""},
	{"unlocked behind and in a statement", `mu.Lock(); x := c && clear.mu(); at()`, ""},
	{"in its own statement", `x := set.mu() + at()`, "mu"},
	{"in its own statement, before", `x := at() + set.mu()`, ""},
	{"by an argument", `at(set.mu())`, "mu"},
	{"at the call that unlocks it", `mu.Lock(); at.Unlock()`, "mu"},
	{"in a literal", `func() { mu.Lock() }(); at()`, ""},
	{"unlocked in a literal", `mu.Lock(); defer func() { mu.Unlock() }(); at()`, "mu"},
	{"what a goroutine holds", `mu.Lock(); go at()`, ""},
	{"what a goroutine is given", `mu.Lock(); go f(at())`, "mu"},
	{"unlocked by a goroutine", `mu.Lock(); go mu.Unlock(); at()`, ""},
	{"locked by a goroutine", `go mu.Lock(); at()`, ""},
	{"locked at the end", `defer mu.Lock(); at()`, ""},
	{"deferred before the unlock", `mu.Lock(); defer mu.Unlock(); defer at()`, "mu"},
	{"deferred after the unlock", `mu.Lock(); defer at(); defer mu.Unlock()`, ""},
	{"deferred, and unlocked by then", `mu.Lock(); defer at(); mu.Unlock()`, ""},
	{"an argument of what is deferred", `mu.Lock(); defer f(at()); mu.Unlock()`, "mu"},
	{"a statement that has others", `mu.Lock(); at: select { case <-c: mu.Unlock(); case <-d: }`, "mu"},
	{"a communication", `mu.Lock(); select { case at() <- 1: mu.Unlock(); case <-d: }`, "mu"},
	{"code that is never reached", `mu.Lock(); return; at()`, ""},
}

func TestHeld(t *testing.T) {
	for _, test := range heldTests {
		t.Run(test.name, func(t *testing.T) {
			f := function(t, test.src)
			at := node(f, "at")
			if at == nil {
				at = node(f, "at.Unlock")
			}
			if got := held(f, at); got != test.want {
				t.Errorf("%s: %q, want %q", test.src, got, test.want)
			}
		})
	}
}

// TestTokens: sends and receives may lock and unlock too, those of a select where control
// comes to their case.
func TestTokens(t *testing.T) {
	tests := []struct{ src, want string }{
		{`sem <- 1; at(); <-sem`, "sem"},
		{`sem <- 1; <-sem; at()`, ""},
		{`sem <- 1; defer func() { <-sem }(); at()`, "sem"},
		{`select { case sem <- 1: at(); case <-c: }`, "sem"},
		{`select { case sem <- 1: case <-c: }; at()`, ""},
		{`if c { sem <- 1 }; at()`, ""},
	}
	tokens := func(n ast.Node) iter.Seq2[string, paths.Effect] {
		return func(yield func(string, paths.Effect) bool) {
			switch n := n.(type) {
			case *ast.SendStmt:
				yield(types.ExprString(n.Chan), paths.Lock)
			case *ast.UnaryExpr:
				yield(types.ExprString(n.X), paths.Unlock)
			}
		}
	}
	for _, test := range tests {
		f := function(t, test.src)
		if got := strings.Join(paths.NewLocksOf(paths.New(f, mayReturn, nil), tokens).Held(node(f, "at")), " "); got != test.want {
			t.Errorf("%s: %q, want %q", test.src, got, test.want)
		}
	}
}

// TestManyLocks: what is locked after the 64th lock is not followed.
func TestManyLocks(t *testing.T) {
	var src strings.Builder
	for i := range 70 {
		fmt.Fprintf(&src, "m%d.Lock(); m%[1]d.Unlock(); m%[1]d.Lock()\n", i)
	}
	src.WriteString("at()")
	f := function(t, src.String())
	if got := strings.Fields(held(f, node(f, "at"))); len(got) != 64 || got[0] != "m0" || got[63] != "m63" {
		t.Errorf("holds %v", got)
	}
}

// TestLighter: each call of take weighs one, and one of met all there is.
func TestLighter(t *testing.T) {
	tests := []struct {
		body  string
		limit int
		want  int // the line of the exit, 0 for none
	}{
		{"from()\nreturn", 1, 2},
		{"from()\ntake()\nreturn", 1, 0},
		{"from()\ntake()\nreturn", 2, 3},
		{"from()\ntake(); take()\nreturn", 2, 0},
		{"from()\nif x {\nreturn\n}\ntake()", 1, 3},
		{"from()\nif x {\ntake()\nreturn\n}\ntake()\ntake()", 2, 4},
		{"from()\nif x {\nmet()\nreturn\n}\nmet()", 9, 0},
		{"from()\nfor x {\ntake()\n}\nreturn", 1, 5},
		{"from()\nfor {\ntake()\nif x {\nreturn\n}\n}", 2, 5},
		{"for {\nfrom()\ntake()\n}", 5, 0},
		{"from()\nif x { take() } else { take(); take() }\ntake()\nreturn", 3, 4},
		{"from()\npanic(1)", 1, 0},
		{"take()\nif x {\nreturn\n}", 1, 0}, // from the beginning
		{"if x {\nreturn\n}\ntake()", 1, 2},
	}
	for _, test := range tests {
		f := function(t, test.body)
		exit, ok := paths.New(f, mayReturn, nil).Lighter(node(f, "from"), test.limit, func(n ast.Node) int {
			switch {
			case calls(n, "met"):
				return paths.Met
			case calls(n, "take"):
				return strings.Count(types.ExprString(n.(*ast.ExprStmt).X), "take")
			}
			return 0
		})
		line := 0
		if ok {
			line = strings.Count(("func f() {" + test.body + "\n}")[:int(exit.Pos())-len("package a\n")-1], "\n") + 1
		}
		if line != test.want {
			t.Errorf("less than %d in\n%s\nleaves at line %d, want %d", test.limit, test.body, line, test.want)
		}
	}
}
