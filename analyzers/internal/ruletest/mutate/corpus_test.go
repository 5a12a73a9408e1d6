package mutate

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/go/packages"

	"github.com/loopcheck/loopcheck/analyzers"
	"github.com/loopcheck/loopcheck/analyzers/internal/ruletest"
)

// A corpus is the packages to mutate, with all they import known.
type corpus struct {
	driver   *driver
	packages []*packages.Package
	sources  map[string]string // by file name
}

// load type-checks the corpus and all it imports, and finds the facts.
func load(t *testing.T) *corpus {
	t.Helper()
	dir := ruletest.Corpus(t)
	mode := packages.LoadAllSyntax | packages.NeedModule
	roots, err := packages.Load(&packages.Config{Mode: mode, Dir: dir, Tests: true}, "./src/...")
	if err != nil {
		t.Fatal(err)
	}
	c := &corpus{driver: newDriver(analyzers.Suite()), sources: make(map[string]string)}
	packages.Visit(roots, nil, func(pkg *packages.Package) {
		if err == nil {
			err = c.add(pkg, slices.Contains(roots, pkg))
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	slices.SortFunc(c.packages, func(a, b *packages.Package) int { return strings.Compare(a.ID, b.ID) })
	return c
}

// add keeps a package's facts, and its sources if it is one to mutate.
func (c *corpus) add(pkg *packages.Package, root bool) error {
	if len(pkg.Errors) > 0 {
		return pkg.Errors[0]
	}
	out, err := c.driver.analyse(pkg)
	if err != nil {
		return fmt.Errorf("%s: %w", pkg, err)
	}
	if err := c.driver.keep(out); err != nil {
		return err
	}
	pkg.Syntax, pkg.TypesInfo = nil, nil
	if !root || strings.HasSuffix(pkg.PkgPath, ".test") || len(pkg.CompiledGoFiles) == 0 {
		return nil // the package that the go command writes for tests, or what is nothing but tests
	}
	c.packages = append(c.packages, pkg)
	for _, name := range pkg.CompiledGoFiles {
		source, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		c.sources[name] = string(source)
	}
	return nil
}

// A mutant is a package of which one file is another.
type mutant struct {
	of     *packages.Package
	file   string // the name of the file that was mutated
	source string
	how    []string
}

func (m *mutant) String() string {
	return fmt.Sprintf("%s (%s): %s", m.of.ID, filepath.Base(m.file), strings.Join(m.how, ", "))
}

// check type-checks a mutant. The caller removes its files when it is done.
func (c *corpus) check(m *mutant) (*packages.Package, error) {
	pkg := *m.of
	pkg.Syntax = nil
	for _, name := range m.of.CompiledGoFiles {
		source := c.sources[name]
		if name == m.file {
			source = m.source
		}
		f, err := parser.ParseFile(pkg.Fset, name, source, parser.ParseComments|parser.SkipObjectResolution)
		if f != nil {
			pkg.Syntax = append(pkg.Syntax, f)
		}
		if err != nil {
			return &pkg, err
		}
	}
	var first error
	pkg.TypesInfo = ruletest.NewInfo()
	conf := types.Config{
		Importer: importer(pkg.Imports), Sizes: pkg.TypesSizes, GoVersion: "go" + pkg.Module.GoVersion,
		Error: func(err error) {
			if first == nil {
				first = err
			}
		},
	}
	pkg.Types, _ = conf.Check(pkg.Types.Path(), pkg.Fset, pkg.Syntax, pkg.TypesInfo)
	return &pkg, first
}

// remove forgets a mutant's files, which are many.
func remove(fset *token.FileSet, files []*ast.File) {
	for _, f := range files {
		if file := fset.File(f.FileStart); file != nil {
			fset.RemoveFile(file)
		}
	}
}

type importer map[string]*packages.Package

func (i importer) Import(path string) (*types.Package, error) {
	if path == "unsafe" {
		return types.Unsafe, nil
	}
	if pkg := i[path]; pkg != nil {
		return pkg.Types, nil
	}
	return nil, fmt.Errorf("the corpus does not import %s", path)
}
