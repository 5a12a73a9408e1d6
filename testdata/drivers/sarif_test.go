package drivers

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/owenrumney/go-sarif/v3/pkg/report/v210/sarif"
)

// TestSARIF has another reader of SARIF read a log with findings of two tiers, their
// ways, a silenced one and a package that cannot be analysed, and hold it against the
// schema.
func TestSARIF(t *testing.T) {
	team := newTeam(t)
	team.replace("s.save() // known", "s.save() //loopcheck:ignore loopawait it is known")
	team.replace("s.save().Detach()", "s.save()")
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
	if err := report.Validate(); err != nil {
		t.Errorf("the schema: %v", err)
	}
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
