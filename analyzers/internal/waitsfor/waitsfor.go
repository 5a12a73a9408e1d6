// Package waitsfor is the second of loopcheck's relations: what code may wait
// for, by class, and for which loop.
//
// Effects are found bottom-up, over the functions of a package and as facts
// across packages: a fact says of a function what it waits for, with the next
// hop and the root. The relation is a "may" without path conditions; what the
// analysis cannot follow waits for nothing.
package waitsfor

import (
	"cmp"
	"go/token"
	"go/types"
	"iter"
	"reflect"
	"slices"

	"golang.org/x/tools/go/analysis"

	"github.com/loopcheck/loopcheck/analyzers/internal/book"
	"github.com/loopcheck/loopcheck/analyzers/internal/contract"
	"github.com/loopcheck/loopcheck/analyzers/internal/edges"
	"github.com/loopcheck/loopcheck/analyzers/internal/fixpoint"
	"github.com/loopcheck/loopcheck/analyzers/internal/program"
	"github.com/loopcheck/loopcheck/analyzers/internal/runson"
	"github.com/loopcheck/loopcheck/analyzers/internal/words"
)

// Analyzer computes the package's [Result]. It reports nothing.
var Analyzer = &analysis.Analyzer{
	Name:       "loopwaits",
	Doc:        "find what code may wait for, for the loopcheck analyzers",
	Run:        run,
	Requires:   []*analysis.Analyzer{program.Analyzer, book.Analyzer, runson.Analyzer},
	ResultType: reflect.TypeFor[*Result](),
	FactTypes:  []analysis.Fact{(*waitsFact)(nil)},
}

// waitsFact is on a function: what a call of it may wait for.
type waitsFact struct{ Effects []Effect }

func (*waitsFact) AFact()         {}
func (*waitsFact) String() string { return "waits" }

// Result is the relation for one package.
type Result struct {
	runs  *runson.Result
	calls map[*program.Call][]Effect
	ops   map[*program.Op]Effect
	funcs map[*program.Func]effects
}

// Call returns what a call waits for by the word of a contract, a table or a
// fact, sorted. What bodies of this package do is found in them, not here.
func (r *Result) Call(call *program.Call) []Effect { return r.calls[call] }

// In returns what a call waits for as code in a context sees it: to wait for
// another one of the several loops of a kind is to wait for what its contract
// says, and only likely if it is sure to wait at all.
func (r *Result) In(c *runson.Context, call *program.Call) []Effect {
	all := r.calls[call]
	if c.Off() || c.Loop.Desc.Another == "" {
		return all
	}
	var seen []Effect
	for _, e := range all {
		if e.Loop == c.Loop.ID && !e.ToldOn(c.Loop.ID) && !r.runs.SameLoop(c, call) {
			e = Effect{Thing: Thing{Class: c.Loop.Desc.Another}, Hops: e.Hops, Via: e.Via, Root: e.Root, Likely: true, Unsure: e.Likely}
		}
		seen = append(seen, e)
	}
	return seen
}

// Op returns what a channel operation waits for; false if it goes on at once.
func (r *Result) Op(op *program.Op) (Effect, bool) {
	e, ok := r.ops[op]
	return e, ok
}

// Func returns what a call of f may wait for, in f or in what it calls, sorted.
func (r *Result) Func(f *program.Func) []Effect { return sorted(r.funcs[f]) }

func run(pass *analysis.Pass) (any, error) {
	r := &Result{
		runs:  pass.ResultOf[runson.Analyzer].(*runson.Result),
		calls: make(map[*program.Call][]Effect),
		ops:   make(map[*program.Op]Effect),
		funcs: make(map[*program.Func]effects),
	}
	b := pass.ResultOf[book.Analyzer].(*book.Book)
	if b.Library(pass.Pkg.Path()) {
		return r, nil
	}
	s := &solver{
		pass:  pass,
		book:  b,
		runs:  r.runs,
		prog:  pass.ResultOf[program.Analyzer].(*program.Package),
		r:     r,
		fixed: make(map[*program.Func]bool),

		returned: make(map[result]*types.Var),
		filled:   make(map[*program.Func]token.Pos),
	}
	s.solve()
	s.settle()
	s.export()
	return r, nil
}

type solver struct {
	pass  *analysis.Pass
	book  *book.Book
	runs  *runson.Result
	prog  *program.Package
	r     *Result
	fixed map[*program.Func]bool // whose effects are settled, whatever their bodies do

	returned map[result]*types.Var          // see returnedAs
	filled   map[*program.Func]token.Pos    // see filledAt
	writers  map[*types.Var][]*program.Func // of fields, once somebody asks
}

// solve adds each function's own waits and lets them rise along the edges.
func (s *solver) solve() {
	for _, f := range s.prog.Funcs {
		s.own(f)
		s.fix(f)
	}
	fixpoint.Up(s.prog.Funcs, s.within, func(f *program.Func) (changed bool) {
		for _, e := range s.runs.Edges.Out(f) {
			changed = s.rise(e) || changed
		}
		return changed
	})
}

// within are the functions whose waits are waits of f.
func (s *solver) within(f *program.Func) iter.Seq[*program.Func] {
	return func(yield func(*program.Func) bool) {
		for _, e := range s.runs.Edges.Out(f) {
			if e.Waits() && !yield(e.To) {
				return
			}
		}
	}
}

// fix replaces what f does by what is said of it.
func (s *solver) fix(f *program.Func) {
	if f.Obj == nil {
		return
	}
	waits, ok := s.book.Said(f.Obj)
	if !ok {
		return
	}
	delete(s.r.funcs, f)
	for _, w := range waits {
		s.add(f, Effect{Thing: Thing{Class: w.Class}, Lasts: w.Lasts})
	}
	s.fixed[f] = true
}

// rise adds what a function waits for to one that runs it, and reports whether
// any was news. What happens once in a program's life, reading a file for a
// cache, keeps nobody waiting.
func (s *solver) rise(e edges.Edge) (news bool) {
	if !e.Waits() || e.How == edges.Once || s.prog.Off(e.At) {
		return false
	}
	for _, effect := range sorted(s.r.funcs[e.To]) {
		if e.To.Obj != nil && !e.Handed { // a literal is no hop
			effect = effect.through(s.name(e.To), e.Dynamic)
		}
		if e.Call != nil && e.Call.Repeats() {
			effect = effect.repeated()
		}
		news = s.add(e.From, s.mayBeFilled(e.From, e.At, effect)) || news
	}
	return news
}

func (s *solver) add(f *program.Func, e Effect) bool {
	if s.fixed[f] {
		return false
	}
	set := s.r.funcs[f]
	if set == nil {
		set = make(effects)
		s.r.funcs[f] = set
	}
	return set.add(e)
}

// own finds what f's own body waits for.
func (s *solver) own(f *program.Func) {
	told, in := s.toldOn(f), nameIn(f)
	for _, op := range f.Ops {
		if s.prog.Off(op.Node) {
			continue
		}
		if e, ok := s.waitOfOp(op); ok {
			e = s.mayBeFilled(f, op.Node, e)
			s.r.ops[op] = e
			e.Told, e.In = told, in
			s.add(f, e)
		}
		if e, ok := s.waitForExecutor(op); ok {
			s.add(f, e)
		}
	}
	for _, call := range f.Calls {
		if call.Spawns() || s.prog.Off(call.Expr) {
			continue
		}
		found := s.waitsOfCall(call)
		if len(found) == 0 {
			continue
		}
		if call.Repeats() {
			found = repeated(call, found)
		}
		found = s.asFilled(call, found)
		s.r.calls[call] = found
		for _, e := range found {
			if e.Told == (contract.LoopID{}) {
				e.Told = told
			}
			if e.In == "" {
				e.In = in
			}
			s.add(f, e.through(s.nameOf(call), false))
		}
	}
}

// nameIn is the full name of the declared function that f is or stands in.
func nameIn(f *program.Func) string {
	if d := f.Declared(); d != nil && d.Obj != nil {
		return d.Obj.FullName()
	}
	return ""
}

// toldOn is the framework's loop that f runs on here; zero if none is known.
func (s *solver) toldOn(f *program.Func) contract.LoopID {
	for _, c := range s.runs.On(f) {
		if c.Loop.Declared() {
			return c.Loop.ID
		}
	}
	return contract.LoopID{}
}

// settle judges the calls of values that should not be called in place (a
// tea.Cmd), where the bodies are known: those that wait for nothing may be.
func (s *solver) settle() {
	for _, f := range s.prog.Funcs {
		for _, call := range f.Calls {
			if call.Callee != nil || call.Spawns() {
				continue
			}
			for _, r := range s.book.BlocksOf(s.pass.TypesInfo.TypeOf(call.Expr.Fun)) {
				if slices.ContainsFunc(call.Targets, func(t program.Target) bool { return len(s.r.funcs[t.Func]) > 0 }) {
					s.r.calls[call] = append(s.r.calls[call], blocked(r))
				}
			}
		}
	}
}

// name is how messages in other packages call a function of this one.
func (s *solver) name(f *program.Func) string {
	if f.Obj == nil {
		return ""
	}
	return s.pass.Pkg.Name() + "." + f.Name()
}

func (s *solver) nameOf(call *program.Call) string {
	if call.Callee == nil {
		return words.Spell(call.Expr.Fun)
	}
	return words.FuncName(call.Callee)
}

func sorted(set effects) []Effect {
	list := make([]Effect, 0, len(set))
	for _, e := range set {
		list = append(list, e)
	}
	slices.SortFunc(list, func(a, b Effect) int {
		return cmp.Or(
			a.Thing.compare(b.Thing),
			a.Told.Compare(b.Told),
			cmp.Compare(a.Lasts, b.Lasts),
		)
	})
	return list
}
