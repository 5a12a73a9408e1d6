package ends

import (
	"go/types"
	"slices"

	"github.com/loopcheck/loopcheck/analyzers/internal/program"
)

// findRelayed finds sends whose only receiver is another function of this package, which
// is passed the channel and can leave: the function that made the channel passes it on to
// both, and does nothing else with it.
func (s *solver) findRelayed(ch *program.Channel) {
	lent, all := ch.Lent()
	if !all || !local(ch.Var) || ch.Sourced() || len(ch.Ops) > 0 || len(lent) < 2 || len(lent) > maxSenders {
		return
	}
	if n, known := ch.Cap(); !known || n > 0 {
		return
	}
	h := &handBack{solver: s, ch: ch, settled: make(map[types.Object]bool)}
	for _, l := range lent {
		if !h.relay(l) {
			return
		}
	}
	if h.by == nil || len(h.sends) == 0 || isMain(h.by) || s.asked[h.by] == maxHandBacks {
		return
	}
	s.asked[h.by]++
	h.findMarks()
	if arm := h.leavingArm(nil); arm != nil {
		h.strand(Left, arm.Clause, arm, true)
	}
}

// relay notes what one of the two does: a goroutine that sends, or the function that
// receives, and asks nobody else to.
func (h *handBack) relay(l program.Lent) bool {
	call, ch := h.callOf(l.By), h.prog.Channel(l.To.Var)
	if call == nil || ch == nil || call.Repeat != nil || len(ch.Ops) == 0 {
		return false
	}
	if further, all := ch.Lent(); !all || len(further) > 0 {
		return false
	}
	if slices.ContainsFunc(ch.Ops, func(op *program.Op) bool { return op.In != l.To.Of }) {
		return false
	}
	if isReceive(ch.Ops[0]) {
		if h.by != nil || slices.ContainsFunc(ch.Ops, func(op *program.Op) bool { return !isReceive(op) }) {
			return false
		}
		h.by, h.receives = l.To.Of, ch.Ops
		return len(h.receives) <= maxReceives
	}
	if call.How != program.Go || len(h.calls) > 0 || slices.ContainsFunc(ch.Ops, isReceive) {
		return false
	}
	h.calls = append(h.calls, call)
	for _, op := range ch.Ops {
		if op.Kind == program.Send && op.Select == nil {
			h.sends, h.sentBy = append(h.sends, op), append(h.sentBy, call)
			h.stream = h.stream || op.Repeat != nil
		}
	}
	return len(h.sends) <= maxSenders
}
