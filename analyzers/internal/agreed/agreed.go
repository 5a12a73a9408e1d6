// Package agreed finds the contracts that a package keeps and nobody has written down:
// fields that one loop alone touches once they are made, and the functions by which it
// does so, which nobody else calls.
//
// It proposes no more than all uses in sight agree on. What other packages may use, what
// is handed on as a value, and what an interface may call is nobody's to propose.
package agreed

import (
	"cmp"
	"go/ast"
	"go/token"
	"go/types"
	"iter"
	"reflect"
	"slices"

	"golang.org/x/tools/go/analysis"

	"github.com/loopcheck/loopcheck/analyzers/internal/book"
	"github.com/loopcheck/loopcheck/analyzers/internal/claims"
	"github.com/loopcheck/loopcheck/analyzers/internal/directive"
	"github.com/loopcheck/loopcheck/analyzers/internal/edges"
	"github.com/loopcheck/loopcheck/analyzers/internal/fixpoint"
	"github.com/loopcheck/loopcheck/analyzers/internal/locks"
	"github.com/loopcheck/loopcheck/analyzers/internal/program"
	"github.com/loopcheck/loopcheck/analyzers/internal/runson"
)

// Analyzer finds the package's [Proposal]s. It reports nothing and has no facts.
var Analyzer = &analysis.Analyzer{
	Name:       "loopagreed",
	Doc:        "find what all uses agree belongs to a loop, for the loopcheck command",
	Run:        run,
	Requires:   []*analysis.Analyzer{program.Analyzer, book.Analyzer, claims.Analyzer, runson.Analyzer, locks.Analyzer},
	ResultType: reflect.TypeFor[*Result](),
}

// A Proposal is a directive that could stand above a declaration.
type Proposal struct {
	// Pos is the start of the declaration, and Doc the comment above it; nil for none.
	Pos token.Pos
	Doc *ast.CommentGroup

	// Verb is what the directive says, [directive.Owned] or [directive.On], and Loop the
	// function that it names, as it is written there: run, or hub.run.
	Verb, Loop string

	// Subject is what it speaks of, and Serve the loop by its full name.
	Subject, Serve string

	// Uses are the places that agree, and Writes how many of them write.
	Uses, Writes int
}

// Result is the proposals of one package, in source order. The zero value has none.
type Result struct{ Proposals []Proposal }

func run(pass *analysis.Pass) (any, error) {
	prog := pass.ResultOf[program.Analyzer].(*program.Package)
	runs := pass.ResultOf[runson.Analyzer].(*runson.Result)
	if runs.Edges == nil || pass.ResultOf[book.Analyzer].(*book.Book).Library(pass.Pkg.Path()) {
		return new(Result), nil
	}
	f := &finder{
		pass: pass, prog: prog, runs: runs, claims: pass.ResultOf[claims.Analyzer].(*claims.Result),
		origins: prog.Origins(func(*types.Func) bool { return false }),
		alone:   make(map[*program.Func]*program.Func),
		same:    make(map[*program.Func]bool),
		said:    make(map[types.Object]bool),
		handed:  make(map[*program.Func]bool),
		behind:  methodsOf(pass.Pkg.Scope()),
	}
	for _, flow := range prog.Flows {
		for _, v := range flow.Values {
			f.handed[v.Func] = true
		}
	}
	if !f.findAlone() {
		return new(Result), nil
	}
	for _, c := range f.claims.All() {
		f.said[c.Of] = true
	}
	f.locks = pass.ResultOf[locks.Analyzer].(*locks.Result).May()
	f.findFields()
	f.findFuncs()
	slices.SortFunc(f.found, func(a, b Proposal) int { return cmp.Compare(a.Pos, b.Pos) })
	return &Result{f.found}, nil
}

// A finder works on one package.
type finder struct {
	pass    *analysis.Pass
	prog    *program.Package
	runs    *runson.Result
	claims  *claims.Result
	origins *program.Origins
	locks   *locks.May

	alone  map[*program.Func]*program.Func // the one loop that runs a function
	same   map[*program.Func]bool          // and it does so for its own object
	said   map[types.Object]bool           // of which somebody says something
	handed map[*program.Func]bool          // as values
	behind map[string]bool                 // methods that interfaces have

	owned map[*types.Var]bool // fields that are proposed
	found []Proposal
}

// findAlone finds the functions that one loop alone runs: it starts from all that have
// callers, and takes away what somebody else runs, and so on from callers to callees.
func (f *finder) findAlone() bool {
	for _, fn := range f.prog.Funcs {
		if loop := f.runs.Of(fn); loop != nil && f.isLoop(fn, loop) {
			f.alone[fn], f.same[fn] = fn, true
		}
	}
	if len(f.alone) == 0 {
		return false
	}
	f.spread()
	fixpoint.Up(f.prog.Funcs, f.callers, f.takeAway)
	return true
}

func (f *finder) callers(fn *program.Func) iter.Seq[*program.Func] {
	return func(yield func(*program.Func) bool) {
		for _, e := range f.runs.Edges.In(fn) {
			if !yield(e.From) {
				return
			}
		}
	}
}

// takeAway takes a function from the loop if somebody else runs it.
func (f *finder) takeAway(fn *program.Func) (changed bool) {
	if loop := f.alone[fn]; loop != nil && loop != fn && !f.isAlone(fn, loop) {
		delete(f.alone, fn)
		changed = true
	}
	if f.same[fn] && f.alone[fn] != fn && !f.isSame(fn) {
		delete(f.same, fn)
		changed = true
	}
	return changed
}

// isLoop reports whether a loop can be named, and is one for each object.
func (f *finder) isLoop(fn *program.Func, loop *runson.Loop) bool {
	if fn.Obj == nil || loop.IsMany() || f.prog.InTest(fn.Node().Pos()) {
		return false
	}
	return slices.ContainsFunc(f.runs.Edges.In(fn), func(e edges.Edge) bool { return e.How == edges.Spawned && !f.prog.InTest(e.At.Pos()) })
}

// spread follows the calls from the loops, and gives each function the first that it
// comes from; isAlone asks whether that is the only one.
func (f *finder) spread() {
	var queue []*program.Func
	for _, fn := range f.prog.Funcs {
		if f.alone[fn] == fn {
			queue = append(queue, fn)
		}
	}
	for len(queue) > 0 {
		fn := queue[0]
		queue = queue[1:]
		for _, e := range f.runs.Edges.Out(fn) {
			if f.alone[e.To] == nil && f.isPrivate(e.To) {
				f.alone[e.To], f.same[e.To] = f.alone[fn], true
				queue = append(queue, e.To)
			}
		}
	}
}

// isPrivate reports whether all calls of a function are in sight.
func (f *finder) isPrivate(fn *program.Func) bool {
	if fn.Body() == nil || f.prog.InTest(fn.Node().Pos()) {
		return false
	}
	if fn.Obj == nil {
		return true
	}
	if fn.Obj.Exported() || fn.Sig.Recv() == nil && (fn.Obj.Name() == "init" || fn.Obj.Name() == "main") {
		return false
	}
	return !f.handed[fn] && len(f.claims.Off(fn)) == 0 && !f.mayBeBehind(fn)
}

// mayBeBehind reports whether an interface of this package has a method of the name.
func (f *finder) mayBeBehind(fn *program.Func) bool {
	return fn.Sig.Recv() != nil && f.behind[fn.Obj.Name()]
}

// methodsOf are the names of the methods that the package's interfaces have.
func methodsOf(scope *types.Scope) map[string]bool {
	all := make(map[string]bool)
	for _, name := range scope.Names() {
		if iface, ok := scope.Lookup(name).Type().Underlying().(*types.Interface); ok {
			for m := range iface.Methods() {
				all[m.Name()] = true
			}
		}
	}
	return all
}

// isAlone reports whether everybody who runs a function is on a loop.
func (f *finder) isAlone(fn, loop *program.Func) bool {
	called := false
	for _, e := range f.runs.Edges.In(fn) {
		if f.prog.InTest(e.At.Pos()) {
			continue
		}
		inside := fn.Lit != nil && program.Contains(e.From.Node(), fn.Lit.Pos())
		if !e.Waits() || e.How == edges.Joined || e.How == edges.Forwarded || e.Dynamic || e.Handed && !inside || f.alone[e.From] != loop {
			return false
		}
		called = true
	}
	return called && (fn.Lit == nil || !f.runs.Spawned(fn))
}

// isSame reports whether everybody who runs a function does so for the loop's own object.
func (f *finder) isSame(fn *program.Func) bool {
	if f.alone[fn] == nil {
		return false
	}
	for _, e := range f.runs.Edges.In(fn) {
		if !f.prog.InTest(e.At.Pos()) && (!e.Same || !f.same[e.From]) {
			return false
		}
	}
	return true
}

// nameOf is a loop as a directive on something of a type names it.
func nameOf(loop *program.Func, of *types.TypeName) string {
	if named := program.ReceiverNamed(loop.Obj); named != nil && of != nil && named.Origin().Obj() == of {
		return loop.Obj.Name()
	}
	return loop.Name()
}

// propose notes what could be said of a declaration.
func (f *finder) propose(p Proposal, loop *program.Func, of *types.TypeName) {
	p.Loop, p.Serve = nameOf(loop, of), loop.Name()
	f.found = append(f.found, p)
}

// findFuncs proposes the functions that touch what is the loop's: what touches nothing
// of it could as well run elsewhere.
func (f *finder) findFuncs() {
	touching := f.touching()
	for _, fn := range f.prog.Funcs {
		loop := f.alone[fn]
		if loop == nil || loop == fn || fn.Obj == nil || f.said[fn.Obj] || !touching[fn] {
			continue
		}
		var of *types.TypeName
		if named := program.ReceiverNamed(fn.Obj); named != nil {
			of = named.Origin().Obj()
		}
		calls := 0
		for _, e := range f.runs.Edges.In(fn) {
			if !f.prog.InTest(e.At.Pos()) {
				calls++
			}
		}
		f.propose(Proposal{
			Pos: fn.Decl.Pos(), Doc: fn.Decl.Doc, Verb: directive.On, Subject: fn.Name(), Uses: calls,
		}, loop, of)
	}
}

// touching are the functions that use a field of a loop's, themselves or in a literal.
func (f *finder) touching() map[*program.Func]bool {
	all := make(map[*program.Func]bool)
	for _, fn := range f.prog.Funcs {
		for _, a := range f.prog.Accesses(fn) {
			if a.Field != nil && (f.owned[a.Field] || f.claims.Owned(a.Field) != nil) {
				all[fn.Declared()] = true
			}
		}
	}
	return all
}
