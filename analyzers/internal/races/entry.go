package races

import (
	"cmp"
	"go/ast"
	"go/types"
	"iter"
	"slices"

	"github.com/loopcheck/loopcheck/analyzers/internal/edges"
	"github.com/loopcheck/loopcheck/analyzers/internal/fixpoint"
	"github.com/loopcheck/loopcheck/analyzers/internal/locks"
	"github.com/loopcheck/loopcheck/analyzers/internal/program"
)

// An entry is a use of a field by a function: right there, or by a call.
type entry struct {
	place
	write  bool
	atomic bool      // by a function of package atomic
	locks  locks.Set // held on the way to the use

	in   *program.Func // the body that holds at
	at   ast.Node      // the use, or the call that leads to it
	down *entry        // the callee's, for a call
	deep int           // calls below this one
	late bool          // it runs when the function returns
	own  bool          // each call of the function has another one: see isOfOwnClosure

	part part          // of a map, for the use itself
	post *program.Func // what the loop runs without naming it, because somebody has handed it over
}

// leaf is the use itself.
func (e *entry) leaf() *entry {
	for e.down != nil {
		e = e.down
	}
	return e
}

// A frame is what one function does, as its own body sees it, with what it calls.
type frame struct {
	f       *program.Func
	own     []*entry // uses of its own, which do not change
	entries []*entry // each use and call
	elems   []*entry // uses of elements of what objects hold, its own and by calls
	starts  []*start // each go statement, its own and by calls
	full    bool     // it speaks to more than is followed: nobody knows what orders it

	known map[key]bool
	sum   []*entry         // what callers see: one for each key
	alike map[key][]*entry // of entries, once somebody asks
	rises []*start

	loops *program.Func         // itself or a callee, if that goes round for as long as it runs
	ends  map[types.Object]bool // channels and groups by which it says that it is done
	gives map[types.Object]bool // channels that it sends to once
	waits map[types.Object]bool // and by which it waits for somebody to be
	sends map[types.Object]bool // channels that it sends to, again and again too
}

type key struct {
	place
	write, atomic bool
	locks         locks.Set
	late          bool
	part          part
}

func (e *entry) key() key {
	return key{e.place, e.write, e.atomic, e.locks, e.late, e.leaf().part}
}

// Bounds on what is known of a function.
const (
	maxEntries = 4096
	maxSum     = 160
	maxDeep    = 3
	maxStarts  = 32
	maxStepped = 3 // of functions that call each other
)

// solve finds the frames of functions that start goroutines and of those who call
// them, and of what all of these call.
func (s *solver) solve() {
	var nodes []*program.Func
	near := make(map[*program.Func]int)
	add := func(f *program.Func, far int) {
		if f = s.standsIn(f); f == nil || f.Body() == nil || s.prog.InTest(f.Node().Pos()) {
			return
		}
		if _, known := near[f]; !known && far <= maxDeep {
			near[f] = far
			nodes = append(nodes, f)
		}
	}
	for _, f := range s.prog.Funcs {
		if len(s.startsOf[f]) > 0 {
			add(f, 0)
		}
	}
	for i := 0; i < len(nodes); i++ {
		for _, e := range s.runs.Edges.In(nodes[i]) {
			if isCall(e) {
				add(e.From, near[nodes[i]]+1)
			}
		}
	}
	fixpoint.Up(nodes, s.needs, s.step)
}

func (s *solver) needs(f *program.Func) iter.Seq[*program.Func] {
	return func(yield func(*program.Func) bool) {
		for _, g := range s.bodies(f) {
			for _, e := range s.runs.Edges.Out(g) {
				if isCall(e) && !yield(e.To) {
					return
				}
			}
			for _, st := range s.startsOf[g] {
				if !yield(st.root) {
					return
				}
			}
		}
		for flow := range s.strayIn(f) {
			if !yield(flow.Values[0].Func) {
				return
			}
		}
	}
}

// isCall: a call that surely runs a function of this package.
func isCall(e edges.Edge) bool { return e.Waits() && !e.Handed && !e.Dynamic && !isWithin(e) }

// isWithin: a literal that runs where it stands works on that body's variables.
func isWithin(e edges.Edge) bool {
	return e.Waits() && e.To.Lit != nil && program.Contains(e.From.Node(), e.To.Lit.Pos())
}

// maxNested bounds how many literals within a function are followed.
const maxNested = 64

// bodies are f and the literals that run within it.
func (s *solver) bodies(f *program.Func) []*program.Func {
	all, ok := s.within[f]
	if ok {
		return all
	}
	all = []*program.Func{f}
	for i := 0; i < len(all); i++ {
		for _, e := range s.runs.Edges.Out(all[i]) {
			if isWithin(e) && len(all) < maxNested && !slices.Contains(all, e.To) {
				all = append(all, e.To)
			}
		}
	}
	s.within[f] = all
	return all
}

// step finds f's frame anew.
func (s *solver) step(f *program.Func) (changed bool) {
	if s.steps[f]++; s.steps[f] > maxStepped || s.solved[f] {
		return false
	}
	before := s.frames[f]
	fr := &frame{f: f, known: make(map[key]bool),
		ends: make(map[types.Object]bool), gives: make(map[types.Object]bool),
		waits: make(map[types.Object]bool), sends: make(map[types.Object]bool),
	}
	s.frames[f] = fr
	if before != nil {
		fr.own = before.own
	}
	for _, g := range s.bodies(f) {
		late := s.runsBy(g, edges.Deferred) && g != f
		if before == nil && (g == f || !s.runsBy(g, edges.Once)) { // what happens once has happened before, as a rule
			s.addUses(fr, g, late)
			s.addAtomics(fr, g, late)
			s.addVars(fr, g, late)
			s.addMaps(fr, g, late)
			s.addTurns(fr, g, late)
		}
		s.addOps(fr, g)
		for _, e := range s.runs.Edges.Out(g) {
			if isCall(e) {
				s.addCall(fr, g, e, late || e.How == edges.Deferred)
			}
		}
		for _, st := range s.startsOf[g] {
			s.addStart(fr, st, late)
		}
	}
	for _, e := range fr.own {
		e.part = s.parts[e.at]
	}
	fr.entries = append(fr.entries, fr.own...)
	s.addStray(fr)
	fr.ownElements(s)
	slices.SortStableFunc(fr.entries, func(a, b *entry) int { return cmp.Compare(program.Place(a.at), program.Place(b.at)) })
	for _, e := range fr.entries {
		fr.rise(s, e)
	}
	return before == nil || len(before.sum) != len(fr.sum) || len(before.rises) != len(fr.rises) || len(before.elems) != len(fr.elems) ||
		len(before.ends)+len(before.gives) != len(fr.ends)+len(fr.gives) || len(before.waits) != len(fr.waits) || len(before.sends) != len(fr.sends) || before.loops != fr.loops
}

// runsBy reports whether somebody runs a function in a certain way.
func (s *solver) runsBy(f *program.Func, how edges.How) bool {
	return slices.ContainsFunc(s.runs.Edges.In(f), func(e edges.Edge) bool { return e.How == how })
}

// addCall adds what a call of a function of this package does.
func (s *solver) addCall(fr *frame, g *program.Func, e edges.Edge, late bool) {
	to := s.frames[e.To]
	if to == nil {
		return
	}
	fr.full = fr.full || to.full
	fr.hear(fr.ends, to.ends)
	if e.Call.Repeat == nil {
		fr.hear(fr.gives, to.gives)
	}
	fr.hear(fr.waits, to.waits)
	fr.hear(fr.sends, to.sends)
	if fr.loops == nil && to.loops != nil && e.How != edges.Deferred {
		fr.loops = to.loops
	}
	locks := s.heldIn(fr.f, g, e.At)
	var may func(ast.Node) bool
	if len(to.sum)+len(to.rises) > 0 {
		may = s.constants.Places(e.Call.Expr, e.To)
	}
	for _, sub := range to.sum {
		if sub = to.allowed(sub, may); sub == nil || len(fr.entries) == maxEntries || sub.deep == maxDeep {
			continue
		}
		if p, ok := s.seen(fr.f, e.Call.Expr, nil, e.To, sub.place); ok {
			e := &entry{
				place: p, write: sub.write, atomic: sub.atomic, locks: locks | sub.locks, in: g, at: e.At, down: sub, deep: sub.deep + 1, late: late,
				own: s.isOfOwnClosure(fr.f, e.Call.Expr, e.To, sub.place),
			}
			fr.entries = append(fr.entries, e)
			s.noteMapGuards(e)
		}
	}
	fr.addElements(to.elems, entry{locks: locks, in: g, at: e.At, late: late})
	for _, st := range to.rises {
		if may == nil || may(standsIn(to.f, st.in, st.at)) {
			s.addRisen(fr, g, e, st)
		}
	}
}

// seen is a place of a callee's as f sees it, which calls it, or hands on its
// method as a value.
func (s *solver) seen(f *program.Func, call *ast.CallExpr, value ast.Expr, callee *program.Func, p place) (place, bool) {
	if p.isVariable() && p.turn == nil {
		if s.isMapParam(callee, p.root) {
			return s.seenMap(f, call, value, callee, p.root)
		}
		return p, s.isForeign(callee, p.root) && !s.isParamOf(callee, p.root)
	}
	arg, embedded, given := s.given(call, value, callee, p.root)
	switch {
	case !given: // captured, or the package's
		if _, isParam := s.prog.ParamOf(p.root); isParam && program.Contains(callee.Node(), p.root.Pos()) {
			return place{}, false
		}
		if alias := s.alias(f, p.root); alias != nil {
			arg = alias
			break
		}
		return p, s.keeps(p.root)
	case arg == nil:
		return place{}, false
	}
	w, ok := s.wayOf(f, arg)
	if !ok {
		return place{}, false
	}
	w.fields = append(w.fields[:len(w.fields):len(w.fields)], embedded...)
	return p.from(w)
}

// isParamOf reports whether a variable is a parameter of a function, or its receiver,
// of which each call has its own.
func (s *solver) isParamOf(f *program.Func, v *types.Var) bool {
	param, ok := s.prog.ParamOf(v)
	return ok && param.Of == f || v == f.Sig.Recv()
}

// given is what a caller passes for a receiver or parameter of a function, and
// the embedded fields that lead from it to a receiver.
func (s *solver) given(call *ast.CallExpr, value ast.Expr, callee *program.Func, v *types.Var) (arg ast.Expr, embedded []*types.Var, ok bool) {
	fun := value
	if fun == nil && call != nil {
		fun = call.Fun
	}
	if v == callee.Sig.Recv() {
		sel, isSel := ast.Unparen(fun).(*ast.SelectorExpr)
		if !isSel {
			return nil, nil, true
		}
		if selection := s.pass.TypesInfo.Selections[sel]; selection == nil || selection.Kind() != types.MethodVal {
			return nil, nil, true
		}
		return sel.X, s.embeddedOf(sel), true
	}
	param, isParam := s.prog.ParamOf(v)
	if !isParam || param.Of != callee {
		return nil, nil, false
	}
	if value != nil || call == nil || param.Index >= len(call.Args) || callee.Sig.Variadic() {
		return nil, nil, true
	}
	return call.Args[param.Index], nil, true
}

// rise notes an entry for callers, if it is of what they have too.
func (fr *frame) rise(s *solver, e *entry) {
	k := e.key()
	if fr.known[k] || len(fr.sum) == maxSum || e.own || !s.isForeign(fr.f, e.root) {
		return
	}
	fr.known[k] = true
	fr.sum = append(fr.sum, e)
}
