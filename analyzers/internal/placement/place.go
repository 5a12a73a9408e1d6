package placement

import (
	"cmp"
	"slices"

	"github.com/loopcheck/loopcheck/analyzers/internal/contract"
)

// A Place is where a function that somebody is given will run.
type Place struct {
	Mode contract.Mode
	Loop contract.LoopID // for the modes that mean a loop
	// Entry says how often it runs there.
	Entry contract.Entry
	// Likely says that the place rests on a convention.
	Likely bool
	// Worker says that the loop is hand-written, and nobody waits for it.
	Worker bool
	// Awaited says that the loop is hand-written, and somebody waits for its answers.
	Awaited bool
}

var (
	inline = Place{Mode: contract.Inline}
	spawn  = Place{Mode: contract.Spawn}
)

// OnLoop reports whether p is on a loop, rather than here or on another goroutine.
func (p Place) OnLoop() bool {
	return p.Mode != contract.Inline && p.Mode != contract.Spawn && p.Mode != contract.Paused
}

// waits reports whether handing code to p makes the caller wait for the loop.
func (p Place) waits() bool {
	switch p.Mode {
	case contract.PostBounded, contract.Rendezvous, contract.Call, contract.CallInline:
		return true
	}
	return false
}

// through is the place of code that is handed to p by code that itself runs at
// outer: a wrapper that hands over from a goroutine of its own only posts.
func (p Place) through(outer Place) Place {
	switch {
	case outer.Mode == contract.Inline:
		return p
	case p.Mode == contract.Inline:
		return outer
	case p.waits():
		p.Mode = contract.Post
	}
	p.Likely = p.Likely || outer.Likely
	return p
}

func (p Place) compare(q Place) int {
	return cmp.Or(
		cmp.Compare(p.Mode, q.Mode),
		p.Loop.Compare(q.Loop),
		cmp.Compare(p.Entry, q.Entry),
		cmp.Compare(number(p.Likely), number(q.Likely)),
		cmp.Compare(number(p.Worker), number(q.Worker)),
		cmp.Compare(number(p.Awaited), number(q.Awaited)),
	)
}

func number(b bool) int {
	if b {
		return 1
	}
	return 0
}

// A set is a sorted set of places. The zero value is empty: not known to run
// anywhere in sight.
type set []Place

func (s set) with(p Place) set {
	i, found := slices.BinarySearchFunc(s, p, Place.compare)
	if found {
		return s
	}
	return slices.Insert(slices.Clone(s), i, p)
}

// through adds the places of code that is handed to p by code that runs at any
// of outer.
func (s set) through(p Place, outer set) set {
	for _, o := range outer {
		s = s.with(p.through(o))
	}
	return s
}
