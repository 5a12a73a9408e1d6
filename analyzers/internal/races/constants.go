package races

import (
	"go/ast"
	"slices"

	"github.com/loopcheck/loopcheck/analyzers/internal/program"
)

// allowed is a use of a callee's as a call may come to it: another one of the same place if
// the call rules the first one out; nil for none.
func (to *frame) allowed(e *entry, may func(ast.Node) bool) *entry {
	if may == nil || may(e.standsIn(to.f)) {
		return e
	}
	if to.alike == nil {
		to.alike = make(map[key][]*entry)
		for _, e := range to.entries {
			to.alike[e.key()] = append(to.alike[e.key()], e)
		}
	}
	i := slices.IndexFunc(to.alike[e.key()], func(other *entry) bool { return may(other.standsIn(to.f)) })
	if i < 0 {
		return nil
	}
	return to.alike[e.key()][i]
}

// standsIn is where a use stands in a function's own body: a literal, for what that does.
func (e *entry) standsIn(f *program.Func) ast.Node { return standsIn(f, e.in, e.at) }

func standsIn(f, in *program.Func, at ast.Node) ast.Node {
	for ; in != f && in != nil; in = in.Outer {
		if in.Lit != nil {
			at = in.Lit
		}
	}
	return at
}
