package fix

import (
	"go/token"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis"
)

// TestUnified: a patch shows what changes, and three lines around it.
func TestUnified(t *testing.T) {
	text := func(lines string) []byte { return []byte(strings.ReplaceAll(lines, " ", "\n") + "\n") }
	for _, test := range []struct{ before, after, want string }{
		{"a b c", "a b c", ""},
		{"a b c", "a x c", "@@ -1,3 +1,3 @@ | a|-b|+x| c"},
		{"a b c", "a c", "@@ -1,3 +1,2 @@ | a|-b| c"},
		{"a c", "a b c", "@@ -1,2 +1,3 @@ | a|+b| c"},
		{"1 2 3 4 5 6 7 8 9 10 11 12", "1 2 3 x 5 6 7 8 9 10 y 12",
			"@@ -1,12 +1,12 @@ | 1| 2| 3|-4|+x| 5| 6| 7| 8| 9| 10|-11|+y| 12"},
		{"1 2 3 4 5 6 7 8 9 10 11 12", "x 2 3 4 5 6 7 8 9 10 11 y",
			"@@ -1,4 +1,4 @@ |-1|+x| 2| 3| 4|@@ -9,4 +9,4 @@ | 9| 10| 11|-12|+y"},
	} {
		got := string(unified("f", text(test.before), text(test.after)))
		got = strings.TrimPrefix(got, "--- f\n+++ f\n")
		if want := strings.ReplaceAll(strings.ReplaceAll(test.want, "@@ |", "@@|"), "|", "\n"); strings.TrimSpace(got) != want {
			t.Errorf("from %q to %q: got\n%s\nwant\n%s", test.before, test.after, got, want)
		}
	}
}

// TestApply: fixes that are the same are one, and what is in the way of another is left out.
func TestApply(t *testing.T) {
	const src = "package a\n\nvar a = make(chan int)\nvar b = make(chan int)\n"
	name := filepath.Join(t.TempDir(), "a.go")
	if err := os.WriteFile(name, []byte(src), 0o600); err != nil {
		t.Fatal(err)
	}
	fset := token.NewFileSet()
	file := fset.AddFile(name, -1, len(src))
	fix := func(from, to, text string) analysis.SuggestedFix {
		start := strings.Index(src, from)
		return analysis.SuggestedFix{TextEdits: []analysis.TextEdit{{
			Pos: file.Pos(start), End: file.Pos(start + len(to)), NewText: []byte(text),
		}}}
	}
	e := New(fset)
	for i, add := range []struct {
		fix  analysis.SuggestedFix
		want bool
	}{
		{fix("a = make", "a = make", "a =   make"), true},
		{fix("a = make", "a = make", "a =   make"), true},
		{fix("= make", "= make", ""), false},
		{fix("b = make", "b", "c"), true},
	} {
		if got := e.Add(add.fix); got != add.want {
			t.Errorf("fix %d is applied: %v", i, got)
		}
	}
	if err := e.Write(); err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile(name)
	if want := strings.Replace(src, "var b", "var c", 1); err != nil || string(got) != want {
		t.Errorf("got %s, %v", got, err)
	}
}
