package runson

import (
	"go/ast"
	"go/types"

	"github.com/loopcheck/loopcheck/analyzers/internal/contract"
	"github.com/loopcheck/loopcheck/analyzers/internal/placement"
	"github.com/loopcheck/loopcheck/analyzers/internal/program"
)

// A keptMethod is a method of what a parameter is for.
type keptMethod struct {
	param *types.Var
	name  string
}

// findObjects finds whose methods a hand-written loop calls: those of objects behind an
// interface that somebody was passed and kept for it. It reports whether it placed any anew.
func (s *spreader) findObjects() (news bool) {
	calls := make(map[keptMethod][]*program.Call)
	var all []keptMethod
	for _, f := range s.prog.Funcs {
		if !s.onOne(f) {
			continue
		}
		for _, call := range f.Calls {
			for _, m := range s.keptMethods(call) {
				if calls[m] == nil {
					all = append(all, m)
				}
				calls[m] = append(calls[m], call)
			}
		}
	}
	for _, m := range all {
		news = s.placeMethod(m, calls[m]) || news
	}
	return news
}

// onOne reports whether a function runs on one hand-written loop and nowhere else.
func (s *spreader) onOne(f *program.Func) bool {
	all := s.contexts[f]
	for _, c := range all {
		if c.Off() || c.Loop.Serving == nil || c.Loop.Many || c.Loop != all[0].Loop {
			return false
		}
	}
	return len(all) > 0 && !s.prog.InTest(f.Node().Pos())
}

func (s *spreader) keptMethods(call *program.Call) (all []keptMethod) {
	sel, ok := ast.Unparen(call.Expr.Fun).(*ast.SelectorExpr)
	if !ok || call.How != program.Plain || call.Callee == nil || call.Callee.Signature().Recv() == nil || !types.IsInterface(call.Callee.Signature().Recv().Type()) {
		return nil
	}
	for _, param := range s.prog.GivenAs(sel.X) {
		if param.Of.Obj != nil {
			all = append(all, keptMethod{param.Var, call.Callee.Name()})
		}
	}
	return all
}

func (s *spreader) placeMethod(m keptMethod, calls []*program.Call) (news bool) {
	loop := s.contexts[calls[0].In][0].Loop
	for _, call := range calls {
		c := s.contexts[call.In][0]
		if c.Loop != loop {
			return false
		}
	}
	c := s.contexts[calls[0].In][0]
	loop.Notifier = true
	return s.placements.KeepMethod(m.param, m.name, placement.Place{
		Mode: contract.Callback, Loop: loop.ID, Entry: c.Entry, Likely: true, Worker: !loop.Awaited, Awaited: loop.Awaited,
	})
}
