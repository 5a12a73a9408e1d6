package cycles

import (
	"go/ast"
	"go/types"
	"slices"

	"github.com/loopcheck/loopcheck/analyzers/internal/locks"
	"github.com/loopcheck/loopcheck/analyzers/internal/program"
)

// takenOut reports whether one nesting holds the lock of an element that its function has
// taken out of a map before, under the lock with which the other nesting comes to
// elements of that map: that one never meets it.
func (s *solver) takenOut(up, down nesting) bool {
	if !up.take.Known() || !down.take.Known() {
		return false
	}
	from, e := s.elementOf(up.held.Root)
	of, other := s.elementOf(down.take.Root)
	if e == nil || other == nil || from.field == nil || from.field != of.field || from.Owner() != up.take.Owner() || of.Owner() != down.held.Owner() {
		return false
	}
	if !s.holds(down.by, other, down.held.Lock) {
		return false
	}
	return slices.ContainsFunc(s.removals(up.by, from, e), func(call *ast.CallExpr) bool {
		return s.holds(up.by, call, up.take.Lock) && s.locks.Paths(up.by).Before(call, up.held.At)
	})
}

// A container is a map, and the field that it is.
type container struct {
	locks.Ref
	field *types.Var
}

// elementOf is the map that a variable has an element of, and the expression that it is
// assigned; nil if it may have others.
func (s *solver) elementOf(v *types.Var) (container, ast.Expr) {
	of, from, ok := s.locks.ElementOf(v)
	if !ok {
		return container{}, nil
	}
	all := from
	if at, ok := from.(*ast.IndexExpr); ok {
		all = at.X
	}
	field, _ := s.prog.Var(all).(*types.Var)
	return container{of, field}, from
}

// removals are the calls in f that delete from a map what a variable is assigned, under the
// key by which that was found.
func (s *solver) removals(f *program.Func, from container, e ast.Expr) (all []*ast.CallExpr) {
	at, ok := e.(*ast.IndexExpr)
	if !ok {
		return nil
	}
	f.Inspect(func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok || !s.isDelete(call) {
			return true
		}
		of, _ := s.locks.Of(call.Args[0])
		key, _ := s.locks.Of(at.Index)
		deleted, _ := s.locks.Of(call.Args[1])
		if of == from.Ref && key.Known() && key == deleted {
			all = append(all, call)
		}
		return true
	})
	return all
}

func (s *solver) isDelete(call *ast.CallExpr) bool {
	id, ok := ast.Unparen(call.Fun).(*ast.Ident)
	return ok && id.Name == "delete" && len(call.Args) == 2 && s.info.Types[call.Fun].IsBuiltin()
}

// holds reports whether f itself has a lock where it evaluates a node.
func (s *solver) holds(f *program.Func, at ast.Node, lock locks.Lock) bool {
	return slices.ContainsFunc(s.locks.Held(f, at), func(h locks.Held) bool { return h.Is(lock) })
}
