package book

import (
	"go/types"
	"slices"

	"github.com/loopcheck/loopcheck/analyzers/internal/contract"
)

// form adds a row for calls of a form, which is for users of the framework's
// modules only.
func (b *binder) form(row Bound[contract.Blocks]) {
	own := slices.ContainsFunc(row.Framework.Modules, func(m contract.Module) bool { return m.Path == b.home })
	if !own {
		b.book.calls = append(b.book.calls, row)
	}
}

// ofForm adds to rows those for calls of a function, or of a value of a type, by
// its form.
func (b *Book) ofForm(rows []Bound[contract.Blocks], obj types.Object, sig *types.Signature) []Bound[contract.Blocks] {
	_, isType := obj.(*types.TypeName)
	for _, r := range b.calls {
		if r.Row.OfType == isType && isCalled(r.Row.Call, obj) && r.Row.Shape.HasShape(obj.Name(), sig) {
			rows = append(rows[:len(rows):len(rows)], r)
		}
	}
	return rows
}

// isCalled reports whether a symbol names an object, in a package that a pattern
// may stand for.
func isCalled(s contract.Symbol, obj types.Object) bool {
	path := pathOf(obj)
	if !contract.Match(s.Pkg, path) {
		return false
	}
	s.Pkg = path
	return names(s, obj)
}
