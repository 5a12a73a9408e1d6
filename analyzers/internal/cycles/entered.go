package cycles

import (
	"go/ast"
	"go/types"
	"slices"

	"github.com/loopcheck/loopcheck/analyzers/internal/program"
)

// comesAfter reports whether who makes one nesting has made the other one before, which is
// made once: a connection is read when its hand-shake is over, and whoever shakes hands
// again sees that under the first lock.
func (s *solver) comesAfter(a, b nesting) bool {
	if !s.asksInBetween(b) {
		return false
	}
	return slices.ContainsFunc(a.by.Calls, func(call *program.Call) bool {
		return call.How == program.Plain && s.onReceiver(a.by, call) && s.locks.Paths(a.by).Before(call.Expr, a.take.At) &&
			slices.ContainsFunc(call.Targets, func(t program.Target) bool { return s.leadsTo(t.Func, b.by) })
	})
}

func (s *solver) onReceiver(f *program.Func, call *program.Call) bool {
	sel, ok := ast.Unparen(call.Expr.Fun).(*ast.SelectorExpr)
	return ok && s.prog.IsReceiver(f, sel.X)
}

// asksInBetween reports whether a nesting asks a flag, with the first lock held, and returns
// without the second one.
func (s *solver) asksInBetween(n nesting) bool {
	asks := false
	n.by.Inspect(func(node ast.Node) bool {
		stmt, ok := node.(*ast.IfStmt)
		if ok && stmt.Pos() > n.held.At.Pos() && stmt.End() < n.take.At.Pos() && leaves(stmt.Body) {
			asks = asks || s.isFlag(stmt.Cond)
		}
		return !asks
	})
	return asks
}

func leaves(body *ast.BlockStmt) bool {
	if len(body.List) == 0 {
		return false
	}
	_, ok := body.List[len(body.List)-1].(*ast.ReturnStmt)
	return ok
}

// isFlag reports whether a condition is a field that says yes or no, an atomic too.
func (s *solver) isFlag(cond ast.Expr) bool {
	cond = ast.Unparen(cond)
	if call, ok := cond.(*ast.CallExpr); ok {
		if fn := s.prog.Callee(call); !program.IsFunc(fn, "sync/atomic", "Bool.Load") {
			return false
		}
		cond = ast.Unparen(call.Fun).(*ast.SelectorExpr).X
	}
	v, ok := s.prog.Var(cond).(*types.Var)
	return ok && v.IsField()
}
