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
			op = soleWait(op)
			t := s.ticker(op)
			if t == nil || !s.onGoroutine(f) {
				continue
			}
			if stop := stopOf(f, s.tickersIn(t, maxLends), stops); stop != nil {
				direct := slices.Contains(stops[s.prog.Var(t)], stop)
				s.add(Stranded{
					Kind: Ticker, Op: op, By: stop.In, Way: stop.Expr, Likely: !direct,
					Strict: stop.How == program.Defer && s.isLast(stop.In),
				})
			}
		}
	}
}

// stopOf is a call by another function than f that stops one of some tickers.
func stopOf(f *program.Func, tickers []types.Object, stops map[types.Object][]*program.Call) *program.Call {
	for _, v := range tickers {
		for _, stop := range stops[v] {
			if stop.In != f && !isMain(stop.In) {
				return stop
			}
		}
	}
	return nil
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

// soleWait is the one operation that a select with a single arm waits for, which is all it
// does; else the operation itself.
func soleWait(op *program.Op) *program.Op {
	if op.Kind == program.Choose && !op.Select.Default && len(op.Select.Arms) == 1 {
		return op.Select.Arms[0]
	}
	return op
}

// findStops lists the calls of Stop by the ticker's variable or field.
func (s *solver) findStops() map[types.Object][]*program.Call {
	stops := make(map[types.Object][]*program.Call)
	for _, f := range s.prog.Funcs {
		for _, call := range f.Calls {
			if !program.IsFunc(call.Callee, "time", "Ticker.Stop") {
				continue
			}
			sel, ok := ast.Unparen(call.Expr.Fun).(*ast.SelectorExpr)
			if !ok {
				continue
			}
			for _, v := range s.tickersIn(sel.X, maxLends) {
				stops[v] = append(stops[v], call)
			}
		}
	}
	return stops
}

// tickersIn are the variables and fields whose ticker an expression may hold, as far as
// this package hands it about: itself, what it is assigned from, what is put into the
// container that it is taken from, and what callers pass for it.
func (s *solver) tickersIn(e ast.Expr, depth int) []types.Object {
	v := s.prog.Var(e)
	switch x := ast.Unparen(e).(type) {
	case *ast.IndexExpr:
		return s.putInto(s.prog.Var(x.X))
	case *ast.CallExpr:
		if f := s.prog.FuncOf(s.prog.Callee(x)); f != nil && f.Body() != nil {
			v = s.returned(f)
		}
	}
	if v == nil {
		return nil
	}
	all := []types.Object{v}
	if depth == 0 || !local(v) && !isParam(v) {
		return all
	}
	for _, a := range s.prog.Assigned(v.(*types.Var)) {
		if isContainer(s.pass.TypesInfo.TypeOf(a.Value)) { // a range
			all = append(all, s.putInto(s.prog.Var(a.Value))...)
		} else if a.Result == 0 && len(all) < maxCallers {
			all = append(all, s.tickersIn(a.Value, depth-1)...)
		}
	}
	return append(all, s.passedFor(v.(*types.Var), depth-1)...)
}

func isParam(v types.Object) bool {
	x, ok := v.(*types.Var)
	return ok && x.Kind() == types.ParamVar
}

// passedFor are the tickers that the few callers of a function pass for a parameter.
func (s *solver) passedFor(v *types.Var, depth int) (all []types.Object) {
	param, ok := s.prog.ParamOf(v)
	if !ok || param.Index < 0 {
		return nil
	}
	in := s.runs.Edges.In(param.Of)
	for _, e := range in[:min(len(in), maxCallers)] {
		if e.Call != nil && !e.Handed && param.Index < len(e.Call.Expr.Args) {
			all = append(all, s.tickersIn(e.Call.Expr.Args[param.Index], depth)...)
		}
	}
	return all
}

// putInto are the few variables whose values are put into a container under a key.
func (s *solver) putInto(container types.Object) []types.Object {
	if s.entries == nil {
		s.entries = make(map[types.Object][]types.Object)
		for _, st := range s.prog.Stores() {
			ix, ok := st.To.(*ast.IndexExpr)
			if !ok {
				continue
			}
			to, v := s.prog.Var(ix.X), s.prog.Var(st.Value)
			if to != nil && v != nil && len(s.entries[to]) < maxCallers {
				s.entries[to] = append(s.entries[to], v)
			}
		}
	}
	return s.entries[container]
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
