package atlas

import (
	"go/ast"
	"go/token"
	"path/filepath"
	"reflect"
	"slices"

	"golang.org/x/tools/go/analysis"

	"github.com/loopcheck/loopcheck/analyzers/internal/duty"
	"github.com/loopcheck/loopcheck/analyzers/internal/program"
	"github.com/loopcheck/loopcheck/analyzers/internal/runson"
	"github.com/loopcheck/loopcheck/analyzers/internal/waitsfor"
)

// InspectAnalyzer keeps what the relations know of a package for questions about one
// line of it. It reports nothing and has no facts; its result is an *[Inspector], which
// refers to the whole package.
var InspectAnalyzer = &analysis.Analyzer{
	Name:       "loopinspect",
	Doc:        "answer what is known of a line, for the loopcheck command",
	Run:        inspect,
	Requires:   append(slices.Clone(Analyzer.Requires), duty.Analyzer),
	ResultType: reflect.TypeFor[*Inspector](),
}

// An Inspector answers what is known of the lines of one package.
type Inspector struct {
	d    *drawing
	duty *duty.Result
}

// A Section is what is known of one function at a line, and of what it does there.
type Section struct {
	Function string
	Pos      token.Pos
	Begins   bool // the function begins at the line; else the line stands in it
	InTest   bool
	Runs     []Run

	// Unplaced are the reasons for which no loop and no goroutine is known; there are
	// none where one is.
	Unplaced []Fact

	// Calls, Ops and Fields are what the line does.
	Calls, Ops, Fields []Fact

	// Lacks says of each rule what it looked for at the line and did not find.
	Lacks []Lack
}

// A Fact is one thing that is known, and where it is seen.
type Fact struct {
	Pos  token.Pos
	Text string
}

// A Lack is what a rule did not find.
type Lack struct{ Rule, Text string }

func inspect(pass *analysis.Pass) (any, error) {
	s := newSurvey(pass)
	if s == nil {
		return new(Inspector), nil
	}
	d := newDrawing(pass, s, &Map{Path: pass.Pkg.Path(), Name: pass.Pkg.Name()})
	return &Inspector{d: d, duty: pass.ResultOf[duty.Analyzer].(*duty.Result)}, nil
}

// Has reports whether a file is one of the package's, by its absolute name.
func (i *Inspector) Has(file string) bool {
	return i.d != nil && slices.ContainsFunc(i.d.pass.Files, func(f *ast.File) bool {
		return filepath.Clean(i.d.pass.Fset.PositionFor(f.Package, false).Filename) == file
	})
}

// At returns what is known of a line, by the function around it and those that begin
// there. There are none for a line outside of any function, and for one in a function
// that nothing in a command comes to.
func (i *Inspector) At(file string, line int) []Section {
	if i.d == nil {
		return nil
	}
	var all []Section
	for _, f := range i.functionsAt(file, line) {
		q := question{Inspector: i, f: f, file: file, line: line}
		all = append(all, q.section())
	}
	return all
}

// functionsAt are the innermost function that a line stands in, then those that begin
// there.
func (i *Inspector) functionsAt(file string, line int) []*program.Func {
	var around *program.Func
	var begin []*program.Func
	for _, f := range i.d.prog.Funcs {
		if f.Head != nil {
			continue
		}
		from, to := i.d.read(f.Node().Pos()), i.d.read(f.Node().End())
		if from.Filename != file || line < from.Line || line > to.Line {
			continue
		}
		if from.Line == line {
			begin = append(begin, f)
		} else if around == nil || program.Contains(around.Node(), f.Node().Pos()) {
			around = f
		}
	}
	if around == nil {
		return begin
	}
	return append([]*program.Func{around}, begin...)
}

func (d *drawing) read(pos token.Pos) token.Position {
	return d.pass.Fset.PositionFor(pos, false)
}

// A question is about one function and a line.
type question struct {
	*Inspector
	f    *program.Func
	file string
	line int

	on      []*runson.Context
	calls   []*program.Call
	ops     []*program.Op
	effects []waitsfor.Effect // of what the line does
	open    int               // calls that are not followed
	fields  int
}

func (q *question) here(pos token.Pos) bool {
	at := q.d.read(pos)
	return at.Line == q.line && at.Filename == q.file
}

func (q *question) section() Section {
	d := q.d
	s := Section{
		Function: d.names[q.f], Pos: placeOf(q.f), Begins: q.here(q.f.Node().Pos()),
		InTest: d.prog.InTest(q.f.Node().Pos()), Runs: d.runsOf(q.f),
	}
	q.on = d.runs.On(q.f)
	if len(s.Runs) == 0 {
		s.Unplaced = q.unplaced()
	}
	for _, call := range q.f.Calls {
		if q.here(program.Place(call.Expr)) || q.here(call.Expr.Pos()) {
			q.calls = append(q.calls, call)
			s.Calls = append(s.Calls, Fact{call.Expr.Pos(), q.call(call)})
		}
	}
	for _, op := range d.opsOf(q.f) {
		if q.here(op.Node.Pos()) || op.Chan != nil && q.here(op.Chan.Pos()) && op.Kind != program.Close {
			q.ops = append(q.ops, op)
			s.Ops = append(s.Ops, Fact{op.Node.Pos(), q.op(op)})
		}
	}
	s.Fields = q.fieldsHere()
	s.Lacks = q.lacks(s)
	return s
}

// opsOf are a function's operations, and those of the arms of its selects.
func (d *drawing) opsOf(f *program.Func) []*program.Op {
	var all []*program.Op
	for _, op := range f.Ops {
		all = append(all, op)
		if op.Kind == program.Choose {
			all = append(all, op.Select.Arms...)
		}
	}
	return all
}

// Callers returns the calls in this package of a function of another one, by its full
// name, and on what they run.
func (i *Inspector) Callers(fullName string) []Start {
	if i.d == nil {
		return nil
	}
	var all []Start
	for _, f := range i.d.prog.Funcs {
		for _, call := range f.Calls {
			if call.Callee != nil && call.Callee.Pkg() != i.d.pass.Pkg && call.Callee.FullName() == fullName {
				all = append(all, i.d.start(call.Expr.Pos(), f, spellCall(call), false))
			}
		}
	}
	return all
}

// FullNames are the full names of the declared functions at a line, by which other
// packages call them.
func (i *Inspector) FullNames(file string, line int) []string {
	var names []string
	for _, f := range i.functionsAt(file, line) {
		if d := f.Declared(); d != nil && d.Obj != nil && !slices.Contains(names, d.Obj.FullName()) {
			names = append(names, d.Obj.FullName())
		}
	}
	return names
}
