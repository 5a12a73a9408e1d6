package cycles

import (
	"go/ast"
	"go/types"
	"slices"

	"golang.org/x/tools/go/analysis"

	"github.com/loopcheck/loopcheck/analyzers/internal/book"
	"github.com/loopcheck/loopcheck/analyzers/internal/contract"
	"github.com/loopcheck/loopcheck/analyzers/internal/fixpoint"
	"github.com/loopcheck/loopcheck/analyzers/internal/locks"
	"github.com/loopcheck/loopcheck/analyzers/internal/program"
	"github.com/loopcheck/loopcheck/analyzers/internal/words"
)

// A taker is a function that takes what comes out of an object again and again, itself
// or by what it calls.
type taker struct {
	f      *program.Func
	op     *program.Op
	stmt   ast.Stmt // the for statement
	yields types.Object
	object locks.Ref  // whose channel it is, as f sees it
	held   *types.Var // the field or variable that has the object
}

// findTaken finds goroutines that take what comes out of an object, and make calls
// between that wait until somebody takes it.
func (s *solver) findTaken() {
	if !s.book.Taking() {
		return
	}
	takers, told := s.takers(), make(map[*program.Call]bool)
	for _, t := range takers {
		if !s.takesAlone(t, takers) {
			continue
		}
		for _, call := range t.f.Calls {
			if within(call.Repeat, t.stmt) {
				s.searchTaken(t, call, told)
			}
		}
	}
}

// takers are the functions that take in a for statement, and those that call in one
// what takes.
func (s *solver) takers() []taker {
	var all []taker
	for _, f := range s.prog.Funcs {
		if s.prog.InTest(f.Node().Pos()) {
			continue
		}
		for _, op := range f.Ops {
			if op.Kind != program.Choose {
				all = append(all, s.takersBy(op, op.Repeat)...)
				continue
			}
			for _, arm := range op.Select.Arms {
				all = append(all, s.takersBy(arm, op.Repeat)...)
			}
		}
	}
	return all
}

func (s *solver) takersBy(op *program.Op, repeat *program.Repeat) []taker {
	yields, of := s.yieldedBy(op)
	if yields == nil {
		return nil
	}
	object, held := s.locks.Of(of)
	var all []taker
	if stmt, ok := op.Node.(*ast.RangeStmt); ok {
		all = append(all, taker{op.In, op, stmt, yields, object, held})
	} else if repeat != nil {
		all = append(all, taker{op.In, op, repeat.Stmt, yields, object, held})
	}
	for _, e := range s.runs.Edges.In(op.In) {
		if e.Waits() && e.Call != nil && e.Call.Repeat != nil && !s.prog.InTest(e.At.Pos()) {
			all = append(all, taker{e.From, op, e.Call.Repeat.Stmt, yields, s.locks.Lift(object, e), held})
		}
	}
	return all
}

// yieldedBy is the field or method whose channel an operation takes from, and the
// expression that has it.
func (s *solver) yieldedBy(op *program.Op) (types.Object, ast.Expr) {
	if op.Kind != program.Receive && op.Kind != program.Range {
		return nil, nil
	}
	e := ast.Unparen(op.Chan)
	if call, ok := e.(*ast.CallExpr); ok {
		e = ast.Unparen(call.Fun)
	}
	sel, ok := e.(*ast.SelectorExpr)
	if !ok || len(s.book.Yields(s.info.Uses[sel.Sel])) == 0 {
		return nil, nil
	}
	return s.info.Uses[sel.Sel], sel.X
}

// takesAlone reports whether nobody else takes the same: each other one comes to it, or
// is come to by it, on the same goroutine.
func (s *solver) takesAlone(t taker, all []taker) bool {
	return !slices.ContainsFunc(all, func(other taker) bool {
		return other.yields == t.yields && alikeHeld(other.held, t.held) && !s.isOthers(other.held, t.held) && !s.leadsTo(t.f, other.f) && !s.leadsTo(other.f, t.f)
	})
}

func within(repeat *program.Repeat, stmt ast.Stmt) bool {
	for ; repeat != nil; repeat = repeat.Outer {
		if repeat.Stmt == stmt {
			return true
		}
	}
	return false
}

// searchTaken looks below a call of a taker for those that wait until somebody takes.
func (s *solver) searchTaken(t taker, first *program.Call, told map[*program.Call]bool) {
	seen := make(map[*program.Func]bool)
	fixpoint.Down([]*step{{call: first}}, nil, func(at *step) (next []*step) {
		call := at.call
		if call.Spawns() || s.prog.Off(call.Expr) || len(seen) > maxReach {
			return nil
		}
		for _, r := range s.book.Takes(call.Callee) {
			if !told[call] && s.yieldsFor(r.Row, t.yields) && !s.inTakingSelect(call, t) && s.sameObject(t, call, at.from == nil) {
				told[call] = true
				s.add(Circle{Kind: Taken, At: call.Expr, Call: call, Op: t.op, Takes: *r.Row, Related: takenSteps(t, at)})
			}
		}
		for _, target := range call.Targets {
			if seen[target.Func] {
				continue
			}
			seen[target.Func] = true
			for _, below := range target.Calls {
				next = append(next, &step{below, at})
			}
		}
		return next
	})
}

// A step is a call, and the one that led to its function.
type step struct {
	call *program.Call
	from *step
}

func (s *solver) yieldsFor(row *contract.Takes, yields types.Object) bool {
	return slices.ContainsFunc(s.book.Yields(yields), func(r book.Bound[contract.Takes]) bool { return r.Row == row })
}

// inTakingSelect reports whether a call is for an arm of a select that takes as well.
func (s *solver) inTakingSelect(call *program.Call, t taker) bool {
	return slices.ContainsFunc(call.In.Ops, func(op *program.Op) bool {
		if op.Kind != program.Choose || !program.Contains(op.Node, call.Expr.Pos()) {
			return false
		}
		waits := slices.ContainsFunc(op.Select.Arms, func(arm *program.Op) bool { return program.Contains(arm.Node, call.Expr.Pos()) })
		return waits && slices.ContainsFunc(op.Select.Arms, func(arm *program.Op) bool {
			yields, _ := s.yieldedBy(arm)
			return yields == t.yields
		})
	})
}

// sameObject reports whether a call may be made on the object that is taken from: in
// one function it is, of others it is known by the field that holds it.
func (s *solver) sameObject(t taker, call *program.Call, here bool) bool {
	sel, ok := ast.Unparen(call.Expr.Fun).(*ast.SelectorExpr)
	if !ok {
		return false
	}
	ref, v := s.locks.Of(sel.X)
	if here && ref.Known() && t.object.Known() {
		return ref == t.object
	}
	return alikeHeld(v, t.held)
}

// isOthers reports whether a variable is a parameter for which nobody here passes anything:
// it holds another object than one that the package keeps elsewhere.
func (s *solver) isOthers(v, w *types.Var) bool {
	if v == nil || v == w {
		return false
	}
	param, ok := s.prog.ParamOf(v)
	return ok && len(s.runs.Edges.In(param.Of)) == 0
}

// alikeHeld reports whether two variables may hold one object: two fields hold two.
func alikeHeld(v, w *types.Var) bool {
	return v == w || v == nil || w == nil || !v.IsField() || !w.IsField()
}

func takenSteps(t taker, at *step) []analysis.RelatedInformation {
	var steps []analysis.RelatedInformation
	for from := at.from; from != nil; from = from.from {
		steps = append(steps, analysis.RelatedInformation{Pos: program.Place(from.call.Expr), Message: from.call.In.Name() + " calls " + words.Spell(from.call.Expr.Fun)})
	}
	return append(steps, analysis.RelatedInformation{Pos: program.Place(t.op.Node), Message: t.op.In.Name() + " takes from " + words.Spell(t.op.Chan) + " here"})
}
