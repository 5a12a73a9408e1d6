package locks

import (
	"go/types"

	"github.com/loopcheck/loopcheck/analyzers/internal/program"
)

// meant is the function of another package that a call may mean: what it calls, or, of
// an interface's method, that of the one type that this package converts to it. Where it
// converts none, it is the method itself, of which its own package says what the one type
// there does that has it; nil if nobody knows.
func (s *solver) meant(fn *types.Func) *types.Func {
	if !isOfInterface(fn) {
		return fn
	}
	switch behind := s.prog.Behind(fn); len(behind) {
	case 0:
		return fn
	case 1:
		return behind[0]
	}
	return nil
}

// hasOwn reports whether a type of this package may be behind an interface's method.
// It is asked of those alone of which there is a fact.
func (s *solver) hasOwn(method *types.Func) bool {
	if !isOfInterface(method) {
		return false
	}
	iface, ok := method.Signature().Recv().Type().Underlying().(*types.Interface)
	if !ok {
		return true
	}
	own, known := s.own[iface]
	if known {
		return own
	}
	scope := s.pass.Pkg.Scope()
	for _, name := range scope.Names() {
		tn, ok := scope.Lookup(name).(*types.TypeName)
		if !ok || tn.IsAlias() || types.IsInterface(tn.Type()) {
			continue
		}
		if types.Implements(types.NewPointer(tn.Type()), iface) {
			own = true
			break
		}
	}
	s.own[iface] = own
	return own
}

// exportAbstract says of the methods of this package's exported interfaces what they do of
// which one type alone is here.
func (s *solver) exportAbstract() {
	names := s.locking()
	if len(names) == 0 {
		return
	}
	scope := s.pass.Pkg.Scope()
	for _, name := range scope.Names() {
		tn, ok := scope.Lookup(name).(*types.TypeName)
		if !ok || !tn.Exported() {
			continue
		}
		iface, ok := tn.Type().Underlying().(*types.Interface)
		if !ok {
			continue
		}
		for method := range iface.Methods() {
			if !names[method.Name()] {
				continue
			}
			if f := s.onlyBehind(method); f != nil {
				s.exportOn(method, f, true)
			}
		}
	}
}

// locking are the names of the methods of which there is something to say: who implements
// an interface is asked for them alone.
func (s *solver) locking() map[string]bool {
	names := make(map[string]bool)
	for _, f := range s.prog.Funcs {
		if f.Obj == nil || f.Sig.Recv() == nil || !f.Obj.Exported() {
			continue
		}
		if sum := s.funcs[f]; len(s.under[f]) > 0 || sum != nil && len(sum.takes) > 0 {
			names[f.Obj.Name()] = true
		}
	}
	return names
}

// onlyBehind is the one method of this package behind an interface's; nil if there is none,
// or several.
func (s *solver) onlyBehind(method *types.Func) *program.Func {
	if method.Pkg() != s.pass.Pkg || !method.Exported() {
		return nil
	}
	all := s.prog.Implementers(method)
	if len(all) != 1 || s.prog.InTest(all[0].Node().Pos()) {
		return nil
	}
	return all[0]
}
