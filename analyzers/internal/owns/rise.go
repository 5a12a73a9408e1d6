package owns

import (
	"go/ast"
	"go/types"
	"slices"

	"github.com/loopcheck/loopcheck/analyzers/internal/contract"
	"github.com/loopcheck/loopcheck/analyzers/internal/program"
	"github.com/loopcheck/loopcheck/analyzers/internal/runson"
	"github.com/loopcheck/loopcheck/analyzers/internal/words"
)

// solve finds each function's own touches and lets them rise along the calls.
func (s *solver) solve() {
	callers := s.nest()
	for _, f := range s.prog.Funcs {
		s.own[f] = s.find(f)
	}
	queue := slices.Clone(s.prog.Funcs)
	queued := make(map[*program.Func]bool)
	for _, f := range queue {
		queued[f] = true
	}
	for len(queue) > 0 {
		f := queue[0]
		queue = queue[1:]
		queued[f] = false
		next := s.summary(f)
		if len(next) == len(s.all[f]) {
			continue
		}
		s.all[f] = next
		for _, c := range callers[f] {
			if !queued[c] {
				queued[c] = true
				queue = append(queue, c)
			}
		}
	}
}

// nest finds the literals that run within the function that holds them, and
// returns who depends on each function's summary: its callers and its holder.
func (s *solver) nest() map[*program.Func][]*program.Func {
	s.inside = make(map[*program.Func][]*program.Func)
	callers := make(map[*program.Func][]*program.Func)
	for _, f := range s.prog.Funcs {
		for _, h := range s.runs.Sites(f) {
			if h.Place.Mode == contract.Inline && h.In != nil && f.Lit != nil && contains(h.In.Node(), f.Node().Pos()) {
				s.inside[h.In] = append(s.inside[h.In], f)
				callers[f] = append(callers[f], h.In)
			}
		}
		for _, call := range f.Calls {
			for _, callee := range s.callees(call) {
				callers[callee] = append(callers[callee], f)
			}
		}
	}
	return callers
}

// summary is what a call of f touches that is not f's own: one touch for each
// loop, root and field, the nearest. It only grows.
func (s *solver) summary(f *program.Func) []Touch {
	all := slices.Clone(s.all[f])
	for _, g := range s.bodies(f) {
		for _, t := range s.direct(f, g) {
			all = addTouch(all, t)
		}
		for _, call := range g.Calls {
			for _, callee := range s.callees(call) {
				for _, t := range s.all[callee] {
					if at, ok := s.atCall(f, g, call, t); ok {
						all = addTouch(all, at)
					}
				}
			}
		}
	}
	return all
}

func addTouch(all []Touch, t Touch) []Touch {
	if t.root.kind != param && t.root.kind != shared {
		return all
	}
	for _, have := range all {
		if have.Loop == t.Loop && have.root.kind == t.root.kind && have.root.index == t.root.index && have.Field == t.Field && have.Access == t.Access {
			return all
		}
	}
	return append(all, t)
}

// bodies are f's and those of the literals that run within it.
func (s *solver) bodies(f *program.Func) []*program.Func {
	all := []*program.Func{f}
	for i := 0; i < len(all); i++ {
		for _, lit := range s.inside[all[i]] {
			if !slices.Contains(all, lit) {
				all = append(all, lit)
			}
		}
	}
	return all
}

// direct lists what the body of f, or of a literal g within it, touches itself
// and by calls of other packages' functions, with roots as f sees them.
func (s *solver) direct(f, g *program.Func) []Touch {
	var all []Touch
	for _, t := range s.own[g] {
		t.root = s.reroot(f, g, t.root)
		all = append(all, t)
	}
	for _, call := range g.Calls {
		if !call.Spawns() {
			all = append(all, s.abroad(f, g, call)...)
		}
	}
	return all
}

// abroad lists what a call of another package's function touches.
func (s *solver) abroad(f, g *program.Func, call *program.Call) []Touch {
	if call.Callee == nil || call.Callee.Pkg() == nil || call.Callee.Pkg() == s.pass.Pkg {
		return nil
	}
	var all []Touch
	for _, t := range s.imported(call.Callee) {
		if at, ok := s.atCall(f, g, call, t); ok {
			all = append(all, at)
		}
	}
	return all
}

// callees are the functions of this package that a call surely runs in place
// and that are nobody's handlers: a contract's own entry runs where it says,
// and calling it elsewhere is a matter of its own.
func (s *solver) callees(call *program.Call) []*program.Func {
	if call.Spawns() {
		return nil
	}
	var all []*program.Func
	for _, t := range call.Targets {
		if !t.Dynamic && t.Lit == nil && !isEntry(s.runs, t.Func) {
			all = append(all, t.Func)
		}
	}
	return all
}

func isEntry(runs *runson.Result, f *program.Func) bool {
	return runs.Declared(f) && len(runs.On(f)) > 0
}

// reroot sees a literal's captured variable as the function does that it runs in.
func (s *solver) reroot(f, g *program.Func, r root) root {
	if f == g || r.kind != shared || r.v == nil {
		return r
	}
	return s.rootOfVar(f, r.v, make(map[*types.Var]bool))
}

// atCall is a callee's touch t as one of its caller's: of what the caller
// passes, or of what everybody shares.
func (s *solver) atCall(f, g *program.Func, call *program.Call, t Touch) (Touch, bool) {
	r := root{kind: shared}
	if t.root.kind == param {
		arg := argOf(call, t.root.index)
		if arg == nil {
			return Touch{}, false
		}
		if t.Field != nil && s.copies(call, arg) {
			return Touch{}, false
		}
		r = s.reroot(f, g, s.rootOf(g, arg))
	}
	at := Touch{
		Node: call.Expr, Loop: t.Loop, Text: words.Spell(call.Expr.Fun), What: t.What,
		Root: t.Root, Field: t.Field, Access: t.Access, Fix: t.Fix, root: r,
	}
	if call.Callee != nil {
		at.Via = words.FuncName(call.Callee)
	}
	if t.Root == "" {
		at.Root = t.Text
	}
	return at, true
}

// argOf is the expression passed for a parameter, or the receiver's.
func argOf(call *program.Call, index int) ast.Expr {
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

// copies reports whether a call passes an argument by value.
func (s *solver) copies(call *program.Call, arg ast.Expr) bool {
	return isValue(s.pass.TypesInfo.TypeOf(arg)) && !addressed(call)
}

// addressed reports whether a method call takes its operand's address.
func addressed(call *program.Call) bool {
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

func (s *solver) imported(fn *types.Func) []Touch {
	var fact touchFact
	if !s.pass.ImportObjectFact(fn, &fact) {
		return nil
	}
	var all []Touch
	for _, r := range fact.Touches {
		t := Touch{Loop: r.Loop, What: r.What, Via: r.Via, Root: r.Root, Access: r.Access, Fix: r.Fix, root: root{kind: param, index: r.Param}}
		if r.Any {
			t.root = root{kind: shared}
		}
		all = append(all, t)
	}
	return all
}

func (s *solver) export() {
	for _, f := range s.prog.Funcs {
		if f.Obj == nil || !f.Obj.Exported() || isEntry(s.runs, f) || s.runs.Opens(f) {
			continue
		}
		var fact touchFact
		for _, t := range s.all[f] {
			if t.Field != nil {
				continue // only this package knows what its loop writes
			}
			r := remote{Loop: t.Loop, Param: t.root.index, Any: t.root.kind == shared, What: t.What, Via: t.Via, Root: t.Root, Access: t.Access, Fix: t.Fix}
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
