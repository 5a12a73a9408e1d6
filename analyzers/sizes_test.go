package analyzers_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path"
	"path/filepath"
	"strings"
	"testing"

	"github.com/loopcheck/loopcheck/analyzers"
)

// How many lines a part may have. A longer rule computes what belongs in a
// relation, a longer file has two subjects, a longer function two steps.
const (
	maxRule     = 150
	maxFile     = 350
	maxFunction = 60
)

func TestRuleSizes(t *testing.T) {
	for _, rule := range analyzers.Rules {
		name := path.Join(rule.Name, rule.Name+".go")
		file, fset := parse(t, name)
		if n := linesOf(fset, file); n > maxRule {
			t.Errorf("%s has %d lines, more than %d", name, n, maxRule)
		}
		files, err := filepath.Glob(path.Join(rule.Name, "*.go"))
		if err != nil {
			t.Fatal(err)
		}
		if len(files) != 3 {
			t.Errorf("%s has the files %s: a rule is its page, one file and its test", rule.Name, files)
		}
	}
}

// TestSizes: a function of a test may be longer, as its table is.
func TestSizes(t *testing.T) {
	for _, name := range goFiles(t) {
		file, fset := parse(t, name)
		if n := linesOf(fset, file); n > maxFile {
			t.Errorf("%s has %d lines, more than %d", name, n, maxFile)
		}
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		for _, decl := range file.Decls {
			f, ok := decl.(*ast.FuncDecl)
			if !ok {
				continue
			}
			if n := fset.PositionFor(f.End(), false).Line - fset.PositionFor(f.Pos(), false).Line + 1; n > maxFunction {
				t.Errorf("%s: %s has %d lines, more than %d", name, f.Name.Name, n, maxFunction)
			}
		}
	}
}

func parse(t *testing.T, name string) (*ast.File, *token.FileSet) {
	t.Helper()
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, name, nil, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	return file, fset
}

func linesOf(fset *token.FileSet, file *ast.File) int {
	return fset.File(file.FileStart).LineCount()
}
