package drivers

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
)

const (
	repository = "../.."
	corpus     = ".." // the module in which the drivers run
)

// A job is what a driver runs on, and with which tier.
type job struct {
	tier     string
	patterns []string
}

// whole is the corpus, with the settings that users get.
var whole = job{"likely", []string{"./src/...", "./examples/..."}}

// Where TestMain puts what it builds.
var loopcheckPath, golangciPath, cachePath string

func TestMain(m *testing.M) {
	os.Exit(buildAndRun(m))
}

func buildAndRun(m *testing.M) int {
	dir, err := os.MkdirTemp("", "loopcheck-drivers")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(dir)
	loopcheckPath = filepath.Join(dir, "loopcheck")
	golangciPath = filepath.Join(dir, "golangci-lint")
	cachePath = filepath.Join(dir, "cache")
	if err := os.Setenv("LOOPCHECK_CACHE", filepath.Join(dir, "known")); err != nil { // nobody's own
		log.Fatal(err)
	}
	for _, b := range []struct{ dir, pkg, path string }{
		{repository, "./cmd/loopcheck", loopcheckPath},
		{filepath.Join(corpus, "golangci"), ".", golangciPath},
	} {
		start := time.Now()
		cmd := exec.Command("go", "build", "-buildvcs=false", "-o", b.path, b.pkg)
		cmd.Dir = b.dir
		if out, err := cmd.CombinedOutput(); err != nil {
			log.Printf("building %s: %v\n%s", filepath.Base(b.path), err, out)
			return 1
		}
		log.Printf("built %s in %.1fs", filepath.Base(b.path), time.Since(start).Seconds())
	}
	return m.Run()
}

// A finding is what every driver says of a problem.
type finding struct {
	file          string // relative to the corpus, with slashes
	line, col     int
	rule, message string
}

func (f finding) String() string {
	return fmt.Sprintf("%s:%d:%d: %s: %s", f.file, f.line, f.col, f.rule, f.message)
}

func compare(a, b finding) int {
	return cmp.Or(cmp.Compare(a.file, b.file), cmp.Compare(a.line, b.line), cmp.Compare(a.col, b.col),
		cmp.Compare(a.rule, b.rule), cmp.Compare(a.message, b.message))
}

// A driver is a way to run the analyzers in the corpus.
type driver struct {
	name string
	run  func(*testing.T, job) []finding
}

var (
	command = driver{"loopcheck", runLoopcheck}
	drivers = []driver{
		command,
		{"go vet", runVet},
		{"golangci-lint", runGolangci},
		// Once more, with the facts of the dependencies from its cache.
		{"golangci-lint with a cache", runGolangci},
	}
)

// findings runs the driver. A finding that it repeats, as go vet does of files
// that a test variant of a package has too, counts once.
func (d driver) findings(t *testing.T, j job) map[finding]bool {
	t.Helper()
	start := time.Now()
	found := make(map[finding]bool)
	for _, f := range d.run(t, j) {
		found[f] = true
	}
	t.Logf("%s: %d findings in %.1fs", d.name, len(found), time.Since(start).Seconds())
	return found
}

// loopcheck returns what the command prints. It has to exit with 3: there are
// findings, and everything can be analysed.
func loopcheck(t *testing.T, j job, env []string, flags ...string) []byte {
	t.Helper()
	args := append([]string{"-tier=" + j.tier}, flags...)
	return output(t, 3, env, loopcheckPath, append(args, j.patterns...)...)
}

func runLoopcheck(t *testing.T, j job) []finding {
	t.Helper()
	var all []finding
	for o := range objects[struct {
		Kind, Rule, Message, File string
		Line, Col                 int
	}](t, loopcheck(t, j, nil, "-json")) {
		if o.Kind != "finding" {
			continue // what was looked at
		}
		all = append(all, finding{filepath.ToSlash(o.File), o.Line, o.Col, o.Rule, o.Message})
	}
	return all
}

func runVet(t *testing.T, j job) []finding {
	t.Helper()
	args := append([]string{"vet", "-vettool=" + loopcheckPath, "-json", "-loopcheck.tier=" + j.tier}, j.patterns...)
	out := output(t, 0, nil, "go", args...) // with -json, findings are no failure

	// An object a package: package, analyzer, diagnostics, or an error in their place.
	var all []finding
	for packages := range objects[map[string]map[string]json.RawMessage](t, out) {
		for pkg, analyzers := range packages {
			for rule, raw := range analyzers {
				var diagnostics []struct{ Posn, Message string }
				if err := json.Unmarshal(raw, &diagnostics); err != nil {
					t.Fatalf("go vet: %s: %s: %s", pkg, rule, raw)
				}
				for _, d := range diagnostics {
					file, line, col := position(t, d.Posn)
					all = append(all, finding{file, line, col, rule, d.Message})
				}
			}
		}
	}
	return all
}

func runGolangci(t *testing.T, j job) []finding {
	t.Helper()
	var all []finding
	together := "tier: " + j.tier + "\n          apart: false" // as the other drivers tell it
	for _, i := range golangci(t, golangciConfig(t, "tier: likely", together), cachePath, nil, j.patterns) {
		rule, message, ok := strings.Cut(i.Text, ": ")
		if i.FromLinter != "loopcheck" || !ok {
			t.Fatalf("golangci-lint: %v", i)
		}
		all = append(all, finding{relative(t, i.Pos.Filename), i.Pos.Line, i.Pos.Column, rule, message})
	}
	return all
}

// An issue is one of golangci-lint's.
type issue struct {
	FromLinter, Text string
	Pos              struct {
		Filename     string
		Line, Column int
	}
}

// golangci runs golangci-lint, which has to exit with 1: there are issues, and
// every linter can run.
func golangci(t *testing.T, config, cache string, env, patterns []string) []issue {
	t.Helper()
	args := []string{"run", "-c", config, "--path-mode=abs", "--output.json.path=stdout", "--show-stats=false"}
	out := output(t, 1, append(env, "GOLANGCI_LINT_CACHE="+cache), golangciPath, append(args, patterns...)...)
	var all []issue
	for report := range objects[struct{ Issues []issue }](t, out) {
		all = append(all, report.Issues...)
	}
	return all
}

// golangciConfig returns the path of golangci-lint's configuration with one
// setting replaced.
func golangciConfig(t *testing.T, setting, by string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(corpus, "golangci", ".golangci.yml"))
	if err != nil || !bytes.Contains(text, []byte(setting)) {
		t.Fatalf("golangci-lint's configuration: no %q, %v", setting, err)
	}
	path := filepath.Join(t.TempDir(), ".golangci.yml")
	text = bytes.Replace(text, []byte(setting), []byte(by), 1)
	if err := os.WriteFile(path, text, 0o666); err != nil {
		t.Fatal(err)
	}
	return path
}

// output runs a program in the corpus and returns what it prints to stdout.
func output(t *testing.T, code int, env []string, name string, args ...string) []byte {
	t.Helper()
	var stdout, stderr bytes.Buffer
	cmd := exec.Command(name, args...)
	cmd.Dir, cmd.Env = corpus, append(os.Environ(), env...)
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	err := cmd.Run()
	if exit := new(exec.ExitError); err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	if got := cmd.ProcessState.ExitCode(); got != code {
		t.Fatalf("%s exits with %d, want %d\n%s%s", cmd, got, code, &stdout, &stderr)
	}
	return stdout.Bytes()
}

// objects decodes a stream of JSON values.
func objects[T any](t *testing.T, stream []byte) func(yield func(T) bool) {
	return func(yield func(T) bool) {
		t.Helper()
		for dec := json.NewDecoder(bytes.NewReader(stream)); ; {
			var value T
			if err := dec.Decode(&value); errors.Is(err, io.EOF) {
				return
			} else if err != nil {
				t.Fatalf("%v in\n%s", err, stream)
			}
			if !yield(value) {
				return
			}
		}
	}
}

// position splits "/path/a.go:1:2".
func position(t *testing.T, s string) (file string, line, col int) {
	t.Helper()
	rest, c, _ := cutLast(s, ":")
	path, l, _ := cutLast(rest, ":")
	line, err1 := strconv.Atoi(l)
	col, err2 := strconv.Atoi(c)
	if err := errors.Join(err1, err2); err != nil {
		t.Fatalf("position %q: %v", s, err)
	}
	return relative(t, path), line, col
}

func cutLast(s, sep string) (before, after string, found bool) {
	if i := strings.LastIndex(s, sep); i >= 0 {
		return s[:i], s[i+len(sep):], true
	}
	return s, "", false
}

// relative makes a path one from the corpus.
func relative(t *testing.T, path string) string {
	t.Helper()
	base, err1 := filepath.Abs(corpus)
	rel, err2 := filepath.Rel(base, path)
	if err := errors.Join(err1, err2); err != nil {
		t.Fatal(err)
	}
	return filepath.ToSlash(rel)
}
