package waitsfor

import (
	"go/types"
	"slices"

	"github.com/loopcheck/loopcheck/analyzers/internal/program"
)

// export keeps the effects of what importers may call.
func (s *solver) export() {
	for _, f := range s.prog.Funcs {
		if f.Obj == nil || !f.Obj.Exported() {
			continue
		}
		if set := s.r.funcs[f]; len(set) > 0 {
			s.pass.ExportObjectFact(f.Obj, &waitsFact{sorted(set)})
		}
	}
	s.exportInterfaces()
}

// exportInterfaces says of an interface's method what all its implementations
// in the interface's own package do. That is evidence, not proof.
func (s *solver) exportInterfaces() {
	scope := s.pass.Pkg.Scope()
	for _, name := range scope.Names() {
		tn, ok := scope.Lookup(name).(*types.TypeName)
		if !ok || !tn.Exported() || tn.IsAlias() {
			continue
		}
		iface, ok := tn.Type().Underlying().(*types.Interface)
		if !ok {
			continue
		}
		for m := range iface.ExplicitMethods() {
			if shared := s.shared(m); len(shared) > 0 {
				s.pass.ExportObjectFact(m, &waitsFact{shared})
			}
		}
	}
}

func (s *solver) shared(m *types.Func) []Effect {
	bodies := s.prog.Implementers(m)
	if len(bodies) == 0 {
		return nil
	}
	var shared []Effect
	for _, e := range sorted(s.r.funcs[bodies[0]]) {
		if e.ForLoop() || !all(bodies[1:], func(f *program.Func) bool { _, ok := s.r.funcs[f][e.key()]; return ok }) {
			continue
		}
		shared = append(shared, e.through(s.name(bodies[0]), true))
	}
	return shared
}

func all(fs []*program.Func, ok func(*program.Func) bool) bool {
	return !slices.ContainsFunc(fs, func(f *program.Func) bool { return !ok(f) })
}
