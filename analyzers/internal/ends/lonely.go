package ends

import (
	"slices"

	"github.com/loopcheck/loopcheck/analyzers/internal/program"
)

// findLonely finds waits on a channel that has no other side: all that is done
// with it is known, and nobody receives, or nobody sends or closes. A field's
// other side may stand in a file of another platform. A receive from a field that
// nobody sends to is strict: whoever sends is still to be written, as a rule.
func (s *solver) findLonely(ch *program.Channel) {
	n, known := ch.Cap()
	if !ch.Made() && !ch.MadeWithRoom() || ch.Sourced() || ch.Tested() || !local(ch.Var) && !isField(ch.Var) {
		return // a result is returned, and a package's variable may be another platform's
	}
	ops, ok := s.allUses(ch)
	if !ok {
		return
	}
	var sends, receives, closes []*program.Op
	for _, op := range ops {
		switch op.Kind {
		case program.Send:
			sends = append(sends, op)
		case program.Close:
			closes = append(closes, op)
		default:
			receives = append(receives, op)
		}
	}
	switch {
	case len(receives) == 0:
		// What has room for some is a field's for more; for a function's own results it is enough.
		s.addLonely(Unheard, ch, sends, known && n > 0 || !known && !isField(ch.Var) || isField(ch.Var) && s.hasOthers())
	case len(sends) == 0 && len(closes) == 0 && (isField(ch.Var) || s.isLent(ch)): // else it is meant to wait for ever
		s.addLonely(Unanswered, ch, receives, isField(ch.Var))
	}
}

func (s *solver) isLent(ch *program.Channel) bool {
	lent, _ := ch.Lent()
	return len(lent) > 0
}

// allUses returns the operations on a channel, and those of the functions of this
// package that it is passed to.
func (s *solver) allUses(ch *program.Channel) ([]*program.Op, bool) {
	if ops, ok := ch.Uses(); ok {
		return ops, true
	}
	lent, all := ch.Lent()
	if !all {
		return nil, false
	}
	ops := ch.Ops[:len(ch.Ops):len(ch.Ops)]
	for _, l := range lent {
		param := s.prog.Channel(l.To.Var)
		if param == nil {
			return nil, false
		}
		if further, all := param.Lent(); !all || len(further) > 0 {
			return nil, false
		}
		ops = append(ops, param.Ops...)
	}
	return ops, true
}

// addLonely adds those operations that wait for nothing else, in the function
// that has the channel. A range is none of them: whoever serves an inbox that
// nobody fills is not needed, and that is another matter.
func (s *solver) addLonely(kind Kind, ch *program.Channel, ops []*program.Op, strict bool) {
	for _, op := range ops {
		if op.Var != ch.Var || op.Kind == program.Range || op.Select != nil && len(op.Select.Arms) > 1 || op.Select != nil && op.Select.Default || s.prog.InTest(op.Node.Pos()) || s.meetsAnybody(op) {
			continue
		}
		s.add(Stranded{Kind: kind, Op: op, By: op.In, Likely: true, Strict: strict})
	}
}

// meetsAnybody reports whether the other side of an operation knows the channel by another
// name: a function that is passed it keeps it for a loop of its own.
func (s *solver) meetsAnybody(op *program.Op) bool {
	m := s.prog.Meeting(op)
	if m == nil {
		return false
	}
	if op.Kind == program.Send {
		return m.Received || slices.ContainsFunc(m.Ops, isReceive)
	}
	return m.Sent || slices.ContainsFunc(m.Ops, func(by *program.Op) bool { return by.Kind == program.Send || by.Kind == program.Close })
}
