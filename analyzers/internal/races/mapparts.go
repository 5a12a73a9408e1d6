package races

import (
	"go/ast"
	"go/token"
	"go/types"
)

// A map is two places: the variable that holds it, and its elements. Who asks whether there
// is one, by comparing it with nil, looks at the variable alone, which nobody changes who
// puts an element in.
//
//	if a.cache == nil { return }     a.cache[key] = value

// A part is what a use of a map is one of.
type part byte

const (
	whole    part = iota // of both, or of what is no map
	variable             // is there one?
	element              // written, taken out
)

// findParts finds the uses of maps that are of one part.
func (s *solver) findParts() {
	s.parts = make(map[ast.Node]part)
	for _, file := range s.pass.Files {
		ast.Inspect(file, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.BinaryExpr:
				if (n.Op == token.EQL || n.Op == token.NEQ) && s.pass.TypesInfo.Types[n.Y].IsNil() {
					s.notePart(n.X, variable)
				}
			case *ast.AssignStmt:
				for _, l := range n.Lhs {
					s.noteElement(l)
				}
			case *ast.IncDecStmt:
				s.noteElement(n.X)
			case *ast.CallExpr:
				if s.empties(n) {
					s.notePart(n.Args[0], element)
				}
			}
			return true
		})
	}
}

func (s *solver) noteElement(target ast.Expr) {
	if ix, ok := ast.Unparen(target).(*ast.IndexExpr); ok {
		s.notePart(ix.X, element)
	}
}

func (s *solver) notePart(e ast.Expr, of part) {
	e = ast.Unparen(e)
	t := s.pass.TypesInfo.TypeOf(e)
	if t == nil {
		return
	}
	if _, isMap := t.Underlying().(*types.Map); isMap {
		s.parts[e] = of
	}
}

// areOfParts reports whether two uses of a map are of different parts of it.
func areOfParts(a, b *entry) bool {
	one, other := a.leaf().part, b.leaf().part
	return one == variable && other == element || one == element && other == variable
}
