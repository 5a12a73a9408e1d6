package drivers

import (
	"bytes"
	"encoding/json"
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// bugs are what commits add to the program in testdata/app, one of each rule. The
// first adds nothing but the way to a line that blocks, and the second one more of what
// is known.
var bugs = []struct{ rule, function, old, new string }{
	{"loopblock", "Hub.pause", "h.tell()\n}", "h.pause()\n}"},
	{"loopawait", "Store.Close", "s.save().Detach()", "s.save()"},
	{"loopdeadlock", "Hub.add", "h.names[name]++", "h.in <- ask{name: name}"},
	{"loopowner", "Hub.Forget", "go func() { h.Ask(name) }()", "go func() { delete(h.names, name) }()"},
	{"loopleak", "Fetch", "make(chan int, 1)", "make(chan int)"},
	{"loopflag", "Server.listen", "if s.stopped() {", "if s.stop {"},
}

// A team is a repository with a program, and loopcheck's three drivers.
type team struct {
	t       *testing.T
	dir     string
	pattern string // the packages that the gate looks at
}

// TestGate rolls loopcheck out as a team would: what is known goes into a file, and
// then each driver tells exactly what a commit adds.
func TestGate(t *testing.T) {
	team := newTeam(t)
	team.run(0, loopcheckPath, "-baseline", "loopcheck.txt", "-write-baseline", "./app")
	team.commit("known")
	for _, d := range []struct {
		name string
		run  func() []string
	}{{"loopcheck -baseline", func() []string { return team.byCommand() }}, {"go vet", team.byVet}, {"golangci-lint", team.byGolangci}} {
		if got := d.run(); len(got) > 0 {
			t.Errorf("%s tells what is known: %q", d.name, got)
		}
	}
	for _, bug := range bugs {
		team.replace("app/app.go", bug.old, bug.new)
		for _, known := range [][]string{{"-baseline", "loopcheck.txt"}, {"-new-from", "HEAD"}} {
			if got, want := team.byCommand(known...), []string{bug.rule + " " + bug.function}; !slices.Equal(got, want) {
				t.Errorf("loopcheck %s finds %q, want %q", known[0], got, want)
			}
		}
		team.replace("app/app.go", bug.new, bug.old)
	}
	var want []string
	for _, bug := range bugs {
		team.replace("app/app.go", bug.old, bug.new)
		want = append(want, bug.rule+" "+bug.function)
	}
	slices.Sort(want)
	for name, got := range map[string][]string{"loopcheck": team.byCommand(), "go vet": team.byVet(), "golangci-lint": team.byGolangci()} {
		if !slices.Equal(got, want) {
			t.Errorf("with all bugs %s finds\n%q, want\n%q", name, got, want)
		}
	}
}

// TestNewFromRev replays two ways in which golangci-lint's --new-from-rev, which looks
// at lines one by one, was green on a new bug: the commit adds the way to a line that
// blocks, or a second place to a problem that is told once.
func TestNewFromRev(t *testing.T) {
	team := newTeam(t)
	for _, bug := range bugs[:2] {
		team.replace("app/app.go", bug.old, bug.new)
	}
	team.commit("two bugs")
	var got []string
	for _, i := range team.issues("settings: {tier: likely}", "--new-from-rev=HEAD~1") {
		got = append(got, i.Text)
	}
	for _, want := range []string{
		`^loopblock: Hub\.add calls Hub\.pause; see app\.go:\d+: time\.Sleep blocks Hub\.run for 3s`,
		`^loopawait: the loop\.Future that s\.save returns is dropped; [^(]*$`,
	} {
		if !slices.ContainsFunc(got, regexp.MustCompile(want).MatchString) {
			t.Errorf("golangci-lint --new-from-rev does not say %s, but\n%s", want, strings.Join(got, "\n"))
		}
	}
	if len(got) != 2 {
		t.Errorf("golangci-lint --new-from-rev has %d issues, want 2", len(got))
	}
}

func newTeam(t *testing.T) *team {
	t.Helper()
	dir, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	team := &team{t, dir, "./app"}
	if err := os.CopyFS(filepath.Join(dir, "app"), os.DirFS("testdata/app")); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"go.mod", "go.sum"} {
		text, err := os.ReadFile(filepath.Join(corpus, name))
		if err != nil {
			t.Fatal(err)
		}
		team.write(name, string(text))
	}
	root, err := filepath.Abs(repository)
	if err != nil {
		t.Fatal(err)
	}
	team.run(0, "go", "mod", "edit", "-replace=github.com/loopcheck/loopcheck="+root)
	team.run(0, "git", "init", "-q")
	team.commit("program")
	return team
}

func (team *team) write(name, text string) {
	team.t.Helper()
	if err := os.WriteFile(filepath.Join(team.dir, filepath.FromSlash(name)), []byte(text), 0o666); err != nil {
		team.t.Fatal(err)
	}
}

// replace puts other code in the place of some in a file, where it stands last.
func (team *team) replace(name, old, by string) {
	team.t.Helper()
	text, err := os.ReadFile(filepath.Join(team.dir, filepath.FromSlash(name)))
	if err != nil {
		team.t.Fatal(err)
	}
	i := strings.LastIndex(string(text), old)
	if i < 0 {
		team.t.Fatalf("%s has no %q", name, old)
	}
	team.write(name, string(text[:i])+by+string(text[i+len(old):]))
}

func (team *team) commit(message string) {
	team.t.Helper()
	team.run(0, "git", "add", ".")
	team.run(0, "git", "-c", "user.name=a", "-c", "user.email=a@example.com", "-c", "commit.gpgsign=false", "commit", "-q", "-m", message)
}

// run runs a program in the repository, and returns what it prints.
func (team *team) run(code int, name string, args ...string) []byte {
	team.t.Helper()
	out, got, stderr := team.try(name, args...)
	if got != code {
		team.t.Fatalf("%s %s exits with %d, want %d\n%s%s", name, args, got, code, out, stderr)
	}
	return out
}

func (team *team) try(name string, args ...string) (stdout []byte, code int, stderr string) {
	team.t.Helper()
	var out, complaints bytes.Buffer
	cmd := exec.Command(name, args...)
	cmd.Dir, cmd.Env = team.dir, append(os.Environ(), "GOLANGCI_LINT_CACHE="+cachePath)
	cmd.Stdout, cmd.Stderr = &out, &complaints
	if err := cmd.Run(); err != nil && !errors.As(err, new(*exec.ExitError)) {
		team.t.Fatal(err)
	}
	return out.Bytes(), cmd.ProcessState.ExitCode(), complaints.String()
}

// byCommand returns the rules and functions of what the command finds; without
// arguments, beyond what is known.
func (team *team) byCommand(known ...string) []string {
	team.t.Helper()
	if len(known) == 0 {
		known = []string{"-baseline", "loopcheck.txt"}
	}
	out, code, stderr := team.try(loopcheckPath, append(append([]string{"-json"}, known...), team.pattern)...)
	var all []string
	for o := range objects[struct{ Rule, Function string }](team.t, out) {
		function, _, _ := strings.Cut(o.Function, ".func")
		all = append(all, o.Rule+" "+function)
	}
	if want := map[bool]int{false: 0, true: 3}[len(all) > 0]; code != want {
		team.t.Fatalf("loopcheck %s exits with %d\n%s%s", known, code, out, stderr)
	}
	slices.Sort(all)
	return all
}

// byVet returns the same of what go vet finds beyond what is known.
func (team *team) byVet() []string {
	team.t.Helper()
	out := team.run(0, "go", "vet", "-vettool="+loopcheckPath, "-json", "-baseline=loopcheck.txt", team.pattern)
	var all []string
	for packages := range objects[map[string]map[string]json.RawMessage](team.t, out) {
		for _, rules := range packages {
			for rule, raw := range rules {
				var diagnostics []struct{ Posn string }
				if err := json.Unmarshal(raw, &diagnostics); err != nil {
					team.t.Fatalf("go vet: %s: %s", rule, raw)
				}
				for _, d := range diagnostics {
					rest, _, _ := cutLast(d.Posn, ":")
					file, number, _ := cutLast(rest, ":")
					line, err := strconv.Atoi(number)
					if err != nil {
						team.t.Fatalf("go vet: %s", d.Posn)
					}
					all = append(all, rule+" "+team.functionAt(file, line))
				}
			}
		}
	}
	slices.Sort(all)
	return slices.Compact(all) // a package and its test variant have the same files
}

// byGolangci returns the same of golangci-lint's, without the ways to it.
func (team *team) byGolangci() []string {
	team.t.Helper()
	var all []string
	for _, i := range team.issues("settings: {baseline: loopcheck.txt}") {
		rule, text, _ := strings.Cut(i.Text, ": ")
		if !strings.Contains(text, "; see ") {
			all = append(all, rule+" "+team.functionAt(i.Pos.Filename, i.Pos.Line))
		}
	}
	slices.Sort(all)
	return all
}

// issues are what golangci-lint says of the program.
func (team *team) issues(settings string, flags ...string) []issue {
	team.t.Helper()
	config := filepath.Join(team.t.TempDir(), ".golangci.yml")
	text := "version: \"2\"\nlinters:\n  default: none\n  enable: [loopcheck]\n  settings:\n    custom:\n      loopcheck:\n        type: module\n        " +
		settings + "\nissues: {max-issues-per-linter: 0, max-same-issues: 0, uniq-by-line: false}\n"
	if err := os.WriteFile(config, []byte(text), 0o666); err != nil {
		team.t.Fatal(err)
	}
	args := append([]string{"run", "-c", config, "--path-mode=abs", "--output.json.path=stdout", "--show-stats=false"}, flags...)
	out, code, stderr := team.try(golangciPath, append(args, team.pattern)...)
	var all []issue
	for report := range objects[struct{ Issues []issue }](team.t, out) {
		all = append(all, report.Issues...)
	}
	if want := map[bool]int{false: 0, true: 1}[len(all) > 0]; code != want {
		team.t.Fatalf("golangci-lint exits with %d\n%s%s", code, out, stderr)
	}
	return all
}

// functionAt names the function that a line is in, as findings do.
func (team *team) functionAt(path string, line int) string {
	team.t.Helper()
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, path, nil, 0)
	if err != nil {
		team.t.Fatal(err)
	}
	for _, decl := range file.Decls {
		f, ok := decl.(*ast.FuncDecl)
		if !ok || line < fset.Position(f.Pos()).Line || line > fset.Position(f.End()).Line {
			continue
		}
		return functionName(f)
	}
	return "nothing"
}

// functionName is a function's name, and of a method its type's before it.
func functionName(f *ast.FuncDecl) string {
	if f.Recv == nil {
		return f.Name.Name
	}
	t := f.Recv.List[0].Type
	if star, ok := t.(*ast.StarExpr); ok {
		t = star.X
	}
	return t.(*ast.Ident).Name + "." + f.Name.Name
}
