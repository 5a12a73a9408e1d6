// Package owns is the third of loopcheck's relations: which objects and fields
// belong to a loop, and which code touches them.
//
// What a function touches of its caller's flows to importers as a fact, so that
// the finding stands at the goroutine, where the hand-off is missing. Objects
// made in the same function are nobody's yet, and what the analysis cannot
// trace to a shared variable is silent.
package owns

import (
	"cmp"
	"go/ast"
	"go/types"
	"reflect"
	"slices"

	"golang.org/x/tools/go/analysis"

	"github.com/loopcheck/loopcheck/analyzers/internal/callgraph"
	"github.com/loopcheck/loopcheck/analyzers/internal/contract"
	"github.com/loopcheck/loopcheck/analyzers/internal/runson"
	"github.com/loopcheck/loopcheck/analyzers/internal/std"
	"github.com/loopcheck/loopcheck/analyzers/internal/waitsfor"
)

// Analyzer computes the package's [Result]. It reports nothing.
var Analyzer = &analysis.Analyzer{
	Name:       "loopowns",
	Doc:        "find which code touches what a loop owns, for the loopcheck analyzers",
	Run:        run,
	Requires:   []*analysis.Analyzer{callgraph.Analyzer, contract.Analyzer, runson.Analyzer},
	ResultType: reflect.TypeFor[*Result](),
	FactTypes:  []analysis.Fact{(*touchFact)(nil)},
}

// touchFact is on a function: what it touches of what its caller passes, or of what everybody shares.
type touchFact struct{ Touches []remote }

// A remote touch is one in another package.
type remote struct {
	Loop  contract.LoopID
	Param int // the parameter whose object it is, receiver for the receiver
	Any   bool
	What  string
	Via   string
	Root  string
	Fix   string
}

func (*touchFact) AFact()         {}
func (*touchFact) String() string { return "touches" }

// A Touch is a place where code uses what a loop owns.
type Touch struct {
	Node ast.Node
	Loop contract.LoopID

	// Text is the use as the user wrote it ("view.SetText"), What the owned
	// thing ("a ui.Label"), Via and Root the next function on the way
	// to the use and the one that holds it, empty for a use right here.
	Text, What, Via, Root string

	// Field is the model's field; nil for an object of the framework.
	Field  *types.Var
	Access Access

	Fix string

	// Inner are the uses that a call leads to in this package: all of the
	// called function's own, and the way to the one that the message tells.
	Inner []Touch

	root root
}

// Access says how a touch uses what it touches.
type Access int

const (
	Called  Access = iota // a method or a function
	Read                  // a field
	Written               // a field
)

// Result is the relation for one package.
type Result struct {
	off     []Off
	escapes map[*callgraph.Func][]Escape
}

// Off is a goroutine, or another loop's handler, that touches what a loop owns.
type Off struct {
	// Why it runs off that loop.
	Why []analysis.RelatedInformation
	// Likely says that this rests on a convention or a dynamic call.
	Likely bool
	// Touches are in the order of their positions.
	Touches []Touch
}

// Off returns the goroutines and handlers that touch what another loop owns, in
// their own bodies and the literals that run within, or by calls.
func (r *Result) Off() []Off { return r.off }

// Escapes returns the values lent to f that outlive it.
func (r *Result) Escapes(f *callgraph.Func) []Escape { return r.escapes[f] }

func run(pass *analysis.Pass) (any, error) {
	r := &Result{escapes: make(map[*callgraph.Func][]Escape)}
	book := pass.ResultOf[contract.Analyzer].(*contract.Book)
	if std.Is(pass.Pkg.Path()) || !book.Owning() {
		return r, nil
	}
	s := &solver{
		pass:  pass,
		book:  book,
		graph: pass.ResultOf[callgraph.Analyzer].(*callgraph.Graph),
		runs:  pass.ResultOf[runson.Analyzer].(*runson.Result),
		own:   make(map[*callgraph.Func][]Touch),
		all:   make(map[*callgraph.Func][]Touch),
	}
	s.assigned = s.assignments()
	s.models = s.findModels()
	s.solve()
	s.export()
	for _, f := range s.graph.Funcs {
		r.off = append(r.off, s.offLoop(f)...)
		r.off = append(r.off, s.started(f)...)
		r.escapes[f] = s.findEscapes(f)
	}
	return r, nil
}

type solver struct {
	pass     *analysis.Pass
	book     *contract.Book
	graph    *callgraph.Graph
	runs     *runson.Result
	assigned map[*types.Var][]ast.Expr
	models   *models
	inside   map[*callgraph.Func][]*callgraph.Func // literals that run within a function
	own      map[*callgraph.Func][]Touch           // uses in a function's own body
	all      map[*callgraph.Func][]Touch           // and in what it calls, one for each root
}

// solve finds each function's own touches and lets them rise along the calls.
func (s *solver) solve() {
	s.inside = make(map[*callgraph.Func][]*callgraph.Func)
	callers := make(map[*callgraph.Func][]*callgraph.Func)
	for _, f := range s.graph.Funcs {
		s.own[f] = s.find(f)
		for _, h := range s.runs.Handed(f) {
			if h.Place.Mode == contract.Inline && h.In != nil && f.Lit != nil && contains(h.In.Node(), f.Node().Pos()) {
				s.inside[h.In] = append(s.inside[h.In], f)
				callers[f] = append(callers[f], h.In) // what the literal touches, its holder does
			}
		}
		for _, call := range f.Calls {
			for _, t := range call.Targets {
				if call.How != callgraph.Go {
					callers[t.Func] = append(callers[t.Func], f)
				}
			}
		}
	}
	queue := slices.Clone(s.graph.Funcs)
	first := make(map[*callgraph.Func]bool)
	for _, f := range queue {
		first[f] = true
	}
	queued := make(map[*callgraph.Func]bool)
	for len(queue) > 0 {
		f := queue[0]
		queue = queue[1:]
		queued[f] = false
		next := s.summary(f)
		if len(next) == len(s.all[f]) && !first[f] {
			continue
		}
		first[f] = false
		s.all[f] = next
		for _, c := range callers[f] {
			if !queued[c] {
				queued[c] = true
				queue = append(queue, c)
			}
		}
	}
}

// summary is what a call of f touches that is not f's own: one touch for each
// loop, root and field, the nearest. It only grows.
func (s *solver) summary(f *callgraph.Func) []Touch {
	all := slices.Clone(s.all[f])
	for _, t := range s.within(f) {
		if t.root.kind == param || t.root.kind == shared {
			all = addTouch(all, t)
		}
	}
	return all
}

func addTouch(all []Touch, t Touch) []Touch {
	for _, have := range all {
		if have.Loop == t.Loop && have.root.kind == t.root.kind && have.root.index == t.root.index && have.Field == t.Field && have.Access == t.Access {
			return all
		}
	}
	return append(all, t)
}

// within lists the touches of f's body, of the literals that run within it, and
// of the functions they call, the latter at the calls.
func (s *solver) within(f *callgraph.Func) []Touch {
	return s.gather(f, f, make(map[*callgraph.Func]bool))
}

func (s *solver) gather(f, outer *callgraph.Func, seen map[*callgraph.Func]bool) []Touch {
	if seen[f] {
		return nil
	}
	seen[f] = true
	var all []Touch
	for _, t := range s.own[f] {
		t.root = s.reroot(outer, f, t.root)
		all = append(all, t)
	}
	for _, call := range f.Calls {
		if call.How != callgraph.Go {
			all = append(all, s.ofCall(outer, f, call)...)
		}
	}
	for _, lit := range s.inside[f] {
		all = append(all, s.gather(lit, outer, seen)...)
	}
	return all
}

// reroot sees a literal's captured variable as the function does that it runs in.
func (s *solver) reroot(outer, f *callgraph.Func, r root) root {
	if outer == f || r.kind != shared || r.v == nil {
		return r
	}
	return s.rootOfVar(outer, r.v, make(map[*types.Var]bool))
}

// ofCall is what a call touches, with roots as seen from outer.
func (s *solver) ofCall(outer, f *callgraph.Func, call *callgraph.Call) []Touch {
	var all []Touch
	for _, t := range call.Targets {
		if t.Dynamic || t.Lit != nil || isEntry(s.runs, t.Func) {
			continue
		}
		for _, touch := range s.all[t.Func] {
			all = s.atCall(all, outer, f, call, touch)
		}
	}
	if call.Callee != nil && call.Callee.Pkg() != nil && call.Callee.Pkg() != s.pass.Pkg {
		for _, touch := range s.imported(call.Callee) {
			all = s.atCall(all, outer, f, call, touch)
		}
	}
	return all
}

// isEntry reports whether a contract calls f by its name or form: it is the
// loop's own code, and calling it off the loop is a matter of its own.
func isEntry(runs *runson.Result, f *callgraph.Func) bool {
	return runs.Declared(f) && len(runs.On(f)) > 0
}

func (s *solver) atCall(all []Touch, outer, f *callgraph.Func, call *callgraph.Call, t Touch) []Touch {
	r := root{kind: shared}
	if t.root.kind == param {
		arg := argOf(call, t.root.index)
		if arg == nil {
			return all
		}
		r = s.reroot(outer, f, s.rootOf(f, arg))
		if t.Field != nil && isValue(s.pass.TypesInfo.TypeOf(arg)) && !addressed(call) {
			return all // a copy
		}
	}
	touch := Touch{
		Node: call.Expr, Loop: t.Loop, Text: runson.Spell(call.Expr.Fun), What: t.What,
		Root: t.Root, Field: t.Field, Access: t.Access, Fix: t.Fix, root: r,
	}
	if call.Callee != nil {
		touch.Via = waitsfor.FuncName(call.Callee)
	}
	if t.Root == "" {
		touch.Root = t.Text
	}
	if t.Node != nil {
		touch.Inner = append([]Touch{t}, t.Inner...)
	}
	return append(all, touch)
}

// argOf is the expression passed for a parameter, or the receiver's.
func argOf(call *callgraph.Call, index int) ast.Expr {
	if index == receiver {
		if sel, ok := ast.Unparen(call.Expr.Fun).(*ast.SelectorExpr); ok {
			return sel.X
		}
		return nil
	}
	if index < len(call.Expr.Args) {
		return call.Expr.Args[index]
	}
	return nil
}

// addressed reports whether a method call takes its operand's address.
func addressed(call *callgraph.Call) bool {
	if call.Callee == nil || call.Callee.Signature().Recv() == nil {
		return false
	}
	_, ok := types.Unalias(call.Callee.Signature().Recv().Type()).(*types.Pointer)
	return ok
}

func isValue(t types.Type) bool {
	if t == nil {
		return false
	}
	_, ok := t.Underlying().(*types.Struct)
	return ok
}

// offLoop is what f, where it starts to run, touches of other loops'. One
// finding for a body: it needs one hand-off.
func (s *solver) offLoop(f *callgraph.Func) []Off {
	c := s.start(f)
	if c == nil {
		return nil
	}
	var shown []Touch
	for _, t := range s.within(f) {
		if (t.root.kind == shared || t.root.kind == param) && s.races(t) && (c.Off() || c.Loop.ID != t.Loop) {
			shown = append(shown, t)
		}
	}
	if len(shown) == 0 {
		return nil
	}
	shown = oncePerNode(shown)
	for i := range shown {
		shown[i] = s.bodies(shown[i])
	}
	slices.SortStableFunc(shown, func(a, b Touch) int { return cmp.Compare(a.Node.Pos(), b.Node.Pos()) })
	return []Off{{Why: c.Why(), Likely: c.Likely && c.Off(), Touches: shown}}
}

// oncePerNode keeps the first of the touches that one call leads to, with the
// others inside it.
func oncePerNode(touches []Touch) []Touch {
	var once []Touch
	first := make(map[ast.Node]int)
	for _, t := range touches {
		if i, again := first[t.Node]; again {
			once[i].Inner = append(once[i].Inner, t.Inner...)
			continue
		}
		first[t.Node] = len(once)
		once = append(once, t)
	}
	return once
}

// bodies adds to a call's touch those that the called functions make themselves.
func (s *solver) bodies(t Touch) Touch {
	call, ok := t.Node.(*ast.CallExpr)
	if !ok || t.Via == "" {
		return t
	}
	f := s.graph.FuncOf(calleeOf(s.pass.TypesInfo, call))
	if f == nil {
		return t
	}
	listed := make(map[ast.Node]bool)
	for _, in := range t.Inner {
		listed[in.Node] = true
	}
	for _, own := range s.own[f] {
		if !listed[own.Node] && own.Loop == t.Loop && own.root.kind != fresh && own.root.kind != unknown && s.races(own) {
			t.Inner = append(t.Inner, own)
		}
	}
	return t
}

func calleeOf(info *types.Info, call *ast.CallExpr) *types.Func {
	fn, _ := info.Uses[identOf(call.Fun)].(*types.Func)
	return fn
}

// start is the context in which f's body is the first to run: a goroutine, a
// hand-written loop or a framework's handler. Code that is called is told at its caller.
func (s *solver) start(f *callgraph.Func) *runson.Context {
	if c := s.runs.Off(f); c != nil && c.From == nil {
		return c
	}
	for _, c := range s.runs.On(f) {
		if c.Loop.Serve == f || c.From == nil && !c.Likely {
			return c
		}
	}
	return nil
}

// started is what go statements in f touch without a body in this package: go view.Clear().
func (s *solver) started(f *callgraph.Func) []Off {
	var all []Off
	for _, call := range f.Calls {
		if call.How != callgraph.Go || call.Callee == nil || len(call.Targets) > 0 {
			continue
		}
		touches := s.ofFramework(f, call)
		if call.Callee.Pkg() != nil && call.Callee.Pkg() != s.pass.Pkg {
			for _, t := range s.imported(call.Callee) {
				touches = s.atCall(touches, f, f, call, t)
			}
		}
		touches = slices.DeleteFunc(touches, func(t Touch) bool { return t.root.kind == fresh || t.root.kind == unknown })
		if len(touches) > 0 {
			why := []analysis.RelatedInformation{{Pos: call.Expr.Pos(), Message: "started in a goroutine here"}}
			all = append(all, Off{Why: why, Touches: touches[:1]})
		}
	}
	return all
}

func (s *solver) imported(fn *types.Func) []Touch {
	var fact touchFact
	if !s.pass.ImportObjectFact(fn, &fact) {
		return nil
	}
	var all []Touch
	for _, r := range fact.Touches {
		t := Touch{Loop: r.Loop, What: r.What, Via: r.Via, Root: r.Root, Fix: r.Fix, root: root{kind: param, index: r.Param}}
		if r.Any {
			t.root = root{kind: shared}
		}
		all = append(all, t)
	}
	return all
}

func (s *solver) export() {
	for _, f := range s.graph.Funcs {
		if f.Obj == nil || !f.Obj.Exported() || isEntry(s.runs, f) || s.runs.Opens(f) {
			continue
		}
		var fact touchFact
		for _, t := range s.all[f] {
			if t.Field != nil {
				continue // only this package knows what its loop writes
			}
			r := remote{Loop: t.Loop, Param: t.root.index, Any: t.root.kind == shared, What: t.What, Via: t.Via, Root: t.Root, Fix: t.Fix}
			if r.Via == "" {
				r.Root = t.Text
			}
			fact.Touches = append(fact.Touches, r)
		}
		if len(fact.Touches) > 0 {
			s.pass.ExportObjectFact(f.Obj, &fact)
		}
	}
}
