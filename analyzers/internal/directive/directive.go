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

	start, end token.Pos // the code that it is for
}

// Result is a package's directives.
type Result struct{ Ignores []*Ignore }

// Match returns the directives that silence a rule at a position.
func (r *Result) Match(rule string, pos token.Pos) []*Ignore {
	var found []*Ignore
	for _, ig := range r.Ignores {
		if ig.Rule == rule && ig.start <= pos && pos < ig.end {
			found = append(found, ig)
		}
	}
	return found
}

func run(pass *analysis.Pass) (any, error) {
	r := new(Result)
	for _, file := range pass.Files {
		f := pass.Fset.File(file.Package)
		if f == nil || ast.IsGenerated(file) {
			continue // no rule reports in a generated file either
		}
		lines := codeLines(f, file)
		for _, group := range file.Comments {
			for _, c := range group.List {
				ig, err := parse(c)
				if err != nil {
					pass.Report(analysis.Diagnostic{Pos: c.Pos(), End: c.End(), Message: err.Error()})
					continue
				}
				if ig != nil {
					ig.cover(f, file, group, lines)
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

// cover sets what an ignore is for: the function of a doc comment, the line
// that it ends, or, for one on a line of its own, the next line of code.
func (ig *Ignore) cover(f *token.File, file *ast.File, group *ast.CommentGroup, lines []int) {
	line := lineOf(f, ig.Pos)
	for _, decl := range file.Decls {
		if fd, ok := decl.(*ast.FuncDecl); ok && fd.Doc == group {
			ig.coverLines(f, line, lineOf(f, fd.End()))
			return
		}
	}
	i, sameLine := slices.BinarySearch(lines, line)
	switch {
	case sameLine:
		ig.coverLines(f, statementStart(f, file, line), line)
	case i < len(lines):
		ig.coverLines(f, lines[i], lines[i])
	default:
		ig.coverLines(f, line, line)
	}
}

func (ig *Ignore) coverLines(f *token.File, first, last int) {
	ig.start, ig.end = f.LineStart(first), token.Pos(f.Base()+f.Size()+1)
	if last < f.LineCount() {
		ig.end = f.LineStart(last + 1)
	}
}

// lineOf is the line of the file itself: a //line comment says where code comes
// from, and changes nothing about what stands next to what.
func lineOf(f *token.File, pos token.Pos) int { return f.PositionFor(pos, false).Line }

// statementStart is the line where the simple statement starts that ends on a line.
func statementStart(f *token.File, file *ast.File, line int) int {
	start := line
	ast.Inspect(file, func(n ast.Node) bool {
		switch n.(type) {
		case *ast.ExprStmt, *ast.AssignStmt, *ast.ReturnStmt, *ast.SendStmt, *ast.GoStmt, *ast.DeferStmt, *ast.DeclStmt:
			if lineOf(f, n.End()) == line {
				start = min(start, lineOf(f, n.Pos()))
			}
		}
		return true
	})
	return start
}

// codeLines returns the lines on which some statement or declaration starts or ends, sorted.
func codeLines(f *token.File, file *ast.File) []int {
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
		seen[lineOf(f, n.Pos())] = true
		seen[lineOf(f, n.End())] = true
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
