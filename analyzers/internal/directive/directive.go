// Package directive reads the //loopcheck: comments of a package, once for all rules.
//
// Two silence rules:
//
//	//loopcheck:ignore RULES reason
//	//loopcheck:ignore-file RULES reason
//
// The first stands on or above the line of a finding, or in the doc comment of the
// function that holds it; the second above the package clause, and is for the whole
// file. RULES are rules and classes of rules, separated by commas:
// "loopblock/disk,loopowner". The reason is mandatory. A directive that cannot be read is a
// finding, and so is a comment that would be one but for its spelling: one that
// silently did nothing would be worse than none. Generated files have neither
// directives nor findings.
//
// The others are contracts, which package claims reads: see [Contract].
package directive

import (
	"cmp"
	"go/ast"
	"go/token"
	"reflect"
	"slices"

	"golang.org/x/tools/go/analysis"

	"github.com/loopcheck/loopcheck/analyzers/internal/config"
)

const name = "loopdirective"

// Analyzer parses the directives, and reports those that it cannot read and
// comments that are meant as one.
var Analyzer = &analysis.Analyzer{
	Name:       name,
	Doc:        "report //loopcheck: comments that cannot be read\n\nA directive names a rule and gives a reason: //loopcheck:ignore loopblock the cache is warm by now",
	URL:        "https://github.com/loopcheck/loopcheck/blob/main/docs/configuration.md",
	Requires:   []*analysis.Analyzer{config.Analyzer},
	Run:        run,
	ResultType: reflect.TypeFor[*Result](),
}

// An Ignore silences one rule, or one class of it, on a range of lines. A comment that
// names several makes as many.
type Ignore struct {
	Rule   string
	Class  string // empty for all
	Reason string
	Pos    token.Pos
	File   bool // it is for the whole file

	start, end token.Pos // the code that it is for
	reach      token.Pos // see index
}

// String is the comment as it would stand there alone.
func (ig *Ignore) String() string {
	text := prefix + "ignore "
	if ig.File {
		text = prefix + "ignore-file "
	}
	text += ig.Rule
	if ig.Class != "" {
		text += "/" + ig.Class
	}
	return text
}

// silences reports whether it is about a class of a rule.
func (ig *Ignore) silences(rule, class string) bool {
	return ig.Rule == rule && (ig.Class == "" || ig.Class == class)
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

// Match returns the directives that silence a class of a rule at a position.
func (r *Result) Match(rule, class string, pos token.Pos) []*Ignore {
	return slices.DeleteFunc(match(r.All(), pos, nil), func(ig *Ignore) bool { return !ig.silences(rule, class) })
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

func match(part []*Ignore, pos token.Pos, found []*Ignore) []*Ignore {
	if len(part) == 0 {
		return found
	}
	mid := len(part) / 2
	ig := part[mid]
	if pos >= ig.reach {
		return found
	}
	found = match(part[:mid], pos, found)
	if pos < ig.start {
		return found
	}
	if pos < ig.end {
		found = append(found, ig)
	}
	return match(part[mid+1:], pos, found)
}

func run(pass *analysis.Pass) (any, error) {
	r := new(Result)
	for _, file := range pass.Files {
		if !Generated(file) { // no rule reports there either
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
			if is, err := isContract(pass, file, c); is {
				report(pass, c, err)
				continue
			}
			said, err := parse(c.Text)
			if said.verb == "" && err == nil {
				err = meant(group.List, i)
			}
			whole := said.verb == "ignore-file"
			if whole && c.Pos() > file.Package {
				said, err = comment{}, errFile
			}
			report(pass, c, err)
			if said.verb == "" {
				continue
			}
			if l == nil {
				l = layoutOf(pass.Fset.File(c.Pos()), file)
			}
			for _, s := range said.subjects {
				ig := &Ignore{Rule: s.rule, Class: s.class, Reason: said.reason, Pos: c.Pos(), File: whole}
				ig.start, ig.end = l.cover(group, ig.Pos)
				if whole {
					ig.start, ig.end = file.FileStart, file.FileEnd
				}
				r.ignores = append(r.ignores, ig)
			}
		}
	}
}

// report tells what is wrong with a comment, if anything is.
func report(pass *analysis.Pass, c *ast.Comment, err error) {
	if err != nil && told(pass, c.Pos()) {
		pass.Report(analysis.Diagnostic{Pos: c.Pos(), End: c.End(), Message: err.Error()})
	}
}

// told reports whether the run asks for what is wrong in a file.
func told(pass *analysis.Pass, pos token.Pos) bool {
	settings, ok := pass.ResultOf[config.Analyzer].(config.Config)
	if !ok {
		return true
	}
	q := config.Question{Rule: name, Shown: pass.Fset.Position(pos).Filename}
	if f := pass.Fset.File(pos); f != nil {
		q.File = f.Name()
	}
	_, told := settings.Least(q)
	return told
}

// Generated reports whether a program wrote a file. What cgo makes of a file
// that a person wrote is that person's, although its first line says otherwise:
// some drivers show it to analyzers, and some the file itself.
func Generated(file *ast.File) bool {
	if !ast.IsGenerated(file) {
		return false
	}
	written := *file
	written.Comments = slices.DeleteFunc(slices.Clone(file.Comments), func(group *ast.CommentGroup) bool {
		return len(group.List) > 0 && group.List[0].Text == byCgo
	})
	return ast.IsGenerated(&written)
}

const byCgo = "// Code generated by cmd/cgo; DO NOT EDIT."
