package drivers

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestReadme keeps true what README.md shows of the command on the examples, and
// docs/golangci.md of golangci-lint's files, and docs/ci.md of a gate that is tried.
func TestReadme(t *testing.T) {
	text, err := os.ReadFile(filepath.Join(repository, "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	readme := string(text)
	page, err := os.ReadFile(filepath.Join(repository, "docs", "golangci.md"))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{".custom-gcl.yml", ".golangci.yml"} {
		file, err := os.ReadFile(filepath.Join(corpus, "golangci", name))
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(string(page), "```yaml\n"+string(file)+"```\n") {
			t.Errorf("docs/golangci.md does not show testdata/golangci/%s as it is", name)
		}
	}

	tryGate(t)
	_, block, _ := strings.Cut(readme, "```text\n")
	block, _, _ = strings.Cut(block, "```")
	output := string(loopcheck(t, job{"likely", []string{"./examples/..."}}, nil))
	if block == "" {
		t.Error("README.md shows no output")
	}
	for line := range strings.Lines(block) {
		if !strings.Contains(output, line) {
			t.Errorf("README.md shows\n%sbut loopcheck prints\n%s", line, output)
		}
	}
}

// tryGate has the command find what docs/ci.md says of the code that it shows.
func tryGate(t *testing.T) {
	t.Helper()
	page, err := os.ReadFile(filepath.Join(repository, "docs", "ci.md"))
	if err != nil {
		t.Fatal(err)
	}
	_, code, _ := strings.Cut(string(page), "```go\n")
	code, _, _ = strings.Cut(code, "```")
	team := &team{t, t.TempDir(), "./..."}
	team.write("go.mod", "module example.com/try\n\ngo 1.25\n")
	team.write("try.go", "package try\n\n"+code)
	out, status, _ := team.try(loopcheckPath, "./...")
	if text := string(out); status != 3 || !strings.Contains(text, "(loopdeadlock") || strings.Count(text, "try.go") != strings.Count(text, "\n") || strings.Count(text, "(loop") != 1 {
		t.Errorf("docs/ci.md shows\n%sof which loopcheck says\n%s", code, text)
	}
}
