package cycles

import (
	"fmt"
	"go/ast"
	"go/types"
	"slices"

	"golang.org/x/tools/go/analysis"

	"github.com/loopcheck/loopcheck/analyzers/internal/edges"
	"github.com/loopcheck/loopcheck/analyzers/internal/locks"
	"github.com/loopcheck/loopcheck/analyzers/internal/program"
	"github.com/loopcheck/loopcheck/analyzers/internal/words"
)

// findTokenCircles finds the circles through semaphores: a wait of who has a token, or for
// one, which those alone can end who wait for one, or have one.
func (s *solver) findTokenCircles() {
	if !s.findTokens() {
		return
	}
	s.prepare()
	for _, f := range s.prog.Funcs {
		all := s.tokens[f]
		if all == nil {
			continue
		}
		for _, t := range all.takes {
			if t.waits {
				s.takenUnderLock(f, t)
				s.takenTwice(f, t)
				s.takenByAll(f, t)
			}
		}
		s.waitsWithToken(f)
	}
}

func (s *solver) addTokens(t *taking, at ast.Node, call *program.Call, text string, steps ...analysis.RelatedInformation) {
	s.add(Circle{Kind: Tokens, At: at, Call: call, Said: text, Related: append(t.steps(), steps...)})
}

// steps is how a token is come to, below the first call.
func (t *taking) steps() []analysis.RelatedInformation {
	var steps []analysis.RelatedInformation
	for next := t.next; next != nil; next = next.next {
		text := next.in.Name() + " takes one here"
		if next.next != nil && next.call != nil {
			text = next.in.Name() + " calls " + words.Spell(next.call.Expr.Fun)
		}
		steps = append(steps, analysis.RelatedInformation{Pos: program.Place(next.at), Message: text})
	}
	return steps
}

// takenTwice tells of a call that takes one more of what its function has.
func (s *solver) takenTwice(f *program.Func, t *taking) {
	if t.next == nil {
		return // somebody who takes two in his own body has thought of it
	}
	by, ok := s.hasToken(f, t.of, t.at)
	if !ok || by != nil && (!sameObject(by.ref, t.ref) || by.next != nil && by.holds && t.holds) {
		return
	}
	s.addTokens(t, t.at, t.call, fmt.Sprintf("%s takes from %s, and %s has one of these already: when all who have one come here, nobody gives one back: deadlock; give it back before the call",
		t.spell(), t.of.Name(), f.Name()))
}

func (t *taking) spell() string {
	if t.call != nil {
		return words.Spell(t.call.Expr.Fun)
	}
	return "this"
}

// sameObject reports whether two semaphores are one, as far as one function sees.
func sameObject(a, b locks.Ref) bool { return a.Known() && a == b }

// A having is a function that has a token from somewhere on.
type having struct {
	f    *program.Func
	take *taking // nil for a goroutine that has it from its starter
}

// having lists who has tokens of a semaphore; false if somebody gives them back of whom
// nobody knows whether he has one.
func (s *solver) having(of types.Object) (all []having, known bool) {
	if s.isLent(of) {
		return nil, false
	}
	for _, f := range s.prog.Funcs {
		tokens := s.tokens[f]
		if tokens == nil {
			continue
		}
		switch i := slices.IndexFunc(tokens.takes, func(t *taking) bool { return t.of == of && t.holds }); {
		case s.isHanded(f, of):
			all = append(all, having{f, nil})
		case i >= 0 && tokens.has(tokens.gives, of):
			all = append(all, having{f, tokens.takes[i]})
		case s.givesAlone(f, of) && !s.isPart(f):
			return nil, false
		}
	}
	return all, len(all) > 0 && len(all) <= maxEnders
}

// isPart reports whether a function only does what those do who call it.
func (s *solver) isPart(f *program.Func) bool {
	in := s.runs.Edges.In(f)
	return len(in) > 0 && !slices.ContainsFunc(in, func(e edges.Edge) bool { return !rises(e) }) && !(f.Obj != nil && s.isOpen(f))
}

// takenUnderLock tells of a take under a lock for which all wait who have a token.
func (s *solver) takenUnderLock(f *program.Func, t *taking) {
	for _, h := range s.locks.Held(f, tokenNode(t)) {
		all, known := s.having(t.of)
		if !known || t.endsBefore(s) {
			return
		}
		want := relation{s: s, wait: &Wait{Of: variable(t.of), ref: t.ref, in: f}, held: h}
		var stuck *having
		var take locks.Take
		sure := true
		for i, who := range all {
			if who.take != nil && s.locksBefore(who, h) {
				continue // nobody has one while the lock is held
			}
			l, how := s.needsLock(who, t.of, want)
			if how == another {
				stuck = nil
				break
			}
			stuck, take, sure = &all[i], l, sure && how == one
		}
		if stuck == nil || !sure {
			continue
		}
		s.addTokens(t, t.at, t.call, fmt.Sprintf("%s holds %s while it takes from %s, and %s, which has one, takes %s before it gives it back: deadlock when there is none left; unlock before that",
			f.Name(), LockName(h.Lock), t.of.Name(), stuck.f.Name(), LockName(take.Lock)), s.lockedHere(h), analysis.RelatedInformation{Pos: program.Place(take.At), Message: stuck.f.Name() + " waits for " + LockName(take.Lock) + " here"})
		return
	}
}

func variable(obj types.Object) *types.Var {
	v, _ := obj.(*types.Var)
	return v
}

func tokenNode(t *taking) ast.Node {
	if t.call != nil {
		return t.call.Expr
	}
	return t.at
}

// endsBefore reports whether a take has a way out that does not depend on who has a token.
func (t *taking) endsBefore(s *solver) bool {
	last := t
	for last.next != nil {
		last = last.next
	}
	return last.call != nil && s.endlessly(last.call) != NoWayOut
}

// locksBefore reports whether somebody takes his token with a lock held.
func (s *solver) locksBefore(who having, h locks.Held) bool {
	return slices.ContainsFunc(s.locks.Held(who.f, tokenNode(who.take)), func(l locks.Held) bool { return l.Var == h.Var })
}

// needsLock is a lock that somebody takes while he has a token, if it is the wanted one.
func (s *solver) needsLock(who having, of types.Object, want relation) (best locks.Take, how likeness) {
	ref := s.refOf(who, of)
	for _, l := range s.locks.Takes(who.f) {
		if l.Likely || l.Back || l.Call != nil && l.Call.How != program.Plain {
			continue
		}
		if _, has := s.hasToken(who.f, of, l.At); !has {
			continue
		}
		if now := want.of(who.f, ref, l.Lock); now > how {
			best, how = l, now
		}
	}
	return best, how
}

func (s *solver) refOf(who having, of types.Object) locks.Ref {
	if who.take != nil {
		return who.take.ref
	}
	for _, t := range s.tokens[who.f].gives {
		if t.of == of {
			return t.ref
		}
	}
	return locks.Ref{}
}

// takenByAll tells of a for statement that takes a token in each round for the goroutine that
// it starts, each of which hands something over that is only taken afterwards.
func (s *solver) takenByAll(f *program.Func, t *taking) {
	if t.repeat() == nil || !s.handsOver(f, t.of) {
		return
	}
	all, known := s.having(t.of)
	if !known {
		return
	}
	var stuck *Wait
	for _, who := range all {
		if who.take != nil || !slices.ContainsFunc(s.runs.Edges.In(who.f), func(e edges.Edge) bool { return e.From == f }) {
			return
		}
		if stuck = s.handsLater(f, t, who); stuck == nil {
			return
		}
	}
	s.addTokens(t, t.at, t.call, fmt.Sprintf("%s takes from %s in each round, and %s, which has one, %s, which %[1]s receives after the last round: deadlock when there is none left; receive on a goroutine of its own",
		f.Name(), t.of.Name(), stuck.in.Name(), stuck.Verb()), analysis.RelatedInformation{Pos: program.Place(stuck.at), Message: stuck.in.Name() + " " + stuck.Verb() + " here"})
}

func (t *taking) repeat() *program.Repeat {
	if t.call != nil {
		return t.call.Repeat
	}
	for _, op := range t.in.Ops {
		if op.Node == t.at {
			return op.Repeat
		}
	}
	return nil
}

// handsLater is a send of somebody who has a token that the one who waits for a token
// receives, and only when it takes none any more.
func (s *solver) handsLater(f *program.Func, t *taking, who having) *Wait {
	for _, w := range s.waitsIn[who.f] {
		if w.Op == nil || w.Op.Kind != program.Send || !w.sure || w.room || len(w.outs) > 0 || w.likely {
			continue
		}
		if _, has := s.hasToken(who.f, t.of, w.at); !has {
			continue
		}
		enders := s.endersOf(w.Op)
		if len(enders) > 0 && !slices.ContainsFunc(enders, func(e *Ender) bool {
			return e.In != f || e.deferred || s.locks.Paths(f).Reaches(e.At, t.at)
		}) {
			return w
		}
	}
	return nil
}

// waitsWithToken tells of waits of who has a token for goroutines that need one, and come to
// the same in turn.
func (s *solver) waitsWithToken(f *program.Func) {
	told := make(map[ast.Node]bool)
	for _, w := range s.waitsIn[f] {
		if !w.sure || w.cond || w.drain || w.likely || len(w.outs) > 0 || told[w.at] {
			continue
		}
		enders, counted := s.endersUnder(w)
		for _, of := range s.semaphoresOf(f) {
			if _, has := s.hasToken(f, of, atNode(w)); !has || !s.needToken(f, w, of, enders, counted) {
				continue
			}
			told[w.at] = true
			s.addTokens(&taking{}, w.at, w.call, fmt.Sprintf("%s has one of %s while it %s, and %s takes one first, and comes to the same: when all who have one wait here, nobody gives one back: deadlock; give it back before that",
				f.Name(), of.Name(), w.Verb(), enders[0].In.Name()), waitSteps(w)...)
			break
		}
	}
}

// startsIt reports whether a function starts a goroutine with another one: it is told of
// there, if it takes the token for it.
func (s *solver) startsIt(f, goroutine *program.Func) bool {
	return slices.ContainsFunc(s.runs.Edges.In(goroutine), func(e edges.Edge) bool { return starts(e) && e.From == f })
}

// semaphoresOf are those of which a function may have a token.
func (s *solver) semaphoresOf(f *program.Func) []types.Object {
	var all []types.Object
	if tokens := s.tokens[f]; tokens != nil {
		for _, t := range slices.Concat(tokens.takes, tokens.gives) {
			if !slices.Contains(all, t.of) {
				all = append(all, t.of)
			}
		}
	}
	return all
}

// needToken reports whether those who would end a wait take a token first, and come to the
// wait in turn: any number of them may wait there.
func (s *solver) needToken(f *program.Func, w *Wait, of types.Object, enders []*Ender, counted bool) bool {
	need := func(e *Ender) bool {
		tokens := s.tokens[e.In]
		return tokens != nil && e.In != w.last().in && !s.startsIt(e.In, f) && s.leadsTo(e.In, f) && slices.ContainsFunc(tokens.takes, func(t *taking) bool {
			return t.of == of && t.waits && (e.deferred || s.locks.Paths(e.In).Reaches(t.at, e.At))
		})
	}
	if counted {
		return slices.ContainsFunc(enders, need)
	}
	return len(enders) > 0 && !slices.ContainsFunc(enders, func(e *Ender) bool { return !need(e) })
}
