package directive

import (
	"fmt"
	"go/ast"
	"go/token"
	"strings"
	"testing"

	"github.com/loopcheck/loopcheck/analyzers/internal/ruletest"
)

func TestCorpus(t *testing.T) { ruletest.Run(t, Analyzer, "./src/directive") }

func TestParse(t *testing.T) {
	tests := []struct {
		text string
		rule string // empty if it is no directive
		err  string // part of the message
	}{
		{"//loopcheck:ignore loopblock the cache is warm", "loopblock", ""},
		{"//loopcheck:ignore loopblock because", "loopblock", ""},
		{"//loopcheck:ignore  loopowner  two spaces", "loopowner", ""},

		{"// a comment", "", ""},
		{"// loopcheck:ignore loopblock prose", "", ""},
		{"//nolint:loopblock", "", ""},
		{"//loopchecker:ignore loopblock x", "", ""},
		{"/*loopcheck:ignore loopblock x*/", "", ""},
		{"//", "", ""},
		{"", "", ""},

		{"//loopcheck:", "", "unknown directive //loopcheck:; write //loopcheck:ignore RULE reason"},
		{"//loopcheck:ignored loopblock x", "", "unknown directive //loopcheck:ignored"},
		{"//loopcheck:Ignore loopblock x", "", "unknown directive //loopcheck:Ignore"},
		{"//loopcheck:ignore\tloopowner\ta tab", "", "unknown directive"},
		{"//loopcheck:on tview", "", "unknown directive //loopcheck:on"},
		{"//loopcheck:ignore", "", "names no rule"},
		{"//loopcheck:ignore ", "", "names no rule"},
		{"//loopcheck:ignore loopblok x", "", `names no rule "loopblok"; have loopawait, loopblock`},
		{"//loopcheck:ignore all x", "", "names no rule"},
		{"//loopcheck:ignore loopblock,loopowner x", "", "names no rule"},
		{"//loopcheck:ignore loopblock", "", "loopblock gives no reason; write //loopcheck:ignore RULE reason"},
		{"//loopcheck:ignore loopblock   ", "", "gives no reason"},
	}
	for _, test := range tests {
		ig, err := parse(&ast.Comment{Text: test.text})
		switch {
		case test.err != "":
			if err == nil || !strings.Contains(err.Error(), test.err) {
				t.Errorf("%q: %v, want %q", test.text, err, test.err)
			}
		case err != nil:
			t.Errorf("%q: %v", test.text, err)
		case (ig != nil) != (test.rule != "") || ig != nil && ig.Rule != test.rule:
			t.Errorf("%q: %+v, want rule %q", test.text, ig, test.rule)
		}
	}
}

// FuzzParse: a comment is a directive that can be read, an error, or none of
// ours, and whatever begins like one of ours is never passed over.
func FuzzParse(f *testing.F) {
	f.Add("//loopcheck:ignore loopblock the cache is warm")
	f.Add("//loopcheck:ignore loopblock")
	f.Add("//loopcheck:")
	f.Add("// prose")
	f.Fuzz(func(t *testing.T, text string) {
		ig, err := parse(&ast.Comment{Text: text})
		ours := strings.HasPrefix(text, "//loopcheck:")
		switch {
		case ig != nil && err != nil:
			t.Errorf("%q is read, with the error %v", text, err)
		case ours == (ig == nil && err == nil):
			t.Errorf("%q is ours: %v", text, ours)
		case ig != nil && !strings.Contains(text, ig.Rule):
			t.Errorf("%q silences %s", text, ig.Rule)
		}
	})
}

// TestMatch: the lines that each directive is for, its own included.
func TestMatch(t *testing.T) {
	const src = `package a

//loopcheck:ignore loopblock the next line of code

var x = f(func() {
	g() //loopcheck:ignore loopblock this line
	g()
})

// f calls.
//
//loopcheck:ignore loopowner the function
func f(func()) int {
	g()
	return 0
}

func g() {
	// A comment above.
	//loopcheck:ignore loopawait the next statement
	// A comment below.
	f(nil)
	f(
		nil,
	) //loopcheck:ignore loopdeadlock the statement that ends here
}

//loopcheck:ignore loopblock nothing follows
`
	p := ruletest.Load(t, src)
	r := ruletest.Result[*Result](t, p, Analyzer)
	file := p.Packages[0].Fset.File(p.Packages[0].Syntax[0].Package)
	var b strings.Builder
	for _, rule := range Rules {
		b.WriteString(rule + ":")
		for line := 1; line <= strings.Count(src, "\n"); line++ {
			if len(r.Match(rule, file.LineStart(line))) > 0 {
				fmt.Fprintf(&b, " %d", line)
			}
		}
		b.WriteByte('\n')
	}
	ruletest.Equal(t, b.String(), `
		loopawait: 22
		loopblock: 5 6 28
		loopdeadlock: 23 24 25
		loopowner: 12 13 14 15 16`)
	if len(r.Match("loopblock", token.Pos(file.Base()+file.Size()+1))) > 0 || len(r.Match("loopblock", token.NoPos)) > 0 {
		t.Error("a directive is for another file")
	}
	if r.ignores[0].Pos == token.NoPos {
		t.Error("a directive has no position")
	}
}

// TestNoResult: a driver may hand over nothing, or nearly nothing, in place of a result.
func TestNoResult(t *testing.T) {
	var none *Result
	for _, r := range []*Result{none, new(Result), {ignores: []*Ignore{{Rule: Rules[0]}}}} {
		if got := r.Match(Rules[0], 1); got != nil {
			t.Errorf("nothing silences %v", got)
		}
	}
}
