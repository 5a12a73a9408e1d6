package locks

import (
	"go/types"
	"strings"

	"github.com/loopcheck/loopcheck/analyzers/internal/program"
)

// BackTo is the lock of the object which holds, in a container, the one through which a
// lock is reached: an element's only field of its holder's type leads back, as those of a
// server's connections do. Of a tree's nodes it may be another one, and what is made for
// the field is the element's own.
func (r *Result) BackTo(l Lock) (Lock, bool) {
	of, ok := r.ElementOf(l.Root)
	if !ok {
		return Lock{}, false
	}
	holder := of.Owner()
	field, rest, below := strings.Cut(strings.TrimPrefix(l.Path, "."), ".")
	if !below || !r.isBackField(TypeAt(holder), program.Named(l.Root.Type()), field) {
		return Lock{}, false
	}
	l.Ref = Ref{holder.Root, holder.Path + "." + rest}
	return l, true
}

// isBackField reports whether a field is an element's only one of its holder's type, and
// given to it.
func (r *Result) isBackField(holder, element *types.Named, name string) bool {
	if holder == nil || element == nil || holder == element {
		return false
	}
	st, ok := element.Underlying().(*types.Struct)
	if !ok {
		return false
	}
	found := false
	for field := range st.Fields() {
		if program.Named(field.Type()) != holder {
			continue
		}
		if field.Name() != name || r.madeFor()[field.Origin()] {
			return false
		}
		found = true
	}
	return found
}

// findMadeFor finds the fields that somebody fills with an object which is made right there.
func (s *solver) findMadeFor() map[*types.Var]bool {
	made := make(map[*types.Var]bool)
	for _, st := range s.prog.Stores() {
		if field, ok := s.prog.Var(st.To).(*types.Var); ok && field.IsField() && isMade(st.Value) && !s.prog.InTest(st.To.Pos()) {
			made[field.Origin()] = true
		}
	}
	return made
}

// TypeAt is the named type of the object that a reference leads to.
func TypeAt(ref Ref) *types.Named {
	if ref.Root == nil {
		return nil
	}
	t := ref.Root.Type()
	for name := range strings.SplitSeq(strings.TrimPrefix(ref.Path, "."), ".") {
		if name == "" {
			break
		}
		obj, _, _ := types.LookupFieldOrMethod(t, true, ref.Root.Pkg(), name)
		field, ok := obj.(*types.Var)
		if !ok {
			return nil
		}
		t = field.Type()
	}
	return program.Named(t)
}
