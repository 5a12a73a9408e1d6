package touches

import (
	"go/ast"
	"slices"

	"golang.org/x/tools/go/analysis"

	"github.com/loopcheck/loopcheck/analyzers/internal/chain"
	"github.com/loopcheck/loopcheck/analyzers/internal/claims"
	"github.com/loopcheck/loopcheck/analyzers/internal/contract"
	"github.com/loopcheck/loopcheck/analyzers/internal/edges"
	"github.com/loopcheck/loopcheck/analyzers/internal/fixpoint"
	"github.com/loopcheck/loopcheck/analyzers/internal/program"
	"github.com/loopcheck/loopcheck/analyzers/internal/prose"
	"github.com/loopcheck/loopcheck/analyzers/internal/runson"
	"github.com/loopcheck/loopcheck/analyzers/internal/words"
)

// findNear finds the functions from which calls lead to what a comment speaks of: where
// nothing else is owned, the others are not looked at.
func (s *solver) findNear() {
	if s.owned.ByContract() {
		return
	}
	s.said.near = make(map[*program.Func]bool)
	var found []*program.Func
	for _, f := range s.prog.Funcs {
		if s.claims.On(f) != nil || len(s.own[f]) > 0 || s.callsAbroad(f) {
			found = append(found, f)
		}
	}
	fixpoint.Down(found, nil, func(f *program.Func) []*program.Func {
		if s.said.near[f] {
			return nil
		}
		s.said.near[f] = true
		var callers []*program.Func
		for _, e := range s.runs.Edges.In(f) {
			if e.Waits() {
				callers = append(callers, e.From)
			}
		}
		return callers
	})
}

// callsAbroad reports whether f calls what another package says is a loop's.
func (s *solver) callsAbroad(f *program.Func) bool {
	return slices.ContainsFunc(f.Calls, func(call *program.Call) bool {
		return call.Callee != nil && call.Callee.Pkg() != nil && call.Callee.Pkg() != s.pass.Pkg && len(s.imported(call.Callee)) > 0
	})
}

// isNear reports whether it matters where f runs.
func (s *solver) isNear(f *program.Func) bool { return s.said.near == nil || s.said.near[f] }

// needsSometimes reports whether a call of what belongs to a loop stands in a branch: who
// makes the call may know that it is not come to, and what it is called by need not.
func needsSometimes(call *program.Call, t Touch) bool {
	return t.Said != "" && call.Conditional
}

// maxBeside bounds how far up the callers of what runs off a loop are followed.
const maxBeside = 3

// startsSaid are the visits of f that comments and assertions make starts: they say that
// it does not run on a loop, or runs anywhere.
func (s *solver) startsSaid(f *program.Func) []visit {
	if len(s.said.loops) == 0 {
		return nil
	}
	var starts []visit
	for _, c := range s.claims.Off(f) {
		starts = append(starts, s.beginSaid(f, c, &chain.Step{Pos: c.Pos, Text: f.Name() + ": " + c.Said()}, 0)...)
	}
	if len(starts) == 0 {
		starts = s.startsPosting(f)
	}
	return starts
}

// beginSaid starts at f, and at those who call it: what must not run on a loop is
// called by what does not run there.
func (s *solver) beginSaid(f *program.Func, c *claims.Claim, step *chain.Step, up int) []visit {
	v := visit{f: f, by: c}
	if s.visits[v] != nil || len(s.visited[f]) == maxVisits || s.prog.InTest(f.Node().Pos()) {
		return nil
	}
	starts := []visit{s.begin(v, &runson.Context{Func: f, Likely: true, Step: step})}
	if c.Verb == prose.Anywhere || up == maxBeside {
		return starts
	}
	for _, e := range s.runs.Edges.In(f) {
		if e.How != edges.InPlace || e.Handed || e.Dynamic || e.To != f || s.isOn(e.From, c) {
			continue
		}
		starts = append(starts, s.beginSaid(e.From, c, step.Then(e.At.Pos(), e.From.Name()+" calls "+f.Name()), up+1)...)
	}
	return starts
}

// isOn reports whether a function runs on a loop that a claim says something does not
// run on.
func (s *solver) isOn(f *program.Func, c *claims.Claim) bool {
	return slices.ContainsFunc(s.runs.On(f), func(on *runson.Context) bool {
		return c.Loop == nil || on.Loop == s.runs.Of(c.Loop)
	})
}

// startedSaid are the functions of a loop that are started in a goroutine of their own,
// or handed to somebody who does so: their own caller says so where it stands.
func (s *solver) startedSaid() []Off {
	var all []Off
	for _, f := range s.prog.Funcs {
		if s.claims.On(f) == nil || f.Obj == nil {
			continue
		}
		for _, e := range s.runs.Edges.In(f) {
			if e.How == edges.Spawned && !e.Dynamic && e.Call != nil && e.Call.How == program.Go {
				all = append(all, s.startSaid(f, e.From, e.Call.Expr, e.Call.Expr.Fun, "started in a goroutine here")...)
			}
		}
		for _, site := range s.runs.Sites(f) {
			if site.Flow != nil && site.In != nil && site.Place.Mode == contract.Spawn && !site.Dynamic {
				all = append(all, s.startSaid(f, site.In, site.Flow.Value, site.Flow.Value, "handed on here, to run on another goroutine")...)
			}
		}
	}
	return all
}

// startSaid is a start of f in the body of in, unless that is as it should be.
func (s *solver) startSaid(f, in *program.Func, at ast.Node, fun ast.Expr, why string) []Off {
	t, ok := s.calledSaid(f)
	if !ok || s.told[at] || s.prog.InTest(at.Pos()) || isCaller(s.claims.On(f), in) {
		return nil
	}
	if sel, ok := ast.Unparen(fun).(*ast.SelectorExpr); ok && !s.origins.Of(in, sel.X).Foreign() {
		return nil
	}
	s.told[at] = true
	t.Node, t.Text = at, words.Spell(fun)
	return []Off{{Touch: t, Why: []analysis.RelatedInformation{{Pos: at.Pos(), Message: why}}}}
}

// isCaller reports whether a claim names nothing but the function that starts what it is
// of: "only called by serve" says who calls, which serve does, in a goroutine or not.
func isCaller(c *claims.Claim, in *program.Func) bool {
	return c.Place.Noun == "" && c.Loop != nil && !c.Asserted && in.Declared() == c.Loop.Declared()
}
