package stream_test

import (
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"golang.org/x/tools/go/analysis"

	"github.com/loopcheck/loopcheck/cmd/loopcheck/internal/stream"
)

// attic is a cache in memory.
type attic struct {
	mu   sync.Mutex
	kept map[stream.Key][]byte
}

func (a *attic) Get(key stream.Key) ([]byte, bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	data, found := a.kept[key]
	return data, found
}

func (a *attic) Put(key stream.Key, data []byte) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.kept[key] = data
}

// spoil replaces what is kept.
func (a *attic) spoil(with func([]byte) []byte) {
	for key := range maps.Clone(a.kept) {
		a.kept[key] = with(a.kept[key])
	}
}

// A remembering is a project that is analysed again and again.
type remembering struct {
	dir       string
	tool      string
	settings  string
	analyzers []*analysis.Analyzer
	attic     *attic

	mu  sync.Mutex
	ran []string // the packages that the analyzers ran on in the last run
}

func remember(t *testing.T, files string, analyzers ...*analysis.Analyzer) *remembering {
	m := &remembering{dir: expand(t, files), attic: &attic{kept: make(map[stream.Key][]byte)}}
	for _, a := range analyzers {
		watched := *a
		watched.Run = func(pass *analysis.Pass) (any, error) {
			if strings.HasPrefix(pass.Pkg.Path(), "example.com") {
				m.mu.Lock()
				m.ran = append(m.ran, pass.Pkg.Path())
				m.mu.Unlock()
			}
			return a.Run(pass)
		}
		m.analyzers = append(m.analyzers, &watched)
	}
	return m
}

// digest lists what was found, a line for each.
func (m *remembering) digest(p stream.Package) (data []byte, portable bool) {
	var lines []string
	portable = true
	for _, d := range p.Diagnostics {
		path, ok := p.Places.Portable(p.Fset.Position(d.Pos).Filename)
		portable = portable && ok
		lines = append(lines, strings.ReplaceAll(path, "\x00", ":")+": "+d.Message+"\n")
	}
	slices.Sort(lines)
	return []byte("found\n" + strings.Join(lines, "")), portable
}

func (m *remembering) config() *stream.Config {
	return &stream.Config{
		Dir: m.dir, Env: hermetic(), Patterns: []string{"./..."}, Tests: true,
		Analyzers: m.analyzers, Keep: m.analyzers, Digest: m.digest,
	}
}

// run returns what a run finds, which is what one finds that knows nothing, and on
// which packages it had analyzers run.
func (m *remembering) run(t *testing.T) (found string, ran []string) {
	t.Helper()
	cfg := m.config()
	want := spell(t, cfg)
	m.ran = nil
	cfg.Memory = &stream.Memory{
		Cache: m.attic, Tool: m.tool,
		Settings: func(string) string { return m.settings },
		Valid:    func(digest []byte, _ *stream.Places) bool { return strings.HasPrefix(string(digest), "found\n") },
	}
	if found = spell(t, cfg); found != want {
		t.Errorf("with a memory the run finds\n%s\nwithout one\n%s", found, want)
	}
	slices.Sort(m.ran)
	return found, slices.Compact(m.ran)
}

// spell writes all of a run's result.
func spell(t *testing.T, cfg *stream.Config) string {
	t.Helper()
	result, err := stream.Run(cfg)
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for _, d := range result.Digests {
		b.Write(d)
	}
	for _, f := range result.Failures {
		b.WriteString("failure " + f.Package + ": " + f.Message + "\n")
	}
	for _, s := range result.Skipped {
		b.WriteString("skipped " + s + "\n")
	}
	return b.String()
}

// wantRan checks on which packages the analyzers run, without the tests' own packages.
func (m *remembering) wantRan(t *testing.T, want ...string) {
	t.Helper()
	_, ran := m.run(t)
	if !slices.Equal(ran, want) {
		t.Errorf("the analyzers ran on %v, want %v", ran, want)
	}
}

func (m *remembering) write(t *testing.T, name, text string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(m.dir, name), []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
}

func (m *remembering) replace(t *testing.T, name, old, by string) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(m.dir, name))
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(text), old) {
		t.Fatalf("%s has no %q", name, old)
	}
	m.write(t, name, strings.ReplaceAll(string(text), old, by))
}

var all = []string{"example.com/a", "example.com/b", "example.com/c", "example.com/c_test"}

// What is known is not analysed again, and what depends on a change is.
func TestMemory(t *testing.T) {
	m := remember(t, chain, tracer)
	m.wantRan(t, all...)
	m.wantRan(t)

	// The importers of what changes see the facts of what does not.
	m.replace(t, "c/c.go", "func f(", "\nfunc g() {}\n\nfunc f(")
	m.wantRan(t, "example.com/c", "example.com/c_test")
	m.replace(t, "c/x_test.go", "var _", "// A test.\nvar _")
	m.wantRan(t, "example.com/c_test")
	m.wantRan(t)

	// The facts of what changes reach its importers.
	m.replace(t, "a/a.go", "FieldMarked", "Field")
	m.replace(t, "b/b.go", "FieldMarked", "Field")
	m.replace(t, "c/c.go", "FieldMarked", "Field")
	m.replace(t, "c/x_test.go", "FieldMarked", "Field")
	m.wantRan(t, all...)
	m.replace(t, "a/a.go", "func marked() {}", "func marked() { unexportedMarked() }")
	m.wantRan(t, all...)

	// What was known is known still.
	m.replace(t, "a/a.go", "func marked() { unexportedMarked() }", "func marked() {}")
	m.wantRan(t)
}

// Another tool knows nothing of what this one found; other settings change findings,
// not facts.
func TestMemoryOfAnotherTool(t *testing.T) {
	m := remember(t, chain, tracer)
	m.run(t)
	m.settings = "other"
	m.wantRan(t, all...)
	m.settings = ""
	m.wantRan(t)
	m.tool = "other"
	m.wantRan(t, all...)
	m.analyzers = append(m.analyzers, declared)
	m.wantRan(t, all...)
}

// The same packages elsewhere are known too.
func TestMemoryElsewhere(t *testing.T) {
	m := remember(t, chain, tracer)
	here, _ := m.run(t)
	m.dir = expand(t, chain)
	there, ran := m.run(t)
	if here != there || len(ran) > 0 {
		t.Errorf("ran on %v; here\n%s\nthere\n%s", ran, here, there)
	}
	m.replace(t, "c/c.go", "func f(", "//line /elsewhere/c.y:1\nfunc f(")
	m.run(t)
	if _, ran := m.run(t); len(ran) == 0 {
		t.Error("what stands in a file that may be anywhere is known")
	}
}

// Facts that are spoiled are made anew, whatever is wrong with them.
func TestSpoiledMemory(t *testing.T) {
	for name, with := range map[string]func([]byte) []byte{
		"empty":     func([]byte) []byte { return nil },
		"cut":       func(data []byte) []byte { return data[:len(data)/2] },
		"something": func([]byte) []byte { return []byte("\xff\x00something else") },
		"longer":    func(data []byte) []byte { return append(slices.Clone(data), "found\n"...) },
		"reversed": func(data []byte) []byte {
			data = slices.Clone(data)
			slices.Reverse(data)
			return data
		},
	} {
		t.Run(name, func(t *testing.T) {
			m := remember(t, chain, tracer)
			m.run(t)
			m.attic.spoil(func(data []byte) []byte {
				if strings.HasPrefix(string(data), "found\n") {
					return data // a digest, which is its caller's to check
				}
				return with(data)
			})
			m.replace(t, "c/x_test.go", "var _", "// A test.\nvar _")
			m.run(t)
			m.wantRan(t)
		})
	}
}

// Facts about what the package does not have are no facts of it: nothing is taken from
// the cache then.
func TestMisledMemory(t *testing.T) {
	m := remember(t, chain, tracer)
	m.run(t)
	m.attic.spoil(func(data []byte) []byte {
		return []byte(strings.ReplaceAll(string(data), "VarMarked", "VarMerked"))
	})
	m.replace(t, "c/c.go", "func f(", "\nfunc g() {}\n\nfunc f(")
	m.wantRan(t, all...)
	m.wantRan(t)
}

// What fails fails again, and so does what depends on it; all else is known.
func TestFailuresAreNotRemembered(t *testing.T) {
	m := remember(t, chain+`
-- d/d.go --
package d

func Marked() {}
`, tracer)
	m.replace(t, "b/b.go", "func Marked() {}", "func Marked() { return 1 }")
	for range 3 {
		found, _ := m.run(t)
		if !strings.Contains(found, "failure example.com/b: too many return values") || !strings.Contains(found, "skipped example.com/c\n") {
			t.Errorf("found\n%s", found)
		}
	}
	m.wantRan(t)

	m.replace(t, "b/b.go", "func Marked() { return 1 }", "func Marked() { panic(1) }")
	m.wantRan(t, "example.com/b", "example.com/c", "example.com/c_test")

	m.replace(t, "c/c_test.go", "f(nil)", "f(0)") // a test alone costs its package nothing
	m.run(t)
	found, ran := m.run(t)
	if !strings.Contains(found, "module example.com@:/c/c.go") || len(ran) > 0 {
		t.Errorf("ran on %v, found\n%s", ran, found)
	}
}

// An analyzer that panics in a package says nothing of it, and it may say more of its
// importers another time.
func TestPanicsAreNotRemembered(t *testing.T) {
	broken := true
	m := remember(t, chain, tracer)
	run := m.analyzers[0].Run
	m.analyzers[0].Run = func(pass *analysis.Pass) (any, error) {
		if pass.Pkg.Path() == "example.com/b" && broken {
			panic("oh no")
		}
		return run(pass)
	}
	m.wantRan(t, "example.com/a", "example.com/c", "example.com/c_test")
	m.wantRan(t, "example.com/c", "example.com/c_test")
	broken = false
	m.wantRan(t, "example.com/b", "example.com/c", "example.com/c_test")
	m.wantRan(t)
}

// What is missing is seen when it comes.
func TestMissingIsNotRemembered(t *testing.T) {
	m := remember(t, chain, tracer)
	m.replace(t, "b/b.go", `import "example.com/a"`, "import \"example.com/a\"\n\nimport _ \"example.com/d\"")
	for range 2 {
		m.run(t)
	}
	if err := os.Mkdir(filepath.Join(m.dir, "d"), 0o777); err != nil {
		t.Fatal(err)
	}
	m.write(t, "d/d.go", "package d\n")
	found, _ := m.run(t)
	if strings.Contains(found, "failure") {
		t.Errorf("found\n%s", found)
	}
}

// A file that changes while the run is under way is not known by what it was before.
func TestChangeUnderWay(t *testing.T) {
	m := remember(t, chain, tracer)
	run := m.analyzers[0].Run
	m.analyzers[0].Run = func(pass *analysis.Pass) (any, error) {
		if pass.Pkg.Path() == "example.com/a" {
			m.write(t, "b/b.go", "package b\n\nimport \"example.com/a\"\n\nfunc New() a.T { return a.T{} }\n\ntype Alias = a.I\n\nfunc Marked() {}\n\nfunc Generic[E any](e E) E { return e }\n")
		}
		return run(pass)
	}
	before, err := os.ReadFile(filepath.Join(m.dir, "b/b.go"))
	if err != nil {
		t.Fatal(err)
	}
	cfg := m.config()
	cfg.Memory = &stream.Memory{Cache: m.attic, Settings: func(string) string { return "" }, Valid: func([]byte, *stream.Places) bool { return true }}
	spell(t, cfg)
	m.analyzers[0].Run = run
	m.write(t, "b/b.go", string(before))
	m.wantRan(t, "example.com/b", "example.com/c", "example.com/c_test")
}

// An analyzer that reads files beside the Go ones is asked each time.
func TestReadersAreNotRemembered(t *testing.T) {
	reader := &analysis.Analyzer{Name: "reader", Doc: "d", Run: func(pass *analysis.Pass) (any, error) {
		for _, name := range pass.OtherFiles {
			text, err := pass.ReadFile(name)
			if err != nil {
				return nil, err
			}
			pass.Reportf(pass.Files[0].Package, "read %s", text)
		}
		return nil, nil
	}}
	m := remember(t, chain+"-- b/b.s --\n// one\n", reader)
	m.run(t)
	m.wantRan(t, "example.com/b", "example.com/c", "example.com/c_test")
	m.write(t, "b/b.s", "// two\n")
	if found, _ := m.run(t); !strings.Contains(found, "read // two") {
		t.Errorf("found\n%s", found)
	}
}

// Of a package that imports C the types are as before where its facts are known.
func TestMemoryOfCgo(t *testing.T) {
	m := remember(t, withC, tracer)
	m.run(t)
	m.replace(t, "app/app.go", "func f(", "func g() {}\n\nfunc f(")
	m.wantRan(t, "example.com/app")
	m.wantRan(t)
}
