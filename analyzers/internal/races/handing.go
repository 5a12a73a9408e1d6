package races

import (
	"go/ast"
	"go/types"
	"slices"

	"github.com/loopcheck/loopcheck/analyzers/internal/program"
)

// A method that makes its object ready and then hands a callback of it to somebody else, on
// which a goroutine starts, does so before there is the goroutine, as one does that starts it
// by itself.
//
//	m.update()
//	systray.Run(m.onReady)

// isBeforeHanding reports whether f makes a use only before it hands on what starts a
// goroutine.
func (s *solver) isBeforeHanding(f *program.Func, e *entry, t *thread) bool {
	return slices.ContainsFunc(s.handedOnBy(f), func(flow *program.Flow) bool {
		ways := s.paths(f)
		return s.leadsTo(flow.Values[0].Func, t.in.f) && s.isOfReceiver(f, flow.Value) &&
			ways.Reaches(e.at, flow.Value) && !ways.Reaches(flow.Value, e.at)
	})
}

// handedOnBy are the functions that a body passes to others.
func (s *solver) handedOnBy(f *program.Func) []*program.Flow {
	if s.handing == nil {
		s.handing = make(map[*program.Func][]*program.Flow)
		for _, flow := range s.prog.Flows {
			if flow.Kind == program.Passed && flow.In != nil && len(flow.Values) == 1 && flow.Values[0].Func != nil {
				s.handing[flow.In] = append(s.handing[flow.In], flow)
			}
		}
	}
	return s.handing[f]
}

// isOfReceiver reports whether a function value works on a function's receiver: a method of
// it, or a literal that has it.
func (s *solver) isOfReceiver(f *program.Func, value ast.Expr) bool {
	switch value := ast.Unparen(value).(type) {
	case *ast.FuncLit:
		return true
	case *ast.SelectorExpr:
		v, ok := s.prog.Var(value.X).(*types.Var)
		return ok && v == f.Sig.Recv()
	}
	return false
}
