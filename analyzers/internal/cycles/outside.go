package cycles

import (
	"go/ast"
	"slices"

	"github.com/loopcheck/loopcheck/analyzers/internal/locks"
	"github.com/loopcheck/loopcheck/analyzers/internal/program"
)

// throughOthers says of a lock that is taken below f whether it is the held one by way of
// another type, which leads back to the object that f works for: a job's pool, a handler's
// hub. The lock and what is waited for are parts of one such object.
func (r relation) throughOthers(t locks.Take) likeness {
	h, w := r.held, r.wait
	if w.drain || h.Var == nil || h.Var != t.Var || !h.Excludes(t.Lock) || !w.ref.Known() || w.ref.Root != h.Root || h.IsShared() {
		return another
	}
	if r.s.owners == nil {
		r.s.owners = ownersOf(r.s.pkg)
	}
	owner := r.s.owners[h.Var]
	if owner == nil || r.s.owners[w.Of] != owner {
		return another
	}
	if slices.ContainsFunc(append(chainOf(t), t.In), func(f *program.Func) bool { return f.Obj != nil && r.s.isOutside(f, h.Var) }) {
		return alike
	}
	return another
}

// heldAround are the locks that a function holds where it evaluates a node, and the Once
// of an object that runs it. One of a function's own keeps nobody else away.
func (s *solver) heldAround(f *program.Func, at ast.Node) []locks.Held {
	once := slices.DeleteFunc(s.onceAround(f), func(h locks.Held) bool { return h.Var == nil || !h.Var.IsField() })
	return append(s.locks.Held(f, at), once...)
}

// handedBack says of a lock that a function takes which the object has handed to a goroutine
// whether it is the one that is held while the object waits for that goroutine: the group is
// a part of the object.
func (r relation) handedBack(f *program.Func, t locks.Take) likeness {
	h, w := r.held, r.wait
	if h.Var == nil || h.Var != t.Var || !h.Excludes(t.Lock) || h.IsShared() || !w.ref.Known() || w.ref.Root != h.Root || !r.s.isOutside(f, h.Var) {
		return another
	}
	last := t.In
	for next := t.Next; next != nil; next = next.Next {
		last = next.In
	}
	recv := last.Receiver()
	if last.Lit == nil || recv == nil || program.Named(recv.Type()) == nil || program.Named(recv.Type()) != program.Named(h.Root.Type()) {
		return another
	}
	return alike
}
