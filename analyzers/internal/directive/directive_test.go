package directive

import (
	"fmt"
	"go/parser"
	"go/token"
	"strings"
	"testing"

	"github.com/loopcheck/loopcheck/analyzers/internal/config"
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
		{"//loopcheck:ignore\tloopowner\ta tab", "loopowner", ""},
		{"//loopcheck:ignore loopowner\tafter a tab", "loopowner", ""},
		{"//loopcheck:ignore\u00a0loopowner\u00a0a space that does not break", "loopowner", ""},
		{"//loopcheck:ignore loopblock // the cache is warm", "loopblock", ""},
		{"//loopcheck:ignore loopblock the //go:embed file is small", "loopblock", ""},
		{"//loopcheck:ignore loopblock loopcheck:ignore is for this", "loopblock", ""},
		{"//loopcheck:ignore loopblock 温かい", "loopblock", ""},
		{"//loopcheck:ignore loopblock #12", "loopblock", ""},
		{"//loopcheck:ignore loopblock,loopowner x", "loopblock,loopowner", ""},
		{"//loopcheck:ignore loopblock/disk,loopowner,loopblock/disk x", "loopblock/disk,loopowner", ""},
		{"//loopcheck:ignore-file loopblock/disk x", "loopblock/disk", ""},

		{"// a comment", "", ""},
		{"//nolint:loopblock", "", ""},
		{"//nolint:errcheck // loopcheck is another tool", "", ""},
		{"//loopchecker:ignore loopblock x", "", ""},
		{"//go:generate loopcheck ./...", "", ""},
		{"//x() //loopcheck:ignore loopblock of code that is commented out", "", ""},
		{"//", "", ""},
		{"", "", ""},

		{"//loopcheck:", "", "unknown directive //loopcheck:; write //loopcheck:ignore RULE reason"},
		{"//loopcheck: ignore loopblock x", "", "unknown directive //loopcheck:;"},
		{"//loopcheck:ignored loopblock x", "", "unknown directive //loopcheck:ignored;"},
		{"//loopcheck:Ignore loopblock x", "", "unknown directive //loopcheck:Ignore;"},
		{"//loopcheck:spawn f", "", "unknown directive //loopcheck:spawn;"},
		{"//loopcheck:ignore\u200bloopblock x", "", `unknown directive //loopcheck:ignore\u200bloopblock;`},
		{"//loopcheck:\x1b[31m", "", `unknown directive //loopcheck:\x1b[31m;`},
		{"//loopcheck:" + strings.Repeat("x", 200000), "", "unknown directive //loopcheck:xxxxxxxxxxxxxxxxxxxxxxxxxxxxxx...; write"},
		{"//loopcheck:ignore " + strings.Repeat("é", 200000), "", `names no rule "éééééééééééééééééééééééééééééé..."; have`},
		{"//loopcheck:ignore", "", "names no rule"},
		{"//loopcheck:ignore ", "", "names no rule"},
		{"//loopcheck:ignore loopblok x", "", `names no rule "loopblok"; have loopawait, loopblock`},
		{"//loopcheck:ignore all x", "", "names no rule"},
		{"//loopcheck:ignore loopblock, loopowner x", "", "has a comma too many; write rules without a space"},
		{"//loopcheck:ignore loopblock,,loopowner x", "", "has a comma too many"},
		{"//loopcheck:ignore loopblock/dsik x", "", `names no class "dsik" of loopblock; have chan, db, disk, exec, net, sleep, stdin, wait`},
		{"//loopcheck:ignore loopblock/unused x", "", `names no class "unused" of loopblock`},
		{"//loopcheck:ignore loopblock/ x", "", `names no class "" of loopblock`},
		{"//loopcheck:ignore /disk x", "", `names no rule ""`},
		{"//loopcheck:ignore loopblock/disk,loopowner", "", "loopblock/disk,loopowner gives no reason"},
		{"//loopcheck:ignore-file loopblock", "", "//loopcheck:ignore-file loopblock gives no reason"},
		{"//loopcheck:ignore-fiel loopblock x", "", "unknown directive //loopcheck:ignore-fiel"},
		{"//loopcheck:ignore loopblock", "", "loopblock gives no reason; write //loopcheck:ignore RULE reason"},
		{"//loopcheck:ignore loopblock   ", "", "gives no reason"},
		{"//loopcheck:ignore loopblock \u200b", "", "gives no reason"},
		{"//loopcheck:ignore loopblock \u3164\u2060", "", "gives no reason"},
		{"//loopcheck:ignore loopblock --", "", "gives no reason"},
		{"//loopcheck:ignore loopblock //", "", "gives no reason"},
		{"//loopcheck:ignore loopblock //nolint:errcheck", "", "gives no reason"},
		{"//loopcheck:ignore loopblock //nolint", "", "gives no reason"},
		{"//loopcheck:ignore loopblock //loopcheck:ignore loopowner x", "", "two directives share a comment; write //loopcheck:ignore RULE reason on a line of its own"},
		{"//loopcheck:ignore loopblock x //loopcheck:ignore loopowner x", "", "two directives"},
		{"//loopcheck:ignore loopblock x // loopcheck:ignore loopowner x", "", "two directives"},
		{"//loopcheck:ignore //loopcheck:ignore loopowner x", "", "two directives"},
		{"//nolint:errcheck //loopcheck:ignore loopowner x", "", "two directives"},
		{"//nolint // loopcheck:ignore loopowner x", "", "two directives"},
	}
	for _, test := range tests {
		said, err := parse(test.text)
		switch {
		case test.err != "":
			if err == nil || !strings.Contains(err.Error(), test.err) {
				t.Errorf("%.80q: %v, want %q", test.text, err, test.err)
			}
		case err != nil:
			t.Errorf("%q: %v", test.text, err)
		case spell(said.subjects) != test.rule || (said.reason != "") != (test.rule != ""):
			t.Errorf("%q: %+v, want rule %q", test.text, said, test.rule)
		}
	}
}

func spell(subjects []subject) string {
	var names []string
	for _, s := range subjects {
		if s.class != "" {
			s.rule += "/" + s.class
		}
		names = append(names, s.rule)
	}
	return strings.Join(names, ",")
}

// TestMeant: what is a directive but for its spelling is a finding, and what
// speaks of loopcheck is silent. Lines without err are prose.
func TestMeant(t *testing.T) {
	tests := []struct{ comments, err string }{
		{"// loopcheck:ignore loopblock the cache is warm", "a space after // makes this a plain comment; write //loopcheck:ignore RULE reason"},
		{"// loopcheck:ignore the cache is warm", "a space after //"},
		{"// loopcheck:ignore", "a space after //"},
		{"//   loopcheck:ignore loopblock x", "a space after //"},
		{"//\tloopcheck:ignore loopblock x", "plain comment"},
		{"// loopcheck:ignored loopblock x", "a space after //"},
		{"// loopcheck:Ignroe loopblock x", "a space after //"},
		{"// loopcheck: ignore loopblock x", "a space after //"},
		{"// loopcheck:ignore: loopblock x", "a space after //"},
		{"// Loopcheck:ignore loopblok x", "a space after //"},
		{"// loopcheck:ignore loopblock/disk,loopowner x", "a space after //"},
		{"// loopcheck:ignore-file loopblock x", "a space after //"},
		{"//loopcheck :ignore loopblock x", "this is a plain comment, as it is spelled; write //loopcheck:ignore RULE reason"},
		{"//LoopCheck:ignore loopblock x", "as it is spelled"},
		{"//\u200bloopcheck:ignore loopblock x", "as it is spelled"},
		{"/*loopcheck:ignore loopblock x*/", "/* */ makes this a plain comment; write //loopcheck:ignore RULE reason"},
		{"/* loopcheck:ignore loopblock x */", "/* */ makes this a plain comment"},
		{"/** loopcheck:ignore loopblock x */", "/* */ makes this a plain comment"},
		{"/*\n\tloopcheck:ignore loopblock x\n*/", "/* */ makes this a plain comment"},
		{"// A sentence.\n// loopcheck:ignore loopblock x", "a space after //"},
		{"// A sentence.\n//\n// loopcheck:ignore because x", "a space after //"},
		{"//nolint:errcheck\n// loopcheck:ignore because x", "a space after //"},

		{"// loopcheck: a tool that finds what blocks", ""},
		{"// loopcheck: ignore what it says", ""},
		{"// loopcheck:ignore, which silences a rule", ""},
		{"// loopcheck:latest is the image's name", ""},
		{"// loopcheck ignores it", ""},
		{"// loopchecker:ignore loopblock x", ""},
		{"// Use loopcheck:ignore loopblock reason.", ""},
		{"// Write //loopcheck:ignore loopblock reason.", ""},
		{"// //loopcheck:ignore loopblock of code that is commented out", ""},
		{"/* //loopcheck:ignore loopblock of code that is commented out */", ""},
		{"/* x() // loopcheck:ignore loopblock x */", ""},
		{"// A directive such as\n// loopcheck:ignore silences a rule.", ""},
		{"// For example:\n//\n//\tloopcheck:ignore loopblock x", ""},
		{"// For example:\n//\n//\t//loopcheck:ignore loopblock x", ""},
		{"// For example:\n//\n//     loopcheck:ignore loopblock x", ""},
		{"/*\nFor example:\n\n\tloopcheck:ignore loopblock x\n*/", ""},
		{"//", ""},
		{"/**/", ""},
	}
	for _, test := range tests {
		file, err := parser.ParseFile(token.NewFileSet(), "a.go", "package a\n\n"+test.comments+"\nfunc f() {}\n", parser.ParseComments)
		if err != nil {
			t.Fatal(err)
		}
		group := file.Comments[0].List
		for i := range group {
			err := meant(group, i)
			switch last := i == len(group)-1; {
			case err == nil && last && test.err != "":
				t.Errorf("%q is passed over", test.comments)
			case err != nil && (!last || test.err == "" || !strings.Contains(err.Error(), test.err)):
				t.Errorf("%q: %v, want %q", test.comments, err, test.err)
			}
		}
	}
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
	//loopcheck:ignore loopdeadlock and another rule
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
	for _, rule := range config.Rules() {
		b.WriteString(rule + ":")
		for line := 1; line <= strings.Count(src, "\n"); line++ {
			if len(r.Match(rule, "any", file.LineStart(line))) > 0 {
				fmt.Fprintf(&b, " %d", line)
			}
		}
		b.WriteByte('\n')
	}
	ruletest.Equal(t, b.String(), `
		loopawait: 23
		loopblock: 5 6 29
		loopdeadlock: 23 24 25 26
		loopflag:
		loopleak:
		loopowner: 12 13 14 15 16`)
	if len(r.Match("loopblock", "any", token.Pos(file.Base()+file.Size()+1))) > 0 || len(r.Match("loopblock", "any", token.NoPos)) > 0 {
		t.Error("a directive is for another file")
	}
	if r.ignores[0].Pos == token.NoPos {
		t.Error("a directive has no position")
	}
}

// TestClasses: a directive may be for a class, for several rules, and for a file.
func TestClasses(t *testing.T) {
	p := ruletest.Load(t, `//loopcheck:ignore-file loopowner/race one goroutine at a time

package a

//loopcheck:ignore loopblock/disk,loopleak it is small
func f() {}
`)
	r := ruletest.Result[*Result](t, p, Analyzer)
	f := p.Packages[0].Syntax[0].Decls[0].Pos()
	for subject, want := range map[string]bool{
		"loopblock/disk": true, "loopblock/net": false, "loopleak/send": true, "loopowner/race": true, "loopowner/lent": false, "loopawait/dropped": false,
	} {
		rule, class, _ := strings.Cut(subject, "/")
		if got := len(r.Match(rule, class, f)) > 0; got != want {
			t.Errorf("%s is silenced: %t", subject, got)
		}
	}
	var all []string
	for _, ig := range r.All() {
		all = append(all, ig.String())
	}
	ruletest.Equal(t, strings.Join(all, "\n"), `
		//loopcheck:ignore-file loopowner/race
		//loopcheck:ignore loopblock/disk
		//loopcheck:ignore loopleak`)
}

// TestNoResult: a driver may hand over nothing, or nearly nothing, in place of a result.
func TestNoResult(t *testing.T) {
	var none *Result
	for _, r := range []*Result{none, new(Result), {ignores: []*Ignore{{Rule: "loopblock"}}}} {
		if got := r.Match("loopblock", "any", 1); got != nil {
			t.Errorf("nothing silences %v", got)
		}
	}
}

// TestGenerated: cgo's output is what its author wrote, unless that was generated too.
func TestGenerated(t *testing.T) {
	tests := []struct {
		name, src string
		want      bool
	}{
		{"written", "package a", false},
		{"generated", "// Code generated by goyacc; DO NOT EDIT.\n\npackage a", true},
		{"cgo's", "// Code generated by cmd/cgo; DO NOT EDIT.\n\n//line a.go:1:1\n// Package a calls C.\npackage a", false},
		{"cgo's of a generated one", "// Code generated by cmd/cgo; DO NOT EDIT.\n\n//line a.go:1:1\n// Code generated by swig; DO NOT EDIT.\n\npackage a", true},
	}
	for _, test := range tests {
		file, err := parser.ParseFile(token.NewFileSet(), "a.go", test.src, parser.ParseComments)
		if err != nil {
			t.Fatal(err)
		}
		if got := Generated(file); got != test.want {
			t.Errorf("%s: generated %v, want %v", test.name, got, test.want)
		}
	}
}
