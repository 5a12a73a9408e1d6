package waitsfor

import (
	"cmp"
	"time"

	"github.com/loopcheck/loopcheck/analyzers/internal/contract"
)

// An Effect is one thing that code may wait for, with the evidence as text: the
// next hop and the root. A full chain would name functions that importers do
// not see, and makes facts nine times larger.
type Effect struct {
	// Class is the class of waiting; empty if the wait is for a loop.
	Class contract.Class

	// Loop is the loop waited for, and Mode how.
	Loop contract.LoopID
	Mode contract.Mode

	// Hops counts the calls between the code and the root, Via names the
	// first of them and Root the function that waits in the end. Both are
	// empty for code that waits itself.
	Hops      int
	Via, Root string

	// Bound is how long the wait may take; zero if nobody knows.
	Bound time.Duration

	// Why and Fix are a contract's words, if one says it.
	Why, Fix string

	// Told is the loop on which the code that waits runs in its own package:
	// the finding stands there, and callers on that loop add nothing.
	Told contract.LoopID

	// Likely says that the evidence holds a dynamic call or a convention.
	Likely bool
}

// ToldOn reports whether the wait is reported in its own package for code on a loop.
func (e Effect) ToldOn(loop contract.LoopID) bool {
	return e.Told.Covers(loop) && loop != contract.LoopID{}
}

// ForLoop reports whether e is a wait for a loop.
func (e Effect) ForLoop() bool { return e.Loop != contract.LoopID{} }

// key tells the effects of one function apart: it keeps one witness for each.
type key struct {
	class contract.Class
	loop  contract.LoopID
	told  contract.LoopID
}

func (e Effect) key() key { return key{e.Class, e.Loop, e.Told} }

// compare orders witnesses of the same effect, the better one first: what is
// sure, what waits longest, what is nearest. The rest makes the order total, so
// that the bytes of facts are the same on every run.
func (e Effect) compare(f Effect) int {
	return cmp.Or(
		compareBool(e.Likely, f.Likely),
		compareBound(e.Bound, f.Bound),
		cmp.Compare(e.Hops, f.Hops),
		cmp.Compare(e.Via, f.Via),
		cmp.Compare(e.Root, f.Root),
		cmp.Compare(e.Why, f.Why),
	)
}

func compareBool(a, b bool) int {
	switch {
	case a == b:
		return 0
	case b:
		return -1
	}
	return 1
}

func compareBound(a, b time.Duration) int {
	switch {
	case a == b:
		return 0
	case a == 0:
		return -1
	case b == 0:
		return 1
	}
	return cmp.Compare(b, a)
}

// through is e seen from a caller of the function named via.
func (e Effect) through(via string, dynamic bool) Effect {
	if e.Root == "" {
		e.Root = via
	}
	e.Via = via
	e.Hops++
	e.Likely = e.Likely || dynamic
	return e
}

// effects is a function's effects by key.
type effects map[key]Effect

// add keeps the better witness and reports whether e was better.
func (s effects) add(e Effect) bool {
	have, ok := s[e.key()]
	if ok && have.compare(e) <= 0 {
		return false
	}
	s[e.key()] = e
	return true
}
