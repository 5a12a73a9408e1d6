// Package paths answers what control passes on its ways through one function:
// whether a way out misses something, whether something comes before, which
// locks are held.
//
// A way is what the statements allow, whatever conditions say: both branches of
// an if, any number of rounds of a for. But a local flag that the way itself has given
// true or false leads on by that. The right side of && and || in a
// condition has ways of its own. A way ends at a return, at the end of the
// body, or at a call that never returns; that any call may panic is left out.
// A literal in the function is a function of its own, and what is deferred is
// evaluated where the defer statement stands and runs later.
//
// Each question takes time in the size of the function. Locks are solved once,
// so that many accesses may ask what is held.
package paths

import (
	"go/ast"
	"go/token"
	"go/types"
	"sync"

	"github.com/loopcheck/loopcheck/analyzers/internal/program"
)

// Paths are the ways through one function. They are found when they are first
// asked for, and a function without a body has none. All methods may be called
// by several analyzers at once.
type Paths struct{ graph func() *graph }

// New returns the ways through f. mayReturn says of a call that stands as a
// statement whether control may go on after it; nil says that of all. local is the
// variable of f of type bool that an identifier names, nil for any other; nil says so
// of all.
func New(f *program.Func, mayReturn func(*ast.CallExpr) bool, local func(*ast.Ident) *types.Var) *Paths {
	if mayReturn == nil {
		mayReturn = func(*ast.CallExpr) bool { return true }
	}
	return &Paths{graph: sync.OnceValue(func() *graph { return newGraph(f.Body(), mayReturn, local) })}
}

// Unmet reports whether control can leave the function after from without
// passing a node that is met. The exit is the return statement, one at the
// closing brace for the end of the body; of several the first in the source.
// Where control can only come back to from without passing such a node, the
// exit is from: what it gave before is gone.
//
// met is asked of the statements and conditions after the one that holds from,
// each as a whole, and of what other statements evaluate: a range's operand, a
// select's communications.
func (p *Paths) Unmet(from ast.Node, met func(ast.Node) bool) (exit ast.Node, ok bool) {
	g := p.graph()
	start, ok := g.at(from)
	if !ok {
		return nil, false
	}
	if ret, leaves := start.node().(*ast.ReturnStmt); leaves {
		return ret, true
	}
	again := false
	g.walk(start.block, start.index+1, func(at place) bool {
		switch {
		case at == start:
			again = true
			return false
		case met(at.node()):
			return false
		}
		if ret, leaves := at.node().(*ast.ReturnStmt); leaves && (exit == nil || ret.Pos() < exit.Pos()) {
			exit = ret
		}
		return true
	})
	if exit == nil && again {
		exit = from
	}
	return exit, exit != nil
}

// Before reports whether every way to b has passed a: both are statements or
// expressions. No way leads to what control never comes to, so everything else
// is before that. What may not happen where it stands is before nothing: what
// stands in a literal, behind && or || in a statement, or is called by a go or
// defer statement.
func (p *Paths) Before(a, b ast.Node) bool {
	g := p.graph()
	first, ok := g.at(a)
	if !ok || !isSure(first.node(), a) {
		return false
	}
	second, ok := g.at(b)
	if !ok {
		return false
	}
	if first == second {
		return evaluatedBefore(a, b)
	}
	before := true
	g.walk(g.entry, 0, func(at place) bool {
		if at == second {
			before = false
		}
		return before && at != first
	})
	return before
}

// Met is the weight of a node after which nothing is owed any more.
const Met = 1 << 20

// Lighter reports whether control can leave the function after from on a way
// whose nodes weigh less than limit together. The exit is as in [Paths.Unmet];
// a way that only comes back to from has none. weigh is asked what met is asked
// there, and limit is small: it is how often a part of the function is visited.
// Without from, ways begin where the function does.
func (p *Paths) Lighter(from ast.Node, limit int, weigh func(ast.Node) int) (exit *ast.ReturnStmt, ok bool) {
	g := p.graph()
	start := place{g.entry, -1}
	if from != nil {
		var known bool
		if start, known = g.at(from); !known {
			return nil, false
		}
	}
	type way struct {
		block         *block
		index, weight int
	}
	least := make(map[*block]int)
	queue := []way{{start.block, start.index + 1, 0}}
	for len(queue) > 0 {
		at := queue[0]
		queue = queue[1:]
		succs := g.pass(stop{at.block, 0}, at.index, func(pl place) bool {
			at.weight += weigh(pl.node())
			ret, leaves := pl.node().(*ast.ReturnStmt)
			if leaves && at.weight < limit && (exit == nil || ret.Pos() < exit.Pos()) {
				exit = ret
			}
			return at.weight < limit
		})
		for _, to := range succs {
			if have, seen := least[to.block]; !seen || at.weight < have {
				least[to.block] = at.weight
				queue = append(queue, way{to.block, 0, at.weight})
			}
		}
	}
	return exit, exit != nil
}

// Reaches reports whether control may come from a to b, other than within one
// statement.
func (p *Paths) Reaches(a, b ast.Node) bool {
	return p.ReachesUnmet(a, b, func(ast.Node) bool { return false })
}

// ReachesUnmet is Reaches on ways that pass no node that is met between a and b;
// met is asked what it is asked in [Paths.Unmet].
func (p *Paths) ReachesUnmet(a, b ast.Node, met func(ast.Node) bool) bool {
	g := p.graph()
	first, ok := g.at(a)
	second, known := g.at(b)
	if !ok || !known {
		return false
	}
	found := false
	g.walk(first.block, first.index+1, func(at place) bool {
		found = found || at == second
		return !found && !met(at.node())
	})
	return found
}

// After returns a question: whether control may come from a node to another one, as
// [Paths.ReachesUnmet] answers it. All of the answers take one walk.
func (p *Paths) After(from ast.Node, met func(ast.Node) bool) func(ast.Node) bool {
	g := p.graph()
	reached := make(map[place]bool)
	if first, ok := g.at(from); ok {
		g.walk(first.block, first.index+1, func(at place) bool {
			reached[at] = true
			return !met(at.node())
		})
	}
	return func(n ast.Node) bool {
		at, ok := g.at(n)
		return ok && reached[at]
	}
}

// evaluatedBefore compares two nodes of one statement: operands come before
// what they are operands of, and calls in the order in which they end.
func evaluatedBefore(a, b ast.Node) bool {
	return !contains(a, b) && a.End() <= b.End()
}

func contains(outer, inner ast.Node) bool {
	return outer.Pos() <= inner.Pos() && inner.End() <= outer.End()
}

// isSure reports whether evaluating a statement evaluates a part of it.
func isSure(stmt, part ast.Node) bool {
	sure := true
	ast.Inspect(stmt, func(n ast.Node) bool {
		if n == nil || n == part || !contains(n, part) {
			return false
		}
		switch n := n.(type) {
		case *ast.FuncLit:
			sure = false
		case *ast.BinaryExpr:
			sure = sure && !(isShort(n) && contains(n.Y, part))
		case *ast.GoStmt:
			sure = sure && n.Call != part
		case *ast.DeferStmt:
			sure = sure && n.Call != part
		}
		return sure
	})
	return sure
}

// isShort reports whether the right side is evaluated for one value of the left one only.
func isShort(e *ast.BinaryExpr) bool { return e.Op == token.LAND || e.Op == token.LOR }
