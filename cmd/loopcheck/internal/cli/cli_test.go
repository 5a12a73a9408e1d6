package cli

import (
	"go/token"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/tools/go/analysis"

	"github.com/loopcheck/loopcheck/cmd/loopcheck/internal/output"
	"github.com/loopcheck/loopcheck/cmd/loopcheck/internal/stream"
)

func TestAnalyzerPanics(t *testing.T) {
	t.Chdir(t.TempDir())
	t.Setenv("GOPROXY", "off")
	t.Setenv("GOFLAGS", "")
	t.Setenv("LOOPCHECK_CACHE", "off")
	write(t, "go.mod", "module example.com/p\n\ngo 1.26\n")
	write(t, "p.go", "package p\n")
	suite := []*analysis.Analyzer{
		{Name: "bad", Doc: "d", Run: func(*analysis.Pass) (any, error) { panic("oh no") }},
		{Name: "good", Doc: "d", Run: func(pass *analysis.Pass) (any, error) {
			pass.Reportf(pass.Files[0].Package, "found")
			return nil, nil
		}},
	}
	const (
		line   = "loopcheck: example.com/p: analyzer bad: panic: oh no\n"
		looked = "loopcheck: 1 finding in 1 package: 1 good\nloopcheck: no loop in 1 package, 0 functions on other goroutines, 0 unknown\n"
	)

	var stdout, stderr strings.Builder
	if code := Main(suite, nil, &stdout, &stderr); code != Failed {
		t.Errorf("exit code %d, want %d", code, Failed)
	}
	if got, want := stdout.String(), "p.go:1:1: found (good)\n"; got != want {
		t.Errorf("stdout %q, want %q", got, want)
	}
	if got := stderr.String(); got != line+looked {
		t.Errorf("stderr %q, want %q", got, line+looked)
	}

	stderr.Reset()
	Main(suite, []string{"-debug"}, &stdout, &stderr)
	if got := stderr.String(); !strings.HasPrefix(got, line) || !strings.Contains(got, "TestAnalyzerPanics") {
		t.Errorf("with -debug stderr is %q, which has no stack", got)
	}
}

func write(t *testing.T, name, text string) {
	t.Helper()
	if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
}

func TestProgress(t *testing.T) {
	start := time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC)
	now := start
	var b strings.Builder
	p := &progress{w: &b, shown: true, start: start, now: func() time.Time { return now }}
	step := func(after time.Duration, done int, want string) {
		t.Helper()
		now = start.Add(after)
		b.Reset()
		p.update(done, 9)
		if got := b.String(); got != want {
			t.Errorf("after %v: %q, want %q", after, got, want)
		}
	}
	step(1999*time.Millisecond, 1, "")
	p.erase()
	if b.Len() > 0 {
		t.Errorf("erased what was not shown: %q", b.String())
	}
	step(2000*time.Millisecond, 2, "\r\x1b[Kloopcheck: 2 of 9 packages")
	step(2050*time.Millisecond, 3, "")
	step(2100*time.Millisecond, 4, "\r\x1b[Kloopcheck: 4 of 9 packages")
	b.Reset()
	p.erase()
	if got, want := b.String(), "\r\x1b[K"; got != want {
		t.Errorf("erase writes %q, want %q", got, want)
	}
	p.shown = false
	step(9*time.Second, 5, "")
}

func TestShortPath(t *testing.T) {
	root := t.TempDir()
	dir := filepath.Join(root, "d")
	for path, want := range map[string]string{
		filepath.Join(dir, "a.go"):       "a.go",
		filepath.Join(dir, "e", "a.go"):  filepath.Join("e", "a.go"),
		filepath.Join(root, "a.go"):      filepath.Join("..", "a.go"),
		string(filepath.Separator) + "a": string(filepath.Separator) + "a",
		"":                               "",
	} {
		if got := shortPath(dir, path); got != want {
			t.Errorf("shortPath(%q) = %q, want %q", path, got, want)
		}
	}
}

func TestReportFailures(t *testing.T) {
	dir := t.TempDir()
	var b strings.Builder
	c := &command{stderr: &b}
	c.reportFailures(&stream.Result{
		Failures: []stream.Failure{
			{Package: "p", Message: "no place"},
			{Package: "p", Message: "absolute", Pos: token.Position{Filename: filepath.Join(dir, "a.go"), Line: 1, Column: 2}},
			{Package: "p", Message: "relative", Pos: token.Position{Filename: "a.go", Line: 1}, More: 1},
			{Package: "p", Message: "a file", Pos: token.Position{Filename: "a.go"}, More: 2},
		},
		Skipped: []string{"a", "b", "c", "d", "e", "f", "g"},
	}, dir)
	want := `loopcheck: p: no place
a.go:1:2: absolute
a.go:1: relative (and 1 more error)
a.go: a file (and 2 more errors)
loopcheck: not analysed, because a package that they import failed: a, b, c, d, e and 2 more
`
	if got := b.String(); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestInRepository(t *testing.T) {
	top, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(filepath.Join(top, "a", "b"), 0o777); err != nil {
		t.Fatal(err)
	}
	t.Chdir(filepath.Join(top, "a", "b"))
	for workspace, want := range map[string]string{"": "", top: filepath.Join("a", "b"), filepath.Join(top, "a", "b"): "", filepath.Join(top, "c"): ""} {
		t.Setenv("GITHUB_WORKSPACE", workspace)
		if got := inRepository(); got != want {
			t.Errorf("in %q it is %q, want %q", workspace, got, want)
		}
	}
}

// TestNobodyLooks: a file, a pipe and the null device, which is a character device like
// a terminal, have neither colours nor source lines.
func TestNobodyLooks(t *testing.T) {
	t.Setenv("TERM", "xterm")
	null, err := os.OpenFile(os.DevNull, os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer null.Close()
	if isTerminal(null) || hasColours(null) || isTerminal(new(strings.Builder)) {
		t.Error("the null device is taken for a terminal")
	}
}

func TestExitCode(t *testing.T) {
	found := []output.Finding{{Rule: "r"}}
	failed := []output.Failure{{Package: "p"}}
	for _, test := range []struct {
		report output.Report
		want   int
	}{
		{output.Report{}, Clean},
		{output.Report{Findings: found}, Findings},
		{output.Report{Failures: failed}, Failed},
		{output.Report{Failures: failed, Findings: found}, Failed},
		{output.Report{Skipped: []string{"p"}}, Failed},
	} {
		if got := exitCode(test.report); got != test.want {
			t.Errorf("exitCode(%+v) = %d, want %d", test.report, got, test.want)
		}
	}
}
