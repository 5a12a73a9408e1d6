package ends

import (
	"go/ast"
	"go/types"
	"slices"

	"github.com/loopcheck/loopcheck/analyzers/internal/program"
)

// isHeardToTheEnd reports whether somebody in sight gets a channel by a call, and all who do
// receive from it until it is closed: they do not leave where the sender is told to end.
func (s *solver) isHeardToTheEnd(ch types.Object) bool {
	heard := false
	for c := range s.prog.Channels() {
		v, ok := c.Var.(*types.Var)
		if !ok || !local(v) || s.prog.InTest(v.Pos()) || !s.getsByCall(v, ch) {
			continue
		}
		if len(c.Ops) == 0 || slices.ContainsFunc(c.Ops, func(op *program.Op) bool { return !s.goesToTheEnd(op) }) {
			return false
		}
		heard = true
	}
	return heard
}

// getsByCall reports whether a variable gets a channel from a function that returns it.
func (s *solver) getsByCall(v *types.Var, ch types.Object) bool {
	return slices.ContainsFunc(s.prog.Assigned(v), func(a program.Assignment) bool {
		call, ok := ast.Unparen(a.Value).(*ast.CallExpr)
		if !ok || a.Result > 0 {
			return false
		}
		f := s.prog.FuncOf(s.prog.Callee(call))
		return f != nil && f.Body() != nil && s.returned(f) == ch
	})
}

// goesToTheEnd reports whether an operation is a receive of a loop that leaves only when the
// channel is closed: a range, or n, ok := <-ch; if !ok { return }.
func (s *solver) goesToTheEnd(op *program.Op) bool {
	r := roundOf(op)
	if r == nil || op.Select != nil {
		return false
	}
	if op.Kind == program.Range {
		return len(s.waysOut(r.Stmt, r.Body)) == 0
	}
	closed := s.saysClosed(op, r)
	return closed != nil && !slices.ContainsFunc(s.waysOut(r.Stmt, r.Body), func(out ast.Node) bool { return !s.isIf(r, closed, out) })
}

// saysClosed is the variable that gets a receive's second value; nil if none does.
func (s *solver) saysClosed(op *program.Op, r *program.Repeat) (closed types.Object) {
	ast.Inspect(r.Body, func(n ast.Node) bool {
		assign, ok := n.(*ast.AssignStmt)
		if ok && len(assign.Lhs) == 2 && len(assign.Rhs) == 1 && contains(assign.Rhs[0], op.Node) {
			closed = s.prog.Var(assign.Lhs[1])
		}
		return closed == nil
	})
	return closed
}

// isIf reports whether a way out of a round stands in an if that asks for nothing but a
// variable.
func (s *solver) isIf(r *program.Repeat, v types.Object, out ast.Node) (is bool) {
	ast.Inspect(r.Body, func(n ast.Node) bool {
		stmt, ok := n.(*ast.IfStmt)
		is = is || ok && contains(stmt.Body, out) && s.decides(v, stmt.Cond)
		return !is
	})
	return is
}
