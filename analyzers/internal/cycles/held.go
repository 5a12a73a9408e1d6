package cycles

import (
	"go/ast"
	"go/types"
	"iter"
	"slices"

	"golang.org/x/tools/go/analysis"

	"github.com/loopcheck/loopcheck/analyzers/internal/edges"
	"github.com/loopcheck/loopcheck/analyzers/internal/fixpoint"
	"github.com/loopcheck/loopcheck/analyzers/internal/locks"
	"github.com/loopcheck/loopcheck/analyzers/internal/program"
	"github.com/loopcheck/loopcheck/analyzers/internal/words"
)

// A Wait is a channel operation or a wait for a group that goes on only when
// somebody else does something, as a function sees it: its own, or one of what it calls.
type Wait struct {
	Op    *program.Op   // a channel's
	Group *program.Call // or a group's Wait, or a condition's

	Of  *types.Var // the channel's or the group's variable
	ref locks.Ref

	at     ast.Node // in the function
	call   *program.Call
	in     *program.Func
	next   *Wait // in what is called; nil for the wait itself
	hops   int
	likely bool
	sure   bool // nothing is in store for it, as room that may be left
	room   bool // it has some room, however little
	cond   bool // it is for a condition
	drain  bool // it is for all handlers of a server

	outs []*program.Op // the other arms of its select
	out  WayOut
}

// A WayOut says whether somebody may end a wait by giving it up.
type WayOut int

const (
	NoWayOut WayOut = iota
	Quit            // when all ends
	Caller          // a context's end
)

// Out is the wait's way out.
func (w *Wait) Out() WayOut { return w.out }

// outOf is the way out of a wait that remains while those are stuck who would end it.
func (s *solver) outOf(w *Wait, e *Ender) WayOut {
	out := NoWayOut
	for _, arm := range w.outs {
		if _, isCall := ast.Unparen(arm.Chan).(*ast.CallExpr); isCall {
			return Caller
		}
		if !s.endsOnly(arm, e) {
			out = Quit
		}
	}
	return out
}

// Bounds of the waits of a function, and of how far they rise.
const (
	maxWaits    = 16
	maxWaitHops = 6
)

// findWaits finds what the package's functions wait for, callees first.
func (s *solver) findWaits() {
	s.waitsIn = make(map[*program.Func][]*Wait)
	within := func(f *program.Func) iter.Seq[*program.Func] {
		return func(yield func(*program.Func) bool) {
			for _, e := range s.runs.Edges.Out(f) {
				if rises(e) && !yield(e.To) {
					return
				}
			}
		}
	}
	for _, f := range s.prog.Funcs {
		s.ownWaits(f)
	}
	fixpoint.Up(s.prog.Funcs, within, func(f *program.Func) (changed bool) {
		for _, e := range s.runs.Edges.Out(f) {
			if !rises(e) || s.prog.Off(e.At) || e.To == f {
				continue
			}
			comesTo := s.placesBy(e)
			for _, w := range s.waitsIn[e.To] {
				if w.hops < maxWaitHops && comesTo(w.at) {
					changed = s.addWait(f, &Wait{
						Op: w.Op, Group: w.Group, Of: w.Of, ref: s.locks.Lift(w.ref, e), at: e.At, call: e.Call, in: f,
						next: w, hops: w.hops + 1, likely: w.likely || e.Dynamic, sure: w.sure, room: w.room, cond: w.cond, drain: w.drain, outs: w.outs,
					}) || changed
				}
			}
		}
		return changed
	})
}

func rises(e edges.Edge) bool {
	return e.Waits() && e.How != edges.Forwarded && e.How != edges.Joined
}

func (s *solver) addWait(f *program.Func, w *Wait) bool {
	have := s.waitsIn[f]
	if len(have) == maxWaits || slices.ContainsFunc(have, func(h *Wait) bool { return h.Op == w.Op && h.Group == w.Group && h.at == w.at }) {
		return false
	}
	s.waitsIn[f] = append(have, w)
	return true
}

// ownWaits are those of f's own body whose enders are in sight.
func (s *solver) ownWaits(f *program.Func) {
	for _, op := range f.Ops {
		op, outs := s.workOf(op)
		if op == nil || op.Kind == program.Close || s.locks.IsLock(op.Var) || s.prog.Off(op.Node) || s.prog.TimerOf(op.Chan) != program.NoTimer {
			continue
		}
		if len(s.endersOf(op)) == 0 {
			continue
		}
		ref, v := s.locks.Of(op.Chan)
		s.addWait(f, &Wait{Op: op, Of: v, ref: ref, at: op.Node, in: f, sure: s.noRoom(op), room: s.hasRoom(op), outs: outs})
	}
	s.condWaits(f)
	s.drainWaits(f)
	for _, call := range f.Calls {
		sel, ok := ast.Unparen(call.Expr.Fun).(*ast.SelectorExpr)
		if !ok || sel.Sel.Name != "Wait" || call.How != program.Plain || call.Callee == nil || !s.isGroup(sel.X) {
			continue
		}
		if len(s.donesOf(s.prog.Var(sel.X))) > 0 {
			ref, v := s.locks.Of(sel.X)
			s.addWait(f, &Wait{Group: call, Of: v, ref: ref, at: call.Expr, call: call, in: f, sure: true})
		}
	}
}

// noRoom reports whether a channel has none, or so little that a few hand-offs
// fill it; what only a close ends is not in store. A result that somebody gets by
// another name has room for itself.
func (s *solver) noRoom(op *program.Op) bool {
	n, known := s.room(op)
	if op.Kind != program.Send {
		return known && n == 0 || !slices.ContainsFunc(s.endersOf(op), func(e *Ender) bool { return e.op.Kind == program.Send })
	}
	if n == 0 || !known {
		return known
	}
	if program.IsToken(s.info.TypeOf(op.Chan)) && !s.isServed(op) {
		return false // it counts, and was made with room for the count
	}
	if s.fits(op, n) {
		return false
	}
	enders := s.endersOf(op)
	if s.isRenamed(op) {
		return n <= smallRoom && !slices.ContainsFunc(enders, func(e *Ender) bool { return !e.repeats() })
	}
	return n <= smallRoom && !slices.ContainsFunc(enders, func(e *Ender) bool { return s.asksItself(e) || s.isKeptResult(e) })
}

// isKeptResult reports whether an ender receives once from what it has kept by a name of its
// own: the field may hold another channel by then, and each has room for one.
func (s *solver) isKeptResult(e *Ender) bool {
	v := s.prog.Var(e.chanExpr)
	return v != nil && v != e.op.Var && !e.repeats()
}

// repeats reports whether an ender receives again and again.
func (e *Ender) repeats() bool { return e.op.Kind == program.Range || e.op.Repeat != nil }

// hasRoom reports whether a hand-off may go on at once.
func (s *solver) hasRoom(op *program.Op) bool {
	n, known := s.room(op)
	return op.Kind == program.Send && !(known && n == 0)
}

// asksItself reports whether an ender receives from what a variable of its own holds, as
// one does who waits for his answer: there is room for that.
func (s *solver) asksItself(e *Ender) bool {
	ref, _ := s.locks.Of(e.chanExpr)
	return !ref.Known() || ref.Root.Kind() == types.LocalVar && e.In.Has(ref.Root)
}

// workOf is what an operation waits for: of a select, the one arm that does something,
// and the others, which are ways out; nil if it does not wait, or for several things.
func (s *solver) workOf(op *program.Op) (work *program.Op, outs []*program.Op) {
	if op.Kind != program.Choose {
		return op, nil
	}
	if op.Select.Default {
		return nil, nil
	}
	for _, arm := range op.Select.Arms {
		switch {
		case s.prog.Cancels(arm):
			outs = append(outs, arm)
		case work != nil:
			return nil, nil
		default:
			work = arm
		}
	}
	if work == nil && len(outs) > 0 {
		return outs[0], outs[1:] // it waits for one end or another
	}
	return work, outs
}

// findLocked finds the waits that f makes under a lock.
func (s *solver) findLocked(f *program.Func) {
	if len(s.waitsIn[f]) == 0 || !s.locks.Holds(f) && len(s.onceAround(f)) == 0 || s.prog.InTest(f.Node().Pos()) {
		return
	}
	for _, w := range s.waitsIn[f] {
		at := w.at
		if w.call != nil {
			at = w.call.Expr
		}
		for _, h := range s.heldAround(f, at) {
			if s.letsGo(h.Var, w.chain()) || w.cond && s.lets(w, h.Var) {
				continue
			}
			if ender := s.stuckUnder(w, h); ender != nil {
				w.out = s.outOf(w, ender)
				s.add(Circle{
					Kind: Locked, At: w.at, Call: w.call, Op: w.Op,
					Knot:    &Knot{Held: h, By: f, Wait: w, Ender: ender, Take: ender.Take},
					Related: s.lockedChain(h, w, ender),
				})
				break
			}
		}
	}
}

func (s *solver) lockedChain(h locks.Held, w *Wait, e *Ender) []analysis.RelatedInformation {
	steps := append([]analysis.RelatedInformation{s.lockedHere(h)}, waitSteps(w)...)
	steps = append(steps, analysis.RelatedInformation{Pos: program.Place(e.At), Message: e.In.Name() + " " + e.verb() + " here"})
	steps = append(steps, relaySteps(e)...)
	when := " before that"
	if e.Leaving {
		when = " when it leaves"
	}
	text := e.Take.In.Name() + " locks " + LockName(e.Take.Lock) + when
	if e.Take.Call != nil && e.Take.Hops > 0 {
		text = e.Take.In.Name() + " calls " + words.Spell(e.Take.Call.Expr.Fun) + when
	}
	steps = append(steps, analysis.RelatedInformation{Pos: program.Place(e.Take.At), Message: text})
	return append(steps, takeSteps(e.Take)...)
}

// waitSteps is how a wait is come to, below the first call.
func waitSteps(w *Wait) []analysis.RelatedInformation {
	var steps []analysis.RelatedInformation
	for next := w.next; next != nil; next = next.next {
		text := next.in.Name() + " " + next.Verb() + " here"
		if next.next != nil {
			text = next.in.Name() + " calls on"
			if next.call != nil {
				text = next.in.Name() + " calls " + words.Spell(next.call.Expr.Fun)
			}
		}
		steps = append(steps, analysis.RelatedInformation{Pos: program.Place(next.at), Message: text})
	}
	return steps
}

// chain are the functions through which it is waited.
func (w *Wait) chain() []*program.Func {
	var all []*program.Func
	for next := w.next; next != nil; next = next.next {
		all = append(all, next.in)
	}
	return all
}

// last is the wait itself.
func (w *Wait) last() *Wait {
	for w.next != nil {
		w = w.next
	}
	return w
}

// Verb says what the wait does: "sends to c.in".
func (w *Wait) Verb() string {
	l := w.last()
	switch {
	case l.Group != nil:
		return "waits in " + words.Spell(l.Group.Expr.Fun)
	case l.Op.Kind == program.Send:
		return "sends to " + words.Spell(l.Op.Chan)
	case l.Op.Kind == program.Range:
		return "ranges over " + words.Spell(l.Op.Chan)
	}
	return "receives from " + words.Spell(l.Op.Chan)
}

// smallRoom is how much room a channel may have that a few hand-offs fill.
const smallRoom = 4

// Sure reports whether the wait waits as soon as nobody is there on the other side.
func (w *Wait) Sure() bool { return w.sure }

// Guess reports whether two things have to come together: room that is full, of a
// channel that nobody receives from again and again, and a lock that is the same one.
func (k *Knot) Guess() bool { return k.Wait.room && k.Ender.Maybe && k.Ender.once }

// Where says in which function the ender takes the lock, if that is another one.
func (k *Knot) Where() string {
	if k.Take.By == k.Ender.In.Name() {
		return ""
	}
	return " in " + k.Take.By
}

// If says on which condition it is one lock.
func (k *Knot) If() string {
	if !k.Ender.Maybe {
		return ""
	}
	return ", if that is the same one"
}

// Until says what lets the wait go on in the end.
func (k *Knot) Until() string {
	switch k.Wait.out {
	case Quit:
		return " until all ends"
	case Caller:
		return " until its context ends"
	}
	return ""
}
