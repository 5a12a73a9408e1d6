package book

import (
	"go/token"
	"go/types"
	"slices"
	"strings"

	"github.com/loopcheck/loopcheck/analyzers/internal/contract"
	"github.com/loopcheck/loopcheck/analyzers/internal/program"
)

// An index finds the rows about an object. Its zero value has none.
//
// Rows of a framework in sight are bound to objects: the methods that a type
// promotes are those of the type that it embeds. Rows about what every package
// may use are kept by name, so that nobody has to find their objects.
type index[Row any] struct {
	bound map[place][]Bound[Row]
	named map[string][]namedRow[Row] // by import path
}

// A place is an object, and the way in which code is selected by it; rows that
// select no code have no form.
type place struct {
	form contract.Form
	obj  types.Object
}

type namedRow[Row any] struct {
	form   contract.Form
	symbol contract.Symbol
	except []contract.Symbol
	row    Bound[Row]
}

// bind adds a row about an object, once: a pattern meets a promoted method in
// every type that embeds its own.
func (x *index[Row]) bind(form contract.Form, obj types.Object, row Bound[Row]) {
	at := place{form, obj}
	if slices.Contains(x.bound[at], row) {
		return
	}
	if x.bound == nil {
		x.bound = make(map[place][]Bound[Row])
	}
	x.bound[at] = append(x.bound[at], row)
}

// name adds a row about all objects that a symbol names.
func (x *index[Row]) name(form contract.Form, s contract.Symbol, except []contract.Symbol, row Bound[Row]) {
	if x.named == nil {
		x.named = make(map[string][]namedRow[Row])
	}
	x.named[s.Pkg] = append(x.named[s.Pkg], namedRow[Row]{form, s, except, row})
}

// of returns the rows about an object.
func (x *index[Row]) of(form contract.Form, obj types.Object) []Bound[Row] {
	rows := x.bound[place{form, obj}]
	if len(x.named) == 0 {
		return rows
	}
	for _, n := range x.named[pathOf(obj)] {
		if n.form == form && n.means(obj) && !slices.Contains(rows, n.row) {
			rows = append(rows[:len(rows):len(rows)], n.row)
		}
	}
	return rows
}

// pathOf is the import path of an object's package; "" if it has none.
func pathOf(obj types.Object) string {
	if fn, ok := obj.(*types.Func); obj == nil || ok && fn == nil || obj.Pkg() == nil {
		return ""
	}
	return obj.Pkg().Path()
}

func (n *namedRow[Row]) means(obj types.Object) bool {
	return names(n.symbol, obj) && !slices.ContainsFunc(n.except, func(s contract.Symbol) bool { return names(s, obj) })
}

// names reports whether a symbol names a function, a type or a method by its
// own type. What a type promotes it does not tell.
func names(s contract.Symbol, obj types.Object) bool {
	recv := ""
	if fn, ok := obj.(*types.Func); ok {
		if named := program.ReceiverNamed(fn); named != nil {
			recv = named.Obj().Name()
		}
	}
	return pathOf(obj) == s.Pkg && matches(s.Recv, recv) && matches(s.Name, obj.Name())
}

// matches: a pattern means exported names only.
func matches(pattern, name string) bool {
	if !strings.Contains(pattern, "*") {
		return pattern == name
	}
	return token.IsExported(name) && contract.Match(pattern, name)
}
