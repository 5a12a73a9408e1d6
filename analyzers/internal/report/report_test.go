package report_test

import (
	"fmt"
	"go/ast"
	"go/constant"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis"

	"github.com/loopcheck/loopcheck/analyzers/internal/config"
	"github.com/loopcheck/loopcheck/analyzers/internal/directive"
	"github.com/loopcheck/loopcheck/analyzers/internal/report"
	"github.com/loopcheck/loopcheck/analyzers/internal/ruletest"
)

// rule reports a finding for each call of sure, likely and strict, with its
// argument as the message.
var rule = newRule("loopblock", false)

func newRule(name string, skipTests bool) *analysis.Analyzer {
	return report.Rule(name, page(name), func(pass *analysis.Pass, out *report.Reporter) {
		if skipTests {
			out.SkipTests()
		}
		for _, file := range pass.Files {
			ast.Inspect(file, func(n ast.Node) bool {
				if call, ok := n.(*ast.CallExpr); ok {
					reportCall(pass, out, call)
				}
				return true
			})
		}
	})
}

func page(name string) string {
	return "// Package " + name + " is made for a test.\n//\n// # Analyzer " + name + "\n//\n// " + name + ": report calls\npackage " + name + "\n"
}

func reportCall(pass *analysis.Pass, out *report.Reporter, call *ast.CallExpr) {
	tiers := map[string]config.Tier{"sure": config.Sure, "likely": config.Likely, "strict": config.Strict}
	id, ok := call.Fun.(*ast.Ident)
	if !ok {
		return
	}
	tier, ok := tiers[id.Name]
	if !ok {
		return
	}
	f := report.Finding{Node: call, Class: id.Name, Tier: tier}
	for i, arg := range call.Args {
		text := constant.StringVal(pass.TypesInfo.Types[arg].Value)
		switch {
		case i == 0:
			f.Message = text
		case strings.HasPrefix(text, "group "):
			f.Group = text
		default: // a step of the chain
			f.Why = append(f.Why, analysis.RelatedInformation{Pos: arg.Pos(), Message: text})
		}
	}
	// A place may be found twice, by two chains.
	if strings.HasPrefix(f.Message, "twice") {
		longer := f
		longer.Message += ", by a longer chain"
		longer.Why = append(longer.Why, analysis.RelatedInformation{Pos: call.Pos(), Message: "step"})
		out.Report(longer)
	}
	if strings.HasPrefix(f.Message, "surely as well") {
		likely := f
		likely.Tier, likely.Message = config.Likely, f.Message+", but likely"
		out.Report(likely)
	}
	out.Report(f)
}

const header = `
-- example.com/a/a.go --
package a
func sure(...string)   {}
func likely(...string) {}
func strict(...string) {}
`

func findings(t *testing.T, src string) string {
	t.Helper()
	return strings.Join(ruletest.Load(t, header+src).Findings(t, rule), "\n")
}

// TestOne: one finding a place, the best one, in the order of positions.
func TestOne(t *testing.T) {
	ruletest.Equal(t, findings(t, `
		func b() { sure("second"); strict("never") }
		func a() { likely("third") }
		var _ = func() int { sure("fourth"); return 0 }()
		func c() { sure("twice"); sure("surely as well") }
		func d() { strict("surely as well") }`), `
		a.go:6: second
		a.go:7: third
		a.go:8: fourth
		a.go:9: twice
		a.go:9: surely as well
		a.go:10: surely as well, but likely`)
}

// TestGroup: findings that share a problem are one, with the others counted.
func TestGroup(t *testing.T) {
	ruletest.Equal(t, findings(t, `
		func a() {
			sure("one", "group x")
			sure("other", "group y")
			sure("two", "group x")
			sure("alone")
			sure("three", "group x")
			sure("alone too")
			strict("not counted", "group y")
		}`), `
		a.go:7: one (and 2 more here)
		a.go:8: other
		a.go:10: alone
		a.go:12: alone too`)
}

// TestOrder: files come by their names, tests after the others. Positions of
// two files say which was parsed first, and drivers parse several at once.
func TestOrder(t *testing.T) {
	ruletest.Equal(t, strings.Join(ruletest.Load(t, `
-- example.com/a/z_test.go --
package a

func z() { sure("two", "group x") }
-- example.com/a/c.go --
package a

func c() {
	sure("one", "group x")
	sure("three", "group x")
	println() //loopcheck:ignore loopblock for nothing
}
-- example.com/a/a_test.go --
package a

func a() { sure("alone") }
-- example.com/a/b.go --
package a

func sure(...string) {}
func b() {
	println() //loopcheck:ignore loopblock for nothing
	println() //loopcheck:ignore loopblock for nothing
}
`).Findings(t, rule), "\n"), `
		c.go:4: one (and 2 more here)
		a_test.go:3: alone
		b.go:5: this //loopcheck:ignore loopblock silences nothing; remove it
		b.go:6: this //loopcheck:ignore loopblock silences nothing; remove it
		c.go:6: this //loopcheck:ignore loopblock silences nothing; remove it`)
}

func TestIgnore(t *testing.T) {
	ruletest.Equal(t, findings(t, `
		func a() {
			sure("silent") //loopcheck:ignore loopblock on the line
			sure("told")
			//loopcheck:ignore loopblock above it
			sure("silent")
			sure("told")
			//loopcheck:ignore loopblock above it

			// A comment between them.
			sure("silent")
			sure("told") //loopcheck:ignore loopawait another rule's
			strict("of another tier") //loopcheck:ignore loopblock used all the same
			sure("silent"); sure("silent") //loopcheck:ignore loopblock both
			println() //loopcheck:ignore loopblock for nothing
		}
		// All of the function.
		//
		//loopcheck:ignore loopblock all of it
		func b() {
			sure("silent")
			func() { sure("silent") }()
		}
		//loopcheck:ignore loopblock all of nothing
		func c() {}
		func d() {
			sure(
				"silent",
			) //loopcheck:ignore loopblock at its end
			sure("told")
		}`), `
		a.go:8: told
		a.go:11: told
		a.go:16: told
		a.go:34: told
		a.go:19: this //loopcheck:ignore loopblock silences nothing; remove it
		a.go:28: this //loopcheck:ignore loopblock silences nothing; remove it`)
}

// TestUnread: a directive that cannot be read silences nothing.
func TestUnread(t *testing.T) {
	ruletest.Equal(t, findings(t, `
		func a() {
			sure("told") //loopcheck:ignore loopblock
			sure("told") //loopcheck:ignore loopblok the cache is warm
			sure("told") // loopcheck:ignore loopblock the cache is warm
		}`), `
		a.go:7: told
		a.go:8: told
		a.go:9: told`)
}

// TestUnusedOfAnother: a directive of a rule that does not run is nobody's business.
func TestUnusedOfAnother(t *testing.T) {
	const src = `func a() { println() } //loopcheck:ignore loopowner for nothing`
	ruletest.Equal(t, findings(t, src), "")
}

func TestFiles(t *testing.T) {
	const src = header + `
-- example.com/a/gen.go --
// Code generated by hand. DO NOT EDIT.

package a

func generated() {
	sure("in a generated file")
	println() //loopcheck:ignore loopblock for nothing
}
-- example.com/a/a_test.go --
package a

func tested() { sure("in a test") }
-- example.com/a/helper.go --
package a

import "testing"

func helper(t testing.TB) { sure("in a test's helper") }
-- example.com/a/b.go --
package a

func b() { sure("in a file") }
`
	p := ruletest.Load(t, src)
	ruletest.Equal(t, strings.Join(p.Findings(t, rule), "\n"), `
		b.go:3: in a file
		helper.go:5: in a test's helper
		a_test.go:3: in a test`)
	ruletest.Equal(t, strings.Join(p.Findings(t, newRule("loopblock", true)), "\n"), `b.go:3: in a file`)
}

// TestLineDirective: a //line comment moves the place that a finding is shown
// at, and neither its file nor its directives.
func TestLineDirective(t *testing.T) {
	ruletest.Equal(t, strings.Join(ruletest.Load(t, `
-- example.com/a/a.go --
package a

func sure(...string) {}

func a() {
//line expr.y:7
	sure("silent") //loopcheck:ignore loopblock at the end of the line
//line expr.y:7
	sure("told at the same place")
//line expr.y:20
	//loopcheck:ignore loopblock above
//line expr.y:90
	sure("silent")
	sure(
//line expr.y:1
		"silent",
	) //loopcheck:ignore loopblock at the end of the statement
}

// b jumps back.
//
//loopcheck:ignore loopblock the whole function
func b() {
//line expr.y:1
	sure("silent")
}

func c() {
//line expr.y:30
	println() //loopcheck:ignore loopblock for nothing
}
-- example.com/a/b.go --
package a

func d() {
//line expr.y:7
	sure("told in another file")
}
-- example.com/a/b_test.go --
package a

func e() {
//line expr.y:7
	sure("told in a test")
}
`).Findings(t, rule), "\n"), `
		expr.y:7: told at the same place
		expr.y:7: told in another file
		expr.y:7: told in a test
		expr.y:30: this //loopcheck:ignore loopblock silences nothing; remove it`)
}

// TestGeneratedParser: goyacc writes such a file; nobody edits it, wherever it
// says that its code comes from. A file that it names is one that people edit.
func TestGeneratedParser(t *testing.T) {
	p := ruletest.Load(t, header+`
func edited() {
	sure("told")
	sure("silent") //loopcheck:ignore loopblock it is edited by hand
}
-- example.com/a/y.go --
// Code generated by goyacc. DO NOT EDIT.

//line example.com/a/a.go:2
package a

func parse() {
//line expr.y:7
	sure("silent")
	println() //loopcheck:ignore loopblock for nothing
	println() //loopcheck:bogus
//line example.com/a/a.go:6
	sure("silent")
}
-- example.com/a/a_test.go --
//line z.go:1
package a

func tested() {
//line example.com/a/a.go:1
	sure("told unless tests are skipped")
}
`)
	ruletest.Equal(t, strings.Join(p.Findings(t, rule, directive.Analyzer), "\n"), `
		a.go:7: told
		a.go:1: told unless tests are skipped`)
	ruletest.Equal(t, strings.Join(p.Findings(t, newRule("loopblock", true)), "\n"), `a.go:7: told`)
}

func TestTiers(t *testing.T) {
	const src = `func a() {
		sure("sure")
		likely("likely")
		strict("strict")
	}`
	flag := config.Analyzer.Flags.Lookup("tier")
	t.Cleanup(func() { flag.Value.Set(flag.DefValue) })
	for tier, want := range map[string]string{
		"sure":   "a.go:6: sure",
		"likely": "a.go:6: sure\na.go:7: likely",
		"strict": "a.go:6: sure\na.go:7: likely\na.go:8: strict",
	} {
		if err := flag.Value.Set(tier); err != nil {
			t.Fatal(err)
		}
		ruletest.Equal(t, findings(t, src), want)
	}
}

// TestDiagnostic: what else a finding has.
func TestDiagnostic(t *testing.T) {
	p := ruletest.Load(t, header+`func a() {
		sure("message", "why")
		println() //loopcheck:ignore loopblock for nothing
	}`)
	diagnostics := p.Analyze(t, rule)[0].Diagnostics
	if len(diagnostics) != 2 {
		t.Fatalf("got %d findings", len(diagnostics))
	}
	d := diagnostics[0]
	got := fmt.Sprintf("%s %s %d-%d %s", d.Category, d.URL, p.Position(d.Pos).Column, p.Position(d.End).Column, d.Related[0].Message)
	if want := "loopblock/sure https://pkg.go.dev/github.com/loopcheck/loopcheck/analyzers/loopblock 3-25 why"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if d := diagnostics[1]; d.Category != "loopblock/unused" || d.URL != rule.URL {
		t.Errorf("the unused directive has the category %s and the page %s", d.Category, d.URL)
	}
}

// TestRelated: some drivers want no related positions.
func TestRelated(t *testing.T) {
	flag := config.Analyzer.Flags.Lookup("related")
	t.Cleanup(func() { flag.Value.Set(flag.DefValue) })
	p := ruletest.Load(t, header+`func a() { sure("one", "why", "group x"); sure("two", "group x") }`)
	for set, want := range map[string]int{"true": 2, "false": 0} {
		if err := flag.Value.Set(set); err != nil {
			t.Fatal(err)
		}
		act := p.Analyze(t, rule)[0]
		if d := act.Diagnostics[0]; d.Message != "one (and 1 more here)" || len(d.Related) != want {
			t.Errorf("-related=%s: %q has %d related positions, want %d", set, d.Message, len(d.Related), want)
		}
		if f := act.Result.(*report.Findings).All()[0]; len(f.Related) != want {
			t.Errorf("-related=%s: the result has %d related positions, want %d", set, len(f.Related), want)
		}
	}
}

// TestNoDirectives: where the directives could not be read, a rule reports as if there were none.
func TestNoDirectives(t *testing.T) {
	src := ruletest.Load(t, header+`func a() { sure("told") } //loopcheck:ignore loopblock lost`).Packages[0]
	for _, lost := range []any{nil, (*directive.Result)(nil), new(directive.Result)} {
		var got []string
		pass := &analysis.Pass{
			Analyzer: rule, Fset: src.Fset, Files: src.Syntax, Pkg: src.Types, TypesInfo: src.TypesInfo,
			ResultOf: map[*analysis.Analyzer]any{config.Analyzer: config.Config{}, directive.Analyzer: lost},
			Report:   func(d analysis.Diagnostic) { got = append(got, d.Message) },
		}
		if _, err := rule.Run(pass); err != nil {
			t.Fatal(err)
		}
		ruletest.Equal(t, strings.Join(got, "\n"), "told")
	}
}

// TestRule: what an analyzer has of its rule.
func TestRule(t *testing.T) {
	relation := &analysis.Analyzer{Name: "relation"}
	rule := report.Rule("loopx", page("loopx"), func(*analysis.Pass, *report.Reporter) {}, relation)
	if want := "https://pkg.go.dev/github.com/loopcheck/loopcheck/analyzers/loopx"; rule.URL != want {
		t.Errorf("the page is at %s, want %s", rule.URL, want)
	}
	if want := []*analysis.Analyzer{relation, config.Analyzer, directive.Analyzer}; !slices.Equal(rule.Requires, want) {
		t.Errorf("it requires %v, want %v", rule.Requires, want)
	}
}

// TestHelp: an analyzer's help is its page without the sentence for godoc.
func TestHelp(t *testing.T) {
	const want = "loopx: report x\n\nWhat it reports: x.\n\n\tx()"
	for _, source := range []string{
		"// Package loopx defines an analyzer.\n//\n// # Analyzer loopx\n//\n// loopx: report x\n//\n// What it reports: x.\n//\n//\tx()\npackage loopx\n",
		"/*\nPackage loopx defines an analyzer.\n\n# Analyzer loopx\n\nloopx: report x\n\nWhat it reports: x.\n\n\tx()\n*/\npackage loopx\n",
	} {
		if got := report.Rule("loopx", source, nil).Doc; got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
	source, err := os.ReadFile(filepath.Join(ruletest.Root(t), "analyzers", "loopblock", "doc.go"))
	if err != nil {
		t.Fatal(err)
	}
	if doc := report.Rule("loopblock", string(source), nil).Doc; !strings.HasPrefix(doc, "loopblock: report ") || strings.Contains(doc, "package loopblock") {
		t.Errorf("loopblock's help is %q", doc)
	}
}

func TestDeterministic(t *testing.T) {
	ruletest.Repeat(t, 20, func() string {
		return findings(t, `func a() {
			sure("twice"); likely("x", "group a"); likely("y", "group a"); sure("z", "group b"); sure("z", "group b")
			println() //loopcheck:ignore loopblock for nothing
		}`)
	})
}
