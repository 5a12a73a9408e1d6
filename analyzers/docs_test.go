package analyzers_test

import (
	"os"
	"strings"
	"testing"

	"github.com/loopcheck/loopcheck/analyzers"
)

// TestClassesDocumented: docs/configuration.md lists the classes of each rule.
func TestClassesDocumented(t *testing.T) {
	text, err := os.ReadFile("../docs/configuration.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, rule := range analyzers.Rules {
		row := "| `" + rule.Name + "` |"
		for _, class := range analyzers.Classes(rule.Name) {
			if class != "unused" {
				row += " `" + class + "`"
			}
		}
		if !strings.Contains(string(text), row+" |\n") {
			t.Errorf("docs/configuration.md has no row %s |", row)
		}
	}
}
