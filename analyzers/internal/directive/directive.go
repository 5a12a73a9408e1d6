// Package directive reads the //loopcheck: comments of a package, once for all rules.
//
// There is one today:
//
//	//loopcheck:ignore RULE reason
//
// on or above the line of a finding, or in the doc comment of the function that
// holds it. The reason is mandatory. A directive that cannot be read is a
// finding: one that silently did nothing would be worse than none.
package directive

import (
	"fmt"
	"go/ast"
	"go/token"
	"reflect"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"
)

// Analyzer parses the directives and reports those it cannot read.
var Analyzer = &analysis.Analyzer{
	Name:       "loopdirective",
	Doc:        "report //loopcheck: comments that cannot be read\n\nA directive names a rule and gives a reason: //loopcheck:ignore loopblock the cache is warm by now",
	URL:        "https://pkg.go.dev/github.com/loopcheck/loopcheck/analyzers",
	Run:        run,
	ResultType: reflect.TypeFor[*Result](),
}

// Rules are the names that a directive may use. The list of rules, which
// imports this package through them, keeps a test that the two agree.
var Rules = []string{"loopawait", "loopblock", "loopdeadlock", "loopowner"}

// An Ignore silences one rule on a range of lines.
type Ignore struct {
	Rule string
	Pos  token.Pos

	file        string
	first, last int
}

// Result is a package's directives.
type Result struct{ Ignores []*Ignore }

// Match returns the directives that silence a rule at a position.
func (r *Result) Match(rule string, at token.Position) []*Ignore {
	var found []*Ignore
	for _, ig := range r.Ignores {
		if ig.Rule == rule && ig.file == at.Filename && ig.first <= at.Line && at.Line <= ig.last {
			found = append(found, ig)
		}
	}
	return found
}

func run(pass *analysis.Pass) (any, error) {
	r := new(Result)
	for _, file := range pass.Files {
		lines := codeLines(pass.Fset, file)
		for _, group := range file.Comments {
			for _, c := range group.List {
				ig, err := parse(c)
				if err != nil {
					pass.Report(analysis.Diagnostic{Pos: c.Pos(), End: c.End(), Message: err.Error()})
					continue
				}
				if ig != nil {
					ig.cover(pass.Fset, file, group, lines)
					r.Ignores = append(r.Ignores, ig)
				}
			}
		}
	}
	return r, nil
}

const accepted = "write //loopcheck:ignore RULE reason"

// parse reads one comment; nil if it is no directive of ours.
func parse(c *ast.Comment) (*Ignore, error) {
	rest, ours := strings.CutPrefix(c.Text, "//loopcheck:")
	if !ours {
		return nil, nil
	}
	verb, args, _ := strings.Cut(rest, " ")
	if verb != "ignore" {
		return nil, fmt.Errorf("unknown directive //loopcheck:%s; %s", verb, accepted)
	}
	rule, reason, _ := strings.Cut(strings.TrimSpace(args), " ")
	if !slices.Contains(Rules, rule) {
		return nil, fmt.Errorf("//loopcheck:ignore names no rule %q; have %s", rule, strings.Join(Rules, ", "))
	}
	if strings.TrimSpace(reason) == "" {
		return nil, fmt.Errorf("//loopcheck:ignore %s gives no reason; %s", rule, accepted)
	}
	return &Ignore{Rule: rule, Pos: c.Pos()}, nil
}

// cover sets the lines that an ignore is for: the function of a doc comment,
// the line it ends, or, for one on a line of its own, the next line of code.
func (ig *Ignore) cover(fset *token.FileSet, file *ast.File, group *ast.CommentGroup, lines []int) {
	at := fset.Position(ig.Pos)
	ig.file, ig.first, ig.last = at.Filename, at.Line, at.Line
	for _, decl := range file.Decls {
		if fd, ok := decl.(*ast.FuncDecl); ok && fd.Doc == group {
			ig.last = fset.Position(fd.End()).Line
			return
		}
	}
	i, sameLine := slices.BinarySearch(lines, at.Line)
	switch {
	case sameLine:
		ig.first = statementStart(fset, file, at.Line)
	case i < len(lines):
		ig.first, ig.last = lines[i], lines[i]
	}
}

// statementStart is the line where the simple statement starts that ends on a line.
func statementStart(fset *token.FileSet, file *ast.File, line int) int {
	start := line
	ast.Inspect(file, func(n ast.Node) bool {
		switch n.(type) {
		case *ast.ExprStmt, *ast.AssignStmt, *ast.ReturnStmt, *ast.SendStmt, *ast.GoStmt, *ast.DeferStmt, *ast.DeclStmt:
			if fset.Position(n.End()).Line == line {
				start = min(start, fset.Position(n.Pos()).Line)
			}
		}
		return true
	})
	return start
}

// codeLines returns the lines on which some statement or declaration starts or ends, sorted.
func codeLines(fset *token.FileSet, file *ast.File) []int {
	if !hasDirective(file) {
		return nil
	}
	seen := make(map[int]bool)
	ast.Inspect(file, func(n ast.Node) bool {
		switch n.(type) {
		case nil, *ast.CommentGroup, *ast.Comment:
			return false
		case *ast.File:
			return true
		}
		seen[fset.Position(n.Pos()).Line] = true
		seen[fset.Position(n.End()).Line] = true
		return true
	})
	lines := make([]int, 0, len(seen))
	for l := range seen {
		lines = append(lines, l)
	}
	slices.Sort(lines)
	return lines
}

func hasDirective(file *ast.File) bool {
	for _, group := range file.Comments {
		for _, c := range group.List {
			if strings.HasPrefix(c.Text, "//loopcheck:") {
				return true
			}
		}
	}
	return false
}
