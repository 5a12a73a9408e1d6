package cycles

import (
	"fmt"
	"go/ast"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/loopcheck/loopcheck/analyzers/internal/locks"
	"github.com/loopcheck/loopcheck/analyzers/internal/program"
	"github.com/loopcheck/loopcheck/analyzers/internal/runson"
	"github.com/loopcheck/loopcheck/analyzers/internal/words"
)

// A Knot is what is known of a circle through a lock.
type Knot struct {
	Held locks.Held    // what is held where the wait begins
	By   *program.Func // who holds it
	Take locks.Take    // who waits for it, or for the other lock
	Loss locks.Loss    // of Lost

	Wait *Wait // Locked and Both: what is waited for

	Ender *Ender // Locked: who would end it

	// Order and Both: who waits the other way round, and for what.
	Other     *program.Func
	OtherWait *Wait

	// A third one, in a circle of three, and what the second one waits for.
	Third     *program.Func
	ThirdWait *Wait
	OtherTake locks.Take

	// Back says that the lock is reached through an element of what holds it.
	Back bool

	Callback *locks.Callback // of Callback

	// Shown says that the circle's waits are surely made by goroutines of their own.
	Shown bool
}

// findRelocks finds the functions that lock what they hold already, themselves or
// by what they call, and those that lose a lock. A test that waited for what it holds would
// never have ended: it holds the lock to keep others where they are, and knows that what
// it calls does not come to it this time.
func (s *solver) findRelocks(f *program.Func) {
	if !s.locks.Holds(f) || s.prog.InTest(f.Node().Pos()) {
		return
	}
	for _, t := range s.locks.Takes(f) {
		for _, h := range s.locks.Held(f, takenAt(t)) {
			back := t.Back || s.comesBack(h, t)
			if !h.Is(t.Lock) && !s.comesBack(h, t) || s.moves(f, h.Ref, t) || s.maySeveralHave(h.Var) {
				continue
			}
			kind, shown := Relock, callsItself(f, t) || !slices.Contains(chainOf(t), f) // what comes back to itself asks first, as a rule
			if !h.Excludes(t.Lock) {
				kind, shown = ReadAgain, shown && s.writes(h.Var)
			}
			s.add(Circle{Kind: kind, At: t.At, Call: t.Call, Knot: &Knot{Held: h, By: f, Take: t, Shown: shown, Back: back}, Related: s.lockChain(h, t)})
			break
		}
	}
	for _, loss := range s.locks.Lost(f) {
		s.add(Circle{Kind: Lost, At: loss.At, Knot: &Knot{Held: loss.Held, By: f, Loss: loss}, Related: []analysis.RelatedInformation{s.lockedHere(loss.Held)}})
	}
}

// callsItself reports whether a function calls itself, and then locks in any case.
func callsItself(f *program.Func, t locks.Take) bool {
	return t.Next != nil && t.Next.Next == nil && t.Next.In == f && t.Next.Call != nil && !t.Next.Call.Conditional
}

// maySeveralHave reports whether a lock that is known by its interface alone may be
// the reading half of one, as far as what is assigned to it says.
func (s *solver) maySeveralHave(lock *types.Var) bool {
	if lock == nil || !types.IsInterface(lock.Type()) {
		return false
	}
	values := s.prog.ValuesOf(lock)
	return len(values) == 0 || slices.ContainsFunc(values, func(value ast.Expr) bool {
		_, isPointer := ast.Unparen(value).(*ast.UnaryExpr)
		return !isPointer
	})
}

// moves reports whether a function on the way puts another object into a field
// that leads to the lock. A struct in a field stays the same object, whatever is written to it.
func (s *solver) moves(f *program.Func, ref locks.Ref, t locks.Take) bool {
	inner := strings.Split(strings.TrimPrefix(ref.Owner().Path, "."), ".")
	if inner[0] == "" {
		return false
	}
	funcs := []*program.Func{f}
	for next := t.Next; next != nil; next = next.Next {
		funcs = append(funcs, next.In)
	}
	return slices.ContainsFunc(funcs, func(f *program.Func) bool {
		return slices.ContainsFunc(s.prog.Accesses(f), func(a program.Access) bool {
			return a.Kind == program.Written && a.Field != nil && !isStruct(a.Field.Type()) && slices.Contains(inner, a.Field.Name())
		})
	})
}

func isStruct(t types.Type) bool {
	_, is := t.Underlying().(*types.Struct)
	return is
}

// writes reports whether somebody locks alone what others read under, who runs on a
// goroutine of his own, or for other packages: what they call they call from several.
func (s *solver) writes(lock *types.Var) bool {
	if s.writers == nil {
		s.writers = make(map[*types.Var]bool)
		for _, f := range s.prog.Funcs {
			for _, t := range s.locks.Takes(f) {
				if !t.Read && t.Next == nil && t.Var != nil && (len(s.runs.On(f))+len(s.offs(f)) > 0 || s.isForOthers(f)) && !s.prog.InTest(f.Node().Pos()) {
					s.writers[t.Var] = true
				}
			}
		}
	}
	return s.writers[lock]
}

// lockChain are where a lock is held from, and step by step how it is waited for again.
func (s *solver) lockChain(h locks.Held, t locks.Take) []analysis.RelatedInformation {
	return append([]analysis.RelatedInformation{s.lockedHere(h)}, takeSteps(t)...)
}

func (s *solver) lockedHere(h locks.Held) analysis.RelatedInformation {
	return analysis.RelatedInformation{Pos: program.Place(h.At), Message: LockName(h.Lock) + " is locked here"}
}

// takeSteps is how a lock is waited for, below the first call.
func takeSteps(t locks.Take) []analysis.RelatedInformation {
	var steps []analysis.RelatedInformation
	for next := t.Next; next != nil; next = next.Next {
		text := next.In.Name() + " locks " + LockName(next.Lock)
		if next.Next != nil || next.Call != nil && next.Hops > 0 {
			text = next.In.Name() + " calls on"
			if next.Call != nil {
				text = next.In.Name() + " calls " + words.Spell(next.Call.Expr.Fun)
			}
		}
		steps = append(steps, analysis.RelatedInformation{Pos: program.Place(next.At), Message: text})
	}
	return steps
}

// LockName is how messages call a lock: "c.mu", or, where nobody knows whose it
// is, the field's name.
func LockName(l locks.Lock) string {
	if l.Known() {
		return l.Ref.String()
	}
	if l.Var != nil {
		return l.Var.Name()
	}
	return "the lock"
}

func takenAt(t locks.Take) ast.Node {
	if t.Call != nil {
		return t.Call.Expr
	}
	return t.At
}

// offs returns the context in which f surely runs off every loop.
func (s *solver) offs(f *program.Func) []*runson.Context {
	if c := s.runs.Off(f); c != nil {
		return []*runson.Context{c}
	}
	return nil
}

// Taker is who waits for the lock, as the subject of a sentence: the call, and by
// which function it ends in the lock.
func (k *Knot) Taker() string {
	t := k.Take
	if t.Call == nil && t.Hops == 0 {
		return "this" // it locks a channel
	}
	if t.Call == nil {
		return t.By
	}
	name := words.Spell(t.Call.Expr.Fun)
	if t.Hops > 1 || t.Hops == 1 && t.Next != nil && t.Next.In.Lit == nil && t.Call.Callee != nil && t.Next.In.Obj != t.Call.Callee {
		return name + " (by " + t.By + ")"
	}
	return name
}

// Fix is what helps, for the end of a message.
func (k *Knot) Fix() string {
	if k.Take.Hops == 0 {
		return "; unlock it first"
	}
	return "; unlock it before the call"
}

// Group is what findings of one problem have in common, empty for one that stands
// alone: a lock and its holder, who waits for it again and leaves it locked, or what
// several holders come to in the end.
func (k *Knot) Group(kind Kind) string {
	switch {
	case k == nil || kind == Both:
		return ""
	case kind == Order || kind == Locked:
		return fmt.Sprintf("%s %s %d", k.By.Name(), LockName(k.Held.Lock), kind)
	case kind == Relock && k.Take.Hops > 1 && k.Take.Next != nil:
		last := k.Take.Next
		for last.Hops > 1 && last.Next != nil {
			last = last.Next
		}
		return last.In.Name() + " calls " + k.Take.By
	}
	return k.By.Name() + " " + LockName(k.Held.Lock)
}
