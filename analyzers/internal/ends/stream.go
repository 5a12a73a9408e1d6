package ends

import (
	"go/ast"
	"go/types"
	"slices"

	"github.com/loopcheck/loopcheck/analyzers/internal/program"
)

// leavesStream looks for a way out of a function that a goroutine sends to
// again and again, by an arm of the select in which it receives.
func (h *handBack) leavesStream() {
	if h.isAskedFor() {
		return
	}
	if arm := h.leavingArm(nil); arm != nil {
		h.strand(Left, arm.Clause, arm, true)
		return
	}
	for _, op := range h.receives {
		if exit, arm := h.canceledRound(op); arm != nil {
			h.strand(Left, exit, arm, true)
			return
		}
		if exit := h.failedRound(op); exit != nil {
			h.strand(Left, exit, nil, true)
			return
		}
	}
}

// canceledRound looks for a return in a loop that receives, in an arm that says
// stop.
func (h *handBack) canceledRound(op *program.Op) (ast.Node, *program.Op) {
	r := roundOf(op)
	if r == nil || program.Contains(r.Body, h.calls[0].Expr.Pos()) {
		return nil, nil
	}
	for _, out := range h.waysOut(r.Stmt, r.Body) {
		if _, returns := out.(*ast.ReturnStmt); !returns {
			continue
		}
		if arm := h.armOf(h.by, out); arm != nil && h.prog.Cancels(arm) && !h.settles(arm) {
			return arm.Clause, arm
		}
	}
	return nil, nil
}

// roundOf is the loop that a receive goes round in.
func roundOf(op *program.Op) *program.Repeat {
	if stmt, ok := op.Node.(*ast.RangeStmt); ok {
		return &program.Repeat{Stmt: stmt, Body: stmt.Body}
	}
	return op.Repeat
}

// failedRound looks for a return in a loop that receives, because of an error of
// something else: what was received does not say that it was the last.
func (h *handBack) failedRound(op *program.Op) ast.Node {
	r := roundOf(op)
	if r == nil || program.Contains(r.Body, h.calls[0].Expr.Pos()) {
		return nil
	}
	received := h.received(op)
	var exit ast.Node
	ast.Inspect(r.Body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			return false
		case *ast.IfStmt:
			if ret := lastReturn(n.Body); ret != nil && exit == nil && h.weigh(n.Body) == 0 && h.failsElsewhere(n, r, received) {
				exit = ret
			}
		}
		return exit == nil
	})
	return exit
}

// failsElsewhere reports whether a condition says that there is an error, which a call
// in the same round returned that is no method of what was received.
func (h *handBack) failsElsewhere(stmt *ast.IfStmt, r *program.Repeat, received []types.Object) bool {
	b, ok := ast.Unparen(stmt.Cond).(*ast.BinaryExpr)
	if !ok || !h.pass.TypesInfo.Types[b.Y].IsNil() {
		return false
	}
	id, ok := ast.Unparen(b.X).(*ast.Ident)
	if !ok {
		return false
	}
	v, ok := h.pass.TypesInfo.Uses[id].(*types.Var)
	if !ok || slices.Contains(received, types.Object(v)) || !types.Identical(v.Type(), types.Universe.Lookup("error").Type()) {
		return false
	}
	for _, a := range h.prog.Assigned(v) {
		if !program.Contains(r.Body, a.Value.Pos()) || a.Value.Pos() > stmt.Body.Pos() {
			continue
		}
		call, ok := ast.Unparen(a.Value).(*ast.CallExpr)
		if !ok || slices.ContainsFunc(received, func(v types.Object) bool { return h.mentions(call.Fun, v) }) {
			return false
		}
		return true
	}
	return false
}
