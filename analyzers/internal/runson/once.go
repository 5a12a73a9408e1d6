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
	if len(in)+len(sites) == 0 || r.handedOn()[f] > len(sites) {
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
	if len(in)+len(sites) == 0 || r.handedOn()[lit] > len(sites) {
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

// countFlows counts how often each function is handed on.
func countFlows(prog *program.Package) map[*program.Func]int {
	count := make(map[*program.Func]int)
	for _, flow := range prog.Flows {
		for _, v := range flow.Values {
			if v.Func != nil {
				count[v.Func]++
			}
		}
	}
	return count
}
