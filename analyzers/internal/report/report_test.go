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
	"github.com/loopcheck/loopcheck/analyzers/internal/weight"
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
	f := report.Finding{Node: call, Class: id.Name, Tier: tier, Weight: weight.Grave}
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
	if want := "loopblock/sure https://github.com/loopcheck/loopcheck/blob/main/docs/rules/loopblock.md 3-25 why"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if d := diagnostics[1]; d.Category != "loopblock/unused" || d.URL != rule.URL {
		t.Errorf("the unused directive has the category %s and the page %s", d.Category, d.URL)
	}
}

// TestEndOfFile: the return that a closing brace is ends with it, and not behind the file.
func TestEndOfFile(t *testing.T) {
	ends := newRule("loopblock", false)
	ends.Run = report.Rule("loopblock", page("loopblock"), func(pass *analysis.Pass, out *report.Reporter) {
		brace := pass.Files[0].End() - 1
		out.Report(report.Finding{Node: &ast.ReturnStmt{Return: brace}, Class: "sure", Message: "here", Tier: config.Sure, Weight: weight.Grave})
	}).Run
	p := ruletest.Load(t, header+"func a() {\n}")
	d := p.Analyze(t, ends)[0].Diagnostics[0]
	if pos, end := p.Position(d.Pos), p.Position(d.End); end.Line != pos.Line || end.Column != pos.Column+1 {
		t.Errorf("from %v to %v", pos, end)
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

// TestRule: what an analyzer has of its rule.
func TestRule(t *testing.T) {
	relation := &analysis.Analyzer{Name: "relation"}
	rule := report.Rule("loopx", page("loopx"), func(*analysis.Pass, *report.Reporter) {}, relation)
	if want := "https://github.com/loopcheck/loopcheck/blob/main/docs/rules/loopx.md"; rule.URL != want {
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
