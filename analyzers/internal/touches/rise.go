package touches

import (
	"cmp"
	"go/ast"
	"go/types"
	"iter"
	"slices"

	"github.com/loopcheck/loopcheck/analyzers/internal/contract"
	"github.com/loopcheck/loopcheck/analyzers/internal/edges"
	"github.com/loopcheck/loopcheck/analyzers/internal/fixpoint"
	"github.com/loopcheck/loopcheck/analyzers/internal/program"
	"github.com/loopcheck/loopcheck/analyzers/internal/words"
)

// A part is a body that runs where a function does: the function's own, or that
// of a literal that runs within it.
type part struct {
	body    *program.Func
	touches []Touch      // by itself and by calls of other packages' functions, as the function sees them
	calls   []edges.Edge // of this package's functions
	once    bool         // a sync.Once runs it
}

// A summary is what a call of a function touches that is not the function's
// own: one touch for each key, the nearest.
type summary struct {
	touches []Touch
	known   map[key]bool
}

type key struct {
	loop   contract.LoopID
	kind   program.OriginKind
	index  int
	field  *types.Var
	access Access
	shared bool
	guess  bool
}

// maxTouches bounds a summary: of a function that touches more, the nearest
// stand for the rest.
const maxTouches = 64

func keyOf(t Touch) key {
	return key{t.Loop, t.origin.Kind, t.origin.Index, t.Field, t.Access, t.memory == nil, t.Guess}
}

// rise finds each function's own touches and lets them rise along the calls.
func (s *solver) rise() {
	s.own = make(map[*program.Func][]Touch)
	var declared []*program.Func
	for _, f := range s.prog.Funcs {
		s.own[f] = s.find(f)
		if f.Obj != nil {
			declared = append(declared, f)
			s.sums[f] = &summary{known: make(map[key]bool)}
		}
	}
	s.findNear()
	fixpoint.Up(declared, s.callees, s.summarise)
}

func (s *solver) callees(f *program.Func) iter.Seq[*program.Func] {
	return func(yield func(*program.Func) bool) {
		if !s.isNear(f) {
			return
		}
		for _, p := range s.partsOf(f) {
			for _, e := range p.calls {
				if !yield(e.To) {
					return
				}
			}
		}
	}
}

// summarise adds what f touches, and then what its callees do.
func (s *solver) summarise(f *program.Func) (changed bool) {
	if !s.isNear(f) {
		return false
	}
	sum := s.sums[f]
	before := len(sum.touches)
	if t, ok := s.calledSaid(f); ok && sum.lacks(keyOf(t)) {
		sum.add(keyOf(t), t)
	}
	sure := s.sureParts(f)
	for _, p := range sure {
		for _, t := range p.touches {
			if k := keyOf(t); sum.lacks(k) {
				sum.add(k, t)
			}
		}
	}
	for _, p := range sure {
		for _, e := range p.calls {
			s.addRisen(sum, f, p, e)
		}
	}
	return len(sum.touches) > before
}

func (s *solver) addRisen(sum *summary, f *program.Func, p part, e edges.Edge) {
	for _, t := range s.sums[e.To].touches {
		seen, ok := s.seenBy(f, p.body, e.Call, t)
		if !ok || needsSometimes(e.Call, t) || s.excuses(p.body, e.Call.Expr, t) {
			continue
		}
		if k := keyOf(seen); sum.lacks(k) {
			sum.add(k, risen(e.Call, seen))
		}
	}
}

// lacks reports whether a touch of what comes from elsewhere is missing. To
// touch what is nobody else's is the function's own business.
func (sum *summary) lacks(k key) bool {
	foreign := program.Origin{Kind: k.kind}.Foreign()
	return foreign && !sum.known[k] && len(sum.touches) < maxTouches
}

func (sum *summary) add(k key, t Touch) {
	sum.known[k] = true
	sum.touches = append(sum.touches, t)
}

// partsOf lists the bodies that run where f does, f's own first.
func (s *solver) partsOf(f *program.Func) []part {
	parts, ok := s.parts[f]
	if !ok {
		for _, g := range s.bodies(f) {
			parts = append(parts, s.partOf(f, g))
		}
		s.parts[f] = parts
	}
	return parts
}

// bodies are f and the literals that run within it.
func (s *solver) bodies(f *program.Func) []*program.Func {
	return nest(f, func(g *program.Func) []*program.Func {
		var literals []*program.Func
		for _, e := range s.runs.Edges.Out(g) {
			if isWithin(e) {
				literals = append(literals, e.To)
			}
		}
		slices.SortFunc(literals, func(a, b *program.Func) int { return cmp.Compare(a.Lit.Pos(), b.Lit.Pos()) })
		return literals
	})
}

// maxNested bounds how deep literals within literals are followed.
const maxNested = 32

// nest lists a function and the literals in it, in each other to a depth, of
// which literals says which are in one.
func nest(f *program.Func, literals func(*program.Func) []*program.Func) []*program.Func {
	type nested struct {
		f     *program.Func
		depth int
	}
	var all []*program.Func
	seen := make(map[*program.Func]bool)
	fixpoint.Down([]nested{{f: f}}, nil, func(n nested) []nested {
		if seen[n.f] || n.depth == maxNested {
			return nil
		}
		seen[n.f] = true
		all = append(all, n.f)
		var next []nested
		for _, lit := range literals(n.f) {
			next = append(next, nested{lit, n.depth + 1})
		}
		return next
	})
	return all
}

// isWithin: a literal that stands in the body that runs it in place works on
// that body's variables.
func isWithin(e edges.Edge) bool {
	return e.Waits() && e.To.Lit != nil && program.Contains(e.From.Node(), e.To.Lit.Pos())
}

func (s *solver) partOf(f, g *program.Func) part {
	p := part{body: g, once: s.underOnce(f, g)}
	for _, t := range s.own[g] {
		if s.excuses(g, t.Node, t) {
			continue
		}
		t.origin = s.originIn(f, g, t.origin)
		p.touches = append(p.touches, t)
	}
	for _, call := range g.Calls {
		if !call.Spawns() {
			p.touches = append(p.touches, s.abroad(f, g, call)...)
		}
	}
	for _, e := range s.runs.Edges.Out(g) {
		if s.isSureCall(e) {
			p.calls = append(p.calls, e)
		}
	}
	return p
}

// isSureCall: a call that surely runs a function of this package in place that
// is nobody's handler. A contract's own entry runs where the contract says, and
// calling it elsewhere is a matter of its own.
func (s *solver) isSureCall(e edges.Edge) bool {
	return e.Waits() && !e.Handed && !e.Dynamic && e.To.Lit == nil && !s.entries[e.To]
}

// abroad lists what a call of another package's function touches.
func (s *solver) abroad(f, g *program.Func, call *program.Call) []Touch {
	if call.Callee == nil || call.Callee.Pkg() == nil || call.Callee.Pkg() == s.pass.Pkg {
		return nil
	}
	var all []Touch
	for _, t := range s.imported(call.Callee) {
		if seen, ok := s.seenBy(f, g, call, t); ok && !needsSometimes(call, t) && !s.excuses(g, call.Expr, t) {
			all = append(all, risen(call, seen))
		}
	}
	return all
}

// originIn sees a captured variable of the literal g as f does, in which g runs.
func (s *solver) originIn(f, g *program.Func, from program.Origin) program.Origin {
	if f == g || from.Kind != program.Shared || from.Var == nil {
		return from
	}
	return s.origins.OfVar(f, from.Var)
}

// seenBy is a callee's touch as its caller f sees it: of what the caller passes,
// or of what everybody shares. There is none if the call passes a copy, of which
// the fields are the callee's own.
func (s *solver) seenBy(f, g *program.Func, call *program.Call, t Touch) (Touch, bool) {
	if t.origin.Kind != program.Parameter {
		t.origin, t.memory = program.Origin{Kind: program.Shared}, nil
		return t, true
	}
	arg := s.argOf(call, t.origin.Index)
	if arg == nil || t.Field != nil && s.passesCopy(g, call, arg) {
		return Touch{}, false
	}
	t.origin = s.originIn(f, g, s.origins.Of(g, arg))
	if t.memory != nil && isPointer(t.memory.Type()) {
		t.memory = s.memory(arg)
	}
	return t, true
}

// risen is a touch that a call leads to as one by the call.
func risen(call *program.Call, t Touch) Touch {
	t.Node, t.By, t.Via = call.Expr, "", ""
	if t.Root == "" {
		t.Root = t.Text
	}
	t.Text = words.Spell(call.Expr.Fun)
	if call.Callee != nil {
		t.Via = words.FuncName(call.Callee)
	}
	return t
}

// argOf is the expression passed for a parameter, or the receiver's.
func (s *solver) argOf(call *program.Call, index int) ast.Expr {
	sel, isSel := ast.Unparen(call.Expr.Fun).(*ast.SelectorExpr)
	switch {
	case isSel && s.isMethodExpr(sel):
		index++ // (*T).f(x, a): the receiver is the first argument
	case index == program.ReceiverIndex && isSel:
		return sel.X
	}
	if index < 0 || index >= len(call.Expr.Args) {
		return nil
	}
	return call.Expr.Args[index]
}

func (s *solver) isMethodExpr(sel *ast.SelectorExpr) bool {
	selection := s.pass.TypesInfo.Selections[sel]
	return selection != nil && selection.Kind() == types.MethodExpr
}

// passesCopy reports whether a call in g passes an argument by value, or a captured
// copy that is g's own.
func (s *solver) passesCopy(g *program.Func, call *program.Call, arg ast.Expr) bool {
	return isValue(s.pass.TypesInfo.TypeOf(arg)) && (!takesAddress(call.Callee) || s.isOwnCopy(g, arg))
}

// takesAddress reports whether a call of a method takes its operand's address.
func takesAddress(fn *types.Func) bool {
	if fn == nil || fn.Signature().Recv() == nil {
		return false
	}
	_, ok := types.Unalias(fn.Signature().Recv().Type()).(*types.Pointer)
	return ok
}
