package cycles

import (
	"go/ast"
	"go/types"
	"slices"

	"github.com/loopcheck/loopcheck/analyzers/internal/locks"
	"github.com/loopcheck/loopcheck/analyzers/internal/program"
	"github.com/loopcheck/loopcheck/analyzers/internal/words"
)

// An Ender is what would end a wait: an operation on the other side of a channel,
// or a group's Done; and the lock that comes before it there.
type Ender struct {
	At   ast.Node
	In   *program.Func
	Take locks.Take

	// Leaving says that it is a loop that takes the lock when it receives no more.
	Leaving bool

	// Maybe says that the lock is one of its type, and most likely that one.
	Maybe bool

	// Behind is what the ender hands over first, and To who would take it, who needs the
	// lock for that; nil where the ender needs it itself.
	Behind *Wait
	To     *Ender

	op       *program.Op
	chanExpr ast.Expr // the channel or the group, as the ender names it
	deferred bool
	once     bool // control does not come back to it
	signals  bool // a condition
	returns  bool // a handler, by its end
}

func (e *Ender) verb() string {
	switch {
	case e.signals:
		return "signals it"
	case e.returns:
		return "returns"
	case e.op == nil:
		return "is done"
	case e.op.Kind == program.Close:
		return "closes " + words.Spell(e.op.Chan)
	case e.op.Kind == program.Send:
		return "sends to " + words.Spell(e.op.Chan)
	}
	return "receives from " + words.Spell(e.op.Chan)
}

// Role is what the ender is to the wait: "its only receiver".
func (e *Ender) Role() string {
	switch {
	case e.signals:
		return "which signals it"
	case e.returns:
		return "a handler that has to return"
	case e.op == nil:
		return "which it counts"
	case e.op.Kind == program.Close:
		return "which closes it"
	case e.op.Kind == program.Send:
		return "its sender"
	}
	return "its receiver"
}

// maxEnders bounds how many there are of a wait that is followed: whoever has more
// is served by many.
const maxEnders = 16

// A side is one of the two that meet on a channel.
type side struct {
	of   types.Object
	send bool
}

// endersOf are the operations that can end one on a channel; none if others may
// know the channel, or if there are many.
func (s *solver) endersOf(op *program.Op) []*Ender {
	of := side{op.Var, op.Kind == program.Send}
	if op.Var == nil {
		return s.findEnders(op) // of what a function returns
	}
	all, known := s.enders[of]
	if !known {
		if all = s.findEnders(op); len(all) > maxEnders {
			all = nil
		}
		s.enders[of] = all
	}
	return all
}

func (s *solver) findEnders(op *program.Op) []*Ender {
	var all []*Ender
	for _, other := range s.meeting(op) {
		if other.In == nil || s.prog.InTest(other.Node.Pos()) || !ends(other.Kind, op.Kind) {
			continue
		}
		all = append(all, &Ender{At: other.Node, In: other.In, op: other, chanExpr: other.Chan, deferred: other.Deferred})
	}
	return all
}

// meeting are the operations on an operation's channel, by whatever name; none if the
// channel is not made here, or if others may end the operation.
func (s *solver) meeting(op *program.Op) []*program.Op {
	if ch := s.prog.Channel(op.Var); ch != nil && ch.Made() && !ch.Sourced() {
		if ops, ok := s.usesOf(ch, maxLent); ok {
			return ops
		}
	}
	m := s.prog.Meeting(op)
	if m == nil || !m.Made() || op.Kind == program.Send && m.Received || op.Kind != program.Send && m.Sent {
		return nil
	}
	return m.Ops
}

// isRenamed reports whether an operation's channel is known by other names than those
// that it is lent by.
func (s *solver) isRenamed(op *program.Op) bool {
	ch := s.prog.Channel(op.Var)
	if ch == nil {
		return true
	}
	_, ok := s.usesOf(ch, maxLent)
	return !ok
}

// room is how much of it an operation's channel has at least.
func (s *solver) room(op *program.Op) (n int64, known bool) {
	if ch := s.prog.Channel(op.Var); ch != nil && ch.Made() {
		if n, known := ch.Cap(); known {
			return n, true
		}
	}
	if m := s.prog.Meeting(op); m != nil {
		return m.Cap()
	}
	return 0, false
}

func ends(by, wait program.OpKind) bool {
	if wait == program.Send {
		return by == program.Receive || by == program.Range
	}
	return by == program.Send || by == program.Close
}

// maxLent bounds how many functions a channel is followed into that it is lent to.
const maxLent = 3

// usesOf are all operations on a channel, by whatever name; false if there may be others.
func (s *solver) usesOf(ch *program.Channel, depth int) ([]*program.Op, bool) {
	if ops, ok := ch.Uses(); ok {
		return ops, true
	}
	lent, ok := ch.Lent()
	if !ok || depth == 0 {
		return nil, false
	}
	ops := slices.Clone(ch.Ops)
	for _, to := range lent {
		param := s.prog.Channel(to.To.Var)
		if param == nil {
			continue // it does nothing with it
		}
		more, ok := s.usesOf(param, depth-1)
		if !ok {
			return nil, false
		}
		ops = append(ops, more...)
	}
	return ops, true
}

// stuckUnder returns who would end a wait, if all who would need the lock first under which
// it is made: of a group, one who never is done is enough.
func (s *solver) stuckUnder(w *Wait, h locks.Held) *Ender {
	enders, counted := s.endersUnder(w)
	var first *Ender
	for _, e := range enders {
		stuck := s.needs(w, h, e)
		if stuck == nil {
			stuck = s.stuckBehind(w, h, e)
		}
		switch {
		case stuck != nil && w.last().in != e.In:
			if first == nil {
				first = stuck
			}
			if counted {
				return first
			}
		case !counted:
			return s.stuckLeaving(w, h, enders)
		}
	}
	return first
}

// endersUnder are those of a wait; of a counted one each has to come.
func (s *solver) endersUnder(w *Wait) (enders []*Ender, counted bool) {
	switch {
	case w.cond:
		return s.signalsOf(s.groupVar(w)), false
	case w.drain:
		return s.handlers(), true
	case w.Group != nil:
		return s.donesOf(s.groupVar(w)), true
	}
	return s.endersOf(w.Op), false
}

// needs returns an ender with the lock that it takes before it ends a wait, if that is the
// held one.
func (s *solver) needs(w *Wait, h locks.Held, e *Ender) *Ender {
	ref, _ := s.locks.Of(e.chanExpr)
	b := behind{want: relation{s: s, wait: w, held: h}, any: w.Group != nil && !w.cond, seen: make(map[*program.Func]bool)}
	depth := maxClimb
	if b.any {
		depth = 1
	}
	node := e.At
	if e.deferred {
		node = nil
	}
	take, found := b.before(e.In, node, ref, depth)
	if !found || b.maybe && s.asksInner(take) || s.hasPassed(w, h, e, take) || s.isSpared(w, h, take) {
		return nil
	}
	stuck := *e
	stuck.once = e.op != nil && !s.locks.Paths(e.In).Reaches(e.At, e.At)
	stuck.Take, stuck.Maybe = take, b.maybe
	return &stuck
}

// endsOnly reports whether a way out of a select opens only when they go on who are
// stuck: those who end the wait close it.
func (s *solver) endsOnly(out *program.Op, e *Ender) bool {
	closers := s.endersOf(out)
	return len(closers) > 0 && !slices.ContainsFunc(closers, func(c *Ender) bool { return !s.leadsTo(c.In, e.In) })
}

func (s *solver) groupVar(w *Wait) types.Object {
	if sel, ok := ast.Unparen(w.last().Group.Expr.Fun).(*ast.SelectorExpr); ok {
		return s.prog.Var(sel.X)
	}
	return nil
}
