package ends

import (
	"go/ast"
	"go/token"
	"go/types"

	"github.com/loopcheck/loopcheck/analyzers/internal/program"
)

// fills reports whether a send stands in a loop that goes round as often as there is
// room in the channel, which its function has made: the buffer takes all.
func (s *solver) fills(op *program.Op) bool {
	if op.In == nil || op.Repeat == nil || op.Repeat.Outer != nil {
		return false
	}
	rounds, room := roundsOf(op.Repeat.Stmt), s.roomMade(op.In, op.Var)
	return rounds != nil && room != nil && types.ExprString(rounds) == types.ExprString(room)
}

// roundsOf is how often a loop goes round that counts up to that; nil for another one.
func roundsOf(loop ast.Stmt) ast.Expr {
	switch loop := loop.(type) {
	case *ast.ForStmt:
		cond, ok := loop.Cond.(*ast.BinaryExpr)
		step, counts := loop.Post.(*ast.IncDecStmt)
		if ok && counts && cond.Op == token.LSS && step.Tok == token.INC {
			return ast.Unparen(cond.Y)
		}
	case *ast.RangeStmt:
		return ast.Unparen(loop.X)
	}
	return nil
}

// roomMade is the capacity with which f makes a channel; nil if it does not, or does so
// more than once.
func (s *solver) roomMade(f *program.Func, ch types.Object) (room ast.Expr) {
	times := 0
	f.Inspect(func(n ast.Node) bool {
		assign, ok := n.(*ast.AssignStmt)
		if !ok || len(assign.Lhs) != len(assign.Rhs) {
			return true
		}
		for i, to := range assign.Lhs {
			if s.prog.Var(to) != ch {
				continue
			}
			times++
			if call, ok := ast.Unparen(assign.Rhs[i]).(*ast.CallExpr); ok && len(call.Args) == 2 && s.pass.TypesInfo.Types[call.Fun].IsBuiltin() {
				room = ast.Unparen(call.Args[1])
			}
		}
		return true
	})
	if times != 1 {
		return nil
	}
	return room
}
