package ends

import (
	"go/ast"

	"github.com/loopcheck/loopcheck/analyzers/internal/program"
)

// findUngiven finds a token that a function leaves in a channel that counts, on a way out on
// which it does not take it back, as it does on another one: nobody else takes any out, and
// who comes when there is no room left waits for ever.
func (s *solver) findUngiven(ch *program.Channel) {
	n, known := ch.Cap()
	if ch.Aliased || !isField(ch.Var) || !program.IsToken(ch.Var.Type()) || len(ch.Ops) > maxReceives || !ch.MadeWithRoom() && (!known || n < 2) {
		return
	}
	var puts, backs []*program.Op
	for _, op := range ch.Ops {
		switch {
		case op.Kind == program.Send && op.In != nil:
			puts = append(puts, op)
		case op.Kind == program.Receive && op.Select == nil && op.In != nil:
			backs = append(backs, op)
		default:
			return
		}
	}
	for _, back := range backs {
		if back.In != backs[0].In || back.In.Lit != nil {
			return
		}
	}
	if len(backs) == 0 || len(puts) != 1 || puts[0].In != backs[0].In || puts[0].Repeat != nil {
		return
	}
	s.leavesToken(puts[0], backs)
}

// leavesToken looks for a return behind a send to which control comes without a receive.
func (s *solver) leavesToken(put *program.Op, backs []*program.Op) {
	from := ast.Node(put.Node)
	if put.Clause != nil {
		from = put.Clause.Comm
	}
	exit, ok := s.paths(put.In).Unmet(from, func(n ast.Node) bool {
		for _, back := range backs {
			if contains(n, back.Node) {
				return true
			}
		}
		return false
	})
	ret, isReturn := exit.(*ast.ReturnStmt)
	if !ok || !isReturn || ret.Pos() < from.End() {
		return
	}
	s.add(Stranded{Kind: Ungiven, Op: put, By: put.In, Way: ret, Likely: true, Strict: s.isForTests()})
}
