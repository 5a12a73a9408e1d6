package program

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"
)

// OnlyTests reports whether a package is nothing but tests, and there is no program beside
// it that they are the tests of: then they are the program.
func OnlyTests(pass *analysis.Pass) bool {
	for _, file := range pass.Files {
		if !isTest(pass.Fset, file.Package) {
			return false
		}
	}
	if !strings.HasSuffix(pass.Pkg.Name(), "_test") {
		return len(pass.Files) > 0
	}
	path, _, _ := strings.Cut(pass.Pkg.Path(), " ") // some drivers add what it is built for
	return !imports(pass.Pkg, strings.TrimSuffix(path, "_test"))
}

func imports(pkg *types.Package, path string) bool {
	for _, imported := range pkg.Imports() {
		if imported.Path() == path {
			return true
		}
	}
	return false
}

// InTest reports whether code stands in a test: how tests wire the program's
// parts together, and step through them by hand, is no evidence of what the
// program does.
func (p *Package) InTest(pos token.Pos) bool { return p.tests && isTest(p.fset, pos) }

// hasTests reports whether a program has tests beside it.
func hasTests(pass *analysis.Pass) bool {
	return !OnlyTests(pass) && slices.ContainsFunc(pass.Files, func(file *ast.File) bool { return isTest(pass.Fset, file.Package) })
}

// isTest asks for the file itself, whatever its //line comments say.
func isTest(fset *token.FileSet, pos token.Pos) bool {
	file := fset.File(pos)
	return file != nil && strings.HasSuffix(file.Name(), "_test.go")
}

// byTests reports whether a test does something with a channel of the program's: how tests
// stand in for the other side says nothing of who is there when the program runs.
func (p *Package) byTests(v types.Object, at token.Pos) bool {
	return v != nil && p.InTest(at) && !p.InTest(v.Pos())
}

// Tested reports whether tests send to a channel, receive from it or close it.
func (c *Channel) Tested() bool { return c.tested }
