package drivers

import (
	"flag"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

var clones = flag.String("clones", "", "the `directory` with clones of the programs that loopcheck is rolled out on, by name")

// A rollout is a public program that lives around Bubble Tea, and what of it the bugs
// need: a method of its model that Update calls, a field that the loop has, and a call
// whose command is dropped; where the program drops some already, one more of them.
type rollout struct {
	name, dir, pkg, model, method, field, dropped string
}

var rollouts = []rollout{
	{"superfile", "src/internal", "internal", "model", "updateModelStateAfterMsg", "fullHeight", "plantedRefresh"},
	{"gh-dash", "internal/tui", "tui", "Model", "onWindowSizeChanged", "currSectionId", "syncSidebar"},
}

// A planting is a bug that a commit brings: a statement at the beginning of the
// rollout's method or, with old, other code in the planted file.
type planting struct{ rule, function, old, code string }

func (r rollout) plantings() []planting {
	method := r.model + "." + r.method
	return []planting{
		{"loopblock", r.model + ".plantedPause", "", "m.plantedPause()"}, // the way to a line that the commit does not touch
		{"loopawait", method, "", "m." + r.dropped + "()"},
		{"loopdeadlock", method, "", "plantedProgram.Send(nil)"},
		{"loopowner", method, "", "go func() { m." + r.field + " = 0 }()"},
		{"loopleak", "plantedFetch", "make(chan error, 1)", "make(chan error)"},
		{"loopflag", "PlantedServer.listen", "if s.stopped() {", "if s.stop {"},
	}
}

// TestRollout is TestGate on programs that others wrote: what they have is known, and
// each driver tells exactly the bug that a commit adds, by the file of what is known,
// and by the revision. It needs clones, which "make rollout" names.
func TestRollout(t *testing.T) {
	if *clones == "" {
		t.Skip("no clones")
	}
	for _, r := range rollouts {
		t.Run(r.name, func(t *testing.T) { r.run(t) })
	}
}

func (r rollout) run(t *testing.T) {
	team := r.team(t)
	team.run(0, loopcheckPath, "-baseline", "loopcheck.txt", "-write-baseline", "./...")
	team.commit("known")
	for name, found := range team.told() {
		if len(found) > 0 {
			t.Errorf("%s tells what is known: %q", name, found)
		}
	}
	for _, bug := range r.plantings() {
		start, restore := time.Now(), r.plant(team, bug)
		for name, found := range team.told() {
			if want := []string{bug.rule + " " + bug.function}; !slices.Equal(found, want) {
				t.Errorf("%s finds %q, want %q", name, found, want)
			}
		}
		t.Logf("%s: told after %s", bug.rule, time.Since(start).Round(time.Second))
		restore()
	}
}

// team clones the program and adds the planted file.
func (r rollout) team(t *testing.T) *team {
	t.Helper()
	dir, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	from, err := filepath.Abs(filepath.Join(*clones, r.name))
	if err != nil {
		t.Fatal(err)
	}
	team := &team{t, dir, "./..."}
	team.run(0, "git", "clone", "-q", from, ".")
	text, err := os.ReadFile("testdata/rollout/planted.go.txt")
	if err != nil {
		t.Fatal(err)
	}
	team.write(r.dir+"/planted.go", strings.NewReplacer("PACKAGE", r.pkg, "MODEL", r.model).Replace(string(text)))
	return team
}

// plant adds a bug to the program. The result takes it away.
func (r rollout) plant(team *team, bug planting) (restore func()) {
	team.t.Helper()
	if bug.old != "" {
		team.replace(r.dir+"/planted.go", bug.old, bug.code)
		return func() { team.replace(r.dir+"/planted.go", bug.code, bug.old) }
	}
	name, at := r.body(team)
	text, err := os.ReadFile(filepath.Join(team.dir, filepath.FromSlash(name)))
	if err != nil {
		team.t.Fatal(err)
	}
	team.write(name, string(text[:at])+"\n\t"+bug.code+string(text[at:]))
	return func() { team.write(name, string(text)) }
}

// body returns where the body of the rollout's method begins.
func (r rollout) body(team *team) (name string, offset int) {
	team.t.Helper()
	paths, err := filepath.Glob(filepath.Join(team.dir, filepath.FromSlash(r.dir), "*.go"))
	if err != nil {
		team.t.Fatal(err)
	}
	for _, path := range paths {
		fset := token.NewFileSet()
		file, err := parser.ParseFile(fset, path, nil, parser.SkipObjectResolution)
		if err != nil {
			team.t.Fatal(err)
		}
		for _, decl := range file.Decls {
			if f, ok := decl.(*ast.FuncDecl); ok && functionName(f) == r.model+"."+r.method {
				return r.dir + "/" + filepath.Base(path), fset.Position(f.Body.Lbrace).Offset + 1
			}
		}
	}
	team.t.Fatalf("%s has no %s.%s", r.name, r.model, r.method)
	return "", 0
}

// told returns what the drivers find beyond what is known.
func (team *team) told() map[string][]string {
	team.t.Helper()
	return map[string][]string{
		"loopcheck -baseline":          team.byCommand("-baseline", "loopcheck.txt"),
		"loopcheck -new-from":          team.byCommand("-new-from", "HEAD"),
		"go vet -baseline":             team.byVet(),
		"golangci-lint, baseline":      team.byGolangci(),
		"golangci-lint --new-from-rev": team.byRevision(),
	}
}

// byRevision returns the rules and functions of golangci-lint's issues on lines that
// are not in HEAD. One on the way to a problem counts as the problem.
func (team *team) byRevision() []string {
	team.t.Helper()
	var all []string
	for _, i := range team.issues("settings: {tier: likely}", "--new-from-rev=HEAD") {
		rule, text, _ := strings.Cut(i.Text, ": ")
		file, line := i.Pos.Filename, i.Pos.Line
		if _, see, way := strings.Cut(text, "; see "); way {
			file, line = team.seen(see, filepath.Dir(file))
		}
		all = append(all, rule+" "+team.functionAt(file, line))
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// seen is the place that "app.go:12: …" names, in a directory.
func (team *team) seen(see, dir string) (file string, line int) {
	team.t.Helper()
	name, rest, _ := strings.Cut(see, ":")
	number, _, _ := strings.Cut(rest, ":")
	line, err := strconv.Atoi(number)
	if err != nil {
		team.t.Fatalf("golangci-lint: %q is no place", see)
	}
	return filepath.Join(dir, name), line
}
