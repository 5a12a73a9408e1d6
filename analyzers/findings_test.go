package analyzers_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/checker"

	"github.com/loopcheck/loopcheck/analyzers"
	"github.com/loopcheck/loopcheck/analyzers/internal/report"
	"github.com/loopcheck/loopcheck/analyzers/internal/ruletest"
)

func frameworks(t *testing.T, src string) *ruletest.Program {
	t.Helper()
	return ruletest.Load(t, ruletest.Tea, ruletest.Tview, ruletest.Paho, src)
}

// TestFindingsOf: a rule's result has what it reports.
func TestFindingsOf(t *testing.T) {
	for _, act := range frameworks(t, program).Analyze(t, analyzers.Rules...) {
		var told []analysis.Diagnostic
		for _, f := range analyzers.FindingsOf(act.Result) {
			checkFinding(t, act, f)
			if f.Reported() {
				told = append(told, analysis.Diagnostic{
					Pos: f.Pos, End: f.End, Category: f.Rule + "/" + f.Class, URL: act.Analyzer.URL, Message: f.Message, Related: f.Related, SuggestedFixes: f.Fixes,
				})
			}
		}
		if got, want := fmt.Sprintf("%+v", told), fmt.Sprintf("%+v", act.Diagnostics); got != want {
			t.Errorf("%s: the result has %s\nreported is %s", act, got, want)
		}
	}
}

func checkFinding(t *testing.T, act *checker.Action, f analyzers.Finding) {
	t.Helper()
	if f.Rule != act.Analyzer.Name || f.Package != act.Package.PkgPath {
		t.Errorf("%s found by %s in %s", act, f.Rule, f.Package)
	}
	for name, value := range map[string]string{
		"class": f.Class, "tier": f.Tier, "message": f.Message, "function": f.Function, "callee": f.Callee, "fingerprint": f.Fingerprint,
	} {
		if value == "" {
			t.Errorf("%s has no %s: %s", act, name, f.Message)
		}
	}
	if ofLoop := f.Rule != "loopawait" && f.Class != "waitgroup" && f.Class != "result"; ofLoop != (f.Loop != "") || ofLoop != (f.LoopID != "") {
		t.Errorf("%s is about %q, %q: %s", act, f.Loop, f.LoopID, f.Message)
	}
}

func TestNoFindingsOf(t *testing.T) {
	for _, result := range []any{nil, (*report.Findings)(nil), new(report.Findings), 3} {
		if n := len(analyzers.FindingsOf(result)); n > 0 {
			t.Errorf("%d findings of %v", n, result)
		}
	}
}

// TestFingerprints: they survive what moves a program's lines and renames its
// locals, and few findings share one.
func TestFingerprints(t *testing.T) {
	fingerprints := func(src string) (all []string) {
		for _, act := range frameworks(t, src).Analyze(t, analyzers.Rules...) {
			for _, f := range analyzers.FindingsOf(act.Result) {
				all = append(all, f.Fingerprint)
			}
		}
		slices.Sort(all)
		return all
	}
	want := fingerprints(program)
	if n := len(slices.Compact(slices.Clone(want))); n < 10 || n < len(want)*2/3 {
		t.Errorf("%d findings have %d fingerprints", len(want), n)
	}
	moved := strings.NewReplacer(
		"type model", "// More.\nvar more = 1\n\ntype model",
		"package ui\n", "package ui\n\n// More.\n",
		"time.Sleep(time.Second)", "time.Sleep(\n\t\ttime.Second,\n\t)",
		"(m *model)", "(self *model)", "\tm.", "\tself.", " m.", " self.", "(m.", "(self.", "return m,", "return self,",
		"cmd ", "command ", "(cmd,", "(command,",
	).Replace(program)
	moved = strings.Replace(moved, "func start(m ", "func start(self ", 1)
	if got := fingerprints(moved); !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}
