package ends

import (
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
		if op.In != knows.In && !tells && s.fromOutside(op) && !s.joined(op.In, end) {
			s.add(Stranded{Kind: Uneven, Op: op, By: knows.In, Way: knows.Clause, Arm: knows, Likely: true})
		}
	}
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
