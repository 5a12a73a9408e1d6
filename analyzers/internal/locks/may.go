package locks

import (
	"go/ast"
	"go/token"
	"go/types"
	"iter"
	"slices"
	"strings"

	"github.com/loopcheck/loopcheck/analyzers/internal/edges"
	"github.com/loopcheck/loopcheck/analyzers/internal/fixpoint"
	"github.com/loopcheck/loopcheck/analyzers/internal/paths"
	"github.com/loopcheck/loopcheck/analyzers/internal/program"
)

// May answers which locks code may hold where it uses something, for those that
// excuse it. A lock is known by the field or variable that it is, of whatever
// instance; whatever calls itself one counts, and trying is enough. It is for one
// analyzer: what is asked is remembered, without a lock. The zero value knows none.
type May struct {
	prog  *program.Package
	edges *edges.Edges
	ways  *paths.Ways

	numbers map[types.Object]Set
	named   []types.Object // those with a bit of their own, in the order of the bits
	calls   map[*ast.CallExpr]lockCall
	held    map[*program.Func]*own
	callers map[*program.Func]Set // held by whoever calls the function; nil until somebody asks
}

// A Set has a bit for each lock.
type Set uint64

// Unnamed is a lock that no field or variable names, and each one beyond 63.
const Unnamed Set = 1 << 63

// A lockCall is what a call does to a lock.
type lockCall struct {
	lock   Set
	effect paths.Effect
}

// own is what a function locks itself.
type own struct {
	paths *paths.Locks[Set]
	kept  []kept
	given []given
}

// A kept lock is unlocked when the function ends, or by somebody else.
type kept struct {
	from token.Pos
	lock Set
}

// May finds what functions of the package may hold.
func (r *Result) May() *May {
	m := &May{
		prog: r.prog(), edges: r.runs.Edges, ways: r.ways,
		numbers: make(map[types.Object]Set),
		calls:   make(map[*ast.CallExpr]lockCall),
		held:    make(map[*program.Func]*own),
	}
	for _, f := range m.prog.Funcs {
		m.find(f, r.r)
	}
	m.wrappers()
	return m
}

// Any reports whether the package locks anything.
func (m *May) Any() bool { return len(m.calls) > 0 }

// find notes the calls in f that lock and unlock.
func (m *May) find(f *program.Func, r *resolver) {
	for _, call := range f.Calls {
		if effect := mayDo(call.Callee); effect != paths.None {
			m.calls[call.Expr] = lockCall{m.number(r.nameOfLock(call.Expr)), effect}
		}
	}
}

// mayDo is what a method may do to the lock that it is called on, of package sync
// or of somebody's own. A Once is held by what comes after it.
func mayDo(fn *types.Func) paths.Effect {
	if fn == nil || fn.Signature().Recv() == nil {
		return paths.None
	}
	if edges.IsOnce(fn) {
		return paths.Lock
	}
	effect, _ := nameSays(strings.TrimPrefix(fn.Name(), "Try"))
	return effect
}

// Named is the variable or field that holds the lock, or the Once, that a method is
// called on, nil if there is none.
func Named(prog *program.Package, call *ast.CallExpr) types.Object {
	sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	if !ok {
		return nil
	}
	if field := prog.EmbeddedBy(sel); field != nil {
		return field
	}
	return prog.Var(sel.X)
}

// Only are the locks of a set that belong: those of a field or variable of which
// belongs says so, and what nobody can tell.
func (m *May) Only(set Set, belongs func(types.Object) bool) Set {
	kept := set & Unnamed
	for i, lock := range m.named {
		if bit := Set(1) << i; set&bit != 0 && belongs(lock) {
			kept |= bit
		}
	}
	return kept
}

func (m *May) number(lock types.Object) Set {
	if lock == nil {
		return Unnamed
	}
	bit, ok := m.numbers[lock]
	if !ok {
		bit = Unnamed
		if n := len(m.named); n < 63 {
			bit = 1 << n
			m.named = append(m.named, lock)
		}
		m.numbers[lock] = bit
	}
	return bit
}

// wrappers are functions of this package that lock and leave it to others to
// unlock, or the other way round, by as many calls as they make for it (TryLock, and
// Lock where that fails).
func (m *May) wrappers() {
	if !m.Any() {
		return
	}
	does := make(map[*program.Func]lockCall)
	for _, f := range m.prog.Funcs {
		if f.Obj == nil || mayDo(f.Obj) != paths.None {
			continue
		}
		if all, ok := m.alike(f); ok {
			does[f] = all
		}
	}
	for _, f := range m.prog.Funcs {
		for _, call := range f.Calls {
			if at, ok := does[m.prog.FuncOf(call.Callee)]; ok {
				m.calls[call.Expr] = at
			}
		}
	}
}

// alike is what the calls of f do that lock or unlock, if all do the same.
func (m *May) alike(f *program.Func) (all lockCall, ok bool) {
	for _, call := range f.Calls {
		at, locks := m.calls[call.Expr]
		if !locks {
			continue
		}
		if ok && at.effect != all.effect {
			return lockCall{}, false
		}
		ok, all.effect = true, at.effect
		all.lock |= at.lock
	}
	return all, ok
}

// ownOf finds what f locks itself, and the locks of f that no statement of f
// unlocks; nil if f locks and unlocks nothing.
func (m *May) ownOf(f *program.Func) *own {
	o, known := m.held[f]
	if known {
		return o
	}
	var all []kept
	var locked, unlocked Set
	gives := m.unlockedLate(f)
	for _, call := range f.Calls {
		at := m.calls[call.Expr]
		gives |= at.unlocks()
		switch {
		case at.effect == paths.Lock:
			all = append(all, kept{call.Expr.Pos(), at.lock})
			locked |= at.lock
		case at.effect == paths.Unlock && call.How == program.Plain:
			unlocked |= at.lock
		}
	}
	if len(all) > 0 || gives != 0 {
		o = &own{paths: paths.NewLocks(m.ways.Of(f), func(call *ast.CallExpr) (Set, paths.Effect) {
			at := m.calls[call]
			return at.lock, at.effect
		})}
		for _, k := range all {
			if k.lock &^= unlocked; k.lock != 0 {
				o.kept = append(o.kept, k)
			}
		}
		o.given = m.givenIn(f, o, locked)
	}
	m.held[f] = o
	return o
}

// Own are the locks that f itself may have locked where it evaluates n.
func (m *May) Own(f *program.Func, n ast.Node) Set {
	if !m.Any() {
		return 0
	}
	o := m.ownOf(f)
	if o == nil {
		return 0
	}
	held := o.taken(n)
	for _, k := range o.kept {
		if k.from < n.Pos() {
			held |= k.lock
		}
	}
	for _, g := range o.given {
		if n.Pos() < g.until {
			held |= g.lock
		}
	}
	return held
}

// At are the locks that f, or who calls it, may hold where f evaluates n.
func (m *May) At(f *program.Func, n ast.Node) Set {
	if !m.Any() {
		return 0
	}
	if m.callers == nil {
		m.inherit()
	}
	return m.callers[f] | m.Own(f, n)
}

// Passed are the locks that every way through f to n has taken before, by calls that count.
func (m *May) Passed(f *program.Func, n ast.Node, counts func(call ast.Node) bool) Set {
	var all Set
	for _, call := range f.Calls {
		if at := m.calls[call.Expr]; at.effect == paths.Lock && call.How == program.Plain && counts(call.Expr) && m.ways.Of(f).Before(call.Expr, n) {
			all |= at.lock
		}
	}
	return all
}

// whereRun are the locks under which the function that an edge hands something to runs it:
// mu in locked(func() { … }), where locked locks mu, runs what it is given and unlocks.
func (m *May) whereRun(e edges.Edge) Set {
	if e.Call == nil {
		return 0
	}
	to := m.prog.FuncOf(e.Call.Callee)
	if to == nil {
		return 0
	}
	var held Set
	for _, call := range to.Calls {
		if slices.ContainsFunc(call.Values, func(v program.Value) bool { return v.Param.Of == to }) {
			held |= m.Own(to, call.Expr)
		}
	}
	return held
}

// inherit finds what may be held where functions are called.
func (m *May) inherit() {
	m.callers = make(map[*program.Func]Set)
	callers := func(f *program.Func) iter.Seq[*program.Func] {
		return func(yield func(*program.Func) bool) {
			for _, e := range m.edges.In(f) {
				if e.Waits() && !yield(e.From) {
					return
				}
			}
		}
	}
	fixpoint.Up(m.prog.Funcs, callers, func(f *program.Func) (changed bool) {
		held := m.callers[f]
		for _, e := range m.edges.In(f) {
			if !e.Waits() || m.prog.InTest(e.At.Pos()) {
				continue
			}
			held |= m.callers[e.From] | m.Own(e.From, e.At)
			if e.Handed {
				held |= m.whereRun(e)
			}
			if e.Call != nil {
				held |= m.onceOf(e.Call)
			}
		}
		changed = held != m.callers[f]
		m.callers[f] = held
		return changed
	})
}

// onceOf is the Once that a call hands a function to.
func (m *May) onceOf(call *program.Call) Set {
	if call.Callee == nil || call.Callee.Name() != "Do" {
		return 0
	}
	return m.calls[call.Expr].lock
}
