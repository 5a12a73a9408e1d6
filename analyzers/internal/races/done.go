package races

import (
	"go/ast"
	"go/types"
	"maps"
	"slices"

	"github.com/loopcheck/loopcheck/analyzers/internal/edges"
	"github.com/loopcheck/loopcheck/analyzers/internal/locks"
	"github.com/loopcheck/loopcheck/analyzers/internal/program"
)

// endsAfter are the channels, groups and atomics by which a goroutine says that it is
// done, as far as it then makes a use no more: a round that answers by one, and asks after
// that whether to go on, is not done yet.
func (s *solver) endsAfter(ends map[types.Object]bool, fr *frame, u *entry) map[types.Object]bool {
	if !s.endsRounds(u) || u.leaf().in != fr.f && !slices.Contains(s.bodies(fr.f), u.leaf().in) {
		return ends
	}
	ends = maps.Clone(ends)
	maps.DeleteFunc(ends, func(v types.Object, _ bool) bool { return v != nil && s.asksAgain(u.leaf(), v) })
	return ends
}

// lastWords are endsAfter and what a goroutine sends once and for all: when it has sent that,
// it comes to the use no more.
//
//	exit:
//		q.gone <- 1
func (s *solver) lastWords(t *thread, root *frame, u *entry) map[types.Object]bool {
	words := maps.Clone(s.endsAfter(root.ends, root, u))
	bodies := s.bodies(root.f)
	for ch := range root.gives {
		if !slices.ContainsFunc(bodies, func(g *program.Func) bool { return s.goesOnAfter(g, ch, u) }) {
			words[ch] = true
		}
	}
	return words
}

// goesOnAfter reports whether a body may come to a use after it has sent something.
func (s *solver) goesOnAfter(g *program.Func, ch types.Object, u *entry) bool {
	return slices.ContainsFunc(g.Ops, func(op *program.Op) bool {
		if op.Kind != program.Send || op.Var != ch {
			return false
		}
		for e := u; e != nil; e = e.down {
			if e.in == g && s.paths(g).Reaches(op.Node, e.at) {
				return true
			}
		}
		return op.Deferred
	})
}

// asksAgain reports whether a body comes to a use again wherever it has closed a channel,
// itself or by a call.
func (s *solver) asksAgain(u *entry, ch types.Object) (found bool) {
	comes := func(n ast.Node) bool {
		found = true
		return s.paths(u.in).Reaches(n, u.at)
	}
	for _, op := range u.in.Ops {
		if op.Kind == program.Close && op.Var == ch && (op.Deferred || !comes(op.Node)) {
			return false
		}
	}
	for _, e := range s.runs.Edges.Out(u.in) {
		fr := s.frames[e.To]
		if fr == nil || !fr.ends[ch] || !e.Waits() {
			continue
		}
		if e.How == edges.Deferred || !comes(e.At) {
			return false
		}
	}
	return found
}

// openly is a use of a method that ends its object, without what runs once: that no
// second caller ends it again says nothing of who is there the first time.
func (s *solver) openly(e *entry) *entry {
	once := s.locks.Only(e.locks, isOnceVar)
	if once &^= locks.Unnamed; once == 0 {
		return e
	}
	open := *e
	open.locks &^= once
	return &open
}

// isOnceVar reports whether what is held is a Once that runs something.
func isOnceVar(lock types.Object) bool {
	named := program.Named(lock.Type())
	return named != nil && named.Obj().Pkg() != nil && named.Obj().Pkg().Path() == "sync" && named.Obj().Name() == "Once"
}

// isInOnce reports whether a use is made by a call of what a Once runs, on the way to it.
func (s *solver) isInOnce(e *entry) bool {
	for ; e.down != nil; e = e.down {
		if s.runsBy(e.in, edges.Once) {
			return true
		}
	}
	return false
}
