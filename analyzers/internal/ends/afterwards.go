package ends

import (
	"go/ast"
	"go/token"
	"go/types"

	"github.com/loopcheck/loopcheck/analyzers/internal/program"
)

// findAfterwards finds receives of an answer, and nothing else, of which the very next
// statement asks whether all is over: who knows that it can be asks too late.
func (s *solver) findAfterwards() {
	for _, f := range s.prog.Funcs {
		if s.prog.InTest(f.Node().Pos()) {
			continue
		}
		for _, op := range f.Ops {
			if op.Kind == program.Receive && op.Select == nil && s.isAnswer(op) {
				s.addAfterwards(op)
			}
		}
	}
}

// isAnswer reports whether a receive is from what a request carries, or from what a
// method returns that makes one.
func (s *solver) isAnswer(op *program.Op) bool {
	if s.prog.TimerOf(op.Chan) != program.NoTimer || program.IsToken(s.pass.TypesInfo.TypeOf(op.Chan)) {
		return false
	}
	call, ok := ast.Unparen(op.Chan).(*ast.CallExpr)
	if !ok {
		return isField(op.Var)
	}
	return s.replyOf(s.prog.FuncOf(s.prog.Callee(call))) != nil
}

// replyOf is the field of a request whose channel f returns; nil if it returns another.
func (s *solver) replyOf(f *program.Func) types.Object {
	if f == nil || f.Body() == nil || f.Sig.Results().Len() != 1 {
		return nil
	}
	v := s.returned(f)
	if !isField(v) || receiverType(f) == nil {
		return nil
	}
	for _, op := range f.Ops { // one that it makes and hands over
		if op.Kind == program.Choose || op.Kind == program.Send {
			return v
		}
	}
	return nil
}

func (s *solver) addAfterwards(op *program.Op) {
	next := nextStatement(op.In, op.Node)
	for _, asks := range op.In.Ops {
		if asks.Node != next || asks.Kind != program.Choose || !asks.Select.Default || len(asks.Select.Arms) != 1 {
			continue
		}
		quit := asks.Select.Arms[0]
		if s.prog.Cancels(quit) && s.endedFromOutside(quit) && !s.endsWithProcess(quit) {
			s.add(Stranded{Kind: Afterwards, Op: op, By: op.In, Way: quit.Clause, Arm: quit, Likely: true})
		}
	}
}

// nextStatement is the statement of a list after the one that holds a node; nil if that
// is the last one.
func nextStatement(f *program.Func, n ast.Node) (next ast.Stmt) {
	f.Inspect(func(m ast.Node) bool {
		if m == nil || !contains(m, n) {
			return false
		}
		if block, ok := m.(*ast.BlockStmt); ok {
			next = nil
			for i, stmt := range block.List {
				if contains(stmt, n) && i+1 < len(block.List) && isSimple(stmt) {
					next = block.List[i+1]
				}
			}
		}
		return true
	})
	return next
}

func isSimple(stmt ast.Stmt) bool {
	switch stmt := stmt.(type) {
	case *ast.ExprStmt:
		return true
	case *ast.AssignStmt:
		return stmt.Tok == token.ASSIGN || stmt.Tok == token.DEFINE
	}
	return false
}
