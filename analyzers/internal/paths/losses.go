package paths

import (
	"cmp"
	"go/ast"
	"go/token"

	"golang.org/x/tools/go/cfg"
)

// A Loss is where a function that surely holds a lock goes a way on which it
// does not unlock it any more.
type Loss[K comparable] struct {
	Key K

	// At is the return statement, or the statement by which the way leaves a
	// branch: a break, a continue, or what comes last there.
	At ast.Node

	// Again is the call in a for statement that locks it once more in the next
	// round; nil if the function leaves.
	Again ast.Node
}

// AtExits returns the locks that the function surely holds wherever it returns,
// those that a deferred call unlocks left out; none if it does not return.
func (l *Locks[K]) AtExits() []K {
	held, some := ^set(0), false
	for b := range l.start {
		for i, n := range b.nodes {
			if _, ok := n.(*ast.ReturnStmt); ok {
				held &= l.after(place{b, i})
				some = true
			}
		}
	}
	if !some || len(l.keys) == 0 {
		return nil
	}
	return l.listed(held &^ l.deferred())
}

// after is what is held when a node has been evaluated.
func (l *Locks[K]) after(p place) set {
	held := l.before[p]
	for _, e := range l.events[p] {
		held = e.apply(held)
	}
	return held
}

// deferred are the locks that deferred calls unlock.
func (l *Locks[K]) deferred() set {
	var all set
	for _, events := range l.events {
		for _, e := range events {
			if e.deferred {
				all |= e.unlocks
			}
		}
	}
	return all
}

// Losses returns where the function loses locks that it unlocks elsewhere, in the
// order of blocks. Where one way comes with a lock and another without it, the
// lock is lost only if no statement that follows unlocks it, on whatever
// condition, or if the next round locks it before anything there could unlock it: a
// condition may stand for who holds it. moves says of a node whether a key is another
// object's lock from there on.
func (l *Locks[K]) Losses(moves func(K, ast.Node) bool) []Loss[K] {
	if len(l.keys) == 0 {
		return nil
	}
	var all []Loss[K]
	lose := func(lost set, at ast.Node, again ast.Node) {
		for _, key := range l.listed(lost) {
			all = append(all, Loss[K]{key, at, again})
		}
	}
	deferred := l.deferred()
	for _, p := range l.graph.places {
		_, reached := l.start[p.block]
		if ret, ok := p.node().(*ast.ReturnStmt); ok && reached {
			lose(l.after(p)&^deferred, ret, nil)
		}
	}
	branches := 0
	for _, b := range l.graph.blocks {
		held, reached := l.leaving(b)
		if !reached {
			continue
		}
		for _, to := range b.succs {
			lost := held &^ l.start[to] &^ deferred
			if lost == 0 || branches == maxBranches {
				continue
			}
			branches++
			unlocked := l.unlockedFrom(to)
			lose(lost&^unlocked, b.last(), nil)
			for i, key := range l.keys {
				if lost&unlocked&(1<<i) == 0 || branches == maxBranches {
					continue
				}
				branches++
				moves := func(n ast.Node) bool { return moves(key, n) }
				if call := cmp.Or(l.lockedFirst(to, 1<<i, moves), l.lockedBehind(b, to, 1<<i, moves)); call != nil {
					lose(1<<i, b.last(), call)
				}
			}
		}
	}
	return all
}

// maxBranches bounds from how many branches it is followed whether a lock is unlocked later.
const maxBranches = 64

// leaving is what is held where a block ends.
func (l *Locks[K]) leaving(b *block) (held set, reached bool) {
	held, reached = l.start[b]
	for i := range b.nodes {
		for _, e := range l.events[place{b, i}] {
			held = e.apply(held)
		}
	}
	return held, reached
}

// unlockedFrom are the locks that something unlocks on a way from a block on.
func (l *Locks[K]) unlockedFrom(b *block) set {
	var unlocked set
	l.graph.walk(b, 0, func(at place) bool {
		for _, e := range l.events[at] {
			unlocked |= e.unlocks
		}
		return true
	})
	return unlocked
}

// lockedFirst is the call that locks a lock in the next round of a for statement, if that is
// the first thing there, and nothing but the statement's own condition decides of it.
func (l *Locks[K]) lockedFirst(b *block, lock set, moves func(ast.Node) bool) ast.Node {
	for range maxLocks {
		for i, n := range b.nodes {
			if moves(n) {
				return nil
			}
			for _, e := range l.events[place{b, i}] {
				if e.locks&lock != 0 && !e.deferred {
					return e.expr
				}
				return nil
			}
		}
		switch {
		case len(b.succs) == 1:
			b = b.succs[0]
		case len(b.succs) == 2 && (b.kind == cfg.KindForLoop || b.kind == cfg.KindRangeLoop):
			b = b.succs[0]
		default:
			return nil
		}
		if b.kind == cfg.KindForDone || b.kind == cfg.KindRangeDone {
			return nil
		}
	}
	return nil
}

// lockedBehind is the call that locks a lock in the next round, behind whatever conditions, if
// control comes to it from the end of a block by way of another one, and nothing unlocks the
// lock before, nor where control leaves the rounds instead.
func (l *Locks[K]) lockedBehind(from, to *block, lock set, moves func(ast.Node) bool) (again ast.Node) {
	unlocked := false
	l.graph.walk(to, 0, func(at place) bool {
		if unlocked || moves(at.node()) {
			return false
		}
		for _, e := range l.events[at] {
			if e.unlocks&lock != 0 {
				unlocked = true
				return false
			}
			if e.locks&lock != 0 && !e.deferred {
				if again == nil && at.block.order <= from.order {
					again = e.expr
				}
				return false
			}
		}
		return true
	})
	if unlocked {
		return nil
	}
	return again
}

// last is the statement by which control leaves a block: the one that ends the
// branch that it is, or what it evaluates last.
func (b *block) last() ast.Node {
	var list []ast.Stmt
	switch stmt := b.stmt.(type) {
	case *ast.IfStmt:
		if b.kind == cfg.KindIfThen {
			list = stmt.Body.List
		} else if els, ok := stmt.Else.(*ast.BlockStmt); ok && b.kind == cfg.KindIfElse {
			list = els.List
		}
	case *ast.CaseClause:
		list = stmt.Body
	case *ast.CommClause:
		list = stmt.Body
	}
	if n := len(list); n > 0 {
		if jump, ok := list[n-1].(*ast.BranchStmt); ok && jump.Tok != token.FALLTHROUGH {
			return jump
		}
	}
	if n := len(b.nodes); n > 0 {
		return b.nodes[n-1]
	}
	return b.stmt
}
