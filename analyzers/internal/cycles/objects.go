package cycles

import (
	"go/ast"
	"go/types"
	"slices"

	"github.com/loopcheck/loopcheck/analyzers/internal/locks"
)

// differ reports whether two locks of one kind are those of different objects: each is
// reached by another field, and all that is put into either of them is made for it.
func (s *solver) differ(a, b locks.Lock) bool {
	f, g := s.ownField(a), s.ownField(b)
	return f != nil && g != nil && f != g
}

// ownField is the field that has the object whose lock is meant, if only what is made for
// the field is put into it; nil otherwise.
func (s *solver) ownField(l locks.Lock) *types.Var {
	field := locks.VarAt(l.Owner())
	if field == nil || !field.IsField() {
		return nil
	}
	field = field.Origin()
	own, known := s.owned[field]
	if !known {
		values := s.prog.ValuesOf(field)
		own = len(values) > 0 && !slices.ContainsFunc(values, func(value ast.Expr) bool { return !s.isMade(value) })
		s.owned[field] = own
	}
	if !own {
		return nil
	}
	return field
}

// isMade reports whether an expression is nil, makes an object, or is a variable of the
// function that has made it.
func (s *solver) isMade(value ast.Expr) bool {
	v, ok := s.prog.Var(value).(*types.Var)
	return s.prog.Makes(value) || s.info.Types[value].IsNil() || ok && s.prog.IsMade(v)
}

// isOfNew reports whether a nesting takes the lock of an object that its function has
// made before, and put where it has it from: nobody else holds that one's lock.
func (s *solver) isOfNew(n nesting) (is bool) {
	owner := n.take.Owner()
	if !n.take.Known() || owner.Path == "" {
		return false
	}
	ways := s.locks.Paths(n.by)
	n.by.Inspect(func(node ast.Node) bool {
		assign, ok := node.(*ast.AssignStmt)
		if !ok || len(assign.Lhs) != len(assign.Rhs) {
			return !is
		}
		for i, to := range assign.Lhs {
			if s.prog.Makes(assign.Rhs[i]) {
				ref, _ := s.locks.Of(to)
				is = is || ref == owner && ways.Before(assign, n.take.At)
			}
		}
		return !is
	})
	return is
}
