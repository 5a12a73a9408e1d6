package cycles

import (
	"go/types"
	"strings"

	"github.com/loopcheck/loopcheck/analyzers/internal/locks"
	"github.com/loopcheck/loopcheck/analyzers/internal/program"
)

// comesBack reports whether a lock is that of the object which holds, in a container, the
// one through which it is reached: an element's only field of its holder's type leads
// back, as those of a server's connections do. Of a tree's nodes it may be another one.
func (s *solver) comesBack(h locks.Held, t locks.Take) bool {
	if h.Var == nil || h.Var != t.Var || !h.Known() || !t.Known() {
		return false
	}
	of, ok := s.locks.ElementOf(t.Root)
	if !ok || of.Root != h.Root {
		return false
	}
	holder := of.Owner()
	lock, inHolder := strings.CutPrefix(h.Path, holder.Path+".")
	field, inElement := strings.CutSuffix(t.Path, "."+lock)
	field = strings.TrimPrefix(field, ".")
	return inHolder && inElement && isBackField(typeAt(holder), program.Named(t.Root.Type()), field)
}

// isBackField reports whether a field is an element's only one of its holder's type.
func isBackField(holder, element *types.Named, name string) bool {
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
		if field.Name() != name {
			return false
		}
		found = true
	}
	return found
}

// typeAt is the named type of the object that a reference leads to.
func typeAt(ref locks.Ref) *types.Named {
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

// leadsBack reports whether one nesting takes, under the lock of an object, that of some
// element of it, and the other one under an element's the lock of what that leads back to.
func leadsBack(down, up nesting) bool {
	if down.take.Known() || !up.take.Known() || up.take.Root != up.held.Root {
		return false
	}
	element := up.held.Owner()
	_, below := strings.CutPrefix(up.take.Path, element.Path+".")
	return below && typeAt(element) != typeAt(up.take.Owner())
}

// Same says on which condition two locks are one.
func (k *Knot) Same() string {
	if !k.Back {
		return ""
	}
	return ", if " + LockName(k.Take.Lock) + " is the same one"
}
