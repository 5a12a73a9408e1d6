package races

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"github.com/loopcheck/loopcheck/analyzers/internal/program"
)

// A goroutine may be told to end by a channel of channels: who tells it hands it one, and
// waits for the answer. When that comes, the goroutine has said its last.
//
//	errc := make(chan error)
//	h.quit <- errc
//	return <-errc

// isAnsweredLast reports whether a receive of f, made before a use, waits for what a
// goroutine answers last.
func (s *solver) isAnsweredLast(f *program.Func, wait *program.Op, use ast.Node, root *program.Func) bool {
	if wait.Kind != program.Receive || wait.Var == nil || !f.Has(wait.Var) {
		return false
	}
	return slices.ContainsFunc(f.Ops, func(ask *program.Op) bool {
		send, ok := ask.Node.(*ast.SendStmt)
		if !ok || ask.Var == nil || s.prog.Var(send.Value) != wait.Var || !s.answersLast(root, ask.Var) {
			return false
		}
		return s.paths(f).Before(wait.Node, use) || s.isIfThere(f, wait, send.Chan, use)
	})
}

// answersLast reports whether a goroutine ends by sending to what it has received from a
// channel.
func (s *solver) answersLast(root *program.Func, from types.Object) bool {
	return slices.ContainsFunc(root.Ops, func(op *program.Op) bool {
		v, ok := op.Var.(*types.Var)
		if op.Kind != program.Send || op.Repeat != nil || !ok || v.IsField() {
			return false
		}
		return slices.ContainsFunc(s.prog.Assigned(v), func(a program.Assignment) bool {
			recv, ok := ast.Unparen(a.Value).(*ast.UnaryExpr)
			return ok && recv.Op == token.ARROW && s.prog.Var(recv.X) == from
		})
	})
}

// isIfThere reports whether f waits before a use if there is a channel to ask by, and only
// then: without it, no goroutine is there to wait for.
func (s *solver) isIfThere(f *program.Func, wait *program.Op, ask ast.Expr, use ast.Node) (is bool) {
	f.Inspect(func(n ast.Node) bool {
		stmt, ok := n.(*ast.IfStmt)
		if !ok || !program.Contains(stmt.Body, wait.Node.Pos()) || program.Contains(stmt, use.Pos()) {
			return !is
		}
		cond, ok := ast.Unparen(stmt.Cond).(*ast.BinaryExpr)
		is = is || ok && cond.Op == token.NEQ && s.pass.TypesInfo.Types[cond.Y].IsNil() &&
			s.prog.Var(cond.X) == s.prog.Var(ask) && s.paths(f).Before(stmt.Cond, use)
		return !is
	})
	return is
}
