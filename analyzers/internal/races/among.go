package races

import (
	"go/types"
	"slices"

	"github.com/loopcheck/loopcheck/analyzers/internal/program"
	"github.com/loopcheck/loopcheck/analyzers/internal/runson"
)

// An openUse is a use by a method that whoever has the object calls.
type openUse struct {
	*entry
	by *frame
}

// amongCallers finds the races of methods that others call, of a type that has goroutines:
// one of the two ends the object by a flag, for which those ask who hand its loop something.
func (s *solver) amongCallers(served map[*types.TypeName][]*start, open []*program.Func) {
	var all []openUse
	at := make(map[state][]openUse)
	for _, f := range open {
		fr := s.frames[f]
		if typeOf(f) == nil || fr.full || s.isCalledByLoop(f) {
			continue
		}
		for _, e := range fr.entries {
			if e.root == f.Sig.Recv() && !e.late {
				u := openUse{e, fr}
				all = append(all, u)
				at[u.state()] = append(at[u.state()], u)
			}
		}
	}
	for _, u := range all {
		if s.takesAnother(u.by.f) || s.isFound(u.entry) {
			continue
		}
		for _, other := range at[u.state()] {
			if other.by != u.by && s.areApart(served, u, other) && s.meets(u.entry, other.entry) {
				s.tell(u.entry, other.entry, side{frame: u.by, open: true}, side{frame: other.by, open: true}, false)
				break
			}
		}
	}
}

func (u openUse) state() state {
	return state{of: u.class(), hops: u.hops, field: u.field, turn: u.turn}
}

// areApart reports whether the code says that two methods run at the same time.
func (s *solver) areApart(served map[*types.TypeName][]*start, u, other openUse) bool {
	if !u.write || u.locks|other.locks != 0 || !program.SaysEnd(u.by.f.Obj.Name()) || !s.isFlag(other.entry) {
		return false
	}
	return slices.ContainsFunc(served[typeOf(other.by.f)], func(st *start) bool { return s.isElsewhere(other.by, st) })
}

// served are the loops that serve the objects of types: their own methods, and what their
// methods start.
func (s *solver) served() map[*types.TypeName][]*start {
	all := make(map[*types.TypeName][]*start)
	for _, f := range s.prog.Funcs {
		for _, st := range s.startsOf[f] {
			by := st.root.Declared()
			if by == nil || by.Obj == nil || s.loopOf(st) == nil {
				continue
			}
			if of := typeOf(by); of != nil {
				all[of] = append(all[of], st)
			}
		}
	}
	return all
}

// isCalledByLoop reports whether the loop of a library calls a function, as it calls a
// widget's Draw: the others that use the object may well run there too.
func (s *solver) isCalledByLoop(f *program.Func) bool {
	return slices.ContainsFunc(s.runs.On(f), func(c *runson.Context) bool { return c.Loop.Declared() })
}

// isFound reports whether a use is told of already.
func (s *solver) isFound(e *entry) bool {
	return slices.ContainsFunc(s.found, func(r Race) bool { return !r.Strict && r.Here.Node == e.leaf().at })
}
