package races

import (
	"go/ast"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/loopcheck/loopcheck/analyzers/internal/edges"
	"github.com/loopcheck/loopcheck/analyzers/internal/program"
	"github.com/loopcheck/loopcheck/analyzers/internal/words"
)

// isTold reports whether a race of two uses is known, and that it surely is one.
func (s *solver) isTold(a, b *entry) bool {
	i := s.told[pairOf(a, b)]
	return i > 0 && !s.found[i-1].Strict
}

// tell notes a race of two uses, the one to tell first. What one function does not show
// to be one, another may.
func (s *solver) tell(a, b *entry, of, other side, strict bool) {
	strict = strict || of.isLent() || other.isLent() || !s.isEvident(a, b, of, other) || s.isGuess(a, b, of, other)
	known := s.told[pairOf(a, b)]
	if known > 0 && (strict || !s.found[known-1].Strict) || s.isPublished(a) || s.isPublished(b) {
		return
	}
	here, there := s.useOf(a, of), s.useOf(b, other)
	var shared ast.Expr
	if strict {
		shared = s.shared(a, b, of, other)
		if other := s.shared(b, a, other, of); other != nil {
			shared, here, there = other, there, here
		}
	}
	kept := max(s.otherKeepers(a), s.otherKeepers(b))
	if shared == nil && (kept == 0 && rank(there, s) > rank(here, s) || kept > 0 && s.isKept(b)) {
		here, there = there, here
	}
	r := Race{
		shared: shared, Kept: kept,
		Loop: s.loopAmong(there, here), Field: a.field, Turn: a.turn, Here: here, There: there, Strict: strict, Flag: s.isFlag(a) || s.isFlag(b),
	}
	if r.Flag {
		r.Polls = slices.Compact(append(s.pollsOf(a, of), s.pollsOf(b, other)...))
		r.Polls = slices.DeleteFunc(r.Polls, func(n ast.Node) bool { return n == here.Node || n == there.Node })
	}
	if known > 0 {
		s.found[known-1] = r
		return
	}
	s.found = append(s.found, r)
	s.told[pairOf(a, b)] = len(s.found)
}

// maxPolls bounds how many places are named where a side asks for a flag.
const maxPolls = 4

// pollsOf are the other places where a side asks for the flag that it uses.
func (s *solver) pollsOf(e *entry, of side) []ast.Node {
	var root *program.Func
	switch {
	case e.isVariable():
		return nil
	case of.start != nil:
		root = of.start.root
	case of.frame != nil:
		root = of.frame.f
	}
	var all []ast.Node
	for _, f := range s.prog.Funcs {
		if !s.leadsTo(root, f) {
			continue
		}
		for _, a := range s.prog.Accesses(f) {
			if a.Field == e.field && a.Sel != e.leaf().at && s.polls[a.Sel] && len(all) < maxPolls {
				all = append(all, a.Sel)
			}
		}
	}
	return all
}

// isGuess reports whether the ways to the two uses are that long, or so few of the
// uses are meant, that only somebody who knows the program can tell.
func (s *solver) isGuess(a, b *entry, of, other side) bool {
	if a.deep+b.deep+of.deep()+other.deep() > maxLikely || s.isAnswer(a, of) && s.isAnswer(b, other) {
		return true
	}
	flag := s.isFlag(a) || s.isFlag(b)
	if a.atomic != b.atomic {
		return false
	}
	guarded := a.isVariable() || s.guardsOf(a.field) != 0 // of a local variable, whoever locks anything knows
	if a.locks|b.locks != 0 && !flag && a.turn == nil && guarded && !(of.open && (s.isHalfLocked(a, b) || s.isForgotten(a, b, of.frame.f))) {
		return true // the other one may come when nobody else does
	}
	return a.isVariable() && a.turn == nil && !s.goes(of) && !s.goes(other) && !(of.many && s.updates(a) && s.updates(b))
}

// maxLikely bounds how many calls lead to the two uses and to the start together.
const maxLikely = 4

func (of side) deep() int {
	if of.start == nil {
		return 0
	}
	return of.start.deep
}

// goes reports whether a goroutine goes round.
func (s *solver) goes(of side) bool { return of.start != nil && s.loopOf(of.start) != nil }

// loopAmong is the loop of one of two uses, by the function that goes round: that of the
// second where it alone has one.
func (s *solver) loopAmong(a, b Use) *program.Func {
	if fr := s.frames[b.Goes]; fr != nil && fr.loops != nil && (s.frames[a.Goes] == nil || s.frames[a.Goes].loops == nil) {
		a = b
	}
	if fr := s.frames[a.Goes]; fr != nil && fr.loops != nil && s.runs.Of(fr.loops) != nil && fr.loops.Obj != nil {
		return fr.loops // what the map calls it by
	}
	return a.Goes
}

// rank says which of two uses to tell: the one that is not a loop's, that writes, or
// that has the longer way to what it uses.
func rank(u Use, s *solver) int {
	r := strings.Count(words.Spell(u.Node), ".")
	if u.Open {
		r += 400
	}
	if fr := s.frames[u.Goes]; fr == nil || fr.loops != u.Goes || u.Goes != u.Root && u.Root != nil {
		r += 200
	}
	if u.Root != nil {
		r += 50
	}
	if u.Write {
		r += 100
	}
	if u.Atomic {
		r -= 1000 // the other one is to be mended
	}
	return r
}

func (s *solver) useOf(e *entry, of side) Use {
	leaf := e.leaf()
	u := Use{Node: leaf.at.(ast.Expr), Write: leaf.write, Atomic: leaf.atomic, In: leaf.in, Many: of.many, Open: of.open}
	for x := e; x.down != nil; x = x.down {
		u.calls = append(u.calls, x.at)
	}
	switch {
	case of.start != nil:
		u.Why = s.why(e.down)
		origin := of.start.origin
		u.Root, u.Start, u.By, u.Goes = origin.root, origin.at, origin.in, s.goesBy(origin)
		text := "started in a goroutine here"
		if u.Turn = origin.turn; u.Turn != nil {
			text = "set here, to run on the goroutine that makes the calls which " + u.Turn.Does
		} else if origin.value != nil {
			text = "handed on here, to run on another goroutine"
		}
		u.Why = append(u.Why, analysis.RelatedInformation{Pos: program.Place(origin.at), Message: text})
	case of.frame != nil:
		u.Why = s.why(e)
		u.Goes = of.frame.f
	}
	return u
}

// goesBy is the function that a goroutine goes by in a message: what is started, unless
// that is a literal, which goes by the loop that it runs itself.
func (s *solver) goesBy(st *start) *program.Func {
	loop := s.loopOf(st)
	if st.root.Obj != nil || loop == nil || loop.Obj == nil {
		return st.root
	}
	for _, g := range s.bodies(st.root) {
		if slices.ContainsFunc(s.runs.Edges.Out(g), func(e edges.Edge) bool { return e.To == loop && isCall(e) }) {
			return loop
		}
	}
	return st.root
}

// why is the way from a use back to the function where it begins.
func (s *solver) why(e *entry) []analysis.RelatedInformation {
	var steps []analysis.RelatedInformation
	for ; e.down != nil; e = e.down {
		if call, ok := e.at.(*ast.CallExpr); ok && e.down.in != nil {
			steps = append(steps, analysis.RelatedInformation{
				Pos: program.Place(e.at), Message: e.in.Name() + " calls " + words.Spell(call.Fun),
			})
		}
	}
	slices.Reverse(steps)
	return steps
}

// isLent reports whether a side's goroutine is somebody else's to start and to wait for.
func (sd side) isLent() bool { return sd.start != nil && sd.start.origin.lent }
