package shipped

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestContributing: the row that CONTRIBUTING.md shows is one of ours, as it stands.
func TestContributing(t *testing.T) {
	page, err := os.ReadFile("../../../CONTRIBUTING.md")
	if err != nil {
		t.Fatal(err)
	}
	_, section, _ := strings.Cut(string(page), "## A row for a framework")
	_, block, _ := strings.Cut(section, "```go\n")
	block, _, found := strings.Cut(block, "```")
	if !found {
		t.Fatal("CONTRIBUTING.md shows no row")
	}
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	var source strings.Builder
	for _, name := range files {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		source.Write(text)
	}
	for line := range strings.Lines(block) {
		if row := strings.TrimSpace(line); row != "" && !strings.Contains(source.String(), row) {
			t.Errorf("CONTRIBUTING.md shows %s, which is no row", row)
		}
	}
}
