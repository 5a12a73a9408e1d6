// Package directive reads the //loopcheck: comments of a package, once for all rules.
//
// There is one today:
//
//	//loopcheck:ignore RULE reason
//
// on or above the line of a finding, or in the doc comment of the function that
// holds it. The reason is mandatory. A directive that cannot be read is a
// finding, and so is a comment that would be one but for its spelling: one that
// silently did nothing would be worse than none. Generated files have neither
// directives nor findings.
package directive

import (
	"cmp"
	"go/ast"
	"go/token"
	"reflect"
	"slices"

	"golang.org/x/tools/go/analysis"
)

// Analyzer parses the directives, and reports those that it cannot read and
// comments that are meant as one.
var Analyzer = &analysis.Analyzer{
	Name:       "loopdirective",
	Doc:        "report //loopcheck: comments that cannot be read\n\nA directive names a rule and gives a reason: //loopcheck:ignore loopblock the cache is warm by now",
	URL:        "https://pkg.go.dev/github.com/loopcheck/loopcheck/analyzers",
	Run:        run,
	ResultType: reflect.TypeFor[*Result](),
}

// An Ignore silences one rule on a range of lines.
type Ignore struct {
	Rule   string
	Reason string
	Pos    token.Pos

	start, end token.Pos // the code that it is for
	reach      token.Pos // see index
}

// Result is a package's directives. The zero value has none, and so has nil, which a
// driver may hand over where reading them failed.
type Result struct{ ignores []*Ignore }

// All returns the directives in the order of the code that they are for.
func (r *Result) All() []*Ignore {
	if r == nil {
		return nil
	}
	return r.ignores
}

// Match returns the directives that silence a rule at a position.
func (r *Result) Match(rule string, pos token.Pos) []*Ignore {
	return match(r.All(), rule, pos, nil)
}

// index makes a search tree of ignores in the order of their starts: the one in
// the middle of a part knows how far the code of the whole part reaches.
func index(part []*Ignore) (reach token.Pos) {
	if len(part) == 0 {
		return token.NoPos
	}
	mid := len(part) / 2
	part[mid].reach = max(part[mid].end, index(part[:mid]), index(part[mid+1:]))
	return part[mid].reach
}

func match(part []*Ignore, rule string, pos token.Pos, found []*Ignore) []*Ignore {
	if len(part) == 0 {
		return found
	}
	mid := len(part) / 2
	ig := part[mid]
	if pos >= ig.reach {
		return found
	}
	found = match(part[:mid], rule, pos, found)
	if pos < ig.start {
		return found
	}
	if ig.Rule == rule && pos < ig.end {
		found = append(found, ig)
	}
	return match(part[mid+1:], rule, pos, found)
}

func run(pass *analysis.Pass) (any, error) {
	r := new(Result)
	for _, file := range pass.Files {
		if !ast.IsGenerated(file) { // no rule reports there either
			r.read(pass, file)
		}
	}
	r.order()
	return r, nil
}

func (r *Result) order() {
	slices.SortFunc(r.ignores, func(a, b *Ignore) int {
		return cmp.Or(cmp.Compare(a.start, b.start), cmp.Compare(a.Pos, b.Pos))
	})
	index(r.ignores)
}

// read reads the directives of a file.
func (r *Result) read(pass *analysis.Pass, file *ast.File) {
	var l *layout // few files have a directive
	for _, group := range file.Comments {
		for i, c := range group.List {
			rule, reason, err := parse(c.Text)
			if rule == "" && err == nil {
				err = meant(group.List, i)
			}
			if err != nil {
				pass.Report(analysis.Diagnostic{Pos: c.Pos(), End: c.End(), Message: err.Error()})
			}
			if rule == "" {
				continue
			}
			if l == nil {
				l = layoutOf(pass.Fset.File(c.Pos()), file)
			}
			ig := &Ignore{Rule: rule, Reason: reason, Pos: c.Pos()}
			ig.start, ig.end = l.cover(group, ig.Pos)
			r.ignores = append(r.ignores, ig)
		}
	}
}
