package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
	"golang.org/x/tools/go/analysis"

	"github.com/loopcheck/loopcheck/analyzers/loopblock"
)

// tool is the name under which the test binary is the command, for scripts and as the go
// command's vet tool.
const tool = "loopcheck-tool"

// TestMain makes the test binary the command where somebody asks for it.
func TestMain(m *testing.M) {
	if os.Getenv("LOOPCHECK_TEST_CHILD") != "" {
		main()
	}
	testscript.Main(m, map[string]func(){tool: func() {
		if name := os.Getenv("LOOPCHECK_TEST_PANIC"); name != "" {
			panicIn(name)
		}
		main()
	}})
}

// noSleep keeps the race detector from waiting for a second at each exit.
const noSleep = "GORACE=atexit_sleep_ms=0"

// command is a run of the command in a directory.
func command(t *testing.T, dir string, args ...string) *exec.Cmd {
	t.Helper()
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(exe, args...)
	cmd.Dir, cmd.Env = dir, append(os.Environ(), "LOOPCHECK_TEST_CHILD=1", "GOFLAGS=", "GOWORK=off", noSleep)
	return cmd
}

// panicIn has loopblock panic in packages of a name, to see what that costs.
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

// TestScript runs testdata/script/*.txtar of the module: testscript's scripts, each in a
// directory of its own with a cache of its own, and with these commands beside its own:
//
//	loopcheck ARGS       run the command
//	exit CODE            that was its exit code, or that of govet
//	lines STREAM N       so many lines were printed there, those left out that say
//	                     what was looked at, as every run does
//	again                a second run prints the same bytes, and so does one without the
//	                     cache
//	vet ARGS             go vet, with the command as its tool, finds the same
//	govet ARGS           run go vet, with the command as its tool
//	git ARGS             run git, as somebody
//	replace FILE A B     put B in A's place in a file, once
//	write FILE TEXT      write a file of one line
//	patch                apply the patch that it printed
func TestScript(t *testing.T) {
	goenv := goEnv(t)
	testscript.Run(t, testscript.Params{
		Dir: filepath.Join("..", "..", "testdata", "script"),
		Setup: func(env *testscript.Env) error {
			cache, err := os.MkdirTemp(env.Getenv("TMPDIR"), "cache")
			env.Vars = append(env.Vars, goenv...)
			env.Vars = append(env.Vars, "GOFLAGS=", "GOPROXY=off", "GOWORK=off", "LOOPCHECK_CACHE="+cache)
			env.Values[lastKey{}] = new(ran)
			return err
		},
		Cmds: map[string]func(ts *testscript.TestScript, neg bool, args []string){
			"loopcheck": positive(func(ts *testscript.TestScript, args []string) { run(ts, tool, args...) }),
			"exit":      positive(exit),
			"lines":     positive(lines),
			"again":     positive(again),
			"vet":       positive(vet),
			"govet":     positive(func(ts *testscript.TestScript, args []string) { run(ts, "go", vetting(ts, args)...) }),
			"git":       positive(git),
			"replace":   positive(replace),
			"write":     positive(write),
			"patch":     positive(patch),
		},
	})
}

// goEnv is what the go command needs to know of this machine.
func goEnv(t *testing.T) []string {
	t.Helper()
	names := []string{"GOCACHE", "GOMODCACHE", "GOTOOLCHAIN", "GOSUMDB"}
	out, err := exec.Command("go", append([]string{"env"}, names...)...).Output()
	if err != nil {
		t.Fatal(err)
	}
	values := strings.Split(strings.TrimRight(string(out), "\n"), "\n")
	if len(values) != len(names) {
		t.Fatalf("go env prints %q", out)
	}
	for i, name := range names {
		values[i] = name + "=" + values[i]
	}
	return append(values, noSleep)
}

// positive is a command that has no negation.
func positive(do func(*testscript.TestScript, []string)) func(*testscript.TestScript, bool, []string) {
	return func(ts *testscript.TestScript, neg bool, args []string) {
		if neg {
			ts.Fatalf("this command cannot be negated")
		}
		do(ts, args)
	}
}

type lastKey struct{}

// ran is what was run last, and what it did.
type ran struct {
	name string
	args []string
	code int
}

func last(ts *testscript.TestScript) *ran { return ts.Value(lastKey{}).(*ran) }

// run runs a command, whatever its exit code.
func run(ts *testscript.TestScript, name string, args ...string) {
	err := ts.Exec(name, args...)
	var exited *exec.ExitError
	if err != nil && !errors.As(err, &exited) {
		ts.Fatalf("%s: %v", name, err)
	}
	code := 0
	if exited != nil {
		code = exited.ExitCode()
	}
	*last(ts) = ran{name, args, code}
}

func exit(ts *testscript.TestScript, args []string) {
	if got := strconv.Itoa(last(ts).code); len(args) != 1 || args[0] != got {
		ts.Fatalf("exit code %s", got)
	}
}

// coverageLines are those that say what was looked at.
var coverageLines = regexp.MustCompile(`(?m)^(loopcheck: (no findings|\d+ findings? in|no loop in|\d+ loops? \().*|\{"version":1,"kind":"coverage".*)\n`)

func lines(ts *testscript.TestScript, args []string) {
	if len(args) != 2 {
		ts.Fatalf("usage: lines stdout|stderr N")
	}
	if got := strconv.Itoa(strings.Count(coverageLines.ReplaceAllString(ts.ReadFile(args[0]), ""), "\n")); got != args[1] {
		ts.Fatalf("%s lines on %s", got, args[0])
	}
}

// output is all that a script can ask of the command that ran last.
func output(ts *testscript.TestScript) string {
	return fmt.Sprint("exit code ", last(ts).code, "\n", ts.ReadFile("stdout"), ts.ReadFile("stderr"))
}

func again(ts *testscript.TestScript, _ []string) {
	first, args := output(ts), last(ts).args
	run(ts, tool, append([]string{"-cache", "off"}, args...)...)
	if output(ts) != first {
		ts.Fatalf("the run without the cache differs")
	}
	run(ts, tool, args...)
	if output(ts) != first {
		ts.Fatalf("the second run differs")
	}
}

// vetting are the arguments of a go command that vets with the command.
func vetting(ts *testscript.TestScript, args []string) []string {
	for _, dir := range filepath.SplitList(ts.Getenv("PATH")) {
		if exe := filepath.Join(dir, tool); isFile(exe) {
			return append([]string{"vet", "-vettool=" + exe}, args...)
		}
	}
	ts.Fatalf("%s is not in PATH", tool)
	return nil
}

func isFile(name string) bool {
	info, err := os.Stat(name)
	return err == nil && !info.IsDir()
}

// vet compares what go vet finds with what the command found last.
func vet(ts *testscript.TestScript, args []string) {
	ours := located(regexp.MustCompile(`(?m)^(\S+?:\d+(?::\d+)?: .*) \(\w+(?:, \w+)?\)$`), ts.ReadFile("stdout"))
	run(ts, "go", vetting(ts, args)...)
	vets := located(regexp.MustCompile(`(?m)^(\S+?:\d+(?::\d+)?: [^\t\n].*)$`), strings.ReplaceAll(ts.ReadFile("stderr"), ts.Getenv("WORK")+"/", ""))
	if len(vets) == 0 || !slices.Equal(ours, vets) {
		ts.Fatalf("go vet finds something else:\n%s\nand not\n%s", strings.Join(vets, "\n"), strings.Join(ours, "\n"))
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

func git(ts *testscript.TestScript, args []string) {
	identity := []string{"-c", "user.name=a", "-c", "user.email=a@example.com", "-c", "commit.gpgsign=false", "-c", "init.defaultBranch=main"}
	ts.Check(ts.Exec("git", append(identity, args...)...))
}

func replace(ts *testscript.TestScript, args []string) {
	if len(args) != 3 {
		ts.Fatalf("usage: replace FILE A B")
	}
	text := ts.ReadFile(args[0])
	if !strings.Contains(text, args[1]) {
		ts.Fatalf("%s has no %q", args[0], args[1])
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(strings.Replace(text, args[1], args[2], 1)), 0o666))
}

func write(ts *testscript.TestScript, args []string) {
	if len(args) != 2 {
		ts.Fatalf("usage: write FILE TEXT")
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(args[1]+"\n"), 0o666))
}

func patch(ts *testscript.TestScript, _ []string) {
	name := ts.MkAbs(filepath.Join(".tmp", "patch"))
	ts.Check(os.WriteFile(name, []byte(ts.ReadFile("stdout")), 0o666))
	ts.Check(ts.Exec("git", "apply", "-p0", name))
}
