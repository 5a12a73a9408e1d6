package locks

import (
	"go/ast"
	"go/types"
	"iter"
	"maps"
	"slices"

	"golang.org/x/tools/go/analysis"

	"github.com/loopcheck/loopcheck/analyzers/internal/edges"
	"github.com/loopcheck/loopcheck/analyzers/internal/fixpoint"
	"github.com/loopcheck/loopcheck/analyzers/internal/paths"
	"github.com/loopcheck/loopcheck/analyzers/internal/program"
)

type solver struct {
	*Result
	pass   *analysis.Pass
	prog   *program.Package
	facts  map[*types.Func]*lockFact         // nil where there is none
	own    map[*types.Interface]bool         // whether a type of the package may be behind it
	lits   map[*program.Func][]*program.Func // by the function that they stand in
	asking map[*program.Func][]*ast.IfStmt   // see onlyIfAsked

	handed map[*program.Func][]Lock // whose method for unlocking a function hands on

	formats map[*program.Func][]formatted
	stepped map[*program.Func]bool // what they take themselves is known
	named   map[*program.Func]*names
	byName  map[*program.Call]bool // see locksByName

	under  map[*program.Func][]Under
	kept   map[*types.Var][]program.Param // by the field that they are put into, once somebody asks
	fields map[*types.Var][]calledIn      // whose functions are called under a lock
	called []*types.Var                   // the same, in source order
	alone  map[*types.Var]bool            // locked alone by somebody
	calls  map[*types.Func]*underFact     // nil where there is none
	abroad map[string]*types.Var          // other packages' variables, by path and name
}

// A key is a lock whose object is known, as one function sees it.
type key struct {
	Ref
	read bool
}

func (l Lock) key() key { return key{l.Ref, l.Read} }

// A summary is what is known of one function.
type summary struct {
	effects map[ast.Node][]effect
	first   map[key]Held // by the first call that locks it
	held    *paths.Locks[key]
	free    []Lock // unlocked for its callers: it has not locked them itself
	left    []Lock // locked for its callers
	given   []key  // what others unlock for it, on goroutines of their own or whenever they are called
	takes   []Take
	again   []Take // of locks that it has let go
	asked   []Take // if a parameter says so
}

// An effect is what a call does to a lock.
type effect struct {
	Lock
	does paths.Effect
}

// Bounds of a summary, and of how far it rises: whoever takes more is a program
// of its own.
const (
	maxTakes   = 32
	maxEffects = 8
	maxHops    = 12
)

// solve finds what functions hold, callees and literals first, and then what they take.
func (s *solver) solve() {
	within := func(f *program.Func) iter.Seq[*program.Func] {
		return func(yield func(*program.Func) bool) {
			for _, e := range s.runs.Edges.Out(f) {
				if !yield(e.To) {
					return
				}
			}
			for _, w := range s.formats[f] {
				if !yield(w.by) {
					return
				}
			}
			for _, lit := range s.lits[f] { // see givenIn
				if !yield(lit) {
					return
				}
			}
		}
	}
	for _, f := range s.prog.Funcs {
		if all := s.formatsIn(f); len(all) > 0 {
			s.formats[f] = all
		}
		if f.Outer != nil {
			s.lits[f.Outer] = append(s.lits[f.Outer], f)
		}
	}
	s.noteHanded()
	fixpoint.Up(s.prog.Funcs, within, s.hold)
	for _, f := range s.prog.Funcs {
		s.noteStrangers(f)
	}
	fixpoint.Up(s.prog.Funcs, within, s.take)
}

// hold finds what f holds, and what it does to the locks of its callers. It reports
// whether its callers learn anything new.
func (s *solver) hold(f *program.Func) (changed bool) {
	before := s.funcs[f]
	sum := &summary{effects: s.effectsIn(f), first: make(map[key]Held)}
	if len(sum.effects) == 0 || before != nil && maps.EqualFunc(before.effects, sum.effects, slices.Equal) {
		return false
	}
	for _, call := range f.Calls {
		for _, e := range sum.effects[call.Expr] {
			if _, known := sum.first[e.key()]; e.does == paths.Lock && e.Known() && !known {
				sum.first[e.key()] = Held{e.Lock, call.Expr, call}
			}
		}
	}
	s.firstTokens(f, sum)
	sum.given = s.givenIn(f)
	for _, k := range sum.given {
		for held := range sum.first {
			if held.Root == k.Root && held.read == k.read && (held.Path == k.Path || held.Owner().Path == k.Path) {
				delete(sum.first, held)
			}
		}
	}
	if len(sum.first) > 0 {
		sum.held = paths.NewLocksOf(s.Paths(f), func(n ast.Node) iter.Seq2[key, paths.Effect] {
			return sum.does(n)
		})
	}
	s.summarise(f, sum)
	s.funcs[f] = sum
	if before == nil {
		return true
	}
	return sum.join(before)
}

// join makes what a function is known to do to its callers' locks more careful than
// before, never less, so that functions that call each other come to rest: what was
// unlocked stays so, and what was not left locked is not. It reports whether
// anything is news.
func (sum *summary) join(before *summary) (changed bool) {
	for _, l := range before.free {
		if !slices.Contains(sum.free, l) && len(sum.free) < maxEffects {
			sum.free = append(sum.free, l)
		}
	}
	sum.left = slices.DeleteFunc(sum.left, func(l Lock) bool { return !slices.Contains(before.left, l) })
	return len(sum.free) > len(before.free) || len(sum.left) < len(before.left)
}

// does says of which held locks a call locks or unlocks: one that is unlocked by
// another name may be each of the same field.
func (sum *summary) does(n ast.Node) iter.Seq2[key, paths.Effect] {
	return func(yield func(key, paths.Effect) bool) {
		for _, e := range sum.effects[n] {
			k := e.key()
			if _, known := sum.first[k]; known && e.Known() {
				if !yield(k, e.does) {
					return
				}
				continue
			}
			for _, k := range sum.alike(e) {
				if !yield(k, paths.Unlock) {
					return
				}
			}
		}
	}
}

// anyPath stands for whatever an object has.
const anyPath = ".*"

// alike are the locks that an unlocking may mean.
func (sum *summary) alike(e effect) []key {
	var all []key
	for k, h := range sum.first {
		if e.does == paths.Unlock && (e.Var != nil && h.Var == e.Var && k.read == e.Read || e.Path == anyPath && e.Root == k.Root) {
			all = append(all, k)
		}
	}
	return all
}

// handedOutBy is the variable whose method, of another package, has returned the function that is
// called: it may unlock what the object has; nil for any other call.
func (s *solver) handedOutBy(call *program.Call) *types.Var {
	id, ok := ast.Unparen(call.Expr.Fun).(*ast.Ident)
	if !ok || call.Callee != nil || len(call.Targets) > 0 {
		return nil
	}
	v, ok := s.prog.Var(id).(*types.Var)
	if !ok || v.Kind() != types.LocalVar {
		return nil
	}
	for _, a := range s.prog.Assigned(v) {
		from, ok := ast.Unparen(a.Value).(*ast.CallExpr)
		if !ok {
			continue
		}
		if sel, ok := ast.Unparen(from.Fun).(*ast.SelectorExpr); ok {
			ref, _ := s.r.of(sel.X)
			return ref.Root
		}
	}
	return nil
}

// effectsIn lists what f's calls do to locks, in themselves and by what they call.
func (s *solver) effectsIn(f *program.Func) map[ast.Node][]effect {
	var all map[ast.Node][]effect // few functions have any
	note := func(call *program.Call, more ...effect) {
		if all == nil {
			all = make(map[ast.Node][]effect)
		}
		for _, e := range more {
			all[call.Expr] = add(all[call.Expr], e)
		}
	}
	for _, call := range f.Calls {
		if does, read := s.effectAt(call); does != paths.None {
			if sel, ok := ast.Unparen(call.Expr.Fun).(*ast.SelectorExpr); ok && call.How != program.Go {
				ref, v := s.r.receiver(sel)
				note(call, effect{Lock{ref, v, read}, does})
			}
		} else if found := s.importedEffects(call); len(found) > 0 {
			note(call, found...)
		} else if root := s.handedOutBy(call); root != nil {
			note(call, effect{Lock{Ref: Ref{Root: root, Path: anyPath}}, paths.Unlock})
		}
	}
	for _, op := range s.tokenOps(f) {
		if all == nil {
			all = make(map[ast.Node][]effect)
		}
		all[op.Node] = append(all[op.Node], s.tokenEffect(op))
	}
	for _, e := range s.runs.Edges.Out(f) {
		sum := s.funcs[e.To]
		if sum == nil || e.Call == nil || !e.Waits() || e.How == edges.Forwarded {
			continue
		}
		h := hopOf(e)
		for _, l := range sum.free {
			note(e.Call, effect{s.liftLock(l, h), paths.Unlock})
		}
		for _, l := range sum.left {
			if !e.Dynamic && !e.Handed && e.How != edges.Joined {
				note(e.Call, effect{s.liftLock(l, h), paths.Lock})
			}
		}
	}
	return all
}

func add(all []effect, e effect) []effect {
	if len(all) == maxEffects || slices.Contains(all, e) {
		return all
	}
	return append(all, e)
}

func (s *solver) liftLock(l Lock, h hop) Lock {
	l.Ref = s.r.lift(l.Ref, h)
	return l
}

// summarise finds what f does to the locks of its callers: first what it unlocks itself, for
// those whom it calls may unlock more than are kept.
func (s *solver) summarise(f *program.Func, sum *summary) {
	for _, own := range []bool{true, false} {
		for _, call := range f.Calls {
			if does, _ := s.effectAt(call); (does == paths.Unlock) == own && !(own && sum.isUnknown(call) && s.locksByName(f, call)) {
				sum.frees(call)
			}
		}
	}
	s.freeTokens(f, sum)
	if sum.held == nil || returnsFunc(f.Sig) {
		return
	}
	for _, k := range sum.held.AtExits() {
		if len(sum.left) < maxEffects {
			sum.left = append(sum.left, sum.first[k].Lock)
		}
	}
}

// isUnknown reports whether nobody knows of which object a call unlocks the lock.
func (sum *summary) isUnknown(call *program.Call) bool {
	return !slices.ContainsFunc(sum.effects[call.Expr], func(e effect) bool { return e.Known() })
}

// frees adds what a call unlocks that the function has not locked.
func (sum *summary) frees(call *program.Call) {
	for _, e := range sum.effects[call.Expr] {
		if e.does == paths.Unlock && e.Path != anyPath && !sum.owns(call, e) && len(sum.free) < maxEffects && !slices.Contains(sum.free, e.Lock) {
			sum.free = append(sum.free, e.Lock)
		}
	}
}

// owns reports whether a call unlocks what its function has locked.
func (sum *summary) owns(call *program.Call, e effect) bool {
	if _, known := sum.first[e.key()]; !known || !e.Known() {
		return false
	}
	return call.How == program.Defer || slices.Contains(sum.held.Held(call.Expr), e.key())
}

func returnsFunc(sig *types.Signature) bool {
	for v := range sig.Results().Variables() {
		if _, ok := v.Type().Underlying().(*types.Signature); ok {
			return true
		}
	}
	return false
}
