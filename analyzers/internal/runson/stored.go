package runson

import (
	"fmt"
	"go/types"

	"github.com/loopcheck/loopcheck/analyzers/internal/chain"
	"github.com/loopcheck/loopcheck/analyzers/internal/contract"
	"github.com/loopcheck/loopcheck/analyzers/internal/placement"
	"github.com/loopcheck/loopcheck/analyzers/internal/program"
)

// keptCalls are the calls on a framework's loop of what functions are passed and
// keep, by the parameter.
type keptCalls map[*types.Var]*chain.Step

// findStored finds what code on a loop calls that was kept for it: handlers that
// one function of the package stores and another calls on a framework's loop,
// and functions that are sent to a hand-written one. It reports whether it found
// any that were not known.
func (s *spreader) findStored() bool {
	news := s.findExecutors()
	news = s.findObjects() || news
	calls := make(map[*types.Var][]*program.Call)
	var params []*types.Var
	for _, f := range s.prog.Funcs {
		for _, call := range f.Calls {
			for _, v := range call.Values {
				if v.Param.Var == nil || !v.Dynamic {
					continue
				}
				if calls[v.Param.Var] == nil {
					params = append(params, v.Param.Var)
				}
				calls[v.Param.Var] = append(calls[v.Param.Var], call)
			}
		}
	}
	for _, param := range params {
		news = s.keepParam(param, calls[param]) || news
	}
	return news
}

// keepParam places a parameter that was kept on the loop that its calls run on,
// if no call in sight runs elsewhere: one guard that calls it on the loop says
// nothing of the goroutines that it is there for.
func (s *spreader) keepParam(param *types.Var, calls []*program.Call) bool {
	var loop *Loop
	var why *chain.Step
	var entry contract.Entry
	for _, call := range calls {
		if call.Spawns() {
			return false
		}
		for _, c := range s.contexts[call.In] {
			if c.Off() || !c.Loop.Declared() || loop != nil && c.Loop != loop {
				return false
			}
			if loop == nil {
				loop, entry = c.Loop, c.Entry
				why = c.Step.Then(call.Expr.Pos(), fmt.Sprintf("%s calls it on %s", c.Func.Name(), loop))
			}
		}
	}
	if loop == nil || !s.placements.Keep(param, placement.Place{Mode: contract.Callback, Loop: loop.ID, Entry: entry, Likely: true}) {
		return false
	}
	s.kept[param] = why
	return true
}

// keptFor returns the call on a loop that a function value is kept for where it
// is passed, or nil.
func (s *spreader) keptFor(site placement.Site) *chain.Step {
	if site.Flow.Kind != program.Passed {
		return nil
	}
	for _, t := range site.Flow.Call.Targets {
		if site.Flow.Index < t.Sig.Params().Len() {
			if step := s.kept[t.Sig.Params().At(site.Flow.Index)]; step != nil {
				return step
			}
		}
	}
	return nil
}
