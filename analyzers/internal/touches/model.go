package touches

import (
	"go/types"
	"iter"
	"slices"

	"github.com/loopcheck/loopcheck/analyzers/internal/contract"
	"github.com/loopcheck/loopcheck/analyzers/internal/fixpoint"
	"github.com/loopcheck/loopcheck/analyzers/internal/program"
	"github.com/loopcheck/loopcheck/analyzers/internal/runson"
)

// A model is what the loop does with the fields of this package's models.
type model struct {
	read    map[spot]bool // by code on the loop
	written map[spot]bool
	guarded map[guard]bool
}

// A spot is what a use of a model's field concerns: a part of the struct that
// it holds, by its name, or all of it.
type spot struct {
	field *types.Var
	part  string
}

func (s *solver) newModel() *model {
	m := &model{
		read: make(map[spot]bool), written: make(map[spot]bool),
		guarded: make(map[guard]bool),
	}
	if !s.owned.Models() {
		return m
	}
	fresh := s.findFresh(s.receiversPassed())
	for _, f := range s.prog.Funcs {
		if len(s.runs.On(f)) > 0 && !fresh[f.Sig.Recv()] {
			s.noteOnLoop(m, f)
		}
	}
	return m
}

// noteOnLoop notes what f uses on the loop that owns it. An object that is made
// here is nobody's yet.
func (s *solver) noteOnLoop(m *model, f *program.Func) {
	for _, a := range s.prog.Accesses(f) {
		if a.Field == nil || a.Kind == program.Address {
			continue
		}
		owner, ok := s.modelOf(a)
		if !ok || !s.runsOn(f, owner.Loop) || s.origins.Of(f, a.Sel.X).Kind == program.Fresh {
			continue
		}
		for name, access := range s.partsOfUse(a) {
			for _, at := range []spot{{a.Field, name}, {a.Field, anyPart}} {
				m.read[at] = true
				if access == Written {
					m.written[at] = true
				}
			}
		}
	}
}

func (s *solver) runsOn(f *program.Func, loop contract.LoopID) bool {
	return slices.ContainsFunc(s.runs.On(f), func(c *runson.Context) bool { return s.owned.LoopOf(c.Loop.ID) == loop })
}

// What a use concerns that is not one part of a struct.
const (
	whole   = ""
	anyPart = "*" // a part or the whole
	unknown = "?" // some part, by a method that nobody knows
)

// meets reports whether a use of a field races with one on the loop: one of the
// two is a write, and they concern the same part if each concerns but one.
func (m *model) meets(at spot, access Access) bool {
	by := m.written
	if access == Written {
		by = m.read
	}
	switch at.part {
	case whole:
		return by[spot{at.field, anyPart}]
	case unknown:
		return by[spot{at.field, whole}]
	}
	return by[at] || by[spot{at.field, whole}]
}

// findFresh finds the receivers of methods that are called, but only on objects
// which the caller makes: they build what nobody else has yet.
func (s *solver) findFresh(calledOn map[*types.Var][]program.Origin) map[*types.Var]bool {
	fresh := make(map[*types.Var]bool)
	var receivers []*types.Var
	for _, f := range s.prog.Funcs {
		if recv := f.Sig.Recv(); recv != nil && !s.entries[f] {
			receivers = append(receivers, recv)
		}
	}
	needs := func(recv *types.Var) iter.Seq[*types.Var] {
		return func(yield func(*types.Var) bool) {
			for _, from := range calledOn[recv] {
				if from.Kind == program.Parameter && from.Index == program.ReceiverIndex && !yield(from.Var) {
					return
				}
			}
		}
	}
	isFresh := func(from program.Origin) bool {
		return from.Kind == program.Fresh || from.Kind == program.Parameter && fresh[from.Var]
	}
	fixpoint.Up(receivers, needs, func(recv *types.Var) (changed bool) {
		on := calledOn[recv]
		if fresh[recv] || len(on) == 0 || slices.ContainsFunc(on, func(from program.Origin) bool { return !isFresh(from) }) {
			return false
		}
		fresh[recv] = true
		return true
	})
	return fresh
}

// receiversPassed lists, for the receiver of each method of this package, what
// it is selected from: x in x.f(), or in the method value x.f. How tests step a
// model by hand says nothing.
func (s *solver) receiversPassed() map[*types.Var][]program.Origin {
	all := make(map[*types.Var][]program.Origin)
	for _, f := range s.prog.Funcs {
		if s.prog.InTest(f.Node().Pos()) {
			continue
		}
		for _, a := range s.prog.Accesses(f) {
			if method := s.prog.FuncOf(a.Method); method != nil && method.Sig.Recv() != nil {
				recv := method.Sig.Recv()
				all[recv] = append(all[recv], s.origins.Of(f, a.Sel.X))
			}
		}
	}
	return all
}

type guard struct {
	t     types.Type
	depth int
}

// guardsItself reports whether a field comes with its own synchronisation.
func (m *model) guardsItself(field *types.Var) bool { return m.synchronised(guard{field.Type(), 0}) }

// maxDepth is how deep in a field's struct a lock is looked for.
const maxDepth = 2

func (m *model) synchronised(g guard) bool {
	known, ok := m.guarded[g]
	if !ok {
		known = m.findSynchronised(g)
		m.guarded[g] = known
	}
	return known
}

func (m *model) findSynchronised(g guard) bool {
	if named, ok := types.Unalias(g.t).(*types.Named); ok && named.Obj().Pkg() != nil {
		if p := named.Obj().Pkg().Path(); p == "sync" || p == "sync/atomic" {
			return true
		}
	}
	switch u := g.t.Underlying().(type) {
	case *types.Chan:
		return g.depth == 0 // a struct with a channel may have much else
	case *types.Struct:
		if g.depth == maxDepth {
			return false
		}
		for f := range u.Fields() {
			if m.synchronised(guard{f.Type(), g.depth + 1}) {
				return true
			}
		}
	}
	return false
}
