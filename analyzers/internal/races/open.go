package races

import (
	"go/types"

	"github.com/loopcheck/loopcheck/analyzers/internal/program"
)

// isOpen reports whether others call a function or method: it is exported, of a type that
// others have in hand, and nobody here hands it on.
func (s *solver) isOpen(f *program.Func) bool {
	if s.isHandler(f) {
		return true
	}
	if f.Obj == nil || !f.Obj.Exported() || s.pass.Pkg.Name() == "main" {
		return false
	}
	named := program.ReceiverNamed(f.Obj)
	if f.Sig.Recv() != nil && (named == nil || !named.Obj().Exported() && !s.isBehind(named, f.Obj.Name())) {
		return false
	}
	for _, site := range s.runs.Sites(f) {
		if site.Flow != nil {
			return false
		}
	}
	return true
}

// isBehind reports whether others may call a method by an exported interface of
// this package.
func (s *solver) isBehind(named *types.Named, method string) bool {
	for _, obj := range s.interfaces() {
		if m, _, _ := types.LookupFieldOrMethod(obj.Type(), false, s.pass.Pkg, method); m != nil && types.Implements(types.NewPointer(named), obj.Type().Underlying().(*types.Interface)) {
			return true
		}
	}
	return false
}

// interfaces lists the exported interfaces of this package.
func (s *solver) interfaces() []*types.TypeName {
	if s.ifaces != nil {
		return s.ifaces
	}
	s.ifaces = []*types.TypeName{}
	scope := s.pass.Pkg.Scope()
	for _, name := range scope.Names() {
		obj, ok := scope.Lookup(name).(*types.TypeName)
		if !ok || !obj.Exported() {
			continue
		}
		iface, ok := obj.Type().Underlying().(*types.Interface)
		if ok && iface.NumMethods() > 0 && iface.NumMethods() <= maxMethods {
			s.ifaces = append(s.ifaces, obj)
		}
	}
	return s.ifaces
}

// maxMethods bounds how many methods an interface has that a type is compared with.
const maxMethods = 64
