package output

import (
	"encoding/json"
	"errors"
	"os"
	"strings"
	"testing"
)

// told is a report with something of each kind.
func toldReport() Report {
	sure := hub
	sure.Tier, sure.Fingerprint, sure.Class, sure.Loop = "sure", "3f2a", "sleep", "run"
	wide := Finding{Rule: "loopowner", Tier: "strict", Message: "50% of x, y", File: "a b/é.go", Line: 1, Col: 7, End: Place{2, 1}}
	silenced := Finding{Rule: "loopowner", Tier: "likely", Message: "fine", File: "a b/é.go", Line: 2, Col: 1, Suppressed: true, Reason: "a test"}
	return Report{
		Findings:   []Finding{sure, wide},
		Suppressed: []Finding{silenced},
		Failures:   []Failure{{Package: "p", File: "p.go", Line: 3, Col: 8, Message: "undefined: x", More: 2, Hint: "run go mod tidy"}, {Message: "no go.mod"}},
		Skipped:    []string{"q"},
	}
}

func TestGitHub(t *testing.T) {
	want := `::error file=hub.go,line=3,col=2,endColumn=14,title=loopcheck%3A loopblock::time.Sleep <-blocks run%0Ahub.go:1:1: run serves its channels%0Anew.go:7:3: started here
::notice file=a b/é.go,line=1,endLine=2,title=loopcheck%3A loopowner%2C strict::50%25 of x, y
::error file=p.go,line=3,col=8,title=loopcheck%3A not analysed::p: undefined: x (and 2 more); run go mod tidy
::error title=loopcheck%3A not analysed::no go.mod
::warning title=loopcheck%3A not analysed::q: a package that it imports failed
`
	var b strings.Builder
	if err := (GitHub{W: &b}).Print(toldReport()); err != nil {
		t.Fatal(err)
	}
	if got := b.String(); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// TestDir: formats for a repository have paths from its top.
func TestDir(t *testing.T) {
	var github, log strings.Builder
	r := Report{Findings: []Finding{hub, {Rule: "r", File: "/elsewhere/a.go", Line: 1}}}
	if err := errors.Join(GitHub{W: &github, Dir: "sub/dir"}.Print(r), SARIF{W: &log, Dir: "sub/dir"}.Print(r)); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"file=sub/dir/hub.go,", "%0Asub/dir/new.go:7:3: started here", "file=/elsewhere/a.go,"} {
		if !strings.Contains(github.String(), want) {
			t.Errorf("no %s in\n%s", want, github.String())
		}
	}
	if !strings.Contains(log.String(), `"uri": "sub/dir/hub.go"`) {
		t.Errorf("no path from the top in\n%s", log.String())
	}
}

// at walks through decoded JSON by field names and indexes.
func at(t *testing.T, v any, path ...any) any {
	t.Helper()
	for _, step := range path {
		switch step := step.(type) {
		case string:
			m, ok := v.(map[string]any)
			if !ok {
				t.Fatalf("%v: no object at %q", path, step)
			}
			v = m[step]
		case int:
			l, ok := v.([]any)
			if !ok || step >= len(l) {
				t.Fatalf("%v: no element %d", path, step)
			}
			v = l[step]
		}
	}
	return v
}

func TestSARIF(t *testing.T) {
	t.Chdir(t.TempDir())
	if err := os.Mkdir("a b", 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile("a b/é.go", []byte("éé x := 1\n}\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	rules := []Rule{{"loopblock", "report calls", "https://example.com/loopblock"}, {"loopowner", "report state", ""}}
	if err := (SARIF{W: &b, Version: "v1", Rules: rules}).Print(toldReport()); err != nil {
		t.Fatal(err)
	}
	var log any
	if err := json.Unmarshal([]byte(b.String()), &log); err != nil {
		t.Fatal(err)
	}
	run := at(t, log, "runs", 0)
	for _, test := range []struct {
		path []any
		want any
	}{
		{[]any{"tool", "driver", "rules", 0, "helpUri"}, "https://example.com/loopblock"},
		{[]any{"invocations", 0, "executionSuccessful"}, false},
		{[]any{"invocations", 0, "toolExecutionNotifications", 0, "message", "text"}, "p: undefined: x (and 2 more); run go mod tidy"},
		{[]any{"invocations", 0, "toolExecutionNotifications", 2, "level"}, "warning"},
		{[]any{"results", 0, "level"}, "error"},
		{[]any{"results", 0, "ruleIndex"}, 0.0},
		{[]any{"results", 0, "partialFingerprints", "loopcheck/v1"}, "3f2a"},
		{[]any{"results", 0, "codeFlows", 0, "threadFlows", 0, "locations", 0, "location", "message", "text"}, "started here"},
		{[]any{"results", 0, "codeFlows", 0, "threadFlows", 0, "locations", 2, "location", "message", "text"}, "time.Sleep <-blocks run"},
		{[]any{"results", 0, "relatedLocations", 0, "message", "text"}, "run serves its channels"},
		{[]any{"results", 1, "level"}, "note"},
		{[]any{"results", 1, "ruleIndex"}, 1.0},
		{[]any{"results", 1, "locations", 0, "physicalLocation", "artifactLocation", "uri"}, "a%20b/%C3%A9.go"},
		{[]any{"results", 1, "locations", 0, "physicalLocation", "region", "startColumn"}, 5.0},
		{[]any{"results", 1, "locations", 0, "physicalLocation", "region", "endLine"}, 2.0},
		{[]any{"results", 2, "suppressions", 0, "justification"}, "a test"},
	} {
		if got := at(t, run, test.path...); got != test.want {
			t.Errorf("%v is %v, want %v", test.path, got, test.want)
		}
	}
}

// An empty run has a list of no results: without one it would have found out nothing.
func TestSARIFEmpty(t *testing.T) {
	var b strings.Builder
	if err := (SARIF{W: &b}).Print(Report{}); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`"results": []`, `"executionSuccessful": true`, `"rules": []`} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("no %s in\n%s", want, b.String())
		}
	}
}
