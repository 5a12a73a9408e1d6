package touches

import (
	"go/types"
	"slices"

	"github.com/loopcheck/loopcheck/analyzers/internal/edges"
	"github.com/loopcheck/loopcheck/analyzers/internal/locks"
	"github.com/loopcheck/loopcheck/analyzers/internal/program"
)

// What a sync.Once runs is run by whoever comes first, so that a call of the
// function around it is no evidence of it. A goroutine has it done if nobody else
// in sight may have come first.

// underOnce reports whether a sync.Once runs a literal within f, or one around
// it does.
func (s *solver) underOnce(f, lit *program.Func) bool {
	for range maxNested {
		switch {
		case lit == f || lit == nil:
			return false
		case slices.ContainsFunc(s.runs.Edges.In(lit), isOnce):
			return true
		}
		lit = lit.Outer
	}
	return false
}

func isOnce(e edges.Edge) bool { return e.How == edges.Once }

// sureParts lists the parts of f that each call of it runs.
func (s *solver) sureParts(f *program.Func) []part {
	return s.partsBut(f, func(p part) bool { return p.once })
}

// partsRun lists the parts of a visited function that the visit runs.
func (s *solver) partsRun(v visit) []part {
	first := s.start(v.f) != nil && !s.isCalled(v.f)
	return s.partsBut(v.f, func(p part) bool { return p.once && !(first && s.onlyOnce(p.body)) })
}

func (s *solver) partsBut(f *program.Func, skip func(part) bool) []part {
	all := s.partsOf(f)
	if !slices.ContainsFunc(all, skip) {
		return all
	}
	return slices.DeleteFunc(slices.Clone(all), skip)
}

func (s *solver) isCalled(f *program.Func) bool {
	return slices.ContainsFunc(s.runs.Edges.In(f), edges.Edge.Waits)
}

// onlyOnce reports whether each Once that runs a body, or one around it, is
// used nowhere else.
func (s *solver) onlyOnce(body *program.Func) bool {
	for range maxNested {
		if body == nil {
			break
		}
		for _, e := range s.runs.Edges.In(body) {
			if isOnce(e) && s.onceUses()[s.onceOf(e.Call)] > 1 {
				return false
			}
		}
		body = body.Outer
	}
	return true
}

// onceUses counts the calls of Do by the variable or field that holds the Once.
func (s *solver) onceUses() map[types.Object]int {
	if s.onces != nil {
		return s.onces
	}
	s.onces = make(map[types.Object]int)
	for _, f := range s.prog.Funcs {
		for _, call := range f.Calls {
			if edges.IsOnce(call.Callee) {
				s.onces[s.onceOf(call)]++
			}
		}
	}
	return s.onces
}

// onceOf is the variable or field that holds the Once of a call of Do.
func (s *solver) onceOf(call *program.Call) types.Object { return locks.Named(s.prog, call.Expr) }
