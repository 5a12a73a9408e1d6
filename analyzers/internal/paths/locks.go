package paths

import (
	"cmp"
	"go/ast"
	"go/token"
	"iter"
	"slices"
)

// An Effect is what a call does to a lock.
type Effect int

const (
	None Effect = iota
	Lock
	Unlock
)

// maxLocks bounds the locks that are followed in one function: those that it
// locks first in the source.
const maxLocks = 64

// Locks are the locks that a function surely holds, place by place. A key says
// which lock it is, and how it is held where there are several ways.
type Locks[K comparable] struct {
	graph  *graph
	keys   []K
	events map[place][]event // in the order in which they happen
	before map[place]set     // held where control comes there
	start  map[*block]set    // held where a block begins; none for one that control does not reach
}

// A set of locks, by their index in keys.
type set uint64

// An event is a call, a send or a receive that locks or unlocks.
type event struct {
	call
	locks, unlocks set
}

// NewLocks finds where the function holds the locks that its calls lock. does
// says what a call does; it is not asked of calls in literals.
func NewLocks[K comparable](p *Paths, does func(*ast.CallExpr) (K, Effect)) *Locks[K] {
	return NewLocksOf(p, func(n ast.Node) iter.Seq2[K, Effect] {
		return func(yield func(K, Effect) bool) {
			if call, ok := n.(*ast.CallExpr); ok {
				yield(does(call))
			}
		}
	})
}

// NewLocksOf is NewLocks for calls that each may do something to several locks, and for
// sends and receives, which may do so too.
func NewLocksOf[K comparable](p *Paths, does func(ast.Node) iter.Seq2[K, Effect]) *Locks[K] {
	l := &Locks[K]{graph: p.graph(), events: make(map[place][]event), before: make(map[place]set), start: make(map[*block]set)}
	l.find(does)
	if len(l.keys) > 0 {
		l.solve()
	}
	return l
}

// Held returns the locks that are surely held where a node is evaluated, after
// its operands, in the order in which the source locks them first. What a defer
// statement calls holds those that nobody can have unlocked before it runs;
// what a go statement calls holds none.
func (l *Locks[K]) Held(at ast.Node) []K {
	if stmt, ok := at.(*ast.ExprStmt); ok {
		at = stmt.X
	}
	p, ok := l.graph.at(at)
	if !ok || len(l.keys) == 0 {
		return nil
	}
	held := l.before[p]
	for _, e := range l.events[p] {
		if evaluatedBefore(e.expr, at) {
			held = e.apply(held)
		}
	}
	switch stmt := p.node().(type) {
	case *ast.GoStmt:
		if stmt.Call == at {
			return nil
		}
	case *ast.DeferStmt:
		if stmt.Call == at {
			held &^= l.unlockedAfter(p)
		}
	}
	return l.listed(held)
}

func (l *Locks[K]) listed(held set) []K {
	var keys []K
	for i, key := range l.keys {
		if held&(1<<i) != 0 {
			keys = append(keys, key)
		}
	}
	return keys
}

// unlockedAfter are the locks that may be unlocked after a place, at the end of
// the function too.
func (l *Locks[K]) unlockedAfter(p place) set {
	var unlocked set
	l.graph.walk(p.block, p.index+1, func(at place) bool {
		for _, e := range l.events[at] {
			unlocked |= e.unlocks
		}
		return true
	})
	return unlocked
}

// apply is what is held after an event.
func (e event) apply(held set) set {
	if e.deferred {
		return held
	}
	return held&^e.unlocks | e.locks
}

// find collects the events, and numbers the locks in source order.
func (l *Locks[K]) find(does func(ast.Node) iter.Seq2[K, Effect]) {
	type unlock struct {
		at place
		call
		key K
	}
	var unlocks []unlock
	index := make(map[K]int)
	for _, p := range l.graph.places {
		for _, c := range callsIn(p.node()) {
			for key, effect := range does(c.expr) {
				switch {
				case effect == Unlock:
					unlocks = append(unlocks, unlock{p, c, key})
				case effect == Lock && c.sure:
					i, known := index[key]
					if !known {
						i = len(l.keys)
						index[key] = i
						l.keys = append(l.keys, key)
					}
					l.events[p] = append(l.events[p], event{call: c, locks: 1 << i}) // none beyond maxLocks
				}
			}
		}
	}
	l.keys = l.keys[:min(len(l.keys), maxLocks)]
	for _, u := range unlocks {
		if i, known := index[u.key]; known {
			l.events[u.at] = append(l.events[u.at], event{call: u.call, unlocks: 1 << i})
		}
	}
	for _, events := range l.events {
		slices.SortStableFunc(events, func(a, b event) int { return cmp.Compare(a.expr.End(), b.expr.End()) })
	}
}

// solve finds what is held where a block starts, which is what all blocks
// before it leave held, and from that what is held at each place. A set only
// shrinks, so control comes to a block at most once for each lock.
func (l *Locks[K]) solve() {
	start := l.start
	start[l.graph.entry] = 0
	queue := []*block{l.graph.entry}
	for len(queue) > 0 {
		b := queue[0]
		queue = queue[1:]
		held := start[b]
		for i := range b.nodes {
			at := place{b, i}
			l.before[at] = held
			for _, e := range l.events[at] {
				held = e.apply(held)
			}
		}
		for _, to := range b.succs {
			before, seen := start[to]
			if now := before & held; !seen {
				start[to] = held
				queue = append(queue, to)
			} else if now != before {
				start[to] = now
				queue = append(queue, to)
			}
		}
	}
}

// A call is a call in a statement, or a send or a receive.
type call struct {
	expr     ast.Node
	sure     bool // evaluating the statement makes it, here and now
	deferred bool
}

// callsIn returns the calls, sends and receives of a statement, those of literals left out.
func callsIn(stmt ast.Node) []call {
	var calls []call
	var visit func(n ast.Node, sure bool)
	visit = func(n ast.Node, sure bool) {
		ast.Inspect(n, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.FuncLit:
				return false
			case *ast.BinaryExpr:
				if isShort(n) {
					visit(n.X, sure)
					visit(n.Y, false)
					return false
				}
			case *ast.CallExpr:
				c := call{expr: n, sure: sure}
				switch stmt := stmt.(type) {
				case *ast.GoStmt:
					c.sure = sure && stmt.Call != n
				case *ast.DeferStmt:
					c.deferred = stmt.Call == n
				}
				calls = append(calls, c)
			case *ast.SendStmt:
				calls = append(calls, call{expr: n, sure: sure})
			case *ast.UnaryExpr:
				if n.Op == token.ARROW {
					calls = append(calls, call{expr: n, sure: sure})
				}
			}
			return true
		})
	}
	visit(stmt, true)
	return calls
}
