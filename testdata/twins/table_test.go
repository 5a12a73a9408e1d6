package twins_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"example.com/corpus/twins"
)

var update = flag.Bool("update", false, "write the table anew")

// table is where the table stands.
const (
	repository = "../.."
	table      = repository + "/docs/twins.md"
)

const tableHead = `# Who finds what

<!-- Written by "go test ./twins -update" in testdata; a test keeps it up to date. -->

Each row is a pair of small programs in ` + "`testdata/twins`" + `: one with the bug, one without.
The analyzers read them, the harness runs them, and in none of the programs without the
bug do they find anything. "Retells" is the change that fixed such a bug in a
public repository. The runtime is package ` + "`loop`" + `; where the loop is another it has no say.

| loop | bug | retells | rule | analyzer | runtime | harness |
| --- | --- | --- | --- | --- | --- | --- |
`

// TestTable keeps docs/twins.md up to date.
func TestTable(t *testing.T) {
	static := analyze(t)
	var b bytes.Buffer
	b.WriteString(tableHead)
	for _, group := range all {
		for _, w := range group.twins {
			fmt.Fprintf(&b, "| %s | [%s](../testdata/twins/%s/%s.go) | %s | %s | %s | %s | %s |\n",
				group.folder, w.Bug, group.folder, w.File, w.Retells, w.Rule,
				static.verdict(t, group.folder, w), runtimeVerdict(w), harnessVerdict(t, w))
		}
	}
	if *update {
		if err := os.WriteFile(table, b.Bytes(), 0o666); err != nil {
			t.Fatal(err)
		}
		return
	}
	old, err := os.ReadFile(table)
	if err != nil || !bytes.Equal(old, b.Bytes()) {
		t.Errorf("%s is out of date (%v); run go test ./twins -update in testdata", table, err)
	}
}

// A diagnostic is a line of loopcheck -json.
type diagnostic struct {
	Rule    string
	File    string
	Line    int
	Related []struct {
		File string
		Line int
	}
}

type diagnostics []diagnostic

// analyze runs the analyzers over the twins.
func analyze(t *testing.T) diagnostics {
	t.Helper()
	tool := filepath.Join(t.TempDir(), "loopcheck")
	build := exec.Command("go", "build", "-o", tool, "./cmd/loopcheck")
	build.Dir = repository
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("go build: %v\n%s", err, out)
	}
	run := exec.Command(tool, "-json", "./twins/...")
	run.Dir, run.Env = "..", append(os.Environ(), "LOOPCHECK_CACHE=off")
	out, err := run.Output()
	var exit *exec.ExitError
	if err != nil && !(errors.As(err, &exit) && len(out) > 0) {
		t.Fatalf("loopcheck: %v", err)
	}
	var all diagnostics
	for decoder := json.NewDecoder(bytes.NewReader(out)); decoder.More(); {
		var d diagnostic
		if err := decoder.Decode(&d); err != nil {
			t.Fatalf("loopcheck -json: %v", err)
		}
		all = append(all, d)
	}
	return all
}

// verdict says what the analyzers find in the program with the bug. What they find
// in its twin is an error.
func (all diagnostics) verdict(t *testing.T, folder string, w twins.Twin) string {
	t.Helper()
	file := filepath.Join(folder, w.File+".go")
	fixed := fixedLine(t, file)
	var rules []string
	for _, d := range all {
		line := d.lineIn("twins/" + filepath.ToSlash(file))
		switch {
		case line == 0:
		case line > fixed:
			t.Errorf("%s:%d: %s is reported in the fixed twin", file, line, d.Rule)
		case !slices.Contains(rules, d.Rule):
			rules = append(rules, d.Rule)
		}
	}
	switch {
	case slices.Contains(rules, w.Rule):
		return "found"
	case len(rules) > 0:
		return "as " + strings.Join(rules, ", ")
	case !exists(filepath.Join(repository, "analyzers", w.Rule)):
		return "no " + w.Rule + " yet"
	}
	return "missed"
}

// lineIn returns the line of the finding in a file, its own or that of the first
// of its reasons there, and 0 if there is none.
func (d diagnostic) lineIn(file string) int {
	if d.File == file {
		return d.Line
	}
	for _, r := range d.Related {
		if r.File == file {
			return r.Line
		}
	}
	return 0
}

// fixedLine returns the line of the comment before the fixed twin.
func fixedLine(t *testing.T, file string) int {
	t.Helper()
	r, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	lines := bufio.NewScanner(r)
	for n := 1; lines.Scan(); n++ {
		if lines.Text() == "// The fixed twin." {
			return n
		}
	}
	t.Fatalf("%s has no fixed twin", file)
	return 0
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

func runtimeVerdict(w twins.Twin) string {
	if w.Runtime == "" {
		return "another loop"
	}
	return w.Runtime
}

// harnessVerdict runs the program with the bug and says what is found.
func harnessVerdict(t *testing.T, w twins.Twin) string {
	t.Helper()
	found := collect(t, w.Buggy, w.Options)
	if len(found) == 0 {
		return "missed"
	}
	var kinds []string
	for _, f := range found {
		if name := f.Kind.String(); !slices.Contains(kinds, name) {
			kinds = append(kinds, name)
		}
	}
	verdict := strings.Join(kinds, ", ")
	if w.Kind.Rule() != w.Rule {
		verdict += " (" + w.Kind.Rule() + ")"
	}
	return verdict
}
