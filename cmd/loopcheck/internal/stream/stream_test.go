package stream_test

import (
	"fmt"
	"go/ast"
	"go/types"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/unitchecker"
	"golang.org/x/tools/txtar"

	"github.com/loopcheck/loopcheck/cmd/loopcheck/internal/stream"
)

// TestMain makes the test binary a vet tool where the go command asks for one.
func TestMain(m *testing.M) {
	if os.Getenv("STREAM_TEST_VETTOOL") != "" {
		unitchecker.Main(tracer)
	}
	os.Exit(m.Run())
}

// tracer reports, for each package that the one at hand can reach, the facts
// that it sees there.
var tracer = &analysis.Analyzer{
	Name:      "tracer",
	Doc:       "report visible facts",
	Run:       trace,
	FactTypes: []analysis.Fact{(*seen)(nil), (*seenPkg)(nil)},
}

// seen is on the functions, types, methods and fields whose names say so.
type seen struct{ By []string }

func (*seen) AFact() {}

type seenPkg struct{ Path string }

func (*seenPkg) AFact() {}

func trace(pass *analysis.Pass) (any, error) {
	if !strings.HasPrefix(pass.Pkg.Path(), "example.com/") {
		return nil, nil
	}
	for _, obj := range pass.TypesInfo.Defs {
		if obj != nil && strings.Contains(obj.Name(), "Marked") {
			pass.ExportObjectFact(obj, &seen{By: []string{pass.Pkg.Path()}})
		}
	}
	pass.ExportPackageFact(&seenPkg{pass.Pkg.Path()})
	for _, file := range pass.Files {
		ast.Inspect(file, func(n ast.Node) bool {
			if id, ok := n.(*ast.Ident); ok {
				traceUse(pass, id)
			}
			return true
		})
	}
	tracePackages(pass)
	return nil, nil
}

func traceUse(pass *analysis.Pass, id *ast.Ident) {
	obj := pass.TypesInfo.Uses[id]
	if obj == nil || !strings.Contains(obj.Name(), "Marked") {
		return
	}
	var fact seen
	if !pass.ImportObjectFact(obj, &fact) {
		pass.Reportf(id.Pos(), "%s has no fact", obj.Name())
		return
	}
	pass.Reportf(id.Pos(), "%s has a fact by %s", obj.Name(), strings.Join(fact.By, " "))
}

// tracePackages looks further than a pass should: at the functions of packages
// that are not imported directly.
func tracePackages(pass *analysis.Pass) {
	visited := make(map[*types.Package]bool)
	var visit func(pkg *types.Package)
	visit = func(pkg *types.Package) {
		if visited[pkg] {
			return
		}
		visited[pkg] = true
		if fn, ok := pkg.Scope().Lookup("Marked").(*types.Func); ok && pass.ImportObjectFact(fn, new(seen)) {
			pass.Reportf(pass.Files[0].Name.Pos(), "sees %s", fn.FullName())
		}
		if pass.ImportPackageFact(pkg, new(seenPkg)) {
			pass.Reportf(pass.Files[0].Name.Pos(), "sees package %s", pkg.Path())
		}
		for _, imp := range pkg.Imports() {
			visit(imp)
		}
	}
	visit(pass.Pkg)
}

const chain = `
-- go.mod --
module example.com

go 1.26
-- a/a.go --
package a

type T struct{ FieldMarked int }

func (T) MethodMarked() {}

func (T) methodMarked() {}

func Marked() { marked(); unexportedMarked() }

func unexportedMarked() { T{}.methodMarked() }

func marked() {}

type I interface{ AbstractMarked() }

var VarMarked = 1
-- b/b.go --
package b

import "example.com/a"

func New() a.T { a.Marked(); return a.T{FieldMarked: a.VarMarked} }

func Do(i a.I) { i.AbstractMarked() }

type Alias = a.I

func Marked() {}

func Generic[E any](e E) E { return e }
-- c/c.go --
package c

import "example.com/b"

func f(i b.Alias) int {
	b.New().MethodMarked()
	i.AbstractMarked()
	b.Marked()
	return b.Generic(b.New().FieldMarked)
}
-- c/c_test.go --
package c

func inTest() { f(nil) }
-- c/x_test.go --
package c_test

import (
	"example.com/b"
	_ "example.com/c"
)

var _ = b.New().FieldMarked
`

// A fact on a package-level function is visible to direct importers; one on a
// type, a field or a method wherever that is.
func TestFacts(t *testing.T) {
	result := run(t, chain, tracer)
	wantNoFailures(t, result)
	wantMessages(t, result, visible...)
}

var visible = []string{
	"a/a.go: methodMarked has a fact by example.com/a",
	"a/a.go: sees example.com/a.Marked",
	"a/a.go: sees package example.com/a",
	"a/a.go: unexportedMarked has a fact by example.com/a",
	"b/b.go: AbstractMarked has a fact by example.com/a",
	"b/b.go: FieldMarked has a fact by example.com/a",
	"b/b.go: Marked has a fact by example.com/a",
	"b/b.go: VarMarked has a fact by example.com/a",
	"b/b.go: sees example.com/a.Marked",
	"b/b.go: sees example.com/b.Marked",
	"b/b.go: sees package example.com/a",
	"b/b.go: sees package example.com/b",
	"c/c.go: AbstractMarked has a fact by example.com/a",
	"c/c.go: FieldMarked has a fact by example.com/a",
	"c/c.go: Marked has a fact by example.com/b",
	"c/c.go: MethodMarked has a fact by example.com/a",
	"c/c.go: sees example.com/b.Marked",
	"c/c.go: sees package example.com/b",
	"c/c.go: sees package example.com/c",
	"c/x_test.go: FieldMarked has a fact by example.com/a",
	"c/x_test.go: sees example.com/b.Marked",
	"c/x_test.go: sees package example.com/b",
	"c/x_test.go: sees package example.com/c",
	"c/x_test.go: sees package example.com/c_test",
}

// The same analyzer sees the same facts under go vet.
func TestFactsAsInVet(t *testing.T) {
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("go", "vet", "-vettool="+exe, "./...")
	cmd.Dir, cmd.Env = expand(t, chain), append(hermetic(), "STREAM_TEST_VETTOOL=1")
	out, err := cmd.CombinedOutput()
	if err == nil {
		t.Fatal("go vet finds nothing")
	}
	var got []string
	for _, m := range regexp.MustCompile(`(?m)^(.*\.go):\d+:\d+: (.*)$`).FindAllStringSubmatch(string(out), -1) {
		got = append(got, m[1]+": "+m[2])
	}
	slices.Sort(got)
	if !slices.Equal(got, visible) {
		t.Errorf("go vet says\n\t%s\nwant\n\t%s", strings.Join(got, "\n\t"), strings.Join(visible, "\n\t"))
	}
}

// newRecorder returns an analyzer that has facts and one that requires it, and
// a function that says on which packages each ran.
func newRecorder() (withFacts, reporter *analysis.Analyzer, ran func(a *analysis.Analyzer) []string) {
	var mu sync.Mutex
	paths := make(map[*analysis.Analyzer][]string)
	record := func(pass *analysis.Pass) (any, error) {
		mu.Lock()
		defer mu.Unlock()
		paths[pass.Analyzer] = append(paths[pass.Analyzer], pass.Pkg.Path())
		return nil, nil
	}
	withFacts = &analysis.Analyzer{Name: "facts", Doc: "d", Run: record, FactTypes: []analysis.Fact{(*seen)(nil)}}
	reporter = &analysis.Analyzer{Name: "rule", Doc: "d", Run: record, Requires: []*analysis.Analyzer{withFacts}}
	return withFacts, reporter, func(a *analysis.Analyzer) []string {
		slices.Sort(paths[a])
		return paths[a]
	}
}

func TestWhatRunsWhere(t *testing.T) {
	const files = `
-- go.mod --
module example.com

go 1.26
-- lib/lib.go --
package lib

import "errors"

var Err = errors.New("x")
-- named/named.go --
package named

import "example.com/lib"

var Err = lib.Err
`
	facts, rule, ran := newRecorder()
	result, err := stream.Run(&stream.Config{
		Dir: expand(t, files), Env: hermetic(), Patterns: []string{"./named"}, Analyzers: []*analysis.Analyzer{rule},
	})
	if err != nil {
		t.Fatal(err)
	}
	wantNoFailures(t, result)
	if got, want := ran(facts), []string{"example.com/lib", "example.com/named"}; !slices.Equal(got, want) {
		t.Errorf("the analyzer with facts ran on %v, want %v", got, want)
	}
	if got, want := ran(rule), []string{"example.com/named"}; !slices.Equal(got, want) {
		t.Errorf("the rule ran on %v, want %v", got, want)
	}
	if result.Stats.Skeletons != result.Stats.Packages-2 {
		t.Errorf("%d of %d packages are skeletons, want all but two", result.Stats.Skeletons, result.Stats.Packages)
	}
}

// declared reports each function with the package that it was analysed in.
var declared = &analysis.Analyzer{
	Name: "declared",
	Doc:  "report functions",
	Run: func(pass *analysis.Pass) (any, error) {
		for _, file := range pass.Files {
			for _, decl := range file.Decls {
				if fn, ok := decl.(*ast.FuncDecl); ok {
					pass.Reportf(fn.Pos(), "%s in %s", fn.Name.Name, pass.Pkg.Path())
				}
			}
		}
		return nil, nil
	},
}

const variants = `
-- go.mod --
module example.com

go 1.26
-- p/p.go --
package p

func P() {}
-- p/p_test.go --
package p

func inside() { P() }
-- p/x_test.go --
package p_test

import "example.com/q"

func outside() { q.Q() }
-- q/q.go --
package q

import "example.com/p"

func Q() { p.P() }
-- only/only_test.go --
package only

func alone() {}
`

func TestTestVariants(t *testing.T) {
	result := run(t, variants, declared)
	wantNoFailures(t, result)
	wantMessages(t, result,
		"only/only_test.go: alone in example.com/only",
		"p/p.go: P in example.com/p",
		"p/p_test.go: inside in example.com/p",
		"p/x_test.go: outside in example.com/p_test",
		"q/q.go: Q in example.com/q",
	)
}

func TestWithoutTests(t *testing.T) {
	result, err := stream.Run(&stream.Config{
		Dir: expand(t, variants), Env: hermetic(), Patterns: []string{"./..."}, Analyzers: []*analysis.Analyzer{declared},
	})
	if err != nil {
		t.Fatal(err)
	}
	wantNoFailures(t, result)
	wantMessages(t, result, "p/p.go: P in example.com/p", "q/q.go: Q in example.com/q")
}

func TestBrokenTestCostsNoFinding(t *testing.T) {
	result := run(t, strings.Replace(variants, "func inside() { P() }", "func inside() { Nothing() }", 1), declared)
	wantFailures(t, result, "p/p_test.go:3:17: undefined: Nothing")
	wantMessages(t, result,
		"only/only_test.go: alone in example.com/only",
		"p/p.go: P in example.com/p",
		"q/q.go: Q in example.com/q",
	)
	if want := []string{"example.com/p (tests)"}; !slices.Equal(result.Skipped, want) {
		t.Errorf("skipped %v, want %v", result.Skipped, want)
	}
}

func TestFailures(t *testing.T) {
	const files = `
-- go.mod --
module example.com

go 1.26
-- good/good.go --
package good

func Good() {}
-- mistyped/mistyped.go --
package mistyped

func Mistyped() { undefined1(); undefined2() }
-- unparsed/unparsed.go --
package unparsed

func Unparsed() {
	x :=
}
-- unlisted/unlisted.go --
package unlisted

import "fmt

func Unlisted() {}
-- cycle1/cycle1.go --
package cycle1

import _ "example.com/cycle2"
-- cycle2/cycle2.go --
package cycle2

import _ "example.com/cycle1"
-- importer/importer.go --
package importer

import "example.com/mistyped"

func Importer() { mistyped.Mistyped() }
-- farther/farther.go --
package farther

import "example.com/importer"

func Farther() { importer.Importer() }
-- missing/missing.go --
package missing

import "example.org/missing"

func Missing() { missing.F() }
-- embeds/embeds.go --
package embeds

import _ "embed"

//go:embed no.txt
var text string

func Embeds() {}
`
	result := run(t, files, declared)
	wantFailures(t, result,
		"example.com/cycle1: import cycle not allowed: import stack: [example.com/cycle1 example.com/cycle2 example.com/cycle1]",
		"embeds/embeds.go:5:12: pattern no.txt: no matching files found",
		"missing/missing.go:3:8: no required module provides package example.org/missing; run go mod tidy",
		"mistyped/mistyped.go:3:19: undefined: undefined1 +1",
		"unlisted/unlisted.go:3:8: string literal not terminated",
		"unparsed/unparsed.go:5:1: expected operand, found '}'",
	)
	wantMessages(t, result,
		"embeds/embeds.go: Embeds in example.com/embeds",
		"good/good.go: Good in example.com/good",
	)
	if want := []string{"example.com/cycle2", "example.com/farther", "example.com/importer"}; !slices.Equal(result.Skipped, want) {
		t.Errorf("skipped %v, want %v", result.Skipped, want)
	}
}

func TestAnalyzerFails(t *testing.T) {
	bad := &analysis.Analyzer{
		Name: "bad", Doc: "d", ResultType: reflect.TypeFor[int](),
		Run: func(pass *analysis.Pass) (any, error) {
			switch pass.Pkg.Path() {
			case "example.com/a":
				panic("oh\nno")
			case "example.com/b":
				return nil, fmt.Errorf("no luck")
			case "example.com/c":
				return "a string", nil
			}
			return 1, nil
		},
	}
	needy := &analysis.Analyzer{
		Name: "needy", Doc: "d", Requires: []*analysis.Analyzer{bad},
		Run: func(pass *analysis.Pass) (any, error) {
			pass.Reportf(pass.Files[0].Name.Pos(), "analysed")
			return nil, nil
		},
	}
	const files = `
-- go.mod --
module example.com

go 1.26
-- a/a.go --
package a

func A() {}
-- b/b.go --
package b

import _ "example.com/a"
-- c/c.go --
package c
-- d/d.go --
package d

import _ "example.com/b"
`
	result := run(t, files, needy, declared)
	wantFailures(t, result,
		"example.com/a: analyzer bad: panic: oh no",
		"example.com/b: analyzer bad: no luck",
		"example.com/c: analyzer bad: its result is string, not the int that it declares",
	)
	wantMessages(t, result, "a/a.go: A in example.com/a", "d/d.go: analysed")
	if stack := string(result.Failures[0].Stack); !strings.Contains(stack, "TestAnalyzerFails") {
		t.Errorf("the stack does not show the analyzer:\n%s", stack)
	}
}

// Results of the analyzers that are asked for outlive the run: of the packages
// that are named, where the analyzer did not fail.
func TestKeep(t *testing.T) {
	count := &analysis.Analyzer{
		Name: "count", Doc: "d", ResultType: reflect.TypeFor[int](), FactTypes: []analysis.Fact{(*seen)(nil)},
		Run: func(pass *analysis.Pass) (any, error) {
			if pass.Pkg.Name() == "only" {
				panic("oh no")
			}
			return len(pass.Files), nil
		},
	}
	rule := &analysis.Analyzer{
		Name: "rule", Doc: "d", Requires: []*analysis.Analyzer{count}, ResultType: reflect.TypeFor[string](),
		Run: func(pass *analysis.Pass) (any, error) {
			return fmt.Sprintf("%s has %d", pass.Pkg.Name(), pass.ResultOf[count]), nil
		},
	}
	for _, test := range []struct {
		keep []*analysis.Analyzer
		want []stream.Kept
	}{
		{nil, nil},
		{[]*analysis.Analyzer{rule}, []stream.Kept{
			{"example.com/p", rule, "p has 2"}, {"example.com/p_test", rule, "p_test has 1"}, {"example.com/q", rule, "q has 1"},
		}},
		{[]*analysis.Analyzer{count}, []stream.Kept{
			{"example.com/p", count, 2}, {"example.com/p_test", count, 1}, {"example.com/q", count, 1},
		}},
	} {
		result, err := stream.Run(&stream.Config{
			Dir: expand(t, variants), Env: hermetic(), Patterns: []string{"./..."}, Tests: true,
			Analyzers: []*analysis.Analyzer{rule}, Keep: test.keep,
		})
		if err != nil {
			t.Fatal(err)
		}
		slices.SortFunc(result.Kept, func(a, b stream.Kept) int { return strings.Compare(a.Package, b.Package) })
		if !slices.Equal(result.Kept, test.want) {
			t.Errorf("kept %v, want %v", result.Kept, test.want)
		}
	}
}

func TestNothingToAnalyse(t *testing.T) {
	dir := expand(t, variants)
	if err := os.Mkdir(filepath.Join(dir, "empty"), 0o777); err != nil {
		t.Fatal(err)
	}
	for _, patterns := range [][]string{{"./empty/..."}, {"./p", "./empty/..."}, {"./p/...", "./empty/..."}, {"./...", "./empty/..."}} {
		_, err := stream.Run(&stream.Config{
			Dir: dir, Env: hermetic(), Patterns: patterns, Analyzers: []*analysis.Analyzer{declared},
		})
		if err == nil || err.Error() != "./empty/... matches no packages" {
			t.Errorf("%v: error %v", patterns, err)
		}
	}
}

func TestInvalidSuite(t *testing.T) {
	_, err := stream.Run(&stream.Config{Analyzers: []*analysis.Analyzer{{Name: "no doc"}}})
	if err == nil {
		t.Error("no error")
	}
}

func TestProgress(t *testing.T) {
	var last, of, calls int
	_, err := stream.Run(&stream.Config{
		Dir: expand(t, chain), Env: hermetic(), Patterns: []string{"./..."}, Analyzers: []*analysis.Analyzer{declared},
		Progress: func(done, total int) { last, of, calls = done, total, calls+1 },
	})
	if err != nil {
		t.Fatal(err)
	}
	if last != 3 || of != 3 || calls != 3 {
		t.Errorf("ends with %d of %d after %d calls, want 3 of 3 after 3", last, of, calls)
	}
}

// run analyses all packages of an archive, with their tests.
func run(t *testing.T, archive string, analyzers ...*analysis.Analyzer) *stream.Result {
	t.Helper()
	return runIn(t, expand(t, archive), analyzers...)
}

func runIn(t *testing.T, dir string, analyzers ...*analysis.Analyzer) *stream.Result {
	t.Helper()
	result, err := stream.Run(&stream.Config{
		Dir: dir, Env: hermetic(), Patterns: []string{"./..."}, Tests: true, Analyzers: analyzers,
	})
	if err != nil {
		t.Fatal(err)
	}
	return result
}

// expand writes an archive's files to a new directory and returns it.
func expand(t *testing.T, archive string) string {
	t.Helper()
	dir, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range txtar.Parse([]byte(archive)).Files {
		name := filepath.Join(dir, f.Name)
		if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, f.Data, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// hermetic is an environment in which the go command asks nobody.
func hermetic() []string {
	return append(os.Environ(), "GOPROXY=off", "GOFLAGS=", "GOWORK=off")
}

// messages are a result's diagnostics as "file: message", sorted.
func messages(result *stream.Result) []string {
	var all []string
	for _, d := range result.Diagnostics {
		all = append(all, shorten(result.Fset.Position(d.Pos).Filename)+": "+d.Message)
	}
	slices.Sort(all)
	return all
}

// shorten cuts a path to its directory and file.
func shorten(path string) string {
	return filepath.Base(filepath.Dir(path)) + "/" + filepath.Base(path)
}

func wantMessages(t *testing.T, result *stream.Result, want ...string) {
	t.Helper()
	if got := messages(result); !slices.Equal(got, want) {
		t.Errorf("diagnostics\n\t%s\nwant\n\t%s", strings.Join(got, "\n\t"), strings.Join(want, "\n\t"))
	}
}

func wantNoFailures(t *testing.T, result *stream.Result) {
	t.Helper()
	wantFailures(t, result)
}

// wantFailures compares failures as "file:line:col: message", or, without a
// place, "package: message", with a "+n" for the errors that came after, and the hint.
func wantFailures(t *testing.T, result *stream.Result, want ...string) {
	t.Helper()
	var got []string
	for _, f := range result.Failures {
		at := f.Package
		if f.Pos.Filename != "" {
			at = fmt.Sprintf("%s:%d:%d", shorten(f.Pos.Filename), f.Pos.Line, f.Pos.Column)
		}
		line := at + ": " + f.Message
		if f.More > 0 {
			line += fmt.Sprintf(" +%d", f.More)
		}
		if f.Hint != "" {
			line += "; " + f.Hint
		}
		got = append(got, line)
	}
	if !slices.Equal(got, want) {
		t.Errorf("failures\n\t%s\nwant\n\t%s", strings.Join(got, "\n\t"), strings.Join(want, "\n\t"))
	}
}
