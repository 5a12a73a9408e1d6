package runson

import (
	"slices"

	"github.com/loopcheck/loopcheck/analyzers/internal/chain"
	"github.com/loopcheck/loopcheck/analyzers/internal/contract"
	"github.com/loopcheck/loopcheck/analyzers/internal/program"
)

// Comments and assertions say of functions that they are a loop, that they run on one,
// or that they must not. What they say adds to what the code shows: a function that
// runs on a loop by its comment does so whoever calls it, and a call from elsewhere is
// the caller's fault.

// findSaid finds the loops that are known by comments alone: those that read, say,
// and serve no channel.
func (s *spreader) findSaid(names map[string]int) {
	for _, f := range s.claims.Places() {
		if s.serving[f] == nil {
			id := contract.LoopID{Owner: s.pass.Pkg.Path(), Name: s.pass.Pkg.Name() + "." + loopName(f, names)}
			s.serving[f] = &Loop{ID: id, Serving: &Serving{Serve: f, Worker: true}}
			s.loops[id] = s.serving[f]
		}
	}
}

// saysOther reports whether something says that f does not run on a loop, or runs on
// another one: what calls it there adds nothing.
func (s *spreader) saysOther(f *program.Func, loop *Loop) bool {
	on := s.claims.On(f)
	if on != nil && (loop == nil || loop != s.serving[on.Loop]) {
		return true
	}
	if loop == nil {
		return false
	}
	for _, c := range s.claims.Off(f) {
		if c.Loop != nil && s.serving[c.Loop] == loop {
			return true
		}
	}
	return false
}

// seedSaid starts from what comments and assertions name, where nothing in sight
// comes to it.
func (s *spreader) seedSaid() {
	for _, f := range s.claims.Places() {
		if len(s.contexts[f]) == 0 {
			s.seed(&Context{
				Func: f, Loop: s.serving[f], Self: true, Likely: true, Entry: contract.Message,
				Step: &chain.Step{Pos: f.Node().Pos(), Text: f.Name() + " is a loop that comments speak of"},
			})
		}
	}
	s.spreadAll()
	for _, f := range s.prog.Funcs {
		c := s.claims.On(f)
		if c == nil || s.runsOn(f, s.serving[c.Loop]) {
			continue
		}
		s.seed(&Context{
			Func: f, Loop: s.serving[c.Loop], Self: SameType(f, c.Loop), Likely: true, Entry: contract.Message,
			Step: &chain.Step{Pos: c.Pos, Text: f.Name() + " runs on " + c.Loop.Name() + ": " + c.Said()},
		})
	}
	s.spreadAll()
}

func (s *spreader) runsOn(f *program.Func, loop *Loop) bool {
	return slices.ContainsFunc(s.contexts[f], func(c *Context) bool { return c.Loop == loop })
}

// SameType reports whether two functions are methods of one type.
func SameType(f, g *program.Func) bool {
	f, g = f.Declared(), g.Declared()
	if f == nil || g == nil || f.Obj == nil || g.Obj == nil {
		return false
	}
	a, b := program.ReceiverNamed(f.Obj), program.ReceiverNamed(g.Obj)
	return a != nil && b != nil && a.Origin() == b.Origin()
}
