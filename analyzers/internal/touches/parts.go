package touches

import (
	"go/ast"
	"go/types"
	"iter"
	"maps"
	"slices"

	"github.com/loopcheck/loopcheck/analyzers/internal/fixpoint"
	"github.com/loopcheck/loopcheck/analyzers/internal/program"
)

// A partsFact is on a method with a pointer receiver: which fields of the struct
// that it is called on it reads and writes. Only packages that may have
// components of models export it.
type partsFact struct{ Reads, Writes []string }

func (*partsFact) AFact()         {}
func (*partsFact) String() string { return "uses its receiver" }

// parts are the fields of a struct that a method uses, by their names.
type parts map[string]Access

// maxParts bounds how many fields of a struct are told apart: what a method
// does with more is unknown.
const maxParts = 64

// add notes a use, and reports whether it is news.
func (p parts) add(name string, access Access) bool {
	known, ok := p[name]
	if ok && (known == Written || access == Read) || !ok && len(p) == maxParts {
		return false
	}
	p[name] = access
	return true
}

// written reports whether any of the parts is.
func (p parts) written() bool {
	for _, access := range p {
		if access == Written {
			return true
		}
	}
	return false
}

// findParts finds what the methods of this package do with the structs that they
// are called on, by themselves and by methods that they call on them.
func (s *solver) findParts() {
	s.uses = make(map[*types.Func]parts)
	var methods []*program.Func
	for _, f := range s.prog.Funcs {
		if f.Obj != nil && f.Body() != nil && isPointer(receiverType(f)) {
			methods = append(methods, f)
			s.uses[f.Obj] = make(parts)
		}
	}
	needs := func(f *program.Func) iter.Seq[*program.Func] {
		return func(yield func(*program.Func) bool) {
			for _, a := range s.ofReceiver(f) {
				to := s.prog.FuncOf(callee(a))
				if to != nil && s.uses[to.Obj] != nil && !yield(to) {
					return
				}
			}
		}
	}
	fixpoint.Up(methods, needs, s.useReceiver)
	for _, f := range methods {
		if used := s.uses[f.Obj]; f.Obj.Exported() && len(used) > 0 {
			s.pass.ExportObjectFact(f.Obj, used.fact())
		}
	}
}

func (p parts) fact() *partsFact {
	var fact partsFact
	for _, name := range slices.Sorted(maps.Keys(p)) {
		if p[name] == Written {
			fact.Writes = append(fact.Writes, name)
		} else {
			fact.Reads = append(fact.Reads, name)
		}
	}
	return &fact
}

func receiverType(f *program.Func) types.Type {
	if f.Sig.Recv() == nil {
		return nil
	}
	return f.Sig.Recv().Type()
}

// ofReceiver lists what a method selects from its own receiver.
func (s *solver) ofReceiver(f *program.Func) []program.Access {
	var own []program.Access
	for _, a := range s.prog.Accesses(f) {
		if s.isReceiver(f, a.Sel.X) {
			own = append(own, a)
		}
	}
	return own
}

func (s *solver) isReceiver(f *program.Func, e ast.Expr) bool {
	id, ok := ast.Unparen(e).(*ast.Ident)
	return ok && f.Sig.Recv() != nil && s.pass.TypesInfo.Uses[id] == f.Sig.Recv()
}

// callee is the method whose use of its receiver an access is.
func callee(a program.Access) *types.Func {
	if a.Method != nil {
		return a.Method
	}
	return a.Through
}

// useReceiver adds what a method does with its receiver.
func (s *solver) useReceiver(f *program.Func) (changed bool) {
	used := s.uses[f.Obj]
	if len(used) == 0 && s.replaces(f) {
		used.add(whole, Written)
		changed = true
	}
	for _, a := range s.ofReceiver(f) {
		switch {
		case a.Field != nil && a.Kind != program.Address:
			access := Read
			if s.writes(a) {
				access = Written
			}
			changed = used.add(a.Field.Name(), access) || changed
		case a.Method != nil && s.prog.EmbeddedBy(a.Sel) == nil: // what is promoted is an access of the struct that is embedded
			by := s.usesOf(a.Method)
			for _, name := range slices.Sorted(maps.Keys(by)) { // some order: of too many the first are kept
				changed = used.add(name, by[name]) || changed
			}
		}
	}
	return changed
}

// replaces reports whether a method assigns to all of its receiver: *l = list{}.
func (s *solver) replaces(f *program.Func) (found bool) {
	inspectOwn(f.Body(), func(n ast.Node) {
		assign, ok := n.(*ast.AssignStmt)
		if !ok {
			return
		}
		for _, l := range assign.Lhs {
			star, ok := ast.Unparen(l).(*ast.StarExpr)
			found = found || ok && s.isReceiver(f, star.X)
		}
	})
	return found
}

// writes reports whether an access writes to its field, or to a part of it.
func (s *solver) writes(a program.Access) bool {
	if stores(a) {
		return !s.isHandle(a.Value)
	}
	return s.usesOf(a.Through).written()
}

func stores(a program.Access) bool { return a.Kind == program.Written || a.Kind == program.Element }

// usesOf returns what a method does with the struct that it is called on; nil
// if nobody knows.
func (s *solver) usesOf(method *types.Func) parts {
	if method == nil {
		return nil
	}
	method = method.Origin()
	if method.Pkg() == s.pass.Pkg {
		return s.uses[method]
	}
	known, ok := s.foreign[method]
	if !ok {
		known = s.importParts(method)
		s.foreign[method] = known
	}
	return known
}

func (s *solver) importParts(method *types.Func) parts {
	var fact partsFact
	if !s.pass.ImportObjectFact(method, &fact) {
		return nil
	}
	used := make(parts)
	for _, name := range fact.Reads {
		used.add(name, Read)
	}
	for _, name := range fact.Writes {
		used.add(name, Written)
	}
	return used
}
