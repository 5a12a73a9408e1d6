package runson

import (
	"go/types"
	"iter"
	"slices"

	"github.com/loopcheck/loopcheck/analyzers/internal/contract"
	"github.com/loopcheck/loopcheck/analyzers/internal/placement"
	"github.com/loopcheck/loopcheck/analyzers/internal/program"
)

// findExecutors finds the hand-written loops that call the functions they
// receive, and places what is sent to them: a function in the loop's inbox runs
// there, as if a contract said so. It reports whether it placed any anew.
//
// A pool, which several goroutines serve, runs it on one of them; which one,
// nobody knows.
func (s *spreader) findExecutors() (news bool) {
	called := s.calledOnLoops()
	if len(called) == 0 {
		return false
	}
	takers, answers := takersOf(called), findAnswers(s.findEnds())
	taken := make(map[*program.Flow][]*Loop)
	for _, flow := range s.prog.Flows {
		for _, loop := range takers[flow.To] {
			if slices.ContainsFunc(flow.Values, called[loop].has) {
				taken[flow] = append(taken[flow], loop)
				loop.Executor = true
				loop.Awaited = loop.Awaited || answers[answer{loop, flow.In}]
				loop.Worker = loop.Worker && !loop.Awaited
			}
		}
	}
	for flow, loops := range taken {
		for _, loop := range loops {
			place := placement.Place{Mode: contract.Post, Loop: loop.ID, Likely: true, Worker: loop.Worker, Awaited: loop.Awaited}
			news = s.placements.Put(flow, place) || news
		}
	}
	return news
}

// An answer says that a function receives from a channel that only a loop
// completes: who hands the loop something to do as well waits for it.
type answer struct {
	loop *Loop
	to   *program.Func
}

func findAnswers(e ends) map[answer]bool {
	found := make(map[answer]bool)
	for ch, loop := range e.completer {
		if loop == nil {
			continue
		}
		for _, op := range ch.Ops {
			if op.Kind == program.Receive {
				found[answer{loop, op.In}] = true
			}
		}
	}
	return found
}

// takersOf returns the loops that take what is put into a channel or assigned to
// a field: their inboxes, and the fields of the messages in them.
func takersOf(called map[*Loop]values) map[types.Object][]*Loop {
	takers := make(map[types.Object][]*Loop)
	for loop := range called {
		for _, ch := range loop.Inbox {
			takers[ch] = append(takers[ch], loop)
			for field := range message(ch.Type()) {
				takers[field] = append(takers[field], loop)
			}
		}
	}
	return takers
}

// message visits the fields of a channel's messages.
func message(ch types.Type) iter.Seq[*types.Var] {
	none := func(func(*types.Var) bool) {}
	c, ok := ch.Underlying().(*types.Chan)
	if !ok {
		return none
	}
	named := program.Named(c.Elem())
	if named == nil {
		return none
	}
	st, ok := named.Origin().Underlying().(*types.Struct)
	if !ok {
		return none
	}
	return st.Fields()
}

// values are functions and parameters.
type values map[any]bool

func (v values) add(value program.Value) {
	if value.Func != nil {
		v[value.Func] = true
	}
	if value.Param.Var != nil {
		v[value.Param.Var] = true
	}
}

func (v values) has(value program.Value) bool {
	return value.Func != nil && v[value.Func] || value.Param.Var != nil && v[value.Param.Var]
}

// calledOnLoops returns, by loop, what code on a hand-written loop that one
// goroutine serves calls by a value that was handed on.
func (s *spreader) calledOnLoops() map[*Loop]values {
	called := make(map[*Loop]values)
	for _, f := range s.prog.Funcs {
		for _, c := range s.contexts[f] {
			if c.Off() || c.Loop.Serving == nil || c.Loop.Many {
				continue
			}
			for _, call := range f.Calls {
				if call.Callee != nil || call.Spawns() {
					continue
				}
				if called[c.Loop] == nil {
					called[c.Loop] = make(values)
				}
				for _, v := range call.Values {
					if v.Dynamic {
						called[c.Loop].add(v)
					}
				}
			}
		}
	}
	return called
}
