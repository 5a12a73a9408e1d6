package touches

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

// locks say which locks code may hold where it uses a model's field. A lock is
// known by the field or variable that it is, of whatever instance.
type locks struct {
	s       *solver
	numbers map[types.Object]lockset
	calls   map[*ast.CallExpr]lockCall
	kept    map[*program.Func][]kept
	held    map[*program.Func]*paths.Locks[lockset]
	callers map[*program.Func]lockset // held by whoever calls the function

	guards map[*types.Var]guarding
	under  map[fieldIn]lockset
}

// A lockset has a bit for each lock.
type lockset uint64

// anyLock is a lock that no field or variable names, and each one beyond 63.
const anyLock lockset = 1 << 63

// A lockCall is what a call does to a lock.
type lockCall struct {
	lock   lockset
	effect paths.Effect
}

// A kept lock is unlocked when the function ends, or by somebody else.
type kept struct {
	from token.Pos
	lock lockset
}

// guarding are the locks that are held where a field is used: by one function,
// and by several.
type guarding struct{ by, shared lockset }

type fieldIn struct {
	field *types.Var
	f     *program.Func
}

func (s *solver) newLocks() *locks {
	l := &locks{
		s:       s,
		numbers: make(map[types.Object]lockset),
		calls:   make(map[*ast.CallExpr]lockCall),
		kept:    make(map[*program.Func][]kept),
		held:    make(map[*program.Func]*paths.Locks[lockset]),
		callers: make(map[*program.Func]lockset),
		guards:  make(map[*types.Var]guarding),
		under:   make(map[fieldIn]lockset),
	}
	for _, f := range s.prog.Funcs {
		l.find(f)
	}
	if len(l.calls) == 0 {
		return l
	}
	l.wrappers()
	for _, f := range s.prog.Funcs {
		l.keep(f)
	}
	l.inherit()
	for _, f := range s.prog.Funcs {
		l.noteGuards(f)
	}
	return l
}

// find notes the calls in f that lock and unlock.
func (l *locks) find(f *program.Func) {
	for _, call := range f.Calls {
		if effect := effectOf(call.Callee); effect != paths.None {
			l.calls[call.Expr] = lockCall{l.number(lockOf(l.s.prog, call.Expr)), effect}
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

// lockOf is the variable or field that holds the lock, nil if there is none.
func lockOf(prog *program.Package, call *ast.CallExpr) types.Object {
	sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	if !ok {
		return nil
	}
	if field := prog.EmbeddedBy(sel); field != nil {
		return field
	}
	return prog.Var(sel.X)
}

func (l *locks) number(lock types.Object) lockset {
	if lock == nil {
		return anyLock
	}
	bit, ok := l.numbers[lock]
	if !ok {
		bit = anyLock
		if n := len(l.numbers); n < 63 {
			bit = 1 << n
		}
		l.numbers[lock] = bit
	}
	return bit
}

// wrappers are functions of this package that lock and leave it to others to
// unlock, or the other way round.
func (l *locks) wrappers() {
	does := make(map[*program.Func]lockCall)
	for _, f := range l.s.prog.Funcs {
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
	for _, f := range l.s.prog.Funcs {
		for _, call := range f.Calls {
			if at, ok := does[l.s.prog.FuncOf(call.Callee)]; ok {
				l.calls[call.Expr] = at
			}
		}
	}
}

// keep finds the locks of f that no statement of f unlocks.
func (l *locks) keep(f *program.Func) {
	var all []kept
	var unlocked lockset
	for _, call := range f.Calls {
		switch at := l.calls[call.Expr]; {
		case at.effect == paths.Lock:
			all = append(all, kept{call.Expr.Pos(), at.lock})
		case at.effect == paths.Unlock && call.How == program.Plain:
			unlocked |= at.lock
		}
	}
	for _, k := range all {
		if k.lock &^= unlocked; k.lock != 0 {
			l.kept[f] = append(l.kept[f], k)
		}
	}
	if len(all) > 0 {
		l.held[f] = paths.NewLocks(paths.New(f, nil), func(call *ast.CallExpr) (lockset, paths.Effect) {
			at := l.calls[call]
			return at.lock, at.effect
		})
	}
}

// at are the locks that f may hold where it evaluates n.
func (l *locks) at(f *program.Func, n ast.Node) lockset {
	held := l.callers[f]
	if l.held[f] == nil {
		return held
	}
	for _, lock := range l.held[f].Held(n) {
		held |= lock
	}
	for _, k := range l.kept[f] {
		if k.from < n.Pos() {
			held |= k.lock
		}
	}
	return held
}

// inherit finds what may be held where functions are called.
func (l *locks) inherit() {
	callers := func(f *program.Func) iter.Seq[*program.Func] {
		return func(yield func(*program.Func) bool) {
			for _, e := range l.s.runs.Edges.In(f) {
				if e.Waits() && !yield(e.From) {
					return
				}
			}
		}
	}
	fixpoint.Up(l.s.prog.Funcs, callers, func(f *program.Func) (changed bool) {
		held := l.callers[f]
		for _, e := range l.s.runs.Edges.In(f) {
			if !e.Waits() || l.s.prog.InTest(e.At.Pos()) {
				continue
			}
			held |= l.at(e.From, e.At)
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
func (l *locks) onceOf(call *program.Call) lockset {
	if call.Callee == nil || call.Callee.Name() != "Do" {
		return 0
	}
	return l.calls[call.Expr].lock
}

// noteGuards notes what f holds where it uses fields of models.
func (l *locks) noteGuards(f *program.Func) {
	if l.s.prog.InTest(f.Node().Pos()) {
		return
	}
	used := make(map[*types.Var]bool)
	for _, a := range l.s.prog.Accesses(f) {
		if a.Field == nil {
			continue
		}
		if _, ok := l.s.modelOf(a); ok {
			l.under[fieldIn{a.Field, f}] |= l.at(f, a.Sel)
			used[a.Field] = true
		}
	}
	for field := range used {
		g, held := l.guards[field], l.under[fieldIn{field, f}]
		g.shared |= g.by & held
		g.by |= held
		if len(l.s.runs.On(f)) > 0 {
			g.shared |= held
		}
		l.guards[field] = g
	}
}

// excuse reports whether f uses a field under a lock that guards it elsewhere,
// or under one that nobody knows.
func (l *locks) excuse(f *program.Func, a program.Access) bool {
	if len(l.calls) == 0 {
		return false
	}
	held := l.at(f, a.Sel)
	g := l.guards[a.Field]
	elsewhere := g.shared | g.by&^l.under[fieldIn{a.Field, f}] | anyLock
	return held&elsewhere != 0
}
