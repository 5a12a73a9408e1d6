package mutate

import (
	"go/ast"
	"math/rand/v2"
	"strings"
)

// mutant changes a file of a package of the corpus in one to four places.
func (c *corpus) mutant(rng *rand.Rand) *mutant {
	pkg := c.packages[rng.IntN(len(c.packages))]
	m := &mutant{of: pkg, file: pkg.CompiledGoFiles[rng.IntN(len(pkg.CompiledGoFiles))]}
	m.source = c.sources[m.file]
	for range 1 + rng.IntN(4) {
		t := newTree(m.source, rng)
		if t == nil {
			break // the last change made it unreadable
		}
		op := operators[rng.IntN(len(operators))]
		if source := op.change(t); source != "" && source != m.source {
			m.source = source
			m.how = append(m.how, op.name)
		}
	}
	return m
}

// An operator changes a file's text in one place, "" if it finds none.
type operator struct {
	name   string
	change func(t *tree) string
}

var operators = []operator{
	{"delete a statement", func(t *tree) string { return t.atStmt(func(string) string { return "" }) }},
	{"duplicate a statement", func(t *tree) string { return t.atStmt(func(s string) string { return s + "\n" + s }) }},
	{"swap statements", func(t *tree) string { return t.swap(nodes(t.stmts)) }},
	{"move a statement", func(t *tree) string { return t.move(nodes(t.stmts)) }},
	{"rename", (*tree).rename},
	{"rename", (*tree).rename}, // as often as two others
	{"goto", (*tree).jump},
	{"insert a statement", func(t *tree) string {
		plain := []string{"return", "break", "continue", "select {}", "for {}", "panic(nil)", "defer recover()", "goto L", "{}", "fallthrough"}
		return t.atStmt(func(s string) string { return pick(t.rng, plain) + "\n" + s })
	}},
	{"wrap a statement", func(t *tree) string {
		around := []string{"defer func() { %s }()", "go func() { %s }()", "func() { %s }()", "for { %s }", "if true { %s }", "{ %s }", "for range 3 { %s }",
			"select { default: %s }", "switch { case true: %s }", "L: for { %s; break L }", "f := func() { %s }; f()", "var f func(); f = func() { f(); %s }; go f()"}
		return t.atStmt(func(s string) string { return strings.Replace(pick(t.rng, around), "%s", "\n"+s+"\n", 1) })
	}},
	{"start or defer a call", (*tree).start},
	{"swap expressions", func(t *tree) string { return t.swap(nodes(t.exprs)) }},
	{"copy an expression", func(t *tree) string { return t.copy(nodes(t.exprs)) }},
	{"swap function literals", func(t *tree) string { return t.swap(nodes(t.lits)) }},
	{"copy a function literal", func(t *tree) string { return t.copy(nodes(t.lits)) }},
	{"name a function literal", func(t *tree) string { return t.hoist(nodes(t.lits), "lit") }},
	{"call at package level", (*tree).global},
	{"hand over at package level", (*tree).handOver},
	{"copy a function to a variable", (*tree).variable},
	{"assign together", (*tree).together},
	{"keep a method in a variable", (*tree).methodValue},
	{"take the body away", func(t *tree) string {
		return t.at(nodes(t.funcs), func(n ast.Node, s string) string { return s[:n.(*ast.FuncDecl).Type.End()-n.Pos()] })
	}},
	{"change a receiver", (*tree).receiver},
	{"delete a declaration", func(t *tree) string { return t.at(nodes(t.funcs), func(ast.Node, string) string { return "" }) }},
	{"move a line elsewhere", func(t *tree) string { return t.atStmt(func(s string) string { return "\n//line other.go:7\n" + s }) }},
	{"ignore", func(t *tree) string {
		return t.atStmt(func(s string) string { return s + " //loopcheck:ignore loopblock it is tried\n" })
	}},
}

func pick[T any](rng *rand.Rand, from []T) T { return from[rng.IntN(len(from))] }
