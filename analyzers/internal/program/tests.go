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
	// A package of that name is the tests of another one, unless it knows none.
	own := domain(pass.Pkg)
	return len(pass.Files) > 0 && (!strings.HasSuffix(pass.Pkg.Name(), "_test") || !slices.ContainsFunc(pass.Pkg.Imports(), func(pkg *types.Package) bool {
		return domain(pkg) == own || strings.Contains(domain(pkg), ".")
	}))
}

// domain is the first element of a package's path, in which the library's have no dot.
func domain(pkg *types.Package) string {
	first, _, _ := strings.Cut(pkg.Path(), "/")
	return first
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
