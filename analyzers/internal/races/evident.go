package races

import (
	"go/ast"
	"go/types"
	"slices"

	"github.com/loopcheck/loopcheck/analyzers/internal/book"
	"github.com/loopcheck/loopcheck/analyzers/internal/contract"
	"github.com/loopcheck/loopcheck/analyzers/internal/program"
)

// isEvident reports whether the code itself shows that two uses come at the same
// time: each is made round after round, or one ends the rounds of the other. Of a function that starts a goroutine and goes
// on, or of a method that somebody may call, nobody sees when the other one is there.
func (s *solver) isEvident(a, b *entry, of, other side) bool {
	if a.atomic != b.atomic {
		return s.inRounds(a) || s.inRounds(b) // whoever made the one atomic knew of the other
	}
	switch {
	case of.open && other.open:
		return (s.isFlag(a) || s.isFlag(b)) && s.otherKeepers(a)+s.otherKeepers(b) == 0 // who asks for the end hands its loop something
	case of.many:
		_, isMap := a.field.Type().Underlying().(*types.Map)
		return a.turn != nil || isMap && !a.isVariable() || s.updates(a) && s.updates(b)
	case of.open:
		ending, elsewhere := s.isEnding(a, b, of.frame.f), s.isPosted(b, of.frame.f) || s.isElsewhere(of.frame, other.start) || a.turn == nil && s.isHalfLocked(a, b) && !s.isHanded(of.frame.f, a, b.down)
		return s.inRounds(b.down) && (ending || elsewhere || s.isForgotten(a, b, of.frame.f)) || ending && elsewhere // who ends it twice
	}
	return s.recurs(a, of) && s.recurs(b, other) || (of.start != nil || a.late) && s.endsRounds(b) || other.start != nil && s.endsRounds(a)
}

// endsRounds reports whether a use is the condition of a loop, which goes round until
// the other side has written it.
func (s *solver) endsRounds(e *entry) bool {
	leaf := e.leaf()
	return s.isFlag(e) && slices.ContainsFunc(s.rounds(leaf.in), func(stmt ast.Stmt) bool {
		loop, ok := stmt.(*ast.ForStmt)
		return ok && loop.Cond != nil && program.Contains(loop.Cond, program.Place(leaf.at))
	})
}

// recurs reports whether a side comes to a use again and again: in the rounds of a
// loop of its own, or because rounds start it.
func (s *solver) recurs(e *entry, of side) bool {
	return of.start != nil && s.isRepeated(of.start) || s.inRounds(of.first(e))
}

// isEnding reports whether a method that ends its object writes, or asks, what the
// rounds of a loop poll.
func (s *solver) isEnding(a, b *entry, f *program.Func) bool {
	return program.SaysEnd(f.Obj.Name()) && (s.isFlag(b) && a.write || s.isFlag(a) && b.write)
}

// isElsewhere reports whether the code says that a method runs beside a loop of its
// object: a comment does, a contract, or that it hands the loop something. What it hands
// to a loop that it starts itself says nothing of another one, nor what it sends on a
// channel that it makes.
func (s *solver) isElsewhere(fr *frame, loop *start) bool {
	if s.claims.Anywhere(fr.f) || s.isHandler(fr.f) {
		return true
	}
	if s.leadsTo(fr.f, loop.root) {
		return false
	}
	for ch := range fr.sends {
		if ch != nil && s.frames[loop.root].waits[ch] && !slices.ContainsFunc(fr.entries, func(e *entry) bool { return e.write && e.field == ch }) {
			return true
		}
	}
	return false
}

// isHandler reports whether a method is one that a library calls on goroutines of
// its own, as an interface's.
func (s *solver) isHandler(f *program.Func) bool {
	return f.Obj != nil && slices.ContainsFunc(s.book.Implemented(f.Obj), func(r book.Bound[contract.Runs]) bool {
		return r.Row.Mode == contract.Spawn && !r.Row.Likely
	})
}

// isRepeated reports whether rounds of a loop start a goroutine, or whoever takes the
// function runs it again and again.
func (s *solver) isRepeated(st *start) bool {
	return st.many && !st.lent || slices.ContainsFunc(st.again, func(r *program.Repeat) bool { return slices.Contains(s.rounds(st.in), r.Stmt) })
}

// inRounds reports whether a use, or a call that leads to it, stands in a loop and
// is come back to: what ends a loop is not in its rounds.
func (s *solver) inRounds(e *entry) bool {
	for ; e != nil; e = e.down {
		for _, stmt := range s.rounds(e.in) {
			if program.Contains(stmt, program.Place(e.at)) && s.paths(e.in).Reaches(e.at, e.at) {
				return true
			}
		}
	}
	return false
}

// hasRounds reports whether anything in the package goes round, or is started by what
// does.
func (s *solver) hasRounds() bool {
	for _, f := range s.prog.Funcs {
		if f.Body() == nil {
			continue
		}
		if s.goesRound(f) || slices.ContainsFunc(f.Ops, func(op *program.Op) bool { return op.Kind == program.Range }) ||
			slices.ContainsFunc(s.startsOf[f], func(st *start) bool { return len(st.again) > 0 }) {
			return true
		}
	}
	return false
}

// rounds are the statements of a body that go round for as long as it runs: they
// count nothing, and wait for something in each round or ask whether it is enough.
func (s *solver) rounds(f *program.Func) []ast.Stmt {
	all, known := s.rounding[f]
	if known {
		return all
	}
	add := func(r *program.Repeat) {
		for range maxRepeats {
			if r == nil {
				return
			}
			if isEndlessStmt(r.Stmt) && !slices.Contains(all, r.Stmt) {
				all = append(all, r.Stmt)
			}
			r = r.Outer
		}
	}
	for _, op := range f.Ops {
		add(op.Repeat)
	}
	for _, call := range f.Calls {
		if call.Repeat != nil && call.Callee != nil && (waitsByName(call.Callee.Name()) || s.hears(call.Callee)) {
			add(call.Repeat)
		}
	}
	f.Inspect(func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			return n == f.Lit
		case *ast.ForStmt:
			if isPoll(n) && !slices.Contains(all, ast.Stmt(n)) {
				all = append(all, n)
			}
		case *ast.RangeStmt:
			if s.ranged[n.X] {
				all = append(all, n)
			}
		}
		return true
	})
	s.rounding[f] = all
	return all
}

// hears reports whether a function of this package waits for a channel.
func (s *solver) hears(fn *types.Func) bool {
	fr := s.frames[s.prog.FuncOf(fn)]
	return fr != nil && len(fr.waits) > 0
}
