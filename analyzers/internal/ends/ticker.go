package ends

import (
	"go/ast"
	"go/types"
	"slices"

	"github.com/loopcheck/loopcheck/analyzers/internal/edges"
	"github.com/loopcheck/loopcheck/analyzers/internal/program"
)

// findTickers finds goroutines that do nothing but wait for a ticker that
// somebody stops: Stop does not close the channel.
func (s *solver) findTickers() {
	stops := s.findStops()
	if len(stops) == 0 {
		return
	}
	for _, f := range s.prog.Funcs {
		for _, op := range f.Ops {
			t := s.ticker(op)
			if t == nil || !s.onGoroutine(f) {
				continue
			}
			for _, stop := range stops[s.prog.Var(t)] {
				if stop.In != f && !isMain(stop.In) {
					s.add(Stranded{Kind: Ticker, Op: op, By: stop.In, Way: stop.Expr, Strict: stop.How == program.Defer && s.isLast(stop.In)})
					break
				}
			}
		}
	}
}

// ticker is t, where a loop that nothing ends waits for t.C alone.
func (s *solver) ticker(op *program.Op) ast.Expr {
	if op.Kind == program.Choose || s.prog.TimerOf(op.Chan) != program.Ticker {
		return nil
	}
	sel, ok := ast.Unparen(op.Chan).(*ast.SelectorExpr)
	if !ok {
		return nil
	}
	switch op.Kind {
	case program.Range:
		loop := op.Node.(*ast.RangeStmt)
		if len(s.waysOut(loop, loop.Body)) == 0 {
			return sel.X
		}
	case program.Receive:
		if op.Repeat == nil {
			return nil
		}
		loop, ok := op.Repeat.Stmt.(*ast.ForStmt)
		if ok && loop.Cond == nil && len(s.waysOut(loop, loop.Body)) == 0 {
			return sel.X
		}
	}
	return nil
}

// findStops lists the calls of Stop by the ticker's variable or field.
func (s *solver) findStops() map[types.Object][]*program.Call {
	stops := make(map[types.Object][]*program.Call)
	for _, f := range s.prog.Funcs {
		for _, call := range f.Calls {
			if call.Callee == nil || call.Callee.Name() != "Stop" || call.Callee.FullName() != "(*time.Ticker).Stop" {
				continue
			}
			sel, ok := ast.Unparen(call.Expr.Fun).(*ast.SelectorExpr)
			if !ok {
				continue
			}
			if v := s.prog.Var(sel.X); v != nil {
				stops[v] = append(stops[v], call)
			}
		}
	}
	return stops
}

// onGoroutine reports whether f runs on a goroutine of its own.
func (s *solver) onGoroutine(f *program.Func) bool {
	spawned, known := s.spawned[f]
	if !known {
		spawned = s.runs.Off(f) != nil || slices.ContainsFunc(s.runs.Edges.In(f), func(e edges.Edge) bool { return e.How == edges.Spawned })
		s.spawned[f] = spawned
	}
	return spawned
}
