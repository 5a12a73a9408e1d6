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
	"go/types"
	"reflect"
	"slices"

	"golang.org/x/tools/go/analysis"

	"github.com/loopcheck/loopcheck/analyzers/internal/callgraph"
	"github.com/loopcheck/loopcheck/analyzers/internal/contract"
	"github.com/loopcheck/loopcheck/analyzers/internal/runson"
	"github.com/loopcheck/loopcheck/analyzers/internal/std"
)

// Analyzer computes the package's [Result]. It reports nothing.
var Analyzer = &analysis.Analyzer{
	Name:       "loopwaits",
	Doc:        "find what code may wait for, for the loopcheck analyzers",
	Run:        run,
	Requires:   []*analysis.Analyzer{callgraph.Analyzer, contract.Analyzer, runson.Analyzer},
	ResultType: reflect.TypeFor[*Result](),
	FactTypes:  []analysis.Fact{(*waitsFact)(nil)},
}

// waitsFact is on a function: what a call of it may wait for.
type waitsFact struct{ Effects []Effect }

func (*waitsFact) AFact()         {}
func (*waitsFact) String() string { return "waits" }

// Result is the relation for one package.
type Result struct {
	calls map[*callgraph.Call][]Effect
	ops   map[*callgraph.Op]Effect
	funcs map[*callgraph.Func]effects

	counted []CountedWait
	graph   *callgraph.Graph
	runs    *runson.Result
	info    *types.Info
}

// Call returns what a call waits for by the word of a contract, a table or a
// fact, sorted. What bodies of this package do is found in them, not here.
func (r *Result) Call(call *callgraph.Call) []Effect { return r.calls[call] }

// Op returns what a channel operation waits for; false if it goes on at once.
func (r *Result) Op(op *callgraph.Op) (Effect, bool) {
	e, ok := r.ops[op]
	return e, ok
}

// Func returns what a call of f may wait for, in f or in what it calls, sorted.
func (r *Result) Func(f *callgraph.Func) []Effect { return sorted(r.funcs[f]) }

func run(pass *analysis.Pass) (any, error) {
	r := &Result{
		calls: make(map[*callgraph.Call][]Effect),
		ops:   make(map[*callgraph.Op]Effect),
		funcs: make(map[*callgraph.Func]effects),
	}
	if std.Is(pass.Pkg.Path()) {
		return r, nil
	}
	r.graph = pass.ResultOf[callgraph.Analyzer].(*callgraph.Graph)
	r.runs = pass.ResultOf[runson.Analyzer].(*runson.Result)
	r.info = pass.TypesInfo
	s := &solver{
		pass:   pass,
		book:   pass.ResultOf[contract.Analyzer].(*contract.Book),
		runs:   r.runs,
		graph:  r.graph,
		r:      r,
		inline: make(map[*callgraph.Call][]*callgraph.Func),
		fixed:  make(map[*callgraph.Func]bool),
	}
	s.solve()
	s.settle()
	s.findCounted()
	s.export()
	return r, nil
}

type solver struct {
	pass  *analysis.Pass
	book  *contract.Book
	runs  *runson.Result
	graph *callgraph.Graph
	r     *Result
	// inline lists the literals that run within the call they are passed to.
	inline map[*callgraph.Call][]*callgraph.Func
	fixed  map[*callgraph.Func]bool // whose effects are settled, whatever their bodies do
}

// An edge says that code of one function runs another's body before it goes on.
type edge struct {
	from    *callgraph.Func
	via     string
	dynamic bool
	once    bool // under a sync.Once
}

// solve adds each function's own waits and lets them rise along the calls.
func (s *solver) solve() {
	callers := make(map[*callgraph.Func][]edge)
	for _, f := range s.graph.Funcs {
		s.own(f)
		s.fix(f)
		for _, call := range f.Calls {
			if call.How == callgraph.Go {
				continue
			}
			for _, t := range call.Targets {
				callers[t.Func] = append(callers[t.Func], edge{from: f, via: s.name(t.Func), dynamic: t.Dynamic})
			}
		}
		for _, h := range s.runs.Handed(f) {
			if h.Flow != nil && h.Place.Mode == contract.Inline && h.In != nil {
				s.inline[h.Flow.Call] = append(s.inline[h.Flow.Call], f)
				callers[f] = append(callers[f], edge{from: h.In, once: h.Flow.Call != nil && isOnce(h.Flow.Call.Callee)})
			}
		}
	}
	queue := slices.Clone(s.graph.Funcs)
	queued := make(map[*callgraph.Func]bool)
	for len(queue) > 0 {
		f := queue[0]
		queue = queue[1:]
		queued[f] = false
		for _, e := range callers[f] {
			if s.rise(f, e) && !queued[e.from] {
				queued[e.from] = true
				queue = append(queue, e.from)
			}
		}
	}
}

// fix replaces what f does by what the base of the standard library's table says.
func (s *solver) fix(f *callgraph.Func) {
	if f.Obj == nil {
		return
	}
	waits, ok := std.Base(f.Obj)
	if !ok {
		return
	}
	delete(s.r.funcs, f)
	for _, w := range waits {
		s.add(f, Effect{Class: w.Class})
	}
	s.fixed[f] = true
}

// rise adds f's effects to a caller and reports whether any was news.
func (s *solver) rise(f *callgraph.Func, e edge) bool {
	news := false
	for _, effect := range sorted(s.r.funcs[f]) {
		if e.once {
			continue // what happens once in a program's life, reading a file for a cache, keeps nobody waiting
		}
		if e.via != "" {
			effect = effect.through(e.via, e.dynamic)
		}
		news = s.add(e.from, effect) || news
	}
	return news
}

func isOnce(fn *types.Func) bool {
	return fn != nil && fn.FullName() == "(*sync.Once).Do"
}

func (s *solver) add(f *callgraph.Func, e Effect) bool {
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
func (s *solver) own(f *callgraph.Func) {
	told := s.toldOn(f)
	for _, op := range f.Ops {
		if e, ok := s.waitOfOp(op); ok {
			s.r.ops[op] = e
			e.Told = told
			s.add(f, e)
		}
	}
	for _, call := range f.Calls {
		if call.How == callgraph.Go {
			continue
		}
		found := s.waitsOfCall(call)
		if len(found) == 0 {
			continue
		}
		s.r.calls[call] = found
		for _, e := range found {
			if e.Told == (contract.LoopID{}) {
				e.Told = told
			}
			s.add(f, e.through(s.nameOf(call), false))
		}
	}
}

// toldOn is the framework's loop that f runs on here; zero if none is known.
func (s *solver) toldOn(f *callgraph.Func) contract.LoopID {
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
	for _, f := range s.graph.Funcs {
		for _, call := range f.Calls {
			if call.Callee != nil || call.How == callgraph.Go {
				continue
			}
			for _, r := range s.book.BlocksOf(s.pass.TypesInfo.TypeOf(call.Expr.Fun)) {
				if slices.ContainsFunc(call.Targets, func(t callgraph.Target) bool { return len(s.r.funcs[t.Func]) > 0 }) {
					s.r.calls[call] = append(s.r.calls[call], blocked(r))
				}
			}
		}
	}
}

// name is how messages in other packages call a function of this one.
func (s *solver) name(f *callgraph.Func) string {
	if f.Obj == nil {
		return ""
	}
	return s.pass.Pkg.Name() + "." + f.Name()
}

func (s *solver) nameOf(call *callgraph.Call) string {
	if call.Callee == nil {
		return runson.Spell(call.Expr.Fun)
	}
	return FuncName(call.Callee)
}

// FuncName writes a function as its importers do: "os.ReadFile", "sql.DB.Query".
func FuncName(fn *types.Func) string {
	name := fn.Name()
	if named := callgraph.ReceiverNamed(fn); named != nil {
		name = named.Obj().Name() + "." + name
	}
	if fn.Pkg() == nil {
		return name
	}
	return fn.Pkg().Name() + "." + name
}

// export keeps the effects of what importers may call.
func (s *solver) export() {
	for _, f := range s.graph.Funcs {
		if f.Obj == nil || !f.Obj.Exported() {
			continue
		}
		if set := s.r.funcs[f]; len(set) > 0 {
			s.pass.ExportObjectFact(f.Obj, &waitsFact{sorted(set)})
		}
	}
	s.exportInterfaces()
}

// exportInterfaces says of an interface's method what all its implementations
// in the interface's own package do. That is evidence, not proof.
func (s *solver) exportInterfaces() {
	scope := s.pass.Pkg.Scope()
	for _, name := range scope.Names() {
		tn, ok := scope.Lookup(name).(*types.TypeName)
		if !ok || !tn.Exported() || tn.IsAlias() {
			continue
		}
		iface, ok := tn.Type().Underlying().(*types.Interface)
		if !ok {
			continue
		}
		for m := range iface.ExplicitMethods() {
			if shared := s.shared(m); len(shared) > 0 {
				s.pass.ExportObjectFact(m, &waitsFact{shared})
			}
		}
	}
}

func (s *solver) shared(m *types.Func) []Effect {
	bodies := s.graph.Implementers(m)
	if len(bodies) == 0 {
		return nil
	}
	var shared []Effect
	for _, e := range sorted(s.r.funcs[bodies[0]]) {
		if e.ForLoop() || !all(bodies[1:], func(f *callgraph.Func) bool { _, ok := s.r.funcs[f][e.key()]; return ok }) {
			continue
		}
		shared = append(shared, e.through(s.name(bodies[0]), true))
	}
	return shared
}

func all(fs []*callgraph.Func, ok func(*callgraph.Func) bool) bool {
	return !slices.ContainsFunc(fs, func(f *callgraph.Func) bool { return !ok(f) })
}

func sorted(set effects) []Effect {
	list := make([]Effect, 0, len(set))
	for _, e := range set {
		list = append(list, e)
	}
	slices.SortFunc(list, func(a, b Effect) int {
		return cmp.Or(
			cmp.Compare(a.Class, b.Class),
			cmp.Compare(a.Loop.Framework, b.Loop.Framework),
			cmp.Compare(a.Loop.Loop, b.Loop.Loop),
			cmp.Compare(a.Told.Framework, b.Told.Framework),
			cmp.Compare(a.Told.Loop, b.Told.Loop),
		)
	})
	return list
}
