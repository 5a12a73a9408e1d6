package races

import (
	"go/ast"
	"go/types"

	"github.com/loopcheck/loopcheck/analyzers/internal/program"
)

// An element of what a loop's object holds, a map of clients, is an object too: which
// one, nobody sees. But a loop that goes over all of them uses each, beside the
// goroutine that each has of its own.

// ownElements notes what a function uses of the elements that it goes over itself.
func (fr *frame) ownElements(s *solver) {
	for _, e := range fr.entries {
		if len(fr.elems) < maxSum && s.isElement(e.root) {
			fr.elems = append(fr.elems, e)
		}
	}
}

// addElements notes what a call leads to of these.
func (fr *frame) addElements(uses []*entry, call entry) {
	for _, sub := range uses {
		if len(fr.elems) < maxSum && sub.deep < maxDeep {
			fr.elems = append(fr.elems, sub.by(call))
		}
	}
}

// by is a callee's use as one by a call of it.
func (e *entry) by(call entry) *entry {
	call.place, call.write, call.atomic, call.down, call.deep = e.place, e.write, e.atomic, e, e.deep+1
	call.locks |= e.locks
	return &call
}

// isElement reports whether a variable goes over the elements of a map or slice that a
// field or a package's variable holds, or is one of them.
func (s *solver) isElement(v *types.Var) bool {
	if s.prog.InTest(v.Pos()) || !s.isOwnPointer(v.Type()) {
		return false
	}
	assigned := s.prog.Assigned(v)
	if len(assigned) != 1 || assigned[0].Result != 0 {
		return false
	}
	of := ast.Unparen(assigned[0].Value)
	if ix, ok := of.(*ast.IndexExpr); ok {
		of = ix.X
	}
	return s.isHeld(of)
}

// isHeld reports whether an expression is a container that outlives the function: a
// field, or a variable of the package.
func (s *solver) isHeld(e ast.Expr) bool {
	t := s.pass.TypesInfo.TypeOf(e)
	if t == nil {
		return false
	}
	switch t.Underlying().(type) {
	case *types.Map, *types.Slice:
	default:
		return false // a generic function's name has an index too
	}
	v, ok := s.prog.Var(e).(*types.Var)
	return ok && (v.IsField() || v.Parent() == s.pass.Pkg.Scope())
}

// isOwnPointer reports whether a type points to a type of this package.
func (s *solver) isOwnPointer(t types.Type) bool {
	if _, ok := t.Underlying().(*types.Pointer); !ok {
		return false
	}
	named := program.Named(t)
	return named != nil && named.Obj().Pkg() == s.pass.Pkg
}

// ofElements are a goroutine's uses of such elements: they are compared with what an
// object's own goroutine uses of itself.
func (s *solver) ofElements(st *start, f *program.Func) map[state][]*entry {
	uses := make(map[state][]*entry)
	for _, sub := range s.frames[st.root].elems {
		if of := sub.class(); of != nil && sub.deep < maxDeep {
			at := state{of: of, hops: sub.hops, field: sub.field, turn: sub.turn}
			uses[at] = append(uses[at], sub.by(entry{in: f, at: st.at, late: sub.late}))
		}
	}
	return uses
}

// compareElements finds the races of what a goroutine uses of all elements with what one
// that belongs to one of them uses of its own.
func (s *solver) compareElements(all, one *thread) {
	if len(all.elems) == 0 || all.root == one.root || s.isRunBy(one.start, all.start) || s.loopOf(all.start) == nil || s.leadsTo(one.root, all.in.f) {
		return
	}
	for _, at := range one.all {
		for _, e := range one.uses[at] {
			for _, t := range all.elems[at] {
				if s.meets(e, t) && !t.passes(one.in.f) && !s.ordered(e, t, s.frames[one.root], s.frames[all.root]) && !s.isHandedOver(e.down, s.frames[all.root]) {
					s.tell(t, e, side{start: all.start}, side{start: one.start}, false)
				}
			}
		}
	}
}

// passes reports whether a use is made by a function, itself or by its calls: what that
// starts, it is compared with there.
func (e *entry) passes(f *program.Func) bool {
	for ; e != nil; e = e.down {
		if e.in == f {
			return true
		}
	}
	return false
}

// withEnder compares the loops of elements with a method that ends the object which
// holds them: it comes to each.
func (s *solver) withEnder(byType map[*types.TypeName][]*thread, fr *frame) {
	if fr.full || !program.SaysEnd(fr.f.Obj.Name()) {
		return
	}
	for _, e := range fr.elems {
		e = s.openly(e)
		at := state{of: e.class(), hops: e.hops, field: e.field, turn: e.turn}
		for _, t := range byType[at.of] {
			for _, u := range t.uses[at] {
				if s.loopOf(t.start) != nil && s.meets(e, u) && !s.after(e, s.endsAfter(s.frames[t.root].ends, s.frames[t.root], u)) && !s.leadsTo(t.root, fr.f) {
					s.tell(e, u, side{frame: fr, open: true}, side{start: t.start}, false)
				}
			}
		}
	}
}
