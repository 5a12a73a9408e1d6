package cycles

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"github.com/loopcheck/loopcheck/analyzers/internal/program"
)

// fits reports whether a send finds room in any case: it is made only where the function has
// seen that there is some, or as often in the life of the object as there is.
func (s *solver) fits(op *program.Op, room int64) bool {
	return s.asksForRoom(op) || s.sendsOnce(op, room)
}

// asksForRoom reports whether a send stands where a condition says how much is in the channel:
// "if len(ch) == 0 { ch <- x }".
func (s *solver) asksForRoom(op *program.Op) (asks bool) {
	op.In.Inspect(func(n ast.Node) bool {
		stmt, ok := n.(*ast.IfStmt)
		if !ok || !program.Contains(stmt.Body, op.Node.Pos()) {
			return true
		}
		cond, ok := ast.Unparen(stmt.Cond).(*ast.BinaryExpr)
		if ok && (cond.Op == token.EQL || cond.Op == token.LSS) {
			call, isCall := ast.Unparen(cond.X).(*ast.CallExpr)
			asks = asks || isCall && len(call.Args) == 1 && s.info.Types[call.Fun].IsBuiltin() && s.prog.Var(call.Args[0]) == op.Var
		}
		return true
	})
	return asks
}

// sendsOnce reports whether a function comes to a send once for each object, and no more send
// than there is room for: "if closed { return }; closed = true".
func (s *solver) sendsOnce(op *program.Op, room int64) bool {
	ch := s.prog.Channel(op.Var)
	if op.Repeat != nil || ch == nil {
		return false
	}
	sends := int64(0)
	for _, other := range ch.Ops {
		if other.Kind == program.Send && !s.prog.InTest(other.Node.Pos()) {
			sends++
		}
	}
	return sends <= room && s.leavesIfFlagged(op)
}

// leavesIfFlagged reports whether a function returns, before an operation, by a flag that it
// sets itself.
func (s *solver) leavesIfFlagged(op *program.Op) bool {
	var set []types.Object
	op.In.Inspect(func(n ast.Node) bool {
		assign, ok := n.(*ast.AssignStmt)
		if ok && len(assign.Lhs) == 1 && assign.Pos() < op.Node.Pos() {
			if id, ok := ast.Unparen(assign.Rhs[0]).(*ast.Ident); ok && id.Name == "true" {
				set = append(set, s.prog.Var(assign.Lhs[0]))
			}
		}
		return true
	})
	leaves := false
	op.In.Inspect(func(n ast.Node) bool {
		stmt, ok := n.(*ast.IfStmt)
		if ok && stmt.End() < op.Node.Pos() && len(stmt.Body.List) > 0 {
			_, returns := stmt.Body.List[len(stmt.Body.List)-1].(*ast.ReturnStmt)
			leaves = leaves || returns && slices.Contains(set, s.prog.Var(stmt.Cond)) && s.prog.Var(stmt.Cond) != nil
		}
		return !leaves
	})
	return leaves
}

// isServed reports whether one loop alone receives what is sent, in its select beside others: it is
// told something then, and nothing is counted.
func (s *solver) isServed(op *program.Op) bool {
	loop := s.runs.Receiver(s.prog.Channel(op.Var))
	return loop != nil && !loop.Worker && !loop.Many && slices.Contains(loop.Inbox, op.Var)
}
