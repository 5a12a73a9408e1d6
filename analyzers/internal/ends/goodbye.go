package ends

import (
	"go/ast"
	"slices"

	"github.com/loopcheck/loopcheck/analyzers/internal/edges"
	"github.com/loopcheck/loopcheck/analyzers/internal/program"
)

// saysGoodbye reports whether a goroutine, or what a server calls for each request, sends
// when it leaves, in a deferred function, to a loop that an exported function ends: that
// is when they leave, too.
func (s *solver) saysGoodbye(op *program.Op, end *loopEnd, x exit) bool {
	if !slices.Contains(end.outside, x) || op.In == nil || op.In.Lit == nil {
		return false
	}
	holder := s.deferrals[op.In]
	if holder == nil {
		return false
	}
	_, tells := end.told[holder.Declared()]
	return !tells && (s.onGoroutine(holder) || s.isKept(holder) || s.isGivenOut(holder)) && !s.joined(holder, end) && !slices.ContainsFunc(s.runs.Edges.In(holder), func(e edges.Edge) bool { return e.Waits() && !s.prog.InTest(e.At.Pos()) })
}

// isGivenOut reports whether a literal is what a function returns: somebody calls it, as
// often as he likes.
func (s *solver) isGivenOut(f *program.Func) bool {
	if s.returnedLits == nil {
		s.returnedLits = make(map[ast.Expr]bool)
		for _, flow := range s.prog.Flows {
			if flow.Kind == program.Returned {
				s.returnedLits[ast.Unparen(flow.Value)] = true
			}
		}
	}
	return f.Lit != nil && s.returnedLits[f.Lit]
}
