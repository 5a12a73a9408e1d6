package cycles

import (
	"go/ast"
	"go/types"
	"slices"

	"github.com/loopcheck/loopcheck/analyzers/internal/edges"
	"github.com/loopcheck/loopcheck/analyzers/internal/locks"
	"github.com/loopcheck/loopcheck/analyzers/internal/program"
)

// A behind asks whether an operation only happens after a lock has been waited for.
type behind struct {
	want relation
	any  bool // one of those who call it is enough

	maybe bool // a lock on the way is one of its type
	seen  map[*program.Func]bool
	last  *program.Call // deferred, it leads to the ender: what it locks it has asked itself
}

// maxClimb bounds how far up the calls are followed that lead to an ender.
const maxClimb = 6

// before returns a lock that is taken before control comes to a node of f, or
// to f's end, in f or in whoever calls it; all who call it must.
func (b *behind) before(f *program.Func, node ast.Node, of locks.Ref, depth int) (locks.Take, bool) {
	s := b.want.s
	for _, least := range []likeness{one, alike} {
		likely := func(t locks.Take) likeness { return max(b.want.matches(f, of, t.Lock), b.want.throughOthers(t)) }
		if b.any && least == alike && !b.want.wait.drain {
			likely = func(t locks.Take) likeness { return b.want.handedBack(f, t) }
		}
		for _, t := range s.locks.Takes(f) {
			if b.any && !s.isGoroutine(f, maxLent) {
				break // it is done for another one, or before it counts
			}
			if t.Call != nil && t.Call == b.last {
				continue
			}
			if !t.Back && likely(t) >= least && s.precedes(f, t, node) && !b.isHarmless(f, t) && !b.isUnknownYet(f, of, t) {
				b.maybe = b.maybe || least == alike
				return t, true
			}
		}
	}
	if depth == 0 || b.seen[f] || s.makes(f, of) || !b.any && f.Obj != nil && f.Obj.Exported() && s.pkg.Name() != "main" {
		return locks.Take{}, false
	}
	b.seen[f] = true
	var take locks.Take
	found := false
	for _, e := range s.runs.Edges.In(f) {
		if s.prog.InTest(e.At.Pos()) {
			continue
		}
		at := e.At
		b.last = nil
		if e.How == edges.Deferred {
			at, b.last = nil, e.Call
		}
		t, ok := locks.Take{}, false
		if e.Waits() {
			t, ok = b.before(e.From, at, s.locks.Lift(of, e), depth-1)
		}
		switch {
		case ok && b.any:
			return t, true
		case ok:
			take, found = t, true
		case !b.any:
			return locks.Take{}, false
		}
	}
	return take, found
}

// isGoroutine reports whether a function is one that a goroutine starts with, or
// all that one does.
func (s *solver) isGoroutine(f *program.Func, depth int) bool {
	for _, c := range append(s.runs.On(f), s.offs(f)...) {
		if c.Root().Func == f {
			return true
		}
	}
	in := s.runs.Edges.In(f)
	return depth > 0 && len(in) > 0 && !slices.ContainsFunc(in, func(e edges.Edge) bool {
		return e.Waits() && (e.From.Lit == nil || !s.isGoroutine(e.From, depth-1))
	})
}

// makes reports whether each run of f makes the channel or the group: who waits for that one
// came to it after the callers had taken what they take before.
func (s *solver) makes(f *program.Func, of locks.Ref) bool {
	return of.Known() && of.Path == "" && of.Root.Kind() == types.LocalVar && f.Has(of.Root) && s.prog.IsMade(of.Root)
}

// isHarmless reports whether a lock is taken too early to keep anybody from the end of the
// wait: before the goroutine is started that waits, or before it is counted.
func (b *behind) isHarmless(f *program.Func, t locks.Take) bool {
	return b.isOver(f, t) || b.want.wait.Group != nil && !b.want.wait.cond && !b.want.wait.drain && b.countsItself(f, t)
}

// isOver reports whether a lock is only taken before the goroutine is started that
// waits under it.
func (b *behind) isOver(f *program.Func, t locks.Take) bool {
	s := b.want.s
	for _, e := range s.runs.Edges.Out(f) {
		if !e.Waits() && s.leadsTo(e.To, b.want.wait.in) && !s.locks.Paths(f).Reaches(e.At, t.At) {
			return true
		}
	}
	return false
}

// leadsTo reports whether a goroutine's function is one that comes to f, in a few calls.
func (s *solver) leadsTo(from, f *program.Func) bool {
	reached := []*program.Func{f}
	for i := 0; i < len(reached) && len(reached) < maxReach; i++ {
		if reached[i] == from {
			return true
		}
		for _, e := range s.runs.Edges.In(reached[i]) {
			if e.Waits() && !slices.Contains(reached, e.From) {
				reached = append(reached, e.From)
			}
		}
	}
	return slices.Contains(reached, from)
}

// matches compares a lock in f, and, where f knows too little, in those who run f.
func (r relation) matches(f *program.Func, of locks.Ref, l locks.Lock) likeness {
	best := r.of(f, of, l)
	if best == one || !l.Known() || r.held.Var != nil && l.Var != nil && r.held.Var != l.Var {
		return best
	}
	for _, e := range r.s.runs.Edges.In(f) {
		up := l
		up.Ref = r.s.locks.Lift(l.Ref, e)
		best = max(best, r.of(e.From, r.s.locks.Lift(of, e), up))
	}
	return best
}

// precedes reports whether control may come from where a lock is taken to a node,
// nil for the function's end.
func (s *solver) precedes(f *program.Func, t locks.Take, node ast.Node) bool {
	if node == nil {
		return t.Call == nil || t.Call.How != program.Go
	}
	if stmt, ok := node.(*ast.RangeStmt); ok && program.Contains(stmt.Body, t.At.Pos()) {
		return true
	}
	if t.Call != nil && t.Call.How != program.Plain {
		return false
	}
	return s.locks.Paths(f).Reaches(t.At, node)
}
