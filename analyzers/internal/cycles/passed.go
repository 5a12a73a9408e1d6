package cycles

import (
	"go/ast"

	"github.com/loopcheck/loopcheck/analyzers/internal/edges"
)

// placesBy says which places of an edge's function the edge leads to.
func (s *solver) placesBy(e edges.Edge) func(ast.Node) bool {
	if e.Call != nil && !e.Handed {
		if places := s.constants.Places(e.Call.Expr, e.To); places != nil {
			return places
		}
	}
	return func(ast.Node) bool { return true }
}

// OnCondition reports whether something that is called takes the lock in a branch alone: whoever
// holds it may know that control does not come there.
func (k *Knot) OnCondition() bool {
	for next := k.Take.Next; next != nil; next = next.Next {
		if next.Call != nil && next.Call.Conditional {
			return true
		}
	}
	return false
}
