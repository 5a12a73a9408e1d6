package ends

import (
	"go/ast"
	"go/types"
	"slices"

	"github.com/loopcheck/loopcheck/analyzers/internal/program"
)

// findReturned finds sends to a channel that the function returns which started the
// sender, where one of its callers drops the channel, or leaves without receiving.
func (s *solver) findReturned(ch *program.Channel) {
	n, known := ch.Cap()
	if !ch.Aliased || !known || n > 0 || !local(ch.Var) || ch.Sourced() {
		return
	}
	h := &handBack{solver: s, ch: ch}
	for _, op := range ch.Ops {
		if op.Kind == program.Receive || op.Kind == program.Range || !h.use(op, s.startOf(op.In)) {
			return
		}
	}
	if h.by == nil || len(h.calls) != 1 || h.calls[0].Repeat != nil || !s.returnsOnly(h) {
		return
	}
	callers := s.runs.Edges.In(h.by)
	for _, e := range callers[:min(len(callers), maxCallers)] {
		if e.Call != nil && !e.Handed && !s.prog.InTest(e.At.Pos()) && s.asked[e.From] < maxHandBacks {
			s.asked[e.From]++
			s.leavesReturned(h, e.From, e.Call)
		}
	}
}

// returnsOnly reports whether the function does nothing with the channel but start
// the sender and return it.
func (s *solver) returnsOnly(h *handBack) bool {
	given, ok := s.given(h.ch, h.by)
	returned := false
	for _, n := range given {
		switch n := n.(type) {
		case *ast.FuncLit:
			if n != h.calls[0].Expr.Fun {
				return false
			}
		default:
			if !s.isReturned(h.by, n) {
				return false
			}
			returned = true
		}
	}
	return ok && returned
}

// isReturned reports whether an expression is what f returns, alone.
func (s *solver) isReturned(f *program.Func, e ast.Node) bool {
	found := false
	f.Inspect(func(n ast.Node) bool {
		if ret, ok := n.(*ast.ReturnStmt); ok {
			found = found || len(ret.Results) == 1 && ast.Unparen(ret.Results[0]) == e
		}
		return !found && n != nil && contains(n, e)
	})
	return found
}

// leavesReturned looks for a caller that drops the channel, or that leaves on a way
// on which it does not receive.
func (s *solver) leavesReturned(h *handBack, by *program.Func, call *program.Call) {
	c := &handBack{solver: s, ch: h.ch, by: by, calls: []*program.Call{call}, stream: h.stream, settled: make(map[types.Object]bool)}
	for _, send := range h.sends {
		c.sends, c.sentBy = append(c.sends, send), append(c.sentBy, call)
	}
	if call.How == program.Go || call.How == program.Defer || s.isDropped(by, call.Expr) {
		c.strand(Dropped, call.Expr, nil, false)
		return
	}
	if v := s.onlyVar(by, call.Expr); v != nil {
		ch := s.prog.Channel(v)
		if given, ok := s.given(ch, by); !ok || len(given) > 0 {
			return
		}
		c.ch, c.receives = ch, ch.Ops
	} else {
		c.receives = receivesFrom(by, call.Expr)
	}
	if len(c.receives) == 0 || slices.ContainsFunc(c.receives, func(op *program.Op) bool {
		return op.In != by || op.Kind != program.Receive && op.Kind != program.Range
	}) {
		return
	}
	c.findMarks()
	switch {
	case c.stream:
		c.leavesStream()
	case !receivesAt(by, call.Expr):
		c.leavesSenders()
	}
}

// receivesAt reports whether what a call returns is received from right there: nobody
// leaves in between.
func receivesAt(f *program.Func, call *ast.CallExpr) bool {
	return slices.ContainsFunc(f.Ops, func(op *program.Op) bool {
		return op.Kind == program.Receive && ast.Unparen(op.Chan) == call
	})
}

// isDropped reports whether a call stands alone, or its result is given to nobody.
func (s *solver) isDropped(f *program.Func, call *ast.CallExpr) bool {
	dropped := false
	f.Inspect(func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.ExprStmt:
			dropped = dropped || ast.Unparen(n.X) == call
		case *ast.AssignStmt:
			if len(n.Rhs) == 1 && ast.Unparen(n.Rhs[0]) == call && len(n.Lhs) == 1 {
				id, ok := n.Lhs[0].(*ast.Ident)
				dropped = dropped || ok && id.Name == "_"
			}
		}
		return n != nil && contains(n, call)
	})
	return dropped
}

// onlyVar is the variable of f that alone gets a call's result, and nothing else.
func (s *solver) onlyVar(f *program.Func, call *ast.CallExpr) *types.Var {
	v := s.prog.HolderOf(call)
	if v == nil || !f.Has(v) || s.prog.Channel(v) == nil {
		return nil
	}
	return v
}

// receivesFrom are the operations on what a call returns, where it stands.
func receivesFrom(f *program.Func, call *ast.CallExpr) []*program.Op {
	var ops []*program.Op
	for _, op := range f.Ops {
		if op.Kind != program.Choose && ast.Unparen(op.Chan) == call {
			ops = append(ops, op)
		}
		if op.Kind == program.Choose {
			for _, arm := range op.Select.Arms {
				if ast.Unparen(arm.Chan) == call {
					ops = append(ops, arm)
				}
			}
		}
	}
	return ops
}
