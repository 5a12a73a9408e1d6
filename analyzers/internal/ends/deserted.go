package ends

import (
	"go/token"
	"slices"

	"github.com/loopcheck/loopcheck/analyzers/internal/program"
)

// findDeserted finds sends to functions that each wait for one value, and that an
// exported function tells to wait no more: who calls them does so no more then.
func (s *solver) findDeserted(ch *program.Channel) {
	uses, ok := ch.Uses()
	if !ok || !slices.ContainsFunc(uses, isReceive) {
		return
	}
	if n, known := ch.Cap(); !known || n > 0 || s.server(ch) != nil {
		return
	}
	var quit *program.Op
	var sends []*program.Op
	for _, op := range uses {
		switch {
		case s.prog.InTest(op.Node.Pos()):
		case op.Kind == program.Close:
			return // a send panics
		case isReceive(op):
			arm := s.otherArm(op)
			if arm == nil {
				return
			}
			switch {
			case op.In.Obj == nil || s.onGoroutine(op.In): // a helper of some function
			case s.endedFromOutside(arm) && (quit == nil || s.signal(arm) == s.signal(quit)):
				quit = arm
			default:
				return
			}
		case op.Select == nil:
			sends = append(sends, op)
		}
	}
	if quit == nil || len(sends) > maxSenders || s.endsWithProcess(quit) {
		return
	}
	end := &loopEnd{told: s.lastTold(quit)}
	for _, op := range sends {
		if op.In != quit.In && s.fromOutside(op) && !s.joined(op.In, end) {
			s.add(Stranded{Kind: Deserted, Op: op, By: quit.In, Way: quit.Clause, Arm: quit, Likely: true})
		}
	}
}

// otherArm is the arm by which a function that waits for one value gives up for good,
// at the word of an exported function if there is such; nil if there is none, or it
// comes back.
func (s *solver) otherArm(op *program.Op) *program.Op {
	if op.Select == nil || op.Repeat != nil || op.In == nil || s.comesBack(op.In) {
		return nil
	}
	var found *program.Op
	for _, arm := range op.Select.Arms[:min(len(op.Select.Arms), maxReceives)] {
		if arm == op || !s.prog.Cancels(arm) || s.signal(arm) == nil {
			continue
		}
		if s.endedFromOutside(arm) {
			return arm
		}
		found = arm
	}
	return found
}

// comesBack reports whether f is called again and again here: then it is a part of
// a loop.
func (s *solver) comesBack(f *program.Func) bool {
	for _, e := range s.runs.Edges.In(f) {
		if e.Call == nil || e.Call.Repeat != nil {
			return true
		}
	}
	return false
}

// lastTold are the functions that tell who waits for an arm, and where last.
func (s *solver) lastTold(arm *program.Op) map[*program.Func]token.Pos {
	told := make(map[*program.Func]token.Pos)
	for _, t := range s.tellers(arm) {
		told[t.in] = max(told[t.in], t.at)
	}
	return told
}
