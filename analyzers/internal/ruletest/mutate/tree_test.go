package mutate

import (
	"go/ast"
	"go/parser"
	"go/token"
	"math/rand/v2"
	"slices"
)

// A tree is a file's text with the nodes that operators change.
type tree struct {
	rng    *rand.Rand
	source string
	file   *ast.File
	stmts  []ast.Stmt // those that stand in lists
	exprs  []ast.Expr
	idents []*ast.Ident
	lits   []*ast.FuncLit
	funcs  []*ast.FuncDecl
}

func newTree(source string, rng *rand.Rand) *tree {
	// A file set of its own makes positions offsets, plus one.
	file, err := parser.ParseFile(token.NewFileSet(), "", source, parser.SkipObjectResolution)
	if err != nil {
		return nil
	}
	t := &tree{rng: rng, source: source, file: file}
	for _, decl := range file.Decls {
		if f, ok := decl.(*ast.FuncDecl); ok {
			t.funcs = append(t.funcs, f)
		}
	}
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.ImportSpec:
			return false
		case *ast.BlockStmt:
			t.stmts = append(t.stmts, n.List...)
		case *ast.CaseClause:
			t.stmts = append(t.stmts, n.Body...)
		case *ast.CommClause:
			t.stmts = append(t.stmts, n.Body...)
		case *ast.FuncLit:
			t.lits = append(t.lits, n)
		case *ast.Ident:
			t.idents = append(t.idents, n)
		}
		if e, ok := n.(ast.Expr); ok {
			t.exprs = append(t.exprs, e)
		}
		return true
	})
	// The cases of a switch are in a block, and no statement fits beside them.
	t.stmts = slices.DeleteFunc(t.stmts, func(s ast.Stmt) bool {
		switch s.(type) {
		case *ast.CaseClause, *ast.CommClause:
			return true
		}
		return false
	})
	return t
}

func nodes[N ast.Node](of []N) []ast.Node {
	all := make([]ast.Node, len(of))
	for i, n := range of {
		all[i] = n
	}
	return all
}

func (t *tree) text(n ast.Node) string { return t.source[n.Pos()-1 : n.End()-1] }

func (t *tree) replace(n ast.Node, text string) string {
	return t.source[:n.Pos()-1] + text + t.source[n.End()-1:]
}

func (t *tree) at(from []ast.Node, change func(n ast.Node, text string) string) string {
	if len(from) == 0 {
		return ""
	}
	n := pick(t.rng, from)
	return t.replace(n, change(n, t.text(n)))
}

func (t *tree) atStmt(change func(text string) string) string {
	return t.at(nodes(t.stmts), func(_ ast.Node, text string) string { return change(text) })
}

// swap exchanges two nodes of which neither is within the other.
func (t *tree) swap(from []ast.Node) string {
	if len(from) < 2 {
		return ""
	}
	a, b := pick(t.rng, from), pick(t.rng, from)
	if a.Pos() > b.Pos() {
		a, b = b, a
	}
	if a.End() > b.Pos() {
		return ""
	}
	return t.source[:a.Pos()-1] + t.text(b) + t.source[a.End()-1:b.Pos()-1] + t.text(a) + t.source[b.End()-1:]
}

// move puts one node before another.
func (t *tree) move(from []ast.Node) string {
	if len(from) < 2 {
		return ""
	}
	a, b := pick(t.rng, from), pick(t.rng, from)
	switch text := t.text(a) + "\n"; {
	case a.End() <= b.Pos():
		return t.source[:a.Pos()-1] + t.source[a.End()-1:b.Pos()-1] + text + t.source[b.Pos()-1:]
	case b.Pos() <= a.Pos():
		return t.source[:b.Pos()-1] + text + t.source[b.Pos()-1:a.Pos()-1] + t.source[a.End()-1:]
	}
	return ""
}

// copy replaces a node by another of the file.
func (t *tree) copy(from []ast.Node) string {
	return t.at(from, func(ast.Node, string) string { return t.text(pick(t.rng, from)) })
}
