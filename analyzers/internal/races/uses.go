package races

import (
	"go/ast"
	"go/types"
	"slices"

	"github.com/loopcheck/loopcheck/analyzers/internal/program"
)

// addUses adds the fields that a body uses itself.
func (s *solver) addUses(fr *frame, g *program.Func, late bool) {
	if isUnwatched(g) {
		return
	}
	for _, a := range s.prog.Accesses(g) {
		if len(fr.own) == maxEntries {
			return
		}
		write, ok := s.isUse(a)
		if !ok {
			continue
		}
		w, ok := s.wayOf(fr.f, a.Sel)
		if !ok {
			continue
		}
		if p, ok := placeOf(w); ok {
			e := &entry{place: p, write: write, locks: s.heldIn(fr.f, g, a.Sel), in: g, at: a.Sel, late: late}
			fr.own = append(fr.own, e)
			fr.addParts(s, e, a, w)
		}
	}
}

// isUnwatched reports whether a function tells the race detector to look away: its author
// means what it does.
func isUnwatched(f *program.Func) bool {
	d := f.Declared()
	return d != nil && d.Decl != nil && d.Decl.Doc != nil && slices.ContainsFunc(d.Decl.Doc.List, func(c *ast.Comment) bool { return c.Text == "//go:norace" })
}

// isUse reports whether a selection uses a field's memory, or a map's in it, and
// whether it writes. An element of a slice is as often one goroutine's own.
func (s *solver) isUse(a program.Access) (write, ok bool) {
	if a.Field == nil || a.Embedded || s.lazy[a.Sel] || a.Part != nil || a.Field.Pkg() != s.pass.Pkg || !isChan(a.Field.Type()) && s.guardsItself(a.Field.Type()) {
		return false, false
	}
	switch a.Kind {
	case program.Read:
		return false, s.written[a.Field]
	case program.Written, program.Element:
		if a.Kind == program.Written && !a.Beyond {
			return true, true
		}
		_, isMap := a.Field.Type().Underlying().(*types.Map)
		return isMap, true
	}
	return false, false
}

// maxParts bounds how many fields of a struct a copy of it is a use of.
const maxParts = 8

// addParts adds, for the use of a field that holds a struct of this package as a whole,
// one of each of its fields: a copy reads, and an assignment writes, what others use by
// their own names.
func (fr *frame) addParts(s *solver, e *entry, a program.Access, w way) {
	st, ok := a.Field.Type().Underlying().(*types.Struct)
	if !ok || a.Use != nil || a.Beyond || a.Through != nil || a.Kind != program.Read && a.Kind != program.Written {
		return
	}
	added := 0
	for f := range st.Fields() {
		if f.Pkg() != s.pass.Pkg || s.guardsItself(f.Type()) || !s.written[f.Origin()] && !e.write {
			continue
		}
		part := *e
		part.place, ok = placeOf(way{w.root, append(w.fields[:len(w.fields):len(w.fields)], f.Origin())})
		if !ok || added == maxParts || len(fr.own) == maxEntries {
			return
		}
		fr.own = append(fr.own, &part)
		added++
	}
}
