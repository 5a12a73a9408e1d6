package contract

import "go/types"

// HasShape reports whether a function of this name and signature is one that c
// selects. Only FormShape selects by signature.
func (c Code) HasShape(name string, sig *types.Signature) bool {
	return c.Form == FormShape && match(c.Symbol.Name, name) &&
		matchTuple(c.Params, sig.Params()) && matchTuple(c.Results, sig.Results())
}

// matchTuple matches types against patterns: "_" is any type, "…" any number of them.
func matchTuple(patterns []string, t *types.Tuple) bool {
	return matchFrom(patterns, t, 0)
}

func matchFrom(patterns []string, t *types.Tuple, i int) bool {
	if len(patterns) == 0 {
		return i == t.Len()
	}
	if patterns[0] == "…" {
		for j := i; j <= t.Len(); j++ {
			if matchFrom(patterns[1:], t, j) {
				return true
			}
		}
		return false
	}
	if i == t.Len() {
		return false
	}
	if p := patterns[0]; p != "_" && p != types.TypeString(types.Unalias(t.At(i).Type()), nil) {
		return false
	}
	return matchFrom(patterns[1:], t, i+1)
}
