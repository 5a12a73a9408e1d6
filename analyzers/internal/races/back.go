package races

import (
	"go/ast"
	"go/types"

	"github.com/loopcheck/loopcheck/analyzers/internal/program"
)

// back is a place that is reached by a field which points back to the object whose
// method f is, as f's own body sees it: r.hub.rooms for h.rooms, where every room
// is made with the hub that makes it.
func (s *solver) back(f *program.Func, p place) place {
	recv := f.Receiver()
	if recv == nil || p.hops[0] == nil || !s.pointsBack(p.hops[0]) || program.Named(recv.Type()) != program.Named(p.hops[0].Type()) {
		return p
	}
	return p.without(recv)
}

// without is a place without its first hop, as seen from what that points to.
func (p place) without(root *types.Var) place {
	to := place{root: root, field: p.field, turn: p.turn}
	copy(to.hops[:], p.hops[1:])
	return to
}

// pointsBack reports whether a field always holds the object whose method, or whose
// maker, stores it.
func (s *solver) pointsBack(field *types.Var) bool {
	if s.backs == nil {
		s.backs = make(map[*types.Var]bool)
		for _, st := range s.prog.Stores() {
			if !s.prog.InTest(st.To.Pos()) {
				s.noteBack(st.To, st.Value)
			}
		}
	}
	return s.backs[field]
}

func (s *solver) noteBack(to, value ast.Expr) {
	field, ok := s.prog.Var(to).(*types.Var)
	if _, isDeref := ast.Unparen(to).(*ast.StarExpr); isDeref || !ok || !field.IsField() || field.Pkg() != s.pass.Pkg {
		return
	}
	if _, isPointer := field.Type().Underlying().(*types.Pointer); !isPointer {
		return
	}
	is, known := s.backs[field]
	s.backs[field] = (is || !known) && s.isOwner(value)
}

// isOwner reports whether an expression names a receiver, or an object that is
// made there.
func (s *solver) isOwner(e ast.Expr) bool {
	id, ok := ast.Unparen(e).(*ast.Ident)
	if !ok {
		return false
	}
	v, ok := s.pass.TypesInfo.Uses[id].(*types.Var)
	return ok && !v.IsField() && (v.Kind() == types.RecvVar || v.Parent() != s.pass.Pkg.Scope() && s.prog.IsMade(v))
}
