package races

import (
	"go/ast"
	"slices"

	"github.com/loopcheck/loopcheck/analyzers/internal/contract"
	"github.com/loopcheck/loopcheck/analyzers/internal/program"
)

// What one goroutine at a time may use is state as well: its place is the object, and
// each of the calls that take turns is a write, but for those that are said to read.

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
				write := !slices.Contains(row.Row.Reads, call.Callee.Name())
				fr.own = append(fr.own, &entry{place: p, write: write, locks: s.heldIn(fr.f, g, sel), in: g, at: sel, late: late})
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

// findInstalled finds the functions that are installed for calls to run: the handler of a
// websocket's pongs runs where somebody reads from it.
func (s *solver) findInstalled() {
	for _, flow := range s.prog.Flows {
		if flow.Kind != program.Passed || flow.In == nil || len(flow.Values) != 1 || s.prog.InTest(flow.Value.Pos()) {
			continue
		}
		f := flow.Values[0].Func
		for _, row := range s.book.Handles(flow.Call.Callee) {
			if f != nil && f.Body() != nil && !flow.Values[0].Dynamic {
				s.addOwn(flow.In, &start{root: f, at: flow.Value, value: flow.Value, many: true, turn: row.Row})
			}
		}
	}
}

// isRunBy reports whether a goroutine makes the calls that run what is installed, or is
// run by the same ones.
func (s *solver) isRunBy(st, by *start) bool {
	return st.turn != nil && (by.turn != nil || s.frames[by.root].takes(st.turn))
}

// takes reports whether a function makes calls that take turns, itself or by others.
func (fr *frame) takes(turn *contract.Turns) bool {
	return slices.ContainsFunc(fr.entries, func(e *entry) bool { return e.turn == turn })
}

// isAnswer reports whether a call that takes turns is the one answer that a goroutine
// gives to what a round has heard of the object: that there is no second one until then
// is for the other side to say.
func (s *solver) isAnswer(e *entry, of side) bool {
	if !of.many || e.turn == nil || len(e.turn.Answers) == 0 || e.down == nil {
		return false
	}
	st := of.start.origin
	f := st.in.Declared()
	at, ok := s.seen(f, st.call, st.value, st.root, e.down.place)
	return ok && s.asked(f, st, at) && s.isOnce(s.frames[st.root], e.down.place)
}

// asked reports whether the round that starts a goroutine hears of an object before.
func (s *solver) asked(f *program.Func, st *start, at place) bool {
	return slices.ContainsFunc(st.in.Calls, func(call *program.Call) bool {
		sel, ok := ast.Unparen(call.Expr.Fun).(*ast.SelectorExpr)
		if !ok || call.Repeat == nil || !slices.Contains(repeats(call), st.again[0]) || !slices.Contains(at.turn.Answers, sel.Sel.Name) {
			return false
		}
		on, ok := s.turnOf(f, sel, at.turn)
		return ok && on == at && s.paths(st.in).Before(call.Expr, st.at)
	})
}

// isOnce reports whether each way through a function comes to one of the uses of a
// place at most.
func (s *solver) isOnce(fr *frame, at place) bool {
	var uses []*entry
	for _, e := range fr.entries {
		if e.place == at {
			uses = append(uses, e)
		}
	}
	for _, a := range uses {
		if a.in != fr.f || slices.ContainsFunc(uses, func(b *entry) bool { return s.paths(fr.f).Reaches(a.at, b.at) }) {
			return false
		}
	}
	return true
}
