package runson

import (
	"go/types"
	"slices"

	"github.com/loopcheck/loopcheck/analyzers/internal/contract"
	"github.com/loopcheck/loopcheck/analyzers/internal/edges"
	"github.com/loopcheck/loopcheck/analyzers/internal/placement"
	"github.com/loopcheck/loopcheck/analyzers/internal/program"
)

// Once reports whether a function is surely run once in the life of the process,
// and by nobody who goes on to do other things: main, what a command line runs,
// and what only they run, in no loop. It is for one analyzer: it remembers what it
// finds, without a lock.
func (r *Result) Once(f *program.Func) bool {
	once, known := r.once[f]
	if known || r.once == nil {
		return once
	}
	r.once[f] = false // what comes back to itself runs again
	r.once[f] = r.startsProcess(f) || r.onlyOnce(f)
	return r.once[f]
}

func (r *Result) startsProcess(f *program.Func) bool {
	if f.Obj != nil && f.Obj.Name() == "main" && f.Sig.Recv() == nil && f.Obj.Pkg().Name() == "main" {
		return true
	}
	if isCommand(f) {
		return true
	}
	for _, row := range r.book.FirstParam(f.Sig) {
		if row.Row.Mode == contract.Inline && row.Row.Entry == contract.Start {
			return true
		}
	}
	return false
}

// commands are the methods by which packages that read a command line know a
// command, by what they return: many packages, with few forms.
var commands = map[string]types.Type{
	"Execute": types.Universe.Lookup("error").Type(),
	"Run":     types.Typ[types.Int], // the process's exit code
}

// isCommand reports whether f is a command of a command line by its form: a method
// that takes the arguments. When it returns, the process ends.
func isCommand(f *program.Func) bool {
	if f.Obj == nil || f.Sig.Recv() == nil || f.Sig.Params().Len() != 1 || f.Sig.Results().Len() != 1 {
		return false
	}
	result, ok := commands[f.Obj.Name()]
	return ok && types.Identical(f.Sig.Results().At(0).Type(), result) &&
		types.Identical(f.Sig.Params().At(0).Type(), types.NewSlice(types.Typ[types.String]))
}

// onlyOnce reports whether all who run f run once. Whom a function is handed to
// may run it again and again, unless the placement says that they do not.
func (r *Result) onlyOnce(f *program.Func) bool {
	in := r.Edges.In(f)
	sites := r.placements.Sites(f)
	on := r.handedOn()[f]
	if len(in)+len(sites)+on.wrapped == 0 || on.times > len(sites) {
		return false
	}
	return !slices.ContainsFunc(in, func(e edges.Edge) bool {
		return !r.Once(e.From) || e.Call != nil && e.Call.Repeats()
	}) && !slices.ContainsFunc(sites, func(s placement.Site) bool {
		return s.In == nil || !r.Once(s.In) || s.Call != nil && s.Call.Repeats() || s.Flow != nil && !isOneRun(s)
	})
}

// Within reports whether a literal is only run while the function runs in which it stands.
func (r *Result) Within(lit *program.Func) bool {
	in, sites := r.Edges.In(lit), r.placements.Sites(lit)
	on := r.handedOn()[lit]
	if len(in)+len(sites) == 0 || on.times+on.wrapped > len(sites) {
		return false
	}
	return !slices.ContainsFunc(in, func(e edges.Edge) bool { return !e.Waits() || e.From != lit.Outer }) &&
		!slices.ContainsFunc(sites, func(at placement.Site) bool {
			return at.Flow != nil && at.Place.Mode != contract.Inline && at.Place.Mode != contract.Paused
		})
}

// isOneRun reports whether a function is passed to a call that runs it once.
func isOneRun(s placement.Site) bool {
	call := s.Flow.Call
	return s.Flow.Kind == program.Passed && s.Place.Mode == contract.Spawn && call.Callee != nil && call.Callee.Name() == "Go" && !call.Repeats()
}

// handed is how often a function is handed on, and how often to a wrapper besides, which
// does nothing but call it in what a command line runs.
type handed struct{ times, wrapped int }

// countFlows counts how often each function is handed on.
func (r *Result) countFlows() map[*program.Func]handed {
	count := make(map[*program.Func]handed)
	callers := r.callersOfParams()
	for _, flow := range r.Program.Flows {
		wrapped := r.isWrapped(flow, callers)
		for _, v := range flow.Values {
			if v.Func == nil {
				continue
			}
			of := count[v.Func]
			if wrapped && !v.Dynamic {
				of.wrapped++
			} else {
				of.times++
			}
			count[v.Func] = of
		}
	}
	return count
}

// callersOfParams are the bodies that call what a function is passed; nil stands for who
// calls it again and again, or hands it on.
func (r *Result) callersOfParams() map[*types.Var][]*program.Func {
	callers := make(map[*types.Var][]*program.Func)
	add := func(values []program.Value, by *program.Func) {
		for _, v := range values {
			if v.Param.Var != nil {
				callers[v.Param.Var] = append(callers[v.Param.Var], by)
			}
		}
	}
	for _, f := range r.Program.Funcs {
		for _, call := range f.Calls {
			if call.Repeats() {
				add(call.Values, nil)
			} else {
				add(call.Values, f)
			}
		}
	}
	for _, flow := range r.Program.Flows {
		add(flow.Values, nil)
	}
	return callers
}

// isWrapped reports whether a function is handed to one that calls it in what a command
// line runs, and nowhere else: func(c *Command, _ []string) error { return f() }.
func (r *Result) isWrapped(flow *program.Flow, callers map[*types.Var][]*program.Func) bool {
	if flow.Kind != program.Passed {
		return false
	}
	wrapper := r.Program.FuncOf(flow.Call.Callee)
	if wrapper == nil || wrapper.Sig.Variadic() || flow.Index >= wrapper.Sig.Params().Len() {
		return false
	}
	by := callers[wrapper.Sig.Params().At(flow.Index)]
	return len(by) > 0 && !slices.ContainsFunc(by, func(f *program.Func) bool { return f == nil || !r.startsProcess(f) })
}
