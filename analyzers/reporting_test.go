package analyzers_test

import (
	"os"
	"path"
	"strings"
	"testing"
)

// TestReporting: only report and directive call pass.Report, so that nothing
// goes round suppressions and tiers.
func TestReporting(t *testing.T) {
	for _, name := range goFiles(t) {
		switch dir := path.Dir(name); {
		case dir == "internal/report", dir == "internal/directive", forTests(dir):
			continue
		}
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		source, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, call := range []string{"pass.Report(", "pass.Reportf(", "pass.ReportRangef("} {
			if strings.Contains(string(source), call) {
				t.Errorf("%s calls %s…): report it by package report", name, call)
			}
		}
	}
}
