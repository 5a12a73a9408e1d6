package contract

import (
	"go/types"
	"strings"
)

// HasShape reports whether a function of this name and signature is one that c
// selects. Only FormShape selects by signature.
func (c Code) HasShape(name string, sig *types.Signature) bool {
	return c.Form == FormShape && Match(c.Symbol.Name, name) &&
		matchTuple(c.Params, sig.Params(), sig.Recv()) && matchTuple(c.Results, sig.Results(), sig.Recv())
}

// Serves returns the interface whose methods c selects, if a function of this name and
// signature is one that takes a service; nil for any other function.
func (c Code) Serves(name string, sig *types.Signature) *types.Interface {
	if c.Form != FormServed || c.Index >= sig.Params().Len() || !Match(c.Symbol.Name, name) || !matchTuple(c.Params, sig.Params(), nil) {
		return nil
	}
	service, _ := sig.Params().At(c.Index).Type().Underlying().(*types.Interface)
	return service
}

// HasSibling reports whether a method's receiver has the method that c.Beside asks for.
func (c Code) HasSibling(recv *types.Named) bool {
	for _, beside := range c.Beside {
		if recv == nil || !beside.ofMethod(recv) {
			return false
		}
	}
	return true
}

func (c Code) ofMethod(recv *types.Named) bool {
	for m := range recv.Methods() {
		if c.HasShape(m.Name(), m.Signature()) {
			return true
		}
	}
	return false
}

// Own is the pattern of a type that is the receiver's own, or a pointer to it.
const Own = "own"

// Value is the pattern of a type that tells something, any but error.
const Value = "value"

// matchTuple matches types against patterns: "_" is any type, "…" any number of
// them, [Own] that of the receiver, [Value] any but error.
func matchTuple(patterns []string, t *types.Tuple, recv *types.Var) bool {
	return matchFrom(patterns, t, 0, recv)
}

func matchFrom(patterns []string, t *types.Tuple, i int, recv *types.Var) bool {
	if len(patterns) == 0 {
		return i == t.Len()
	}
	if patterns[0] == "…" {
		for j := i; j <= t.Len(); j++ {
			if matchFrom(patterns[1:], t, j, recv) {
				return true
			}
		}
		return false
	}
	if i == t.Len() {
		return false
	}
	if !matchType(patterns[0], t.At(i).Type(), recv) {
		return false
	}
	return matchFrom(patterns[1:], t, i+1, recv)
}

// matchType compares a type by the name that the program uses and by the one
// that an alias stands for. In a name "…" stands for any run of characters.
func matchType(pattern string, t types.Type, recv *types.Var) bool {
	switch pattern {
	case Own:
		return recv != nil && types.Identical(deref(t), deref(recv.Type()))
	case Value:
		return !types.Identical(t, types.Universe.Lookup("error").Type())
	}
	return pattern == "_" || matchName(pattern, types.TypeString(t, nil)) || matchName(pattern, types.TypeString(types.Unalias(t), nil))
}

func matchName(pattern, name string) bool {
	before, after, any := strings.Cut(pattern, "…")
	if !any {
		return pattern == name
	}
	rest, ok := strings.CutPrefix(name, before)
	return ok && strings.HasSuffix(rest, after)
}

func deref(t types.Type) types.Type {
	if p, ok := types.Unalias(t).(*types.Pointer); ok {
		return p.Elem()
	}
	return t
}

// Match reports whether name fits a pattern in which "*" stands for any run of characters.
func Match(pattern, name string) bool {
	before, pattern, star := strings.Cut(pattern, "*")
	if !star {
		return name == before
	}
	name, ok := strings.CutPrefix(name, before)
	for ok {
		part, rest, star := strings.Cut(pattern, "*")
		if !star {
			return strings.HasSuffix(name, part)
		}
		// The first place is as good as any: it leaves most for the other parts.
		_, name, ok = strings.Cut(name, part)
		pattern = rest
	}
	return false
}
