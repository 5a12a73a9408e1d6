package report_test

import (
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis"

	"github.com/loopcheck/loopcheck/analyzers/internal/config"
	"github.com/loopcheck/loopcheck/analyzers/internal/directive"
	"github.com/loopcheck/loopcheck/analyzers/internal/ruletest"
)

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
