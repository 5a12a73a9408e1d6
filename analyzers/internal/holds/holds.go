// Package holds answers which locks code may hold where it uses something. A lock
// is known by the field or variable that it is, of whatever instance.
package holds

import (
	"go/ast"
	"go/token"
	"go/types"
	"iter"

	"github.com/loopcheck/loopcheck/analyzers/internal/edges"
	"github.com/loopcheck/loopcheck/analyzers/internal/fixpoint"
	"github.com/loopcheck/loopcheck/analyzers/internal/paths"
	"github.com/loopcheck/loopcheck/analyzers/internal/program"
)

// Locks are those of one package. They are for one analyzer: what is asked is
// remembered, without a lock. The zero value knows none.
type Locks struct {
	prog  *program.Package
	edges *edges.Edges

	numbers map[types.Object]Set
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
}

// A kept lock is unlocked when the function ends, or by somebody else.
type kept struct {
	from token.Pos
	lock Set
}

// New finds the locks of a package.
func New(prog *program.Package, edges *edges.Edges) *Locks {
	l := &Locks{
		prog: prog, edges: edges,
		numbers: make(map[types.Object]Set),
		calls:   make(map[*ast.CallExpr]lockCall),
		held:    make(map[*program.Func]*own),
	}
	for _, f := range prog.Funcs {
		l.find(f)
	}
	l.wrappers()
	return l
}

// Any reports whether the package locks anything.
func (l *Locks) Any() bool { return len(l.calls) > 0 }

// find notes the calls in f that lock and unlock.
func (l *Locks) find(f *program.Func) {
	for _, call := range f.Calls {
		if effect := effectOf(call.Callee); effect != paths.None {
			l.calls[call.Expr] = lockCall{l.number(Of(l.prog, call.Expr)), effect}
		}
	}
}

// effectOf is what a method does to the lock that it is called on, of package
// sync or of somebody's own. A Once is held by what comes after it.
func effectOf(fn *types.Func) paths.Effect {
	if fn == nil || fn.Signature().Recv() == nil {
		return paths.None
	}
	switch fn.Name() {
	case "Lock", "RLock", "TryLock", "TryRLock":
		return paths.Lock
	case "Unlock", "RUnlock":
		return paths.Unlock
	case "Do":
		if edges.IsOnce(fn) {
			return paths.Lock
		}
	}
	return paths.None
}

// Of is the variable or field that holds the lock, or the Once, that a method is
// called on, nil if there is none.
func Of(prog *program.Package, call *ast.CallExpr) types.Object {
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
func (l *Locks) Only(set Set, belongs func(types.Object) bool) Set {
	kept := set & Unnamed
	for lock, bit := range l.numbers {
		if set&bit != 0 && belongs(lock) {
			kept |= bit
		}
	}
	return kept
}

func (l *Locks) number(lock types.Object) Set {
	if lock == nil {
		return Unnamed
	}
	bit, ok := l.numbers[lock]
	if !ok {
		bit = Unnamed
		if n := len(l.numbers); n < 63 {
			bit = 1 << n
		}
		l.numbers[lock] = bit
	}
	return bit
}

// wrappers are functions of this package that lock and leave it to others to
// unlock, or the other way round.
func (l *Locks) wrappers() {
	if !l.Any() {
		return
	}
	does := make(map[*program.Func]lockCall)
	for _, f := range l.prog.Funcs {
		var found []lockCall
		for _, call := range f.Calls {
			if at, ok := l.calls[call.Expr]; ok {
				found = append(found, at)
			}
		}
		if len(found) == 1 && f.Obj != nil && effectOf(f.Obj) == paths.None {
			does[f] = found[0]
		}
	}
	for _, f := range l.prog.Funcs {
		for _, call := range f.Calls {
			if at, ok := does[l.prog.FuncOf(call.Callee)]; ok {
				l.calls[call.Expr] = at
			}
		}
	}
}

// ownOf finds what f locks itself, and the locks of f that no statement of f
// unlocks; nil if f locks nothing.
func (l *Locks) ownOf(f *program.Func) *own {
	o, known := l.held[f]
	if known {
		return o
	}
	var all []kept
	var unlocked Set
	for _, call := range f.Calls {
		switch at := l.calls[call.Expr]; {
		case at.effect == paths.Lock:
			all = append(all, kept{call.Expr.Pos(), at.lock})
		case at.effect == paths.Unlock && call.How == program.Plain:
			unlocked |= at.lock
		}
	}
	if len(all) > 0 {
		o = &own{paths: paths.NewLocks(paths.New(f, nil), func(call *ast.CallExpr) (Set, paths.Effect) {
			at := l.calls[call]
			return at.lock, at.effect
		})}
		for _, k := range all {
			if k.lock &^= unlocked; k.lock != 0 {
				o.kept = append(o.kept, k)
			}
		}
	}
	l.held[f] = o
	return o
}

// Own are the locks that f itself may have locked where it evaluates n.
func (l *Locks) Own(f *program.Func, n ast.Node) Set {
	if !l.Any() {
		return 0
	}
	o := l.ownOf(f)
	if o == nil {
		return 0
	}
	var held Set
	for _, lock := range o.paths.Held(n) {
		held |= lock
	}
	for _, k := range o.kept {
		if k.from < n.Pos() {
			held |= k.lock
		}
	}
	return held
}

// At are the locks that f, or who calls it, may hold where f evaluates n.
func (l *Locks) At(f *program.Func, n ast.Node) Set {
	if !l.Any() {
		return 0
	}
	if l.callers == nil {
		l.inherit()
	}
	return l.callers[f] | l.Own(f, n)
}

// inherit finds what may be held where functions are called.
func (l *Locks) inherit() {
	l.callers = make(map[*program.Func]Set)
	callers := func(f *program.Func) iter.Seq[*program.Func] {
		return func(yield func(*program.Func) bool) {
			for _, e := range l.edges.In(f) {
				if e.Waits() && !yield(e.From) {
					return
				}
			}
		}
	}
	fixpoint.Up(l.prog.Funcs, callers, func(f *program.Func) (changed bool) {
		held := l.callers[f]
		for _, e := range l.edges.In(f) {
			if !e.Waits() || l.prog.InTest(e.At.Pos()) {
				continue
			}
			held |= l.callers[e.From] | l.Own(e.From, e.At)
			if e.Call != nil {
				held |= l.onceOf(e.Call)
			}
		}
		changed = held != l.callers[f]
		l.callers[f] = held
		return changed
	})
}

// onceOf is the Once that a call hands a function to.
func (l *Locks) onceOf(call *program.Call) Set {
	if call.Callee == nil || call.Callee.Name() != "Do" {
		return 0
	}
	return l.calls[call.Expr].lock
}
