package races

import (
	"cmp"
	"go/types"
	"maps"
	"slices"

	"github.com/loopcheck/loopcheck/analyzers/internal/edges"
	"github.com/loopcheck/loopcheck/analyzers/internal/fixpoint"
	"github.com/loopcheck/loopcheck/analyzers/internal/program"
)

// forgotten finds the few functions that use a field without the lock which more than
// twice as many others take for it, where the goroutines are out of sight.
func (s *solver) forgotten() {
	var fields []*types.Var
	for field, k := range s.keepings() {
		if k.written && !k.given && len(k.open) > 0 && len(k.locked) > minKept*len(k.open) {
			fields = append(fields, field)
		}
	}
	slices.SortFunc(fields, func(a, b *types.Var) int { return cmp.Compare(a.Pos(), b.Pos()) })
	var nodes []*program.Func
	for _, field := range fields {
		nodes = append(append(nodes, s.keepings()[field].opens()...), s.keepings()[field].writer)
	}
	fixpoint.Up(nodes, s.needs, s.step)
	for _, field := range fields {
		k := s.keepings()[field]
		for _, f := range k.opens() {
			s.forgets(f, k.writer, field)
		}
	}
}

// opens are the functions that take no lock, in source order.
func (k *keeping) opens() []*program.Func {
	return slices.SortedFunc(maps.Keys(k.open), func(a, b *program.Func) int { return cmp.Compare(a.Node().Pos(), b.Node().Pos()) })
}

// forgets tells that f uses the field without the lock that another one takes to write it.
func (s *solver) forgets(f, writer *program.Func, field *types.Var) {
	open, locked := s.ownUse(f, field, false), s.ownUse(writer, field, true)
	if open == nil || locked == nil || s.setsUp(f) || s.isFound(open) || !s.isKept(open) || !s.meets(open, locked) {
		return
	}
	s.tell(open, locked, side{frame: s.frames[f], open: true}, side{frame: s.frames[writer], open: true}, false)
}

// ownUse is a use of a field in a function's own body, under a lock or without one: of an
// object that its caller has too.
func (s *solver) ownUse(f *program.Func, field *types.Var, locked bool) *entry {
	fr := s.frames[f]
	if fr == nil {
		return nil
	}
	i := slices.IndexFunc(fr.entries, func(e *entry) bool {
		return e.field == field && e.down == nil && !e.late && (e.root.Kind() == types.RecvVar || e.root.Kind() == types.ParamVar) && (e.locks != 0) == locked && (e.write || !locked)
	})
	if i < 0 {
		return nil
	}
	return fr.entries[i]
}

// setsUp reports whether a function may run before others have the object, or after they
// have let go of it: it starts goroutines, or ends the object, or a function that starts
// goroutines calls it.
func (s *solver) setsUp(f *program.Func) bool {
	return len(s.startsOf[f]) > 0 || f.Obj == nil || program.SaysEnd(f.Obj.Name()) ||
		slices.ContainsFunc(s.runs.Edges.In(f), func(e edges.Edge) bool { return isCall(e) && len(s.startsOf[e.From]) > 0 })
}

// isOfMaking reports whether a constructor calls a function, before others have the object.
func (s *solver) isOfMaking(f *program.Func) bool {
	return f != nil && slices.ContainsFunc(s.runs.Edges.In(f), func(e edges.Edge) bool {
		maker := e.From.Declared()
		return isCall(e) && maker != nil && s.prog.IsConstructor(maker.Obj)
	})
}
