package touches

import (
	"go/types"

	"github.com/loopcheck/loopcheck/analyzers/internal/program"
)

// leafOf is the field that a use comes to in the end: streams in c.state.streams.
func (s *solver) leafOf(a program.Access) *types.Var {
	if a.Use == nil {
		return a.Field
	}
	v, _ := s.pass.TypesInfo.Uses[a.Use.Sel].(*types.Var)
	return v
}

// readsFilled reports whether a map is read whose elements come and go: that ends the
// program, so that nobody takes care of it by reading alone.
func (s *solver) readsFilled(a program.Access) bool {
	leaf := s.leafOf(a)
	if leaf == nil || !s.said.filled[leaf] {
		return false
	}
	_, ok := leaf.Type().Underlying().(*types.Map)
	return ok
}

// usedIn is the type of what a use concerns: the part of a struct that it comes to in the
// end, or what the method is called on. That a neighbour has a lock of its own says nothing.
func (s *solver) usedIn(a program.Access, field *types.Var) types.Type {
	if a.Use == nil {
		return field.Type()
	}
	if v, ok := s.pass.TypesInfo.Uses[a.Use.Sel].(*types.Var); ok {
		return v.Type()
	}
	if t := s.pass.TypesInfo.TypeOf(a.Use.X); t != nil {
		return t
	}
	return field.Type()
}
