package waitsfor

import (
	"cmp"
	"time"

	"github.com/loopcheck/loopcheck/analyzers/internal/contract"
	"github.com/loopcheck/loopcheck/analyzers/internal/weight"
)

// A Thing is what code may wait for: the outside world or another goroutine, by
// the class of waiting, or a loop, a framework's or a hand-written one.
type Thing struct {
	// Class is empty if the wait is for a loop.
	Class contract.Class
	Loop  contract.LoopID
}

// ForLoop reports whether the thing is a loop.
func (t Thing) ForLoop() bool { return t.Loop != contract.LoopID{} }

func (t Thing) compare(other Thing) int {
	return cmp.Or(cmp.Compare(t.Class, other.Class), t.Loop.Compare(other.Loop))
}

// An Effect is one thing that code may wait for, with the evidence as text: the
// next hop and the root. A full chain would name functions that importers do
// not see, and makes facts nine times larger.
type Effect struct {
	Thing

	// Mode is how a loop is waited for.
	Mode contract.Mode

	// Hops counts the calls between the code and the root, Via names the
	// first of them and Root the function that waits in the end. Both are
	// empty for code that waits itself.
	Hops      int
	Via, Root string

	// In is the function of the module, by its full name, that the wait ends in:
	// whatever leads there is one problem. It is empty for code that waits itself.
	In string

	// Lasts is what is said of how long the wait may take; see Length.
	Lasts contract.Length

	// Bound is how long the wait may take; zero if nobody knows.
	Bound time.Duration

	// Why, Fix and Outcome are a contract's words, if one says it.
	Why, Fix, Outcome string

	// Told is the loop on which the code that waits runs in its own package:
	// the finding stands there, and callers on that loop add nothing.
	Told contract.LoopID

	// Likely says that the evidence holds a dynamic call or a convention.
	Likely bool

	// Unsure says that it may as well go on at once.
	Unsure bool
}

// ToldOn reports whether the wait is reported in its own package for code on a loop.
func (e Effect) ToldOn(loop contract.LoopID) bool {
	return e.Told.Covers(loop) && loop != contract.LoopID{}
}

// Length is how long the wait can last.
func (e Effect) Length() contract.Length { return weight.Length(e.Class, e.Bound, e.Lasts) }

// repeated is e done again and again. What works on a part of something open, as
// reading a file piece by piece does, lasts no longer for that.
func (e Effect) repeated() Effect {
	if e.Class == contract.Disk {
		e.Lasts = weight.Many(e.Length())
	}
	return e
}

// key tells the effects of one function apart: it keeps one witness for each.
type key struct {
	thing Thing
	lasts contract.Length
	told  contract.LoopID
}

func (e Effect) key() key { return key{e.Thing, e.Lasts, e.Told} }

// compare orders witnesses of the same effect, the better one first: what is
// sure, what waits longest, what is nearest. The rest makes the order total, so
// that the bytes of facts are the same on every run.
func (e Effect) compare(f Effect) int {
	return cmp.Or(
		compareBool(e.Unsure, f.Unsure),
		compareBool(e.Likely, f.Likely),
		compareBound(e.Bound, f.Bound),
		cmp.Compare(e.Hops, f.Hops),
		cmp.Compare(e.Via, f.Via),
		cmp.Compare(e.Root, f.Root),
		cmp.Compare(e.Why, f.Why),
		cmp.Compare(e.In, f.In),
		cmp.Compare(f.Mode, e.Mode), // Call is the last of the modes that wait
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

// maxEffects bounds how many things a function is known to wait for. What waits
// for so many loops is no business of any of them.
const maxEffects = 64

// add keeps the better witness and reports whether e was better.
func (s effects) add(e Effect) bool {
	have, ok := s[e.key()]
	if ok && have.compare(e) <= 0 || !ok && len(s) == maxEffects {
		return false
	}
	s[e.key()] = e
	return true
}
