package book

import (
	"go/types"

	"github.com/loopcheck/loopcheck/analyzers/internal/contract"
	"github.com/loopcheck/loopcheck/analyzers/internal/std"
)

// A Wait is something that a function of the standard library may wait for.
type Wait = std.Wait

// Library reports whether a package is the standard library's, so that the
// table speaks of it and its bodies say nothing.
func (b *Book) Library(path string) bool { return !b.bodies && path != b.asked && std.Is(path) }

// Standard reports whether a package is the standard library's, whoever speaks of it.
func (b *Book) Standard(path string) bool { return std.Is(path) }

// Said returns what is said that a call of fn waits for, in place of what fn's
// body does; false if its body decides. Of the library's functions whose bodies are
// read the leaves and the barriers alone are said.
func (b *Book) Said(fn *types.Func) (waits []Wait, ok bool) {
	switch {
	case fn.Pkg() == nil: // error.Error
		return nil, true
	case b.bodies, fn.Pkg().Path() == b.asked:
		return std.Base(fn)
	case std.Is(fn.Pkg().Path()):
		return std.Waits(fn), true
	}
	return nil, false
}

// LibraryParam returns how fn of the standard library runs the function passed
// for parameter i, 0 if that depends; false if fn's body decides.
func (b *Book) LibraryParam(fn *types.Func, i int) (mode contract.Mode, ok bool) {
	if !b.Library(fn.Pkg().Path()) {
		return 0, false
	}
	switch std.Param(fn, i) {
	case std.Inline:
		return contract.Inline, true
	case std.Spawn:
		return contract.Spawn, true
	}
	return 0, true
}
