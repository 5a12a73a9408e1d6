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
