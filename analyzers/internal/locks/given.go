package locks

import (
	"go/ast"
	"go/token"

	"github.com/loopcheck/loopcheck/analyzers/internal/edges"
	"github.com/loopcheck/loopcheck/analyzers/internal/paths"
	"github.com/loopcheck/loopcheck/analyzers/internal/program"
)

// A given lock is one that somebody else has locked for the function, which unlocks it:
// its caller, or who started the goroutine.
type given struct {
	until token.Pos
	lock  Set
}

// givenIn are the locks that f unlocks where it has not locked them. One that f locks
// anywhere, and unlocks in the end, it may have let go only for a while.
func (m *May) givenIn(f *program.Func, o *own, locked Set) (all []given) {
	for _, call := range f.Calls {
		lock, until := m.calls[call.Expr].unlocks()&^o.taken(call.Expr), call.Expr.Pos()
		if call.How != program.Plain {
			lock, until = lock&^locked, f.Node().End()
		}
		if lock != 0 {
			all = append(all, given{until, lock})
		}
	}
	if lock := m.unlockedLate(f) &^ locked; lock != 0 {
		all = append(all, given{f.Node().End(), lock})
	}
	return all
}

// unlockedLate are the locks that the literals which f defers unlock and do not lock.
func (m *May) unlockedLate(f *program.Func) (all Set) {
	for _, e := range m.edges.Out(f) {
		if e.How != edges.Deferred || e.To.Lit == nil || e.To.Outer != f {
			continue
		}
		var locked, unlocked Set
		for _, call := range e.To.Calls {
			if at := m.calls[call.Expr]; at.effect == paths.Lock {
				locked |= at.lock
			} else {
				unlocked |= at.unlocks()
			}
		}
		all |= unlocked &^ locked
	}
	return all
}

// taken are the locks that every way to a node has locked.
func (o *own) taken(n ast.Node) (held Set) {
	for _, lock := range o.paths.Held(n) {
		held |= lock
	}
	return held
}

// unlocks are the locks that a call unlocks.
func (c lockCall) unlocks() Set {
	if c.effect == paths.Unlock {
		return c.lock
	}
	return 0
}
