package locks

import (
	"go/ast"
	"go/types"
	"slices"
	"strings"

	"github.com/loopcheck/loopcheck/analyzers/internal/program"
)

// BackTo is the lock of the object which holds, in a container, the one through which a
// lock is reached: an element's only field of its holder's type leads back, as those of a
// server's connections do. Of a tree's nodes it may be another one, and what is made for
// the field is the element's own.
func (r *Result) BackTo(l Lock) (Lock, bool) {
	of, _, ok := r.ElementOf(l.Root)
	if !ok {
		return Lock{}, false
	}
	holder := of.Owner()
	field, rest, below := strings.Cut(strings.TrimPrefix(l.Path, "."), ".")
	if !below {
		return Lock{}, false
	}
	back := backField(TypeAt(holder), program.Named(l.Root.Type()))
	if back == nil || back.Name() != field || r.isOwnField(back) {
		return Lock{}, false
	}
	l.Ref = Ref{holder.Root, holder.Path + "." + rest}
	return l, true
}

// backField is an element's only field of its holder's type; nil if it has none, or several.
func backField(holder, element *types.Named) *types.Var {
	if holder == nil || element == nil || holder == element {
		return nil
	}
	st, ok := element.Underlying().(*types.Struct)
	if !ok {
		return nil
	}
	var found *types.Var
	for field := range st.Fields() {
		if program.Named(field.Type()) != holder {
			continue
		}
		if found != nil {
			return nil
		}
		found = field.Origin()
	}
	return found
}

// isOwnField reports whether all that is ever put into a field is made for it there: what
// an element has made itself holds others than the element.
func (r *Result) isOwnField(field *types.Var) bool {
	values := r.prog().ValuesOf(field)
	return len(values) > 0 && !slices.ContainsFunc(values, func(value ast.Expr) bool {
		return !r.prog().Makes(value) && !r.r.info.Types[value].IsNil()
	})
}

// TypeAt is the named type of the object that a reference leads to.
func TypeAt(ref Ref) *types.Named {
	v := VarAt(ref)
	if v == nil {
		return nil
	}
	return program.Named(v.Type())
}

// VarAt is the variable or the field that holds the object that a reference leads to; nil
// if nobody knows.
func VarAt(ref Ref) *types.Var {
	v := ref.Root
	for name := range strings.SplitSeq(strings.TrimPrefix(ref.Path, "."), ".") {
		if name == "" || v == nil {
			break
		}
		obj, _, _ := types.LookupFieldOrMethod(v.Type(), true, ref.Root.Pkg(), name)
		v, _ = obj.(*types.Var)
	}
	return v
}
