package ends

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"github.com/loopcheck/loopcheck/analyzers/internal/program"
)

// settles reports whether a receive from another channel comes only when the
// goroutines send no result any more: all have been waited for, or the only one says so.
func (h *handBack) settles(op *program.Op) bool {
	if h.isAfterAll(op) {
		return true
	}
	if op.Kind != program.Receive || op.Var == nil || op.Var == h.ch.Var || len(h.calls) != 1 || h.many {
		return false
	}
	settled, known := h.settled[op.Var]
	if !known {
		settled = h.isSettled(h.prog.Channel(op.Var))
		h.settled[op.Var] = settled
	}
	return settled
}

func (h *handBack) isSettled(other *program.Channel) bool {
	if other == nil {
		return false
	}
	uses, ok := other.Uses()
	if !ok {
		return h.lendsTo(other)
	}
	completed := false
	for _, use := range uses {
		if use.Kind != program.Send && use.Kind != program.Close {
			continue
		}
		if h.startOf(use.In) != h.calls[0] || h.sendsAfter(use) {
			return false
		}
		completed = true
	}
	return completed
}

// lendsTo reports whether the only goroutine passes a channel on, or is passed
// it: what it does with it, and when, is not asked, unless it surely goes on behind that.
func (h *handBack) lendsTo(other *program.Channel) bool {
	lent, _ := other.Lent()
	return slices.ContainsFunc(lent, func(l program.Lent) bool {
		call := h.callOf(l.By)
		return call == h.calls[0] || call != nil && h.startOf(call.In) == h.calls[0] && !h.goesOn(call, l)
	})
}

// goesOn reports whether the goroutine sends its result when the call has returned in
// which it uses the other channel, and that may return an error, or nothing, afterwards.
func (h *handBack) goesOn(call *program.Call, l program.Lent) bool {
	ch := h.prog.Channel(l.To.Var)
	if ch == nil || !slices.ContainsFunc(h.sends, func(send *program.Op) bool {
		return send.In == call.In && h.paths(send.In).Reaches(call.Expr, send.Node)
	}) {
		return false
	}
	if further, all := ch.Lent(); !all || len(further) > 0 {
		return false
	}
	return slices.ContainsFunc(ch.Ops, func(op *program.Op) bool {
		return op.In == l.To.Of && op.Kind == program.Send && h.mayFailAfter(op)
	})
}

// mayFailAfter reports whether a function may come from an operation to a return whose last
// result is not nil, or returns nothing.
func (h *handBack) mayFailAfter(op *program.Op) bool {
	if op.In.Sig.Results().Len() == 0 {
		return true
	}
	fails := false
	op.In.Inspect(func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			return false
		case *ast.ReturnStmt:
			if last := len(n.Results) - 1; last >= 0 && !h.pass.TypesInfo.Types[n.Results[last]].IsNil() {
				fails = fails || h.paths(op.In).Reaches(op.Node, n)
			}
		}
		return !fails
	})
	return fails
}

func (h *handBack) sendsAfter(use *program.Op) bool {
	for _, op := range h.sends {
		if use.In == op.In && !use.Deferred && h.paths(op.In).Reaches(use.Node, op.Node) {
			return true
		}
	}
	return false
}

// isAfterAll reports whether a receive comes only when a group has been waited for to which
// all who send a result belong: of a channel that is closed then, or of what a function
// returns that is passed the group and waits for it.
func (h *handBack) isAfterAll(op *program.Op) bool {
	if op.Kind != program.Receive {
		return false
	}
	if call, ok := ast.Unparen(op.Chan).(*ast.CallExpr); ok {
		return h.passesGroup(call)
	}
	other := h.prog.Channel(op.Var)
	if other == nil || op.Var == h.ch.Var {
		return false
	}
	if call := h.callOfVar(op.Var); call != nil && h.passesGroup(call) {
		return true
	}
	said, all := other.Completions()
	return all && len(said) > 0 && len(said) <= maxReceives && !slices.ContainsFunc(said, func(use *program.Op) bool { return !h.isWaitedFor(use) })
}

// callOfVar is the call, and nothing else, whose result a local variable holds.
func (s *solver) callOfVar(v types.Object) *ast.CallExpr {
	if !local(v) {
		return nil
	}
	got := s.prog.Assigned(v.(*types.Var))
	if len(got) != 1 || s.makeOf(v) != nil {
		return nil
	}
	call, _ := ast.Unparen(got[0].Value).(*ast.CallExpr)
	return call
}

// passesGroup reports whether a call passes the senders' group to a function of this
// package that waits for it.
func (h *handBack) passesGroup(call *ast.CallExpr) bool {
	f := h.prog.FuncOf(h.prog.Callee(call))
	if f == nil || f.Sig.Variadic() {
		return false
	}
	for i, arg := range call.Args {
		if i < f.Sig.Params().Len() && len(h.groups.waits[f.Sig.Params().At(i)]) > 0 && h.belong(h.prog.Var(operand(arg))) {
			return true
		}
	}
	return false
}

// isWaitedFor reports whether who closes a channel, or sends to it, has waited for the
// senders' group before.
func (h *handBack) isWaitedFor(use *program.Op) bool {
	for _, sync := range h.prog.Syncs(use.In) {
		if sync.Kind != program.Wait || !h.belong(sync.Var) {
			continue
		}
		if use.Deferred || h.paths(use.In).Before(sync.Call.Expr, use.Node) {
			return true
		}
	}
	return false
}

// belong reports whether every goroutine that sends a result says to a group that it is
// done.
func (h *handBack) belong(group types.Object) bool {
	if group == nil {
		return false
	}
	for i, send := range h.sends {
		if !slices.ContainsFunc(h.doneBy(send.In), func(v types.Object) bool { return h.passedAs(v, h.sentBy[i]) == group }) {
			return false
		}
	}
	return true
}

// doneBy are the groups to which f says that it is done, at its end or in what it defers.
func (h *handBack) doneBy(f *program.Func) []types.Object {
	all := h.groups.done[f]
	for _, call := range f.Calls {
		if lit, ok := ast.Unparen(call.Expr.Fun).(*ast.FuncLit); ok && call.How == program.Defer && len(call.Targets) == 1 && call.Targets[0].Func.Lit == lit {
			all = append(all[:len(all):len(all)], h.groups.done[call.Targets[0].Func]...)
		}
	}
	return all
}

// passedAs is what a go statement passes for a variable, if that is a parameter.
func (h *handBack) passedAs(v types.Object, start *program.Call) types.Object {
	x, ok := v.(*types.Var)
	if !ok {
		return v
	}
	if param, ok := h.prog.ParamOf(x); ok && param.Index >= 0 && param.Index < len(start.Expr.Args) {
		return h.prog.Var(operand(start.Expr.Args[param.Index]))
	}
	return v
}

// operand is x in &x.
func operand(e ast.Expr) ast.Expr {
	if u, ok := ast.Unparen(e).(*ast.UnaryExpr); ok && u.Op == token.AND {
		return u.X
	}
	return e
}
