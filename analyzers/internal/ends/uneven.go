package ends

import (
	"go/ast"
	"slices"

	"github.com/loopcheck/loopcheck/analyzers/internal/program"
)

// findUneven finds sends, and nothing else, to a channel to which another function sends in
// a select that knows of the end at the word of an exported function: nobody may receive
// after that. What goes to a loop is looked at by how the loop ends.
func (s *solver) findUneven(ch *program.Channel) {
	if !isField(ch.Var) || !ch.Made() && !ch.MadeWithRoom() || s.server(ch) != nil || program.IsToken(ch.Var.Type()) || len(ch.Ops) > maxReceives {
		return
	}
	var knows *program.Op
	var bare []*program.Op
	for _, op := range ch.Ops {
		switch {
		case op.In == nil || op.Kind != program.Send:
		case op.Select == nil:
			bare = append(bare, op)
		case knows == nil:
			knows = s.armBeside(op)
		}
	}
	if knows == nil || len(bare) == 0 || s.endsWithProcess(knows) {
		return
	}
	end := &loopEnd{told: s.lastTold(knows)}
	for _, op := range bare {
		_, tells := end.told[op.In]
		if op.In != knows.In && !tells && s.fromOutside(op) && !s.joined(op.In, end) && !s.hasJustMade(op) {
			s.add(Stranded{Kind: Uneven, Op: op, By: knows.In, Way: knows.Clause, Arm: knows, Likely: true})
		}
	}
}

// hasJustMade reports whether a function sends once to a channel that it has made with room
// itself, before it starts anybody: the buffer takes it.
func (s *solver) hasJustMade(op *program.Op) bool {
	if n, known := s.prog.Channel(op.Var).Cap(); !known || n == 0 || op.Repeat != nil {
		return false
	}
	made := slices.ContainsFunc(s.prog.PutInto(op.Var), func(e ast.Expr) bool { return contains(op.In.Body(), e) })
	return made && !slices.ContainsFunc(op.In.Ops, func(other *program.Op) bool {
		return other != op && other.Kind == program.Send && other.Var == op.Var && s.paths(op.In).Reaches(other.Node, op.Node)
	}) && !slices.ContainsFunc(op.In.Calls, func(call *program.Call) bool {
		return call.Spawns() && s.paths(op.In).Reaches(call.Expr, op.Node)
	})
}

// armBeside is the arm beside a send by which its function gives up for good; nil if there is none.
func (s *solver) armBeside(send *program.Op) *program.Op {
	i := slices.IndexFunc(send.Select.Arms, func(arm *program.Op) bool {
		return arm.Kind == program.Receive && isField(arm.Var) && s.prog.Cancels(arm) && s.endedFromOutside(arm)
	})
	if i < 0 {
		return nil
	}
	return send.Select.Arms[i]
}
