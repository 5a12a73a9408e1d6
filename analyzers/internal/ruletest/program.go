package ruletest

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"maps"
	"os"
	"os/exec"
	"path"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/checker"
	"golang.org/x/tools/go/packages"
	"golang.org/x/tools/txtar"
)

// A Program is a few packages that stand in a test, type-checked.
type Program struct {
	// Packages are in the order of their imports: the last one is what a
	// test is about, as a rule.
	Packages []*packages.Package
}

// Load type-checks a program. It is the text of one Go file, or a txtar archive
// with the files of several packages, each under its import path:
// "-- example.com/store/store.go --". What it imports besides is the standard
// library's, known by its types alone, as it is to most drivers. The packages
// below example.com are one module, and each other package is one of its own.
func Load(t testing.TB, text ...string) *Program {
	t.Helper()
	p, err := Check(text...)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// Check is Load where there is no test to fail.
func Check(text ...string) (*Program, error) {
	l := loader{files: make(map[string][]*ast.File), done: make(map[string]*packages.Package)}
	var paths []string
	for _, file := range files(text) {
		f, err := parser.ParseFile(fset, file.Name, file.Data, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			return nil, err
		}
		pkg := path.Dir(file.Name)
		if l.files[pkg] == nil {
			paths = append(paths, pkg)
		}
		l.files[pkg] = append(l.files[pkg], f)
	}
	if err := l.exportData(); err != nil {
		return nil, err
	}
	for _, p := range paths {
		if _, err := l.load(p); err != nil {
			return nil, err
		}
	}
	return &l.program, nil
}

func files(texts []string) []txtar.File {
	var all []txtar.File
	for _, text := range texts {
		ar := txtar.Parse([]byte(text))
		if len(ar.Files) == 0 {
			all = append(all, txtar.File{Name: "example.com/a/a.go", Data: []byte(text)})
			continue
		}
		all = append(all, ar.Files...)
	}
	return all
}

// fset and the standard library's packages are shared by all programs of a test binary.
var (
	fset     = token.NewFileSet()
	mu       sync.Mutex
	exported = map[string]string{"unsafe": ""} // import path to the file with its export data
	library  = importer.ForCompiler(fset, "gc", func(path string) (io.ReadCloser, error) {
		if exported[path] == "" {
			return nil, fmt.Errorf("no export data for %s", path)
		}
		return os.Open(exported[path])
	})
)

type loader struct {
	files   map[string][]*ast.File
	done    map[string]*packages.Package
	program Program
}

// exportData asks the go command for the export data of what the program imports.
func (l *loader) exportData() error {
	mu.Lock()
	defer mu.Unlock()
	unknown := make(map[string]bool)
	for _, files := range l.files {
		for _, f := range files {
			for _, p := range importsOf(f) {
				if _, known := exported[p]; !known && l.files[p] == nil {
					unknown[p] = true
				}
			}
		}
	}
	if len(unknown) == 0 {
		return nil
	}
	args := append([]string{"list", "-export", "-deps", "-json=ImportPath,Export"}, slices.Sorted(maps.Keys(unknown))...)
	out, err := exec.Command("go", args...).Output()
	if err != nil {
		return fmt.Errorf("go %s: %w", strings.Join(args, " "), err)
	}
	for dec := json.NewDecoder(strings.NewReader(string(out))); ; {
		var pkg struct{ ImportPath, Export string }
		if err := dec.Decode(&pkg); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return err
		}
		exported[pkg.ImportPath] = pkg.Export
	}
}

func importsOf(f *ast.File) []string {
	var paths []string
	for _, spec := range f.Imports {
		if p, err := strconv.Unquote(spec.Path.Value); err == nil {
			paths = append(paths, p)
		}
	}
	return paths
}

func (l *loader) load(pkgPath string) (*packages.Package, error) {
	if pkg := l.done[pkgPath]; pkg != nil {
		return pkg, nil
	}
	pkg := &packages.Package{
		ID: pkgPath, PkgPath: pkgPath, Fset: fset, Syntax: l.files[pkgPath],
		TypesSizes: types.SizesFor("gc", "amd64"),
		TypesInfo:  NewInfo(),
		Imports:    make(map[string]*packages.Package),
		Module:     &packages.Module{Path: pkgPath},
	}
	if strings.HasPrefix(pkgPath, "example.com/") {
		pkg.Module.Path = "example.com"
	}
	conf := types.Config{Importer: imports{l, pkg}, Sizes: pkg.TypesSizes, GoVersion: "go1.26"}
	var err error
	if pkg.Types, err = conf.Check(pkgPath, fset, pkg.Syntax, pkg.TypesInfo); err != nil {
		return nil, err
	}
	pkg.Name = pkg.Types.Name()
	l.done[pkgPath] = pkg
	l.program.Packages = append(l.program.Packages, pkg)
	return pkg, nil
}

// NewInfo returns an Info with all that analyzers ask for.
func NewInfo() *types.Info {
	return &types.Info{
		Types: make(map[ast.Expr]types.TypeAndValue), Instances: make(map[*ast.Ident]types.Instance),
		Defs: make(map[*ast.Ident]types.Object), Uses: make(map[*ast.Ident]types.Object),
		Implicits: make(map[ast.Node]types.Object), Selections: make(map[*ast.SelectorExpr]*types.Selection),
		Scopes: make(map[ast.Node]*types.Scope), FileVersions: make(map[*ast.File]string),
	}
}

// imports is the importer of one package: it notes what that package imports of the program.
type imports struct {
	*loader
	of *packages.Package
}

func (i imports) Import(path string) (*types.Package, error) {
	if i.files[path] != nil {
		pkg, err := i.load(path)
		if err != nil {
			return nil, err
		}
		i.of.Imports[path] = pkg
		return pkg.Types, nil
	}
	if path == "unsafe" {
		return types.Unsafe, nil
	}
	mu.Lock()
	defer mu.Unlock()
	return library.Import(path)
}

// Analyze runs analyzers on a program, with its facts encoded on the way as
// separate processes would.
func (p *Program) Analyze(t testing.TB, analyzers ...*analysis.Analyzer) []*checker.Action {
	t.Helper()
	roots, err := p.Actions(analyzers...)
	if err != nil {
		t.Fatal(err)
	}
	return roots
}

// Actions is Analyze where there is no test to fail.
func (p *Program) Actions(analyzers ...*analysis.Analyzer) ([]*checker.Action, error) {
	graph, err := checker.Analyze(analyzers, p.Packages, &checker.Options{SanityCheck: true, Sequential: true})
	if err != nil {
		return nil, err
	}
	for _, act := range graph.Roots {
		if act.Err != nil {
			return nil, fmt.Errorf("%s: %w", act, act.Err)
		}
	}
	return graph.Roots, nil
}

// Result returns an analyzer's result for the last package of a program.
func Result[R any](t testing.TB, p *Program, a *analysis.Analyzer) R {
	t.Helper()
	last := p.Packages[len(p.Packages)-1]
	for _, act := range p.Analyze(t, a) {
		if act.Package == last {
			return act.Result.(R)
		}
	}
	t.Fatalf("%s has no result", a)
	panic("unreachable")
}

// Findings lists what analyzers report in a program, in the order of reporting:
// "a.go:12: message".
func (p *Program) Findings(t testing.TB, analyzers ...*analysis.Analyzer) []string {
	t.Helper()
	var all []string
	roots := p.Analyze(t, analyzers...)
	slices.SortStableFunc(roots, func(a, b *checker.Action) int {
		return cmp.Compare(a.Package.PkgPath, b.Package.PkgPath)
	})
	for _, act := range roots {
		for _, d := range act.Diagnostics {
			at := fset.Position(d.Pos)
			all = append(all, fmt.Sprintf("%s:%d: %s", path.Base(at.Filename), at.Line, d.Message))
		}
	}
	return all
}

// Position is where something stands in a program.
func (p *Program) Position(pos token.Pos) token.Position { return fset.Position(pos) }
