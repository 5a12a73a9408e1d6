package main

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/txtar"

	"github.com/loopcheck/loopcheck/analyzers/loopblock"
)

// TestMain makes the test binary the command where a script asks for it, or
// the go command for its vet tool. A script can have loopblock panic in packages
// of a name, to see what that costs.
func TestMain(m *testing.M) {
	if os.Getenv("LOOPCHECK_TEST_CHILD") != "" {
		if name := os.Getenv("LOOPCHECK_TEST_PANIC"); name != "" {
			panicIn(name)
		}
		main()
	}
	os.Exit(m.Run())
}

func panicIn(name string) {
	run := loopblock.Analyzer.Run
	loopblock.Analyzer.Run = func(pass *analysis.Pass) (any, error) {
		result, err := run(pass)
		if pass.Pkg.Name() == name {
			panic("oh no")
		}
		return result, err
	}
}

// TestScript runs testdata/script/*.txtar of the module. Each is an archive
// that is expanded to a directory of its own, and a script in the comment at
// its top, of these commands:
//
//	env KEY=VALUE       set a variable of the environment
//	loopcheck ARGS      run the command, in the directory of the archive
//	exit CODE           that was its exit code
//	stdout REGEXP       a line that it printed matches
//	stderr REGEXP       a line on stderr matches
//	lines STREAM N      so many lines were printed there, those left out that say
//	                    what was looked at, as every run does
//	again               a second run prints the same bytes, and so does one without the
//	                    cache; each script has a cache of its own
//	vet ARGS            go vet, with the command as its tool, finds the same
//	govet ARGS          run go vet, with the command as its tool
//	git ARGS            run git, as somebody
//	replace FILE A B    put B in A's place in a file, once; spaces are written _
//	write FILE TEXT     write a file of one line
//	file FILE REGEXP    a line of a file matches
//	patch               apply the patch that it printed
func TestScript(t *testing.T) {
	files, err := filepath.Glob("../../testdata/script/*.txtar")
	if err != nil {
		t.Fatal(err)
	}
	if len(files) == 0 {
		t.Fatal("there are no scripts")
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			t.Parallel()
			archive, err := txtar.ParseFile(file)
			if err != nil {
				t.Fatal(err)
			}
			s := newScript(t, archive)
			n := 0
			for line := range strings.Lines(string(archive.Comment)) {
				n++
				line = strings.TrimSpace(line)
				if line == "" || line[0] == '#' {
					continue
				}
				s.line = filepath.Base(file) + ":" + strconv.Itoa(n)
				s.do(line)
			}
			if s.runs == 0 {
				t.Error("the script runs nothing")
			}
		})
	}
}

// A script is a script's state.
type script struct {
	t    *testing.T
	exe  string
	dir  string
	env  []string
	line string // for messages

	runs int
	args []string
	last ran
}

// ran is what a run of the command did.
type ran struct {
	stdout, stderr string
	code           int
}

func newScript(t *testing.T, archive *txtar.Archive) *script {
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	dir, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range archive.Files {
		name := filepath.Join(dir, f.Name)
		if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, f.Data, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	return &script{t: t, exe: exe, dir: dir, env: append(os.Environ(),
		"LOOPCHECK_TEST_CHILD=1", "GOFLAGS=", "GOPROXY=off", "GOWORK=off", "LOOPCHECK_CACHE="+t.TempDir())}
}

func (s *script) do(line string) {
	s.t.Helper()
	verb, rest, _ := strings.Cut(line, " ")
	switch verb {
	case "env":
		s.env = append(s.env, rest)
	case "loopcheck":
		s.args = strings.Fields(rest)
		s.last = s.run(s.exe, s.args...)
		s.runs++
	case "exit":
		if got := strconv.Itoa(s.last.code); got != rest {
			s.errorf("exit code %s, want %s", got, rest)
		}
	case "stdout":
		s.match(s.last.stdout, rest)
	case "stderr":
		s.match(s.last.stderr, rest)
	case "lines":
		s.count(rest)
	case "again":
		if again := s.run(s.exe, s.args...); again != s.last {
			s.errorf("the second run differs:\n%+v", again)
		}
		if again := s.run(s.exe, append([]string{"-cache", "off"}, s.args...)...); again != s.last {
			s.errorf("the run without the cache differs:\n%+v", again)
		}
	case "govet":
		s.args = []string{"(go vet)", rest}
		s.last = s.run("go", append([]string{"vet", "-vettool=" + s.exe}, strings.Fields(rest)...)...)
	case "vet":
		s.vet(strings.Fields(rest))
	case "git":
		identity := []string{"-c", "user.name=a", "-c", "user.email=a@example.com", "-c", "commit.gpgsign=false", "-c", "init.defaultBranch=main"}
		if r := s.run("git", append(identity, strings.Fields(rest)...)...); r.code != 0 {
			s.t.Fatalf("%s: git: %s", s.line, r.stderr)
		}
	case "replace":
		s.replace(strings.Fields(rest))
	case "write":
		name, text, _ := strings.Cut(rest, " ")
		if err := os.WriteFile(filepath.Join(s.dir, name), []byte(text+"\n"), 0o666); err != nil {
			s.t.Fatalf("%s: %v", s.line, err)
		}
	case "patch":
		cmd := exec.Command("git", "apply", "-p0", "-")
		cmd.Dir, cmd.Stdin = s.dir, strings.NewReader(s.last.stdout)
		if out, err := cmd.CombinedOutput(); err != nil {
			s.errorf("git apply: %s", out)
		}
	case "file":
		name, pattern, _ := strings.Cut(rest, " ")
		s.match(s.read(name), pattern)
	default:
		s.t.Fatalf("%s: unknown command %s", s.line, verb)
	}
}

func (s *script) run(name string, args ...string) ran {
	s.t.Helper()
	cmd := exec.Command(name, args...)
	cmd.Dir, cmd.Env = s.dir, s.env
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	err := cmd.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		s.t.Fatalf("%s: %v", s.line, err)
	}
	return ran{stdout.String(), stderr.String(), cmd.ProcessState.ExitCode()}
}

func (s *script) read(name string) string {
	s.t.Helper()
	text, err := os.ReadFile(filepath.Join(s.dir, name))
	if err != nil {
		s.t.Fatalf("%s: %v", s.line, err)
	}
	return string(text)
}

func (s *script) replace(args []string) {
	s.t.Helper()
	if len(args) != 3 {
		s.t.Fatalf("%s: want a file, what to replace, and by what", s.line)
	}
	from, to := strings.ReplaceAll(args[1], "_", " "), strings.ReplaceAll(args[2], "_", " ")
	text := s.read(args[0])
	if !strings.Contains(text, from) {
		s.t.Fatalf("%s: %s has no %q", s.line, args[0], from)
	}
	if err := os.WriteFile(filepath.Join(s.dir, args[0]), []byte(strings.Replace(text, from, to, 1)), 0o666); err != nil {
		s.t.Fatalf("%s: %v", s.line, err)
	}
}

func (s *script) match(text, pattern string) {
	s.t.Helper()
	re, err := regexp.Compile("(?m)" + pattern)
	if err != nil {
		s.t.Fatalf("%s: %v", s.line, err)
	}
	if !re.MatchString(text) {
		s.errorf("no line matches %s", pattern)
	}
}

// coverageLines are those that say what was looked at.
var coverageLines = regexp.MustCompile(`(?m)^(loopcheck: (no findings|\d+ findings? in|no loop in|\d+ loops? \().*|\{"version":1,"kind":"coverage".*)\n`)

func (s *script) count(args string) {
	s.t.Helper()
	stream, n, _ := strings.Cut(args, " ")
	text := map[string]string{"stdout": s.last.stdout, "stderr": s.last.stderr}[stream]
	if got := strconv.Itoa(strings.Count(coverageLines.ReplaceAllString(text, ""), "\n")); got != n {
		s.errorf("%s lines on %s, want %s", got, stream, n)
	}
}

// vet compares what go vet finds with what the command found last.
func (s *script) vet(args []string) {
	s.t.Helper()
	r := s.run("go", append([]string{"vet", "-vettool=" + s.exe}, args...)...)
	ours := located(regexp.MustCompile(`(?m)^(\S+?:\d+(?::\d+)?: .*) \(\w+(?:, \w+)?\)$`), s.last.stdout)
	vets := located(regexp.MustCompile(`(?m)^(\S+?:\d+(?::\d+)?: [^\t\n].*)$`), strings.ReplaceAll(r.stderr, s.dir+"/", ""))
	if len(vets) == 0 || !slices.Equal(ours, vets) {
		s.errorf("go vet finds something else:\n%s", r.stderr)
	}
}

// located returns what an expression's group matches, sorted, without the "./"
// that go vet writes.
func located(re *regexp.Regexp, text string) []string {
	var all []string
	for _, m := range re.FindAllStringSubmatch(text, -1) {
		all = append(all, strings.TrimPrefix(m[1], "./"))
	}
	slices.Sort(all)
	return all
}

func (s *script) errorf(format string, args ...any) {
	s.t.Helper()
	s.t.Errorf("%s: "+format+"\nloopcheck %s\nexit code %d\nstdout:\n%s\nstderr:\n%s",
		append(append([]any{s.line}, args...), strings.Join(s.args, " "), s.last.code, s.last.stdout, s.last.stderr)...)
}
