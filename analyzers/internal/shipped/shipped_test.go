package shipped

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestReadme: the row that the README shows is one of ours, as it stands.
func TestReadme(t *testing.T) {
	readme, err := os.ReadFile("../../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, section, _ := strings.Cut(string(readme), "### To add a row")
	_, block, _ := strings.Cut(section, "```go\n")
	block, _, found := strings.Cut(block, "```")
	if !found {
		t.Fatal("the README shows no row")
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
			t.Errorf("the README shows %s, which is no row", row)
		}
	}
}
