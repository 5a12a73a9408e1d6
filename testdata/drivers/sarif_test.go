package drivers

import (
	"bytes"
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/owenrumney/go-sarif/v3/pkg/report/v210/sarif"
	"github.com/xeipuuv/gojsonschema"
)

// TestSARIF has another reader of SARIF read a log with findings of two tiers, their
// ways, a silenced one and a package that cannot be analysed, and hold it against the
// schema.
func TestSARIF(t *testing.T) {
	team := newTeam(t)
	team.replace("app/app.go", "s.save() // known", "s.save() //loopcheck:ignore loopawait it is known")
	team.replace("app/app.go", "s.save().Detach()", "s.save()")
	if err := os.MkdirAll(filepath.Join(team.dir, "bad"), 0o777); err != nil {
		t.Fatal(err)
	}
	team.write("bad/bad.go", "package bad\n\nvar x = y\n")
	log := team.run(1, loopcheckPath, "-format", "sarif", "./app", "./bad")

	dec := json.NewDecoder(bytes.NewReader(log))
	dec.DisallowUnknownFields()
	if err := dec.Decode(new(sarif.Report)); err != nil {
		t.Errorf("a field that SARIF does not know: %v", err)
	}
	report, err := sarif.FromBytes(log)
	if err != nil {
		t.Fatal(err)
	}
	checkSchema(t, log)
	run := report.Runs[0]
	levels, silenced := make(map[string]string), 0
	for _, r := range run.Results {
		if len(r.Suppressions) > 0 {
			silenced++
			continue
		}
		levels[*r.RuleID] = r.Level
		if rule := run.Tool.Driver.Rules[r.RuleIndex]; *rule.ID != *r.RuleID || rule.HelpURI == nil {
			t.Errorf("%s is a finding of the rule %s", *r.RuleID, *rule.ID)
		}
		if r.PartialFingerprints["loopcheck/v1"] == "" {
			t.Errorf("%s has no fingerprint", *r.RuleID)
		}
		if *r.RuleID == "loopblock" {
			flow := r.CodeFlows[0].ThreadFlows[0].Locations
			if len(flow) != 3 || *flow[2].Location.Message.Text != *r.Message.Text {
				t.Errorf("the way to loopblock's finding has %d steps, want 3 that end there", len(flow))
			}
		}
	}
	if levels["loopblock"] != "warning" || levels["loopawait"] != "error" || silenced != 1 {
		t.Errorf("the levels are %v, and %d findings are silenced", levels, silenced)
	}
	if in := run.Invocations[0]; in.ExecutionSuccessful == nil || *in.ExecutionSuccessful || !slices.ContainsFunc(in.ToolExecutionNotifications, func(n *sarif.Notification) bool { return n.Level == "error" }) {
		t.Errorf("the package that cannot be analysed is not told")
	}
}

// checkSchema holds a log against SARIF's schema. go-sarif has it, in a constant of its
// own: what it writes itself of a log has fields that the log does not.
func checkSchema(t *testing.T, log []byte) {
	t.Helper()
	dir, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "github.com/owenrumney/go-sarif/v3").Output()
	if err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(strings.TrimSpace(string(dir)), "pkg", "report", "v210", "sarif", "schema.go")
	file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	value := file.Scope.Lookup("schema").Decl.(*ast.ValueSpec).Values[0].(*ast.BasicLit).Value
	schema, err := strconv.Unquote(value)
	if err != nil {
		t.Fatal(err)
	}
	result, err := gojsonschema.Validate(gojsonschema.NewStringLoader(schema), gojsonschema.NewBytesLoader(log))
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range result.Errors() {
		t.Errorf("the schema: %s", e)
	}
}
