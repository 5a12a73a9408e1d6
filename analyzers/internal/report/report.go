// Package report is the only caller of pass.Report: it applies suppressions and
// tiers, keeps generated files silent, reports one finding a place, and in an
// order that is the same on every run.
package report

import (
	"cmp"
	"fmt"
	"go/ast"
	"go/token"
	"path/filepath"
	"reflect"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/loopcheck/loopcheck/analyzers/internal/chain"
	"github.com/loopcheck/loopcheck/analyzers/internal/config"
	"github.com/loopcheck/loopcheck/analyzers/internal/directive"
)

// Rule makes an analyzer of a rule. Its run asks the relations and says what it
// finds to the reporter; doc is the source of the rule's doc.go. The analyzer's
// result is a *[Findings].
func Rule(name, doc string, run func(*analysis.Pass, *Reporter), relations ...*analysis.Analyzer) *analysis.Analyzer {
	return &analysis.Analyzer{
		Name:       name,
		Doc:        help(doc),
		URL:        url(name),
		Requires:   slices.Concat(relations, []*analysis.Analyzer{config.Analyzer, directive.Analyzer}),
		ResultType: reflect.TypeFor[*Findings](),
		Run: func(pass *analysis.Pass) (any, error) {
			out := newReporter(pass)
			run(pass, out)
			out.done()
			return new(Findings), nil
		},
	}
}

// Findings are what a rule found in a package.
type Findings struct{}

// A Finding is one problem at one place.
type Finding struct {
	Range   analysis.Range
	Class   string // what the category adds to the rule: "sleep"
	Tier    config.Tier
	Message string

	// Why is the chain from the place back to what made it run where it runs.
	// A long one is cut, see package chain.
	Why []analysis.RelatedInformation

	// Related are other places that belong to the finding.
	Related []analysis.RelatedInformation

	// Group, if not empty, is the problem that several findings share: the
	// first is reported, the others counted and related to it.
	Group string

	at place
}

func (f Finding) places() int { return len(f.Why) + len(f.Related) }

// A Reporter collects the findings of one rule in one package.
type Reporter struct {
	pass       *analysis.Pass
	tier       config.Tier
	directives *directive.Result
	used       map[*directive.Ignore]bool
	findings   []Finding
	generated  map[*token.File]bool
	tests      map[*token.File]bool
	skipTests  bool
}

func newReporter(pass *analysis.Pass) *Reporter {
	directives, _ := pass.ResultOf[directive.Analyzer].(*directive.Result) // or nil, if it failed
	r := &Reporter{
		pass:       pass,
		tier:       pass.ResultOf[config.Analyzer].(config.Config).Tier,
		directives: directives,
		used:       make(map[*directive.Ignore]bool),
		generated:  make(map[*token.File]bool),
		tests:      make(map[*token.File]bool),
	}
	for _, file := range pass.Files {
		// The file itself, whatever its //line comments say of where its code comes from.
		if f := pass.Fset.File(file.Package); f != nil {
			r.generated[f] = ast.IsGenerated(file)
			r.tests[f] = isTest(f.Name(), file)
		}
	}
	return r
}

// SkipTests leaves test files out, and what supports them: a test steps through
// by hand what a loop would run.
func (r *Reporter) SkipTests() { r.skipTests = true }

func isTest(name string, file *ast.File) bool {
	return strings.HasSuffix(filepath.Base(name), "_test.go") ||
		slices.ContainsFunc(file.Imports, func(imp *ast.ImportSpec) bool { return imp.Path.Value == `"testing"` })
}

// Report takes a finding. What is reported is decided when the rule is done.
func (r *Reporter) Report(f Finding) {
	f.at = placeOf(r.pass.Fset, f.Range.Pos())
	f.Why = chain.Cut(f.Why)
	r.findings = append(r.findings, f)
}

// done reports the findings, the best one for each place, and what the rule's
// directives leave to say.
func (r *Reporter) done() {
	slices.SortStableFunc(r.findings, func(a, b Finding) int {
		return cmp.Or(a.at.compare(b.at), cmp.Compare(a.Tier, b.Tier), cmp.Compare(a.places(), b.places()))
	})
	last := token.NoPos
	var shown []Finding
	for _, f := range r.findings {
		if f.Range.Pos() == last || !r.wanted(f) {
			continue
		}
		last = f.Range.Pos()
		shown = append(shown, f)
	}
	for _, f := range merge(shown) {
		r.emit(f)
	}
	r.reportUnused()
}

// reportUnused reports the directives of this rule that silence nothing.
func (r *Reporter) reportUnused() {
	rule := r.pass.Analyzer.Name
	unused := slices.DeleteFunc(slices.Clone(r.directives.All()), func(ig *directive.Ignore) bool {
		return ig.Rule != rule || r.used[ig] || r.silent(ig.Pos)
	})
	slices.SortFunc(unused, func(a, b *directive.Ignore) int {
		return placeOf(r.pass.Fset, a.Pos).compare(placeOf(r.pass.Fset, b.Pos))
	})
	for _, ig := range unused {
		r.pass.Report(analysis.Diagnostic{
			Pos: ig.Pos, Category: rule + "/unused", URL: url(rule),
			Message: "this //loopcheck:ignore " + rule + " silences nothing; remove it",
		})
	}
}

// merge keeps the first finding of each group, with the others as related positions.
func merge(findings []Finding) []Finding {
	var merged []Finding
	first := make(map[string]int)
	more := make(map[string]int)
	for _, f := range findings {
		i, seen := first[f.Group]
		if f.Group == "" || !seen {
			first[f.Group] = len(merged)
			merged = append(merged, f)
			continue
		}
		more[f.Group]++
		merged[i].Related = append(merged[i].Related, analysis.RelatedInformation{
			Pos: f.Range.Pos(), End: f.Range.End(), Message: "and here",
		})
	}
	for i, f := range merged {
		if n := more[f.Group]; n > 0 {
			merged[i].Message += fmt.Sprintf(" (and %d more here)", n)
		}
	}
	return merged
}

// wanted applies everything that can silence a finding. A suppression counts
// as used although its finding is of a tier that this run does not report.
func (r *Reporter) wanted(f Finding) bool {
	if r.silent(f.Range.Pos()) {
		return false
	}
	ignores := r.directives.Match(r.pass.Analyzer.Name, f.Range.Pos())
	for _, ig := range ignores {
		r.used[ig] = true
	}
	return len(ignores) == 0 && f.Tier <= r.tier
}

// silent reports whether code stands in a file that the rule says nothing about.
func (r *Reporter) silent(pos token.Pos) bool {
	file := r.pass.Fset.File(pos)
	return r.generated[file] || r.skipTests && r.tests[file]
}

func (r *Reporter) emit(f Finding) {
	rule := r.pass.Analyzer.Name
	category := rule
	if f.Class != "" {
		category += "/" + f.Class
	}
	r.pass.Report(analysis.Diagnostic{
		Pos: f.Range.Pos(), End: f.Range.End(), Category: category, URL: url(rule),
		Message: f.Message, Related: slices.Concat(f.Why, f.Related),
	})
}
