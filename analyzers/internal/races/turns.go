package races

import (
	"go/ast"

	"github.com/loopcheck/loopcheck/analyzers/internal/contract"
	"github.com/loopcheck/loopcheck/analyzers/internal/program"
)

// What one goroutine at a time may use is state as well: its place is the object, and
// each of the calls that take turns is a write.

// addTurns adds the calls of a body that take turns on an object.
func (s *solver) addTurns(fr *frame, g *program.Func, late bool) {
	for _, call := range g.Calls {
		if call.How != program.Plain || len(fr.own) == maxEntries {
			continue
		}
		sel, ok := ast.Unparen(call.Expr.Fun).(*ast.SelectorExpr)
		if !ok {
			continue
		}
		for _, row := range s.book.Turns(call.Callee) {
			if p, ok := s.turnOf(fr.f, sel, row.Row); ok {
				fr.own = append(fr.own, &entry{place: p, write: true, locks: s.heldIn(fr.f, g, sel), in: g, at: sel, late: late})
			}
		}
	}
}

// turnOf is the place of the object that a method is called on.
func (s *solver) turnOf(f *program.Func, sel *ast.SelectorExpr, turn *contract.Turns) (place, bool) {
	w, ok := s.wayOf(f, sel.X)
	if !ok {
		return place{}, false
	}
	w.fields = append(w.fields[:len(w.fields):len(w.fields)], s.embeddedOf(sel)...)
	return inTurn(w, turn)
}

// inTurn is the place of the object that a way ends at.
func inTurn(w way, turn *contract.Turns) (place, bool) {
	if len(w.fields) == 0 {
		return place{root: w.root, field: w.root, turn: turn}, true
	}
	p, ok := placeOf(w)
	p.turn = turn
	return p, ok
}
