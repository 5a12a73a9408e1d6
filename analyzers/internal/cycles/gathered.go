package cycles

import (
	"cmp"
	"go/ast"
	"slices"

	"golang.org/x/tools/go/analysis"

	"github.com/loopcheck/loopcheck/analyzers/internal/program"
)

// findGathered finds functions that wait for a group before they receive what the goroutines
// send that it counts: these are not done before that.
func (s *solver) findGathered() {
	for _, f := range s.prog.Funcs {
		if f.Outer == nil && s.prog.InTest(f.Node().Pos()) || !slices.ContainsFunc(f.Ops, takes) {
			continue
		}
		for _, call := range f.Calls {
			if group := s.groupWaited(call); group != nil {
				s.gathers(f, call, group)
			}
		}
	}
}

// takes reports whether an operation receives, alone or as an arm of a select.
func takes(op *program.Op) bool { return op.Kind != program.Send && op.Kind != program.Close }

// groupWaited is the group that a call waits for where it stands; nil if it is another one.
func (s *solver) groupWaited(call *program.Call) ast.Expr {
	sel, ok := ast.Unparen(call.Expr.Fun).(*ast.SelectorExpr)
	if !ok || sel.Sel.Name != "Wait" || call.How != program.Plain || call.Callee == nil || !s.isGroup(sel.X) {
		return nil
	}
	return sel.X
}

// gathers looks among the goroutines that f starts, and waits for, for one that sends what
// f alone receives, and only behind that wait.
func (s *solver) gathers(f *program.Func, wait *program.Call, group ast.Expr) {
	s.prepare()
	for _, done := range s.donesOf(s.prog.Var(group)) {
		goroutine := cmp.Or(done.In.Head, done.In)
		if goroutine.Lit == nil || goroutine.Outer != f {
			continue
		}
		for _, op := range goroutine.Ops {
			if op.Kind != program.Send || op.Select != nil || !s.comesBefore(op, done) || !s.takenBehind(f, wait, goroutine, op) {
				continue
			}
			send := &Wait{Op: op, at: op.Node, in: goroutine, sure: true}
			s.add(Circle{
				Kind: Both, At: wait.Expr, Call: wait,
				Knot:    &Knot{By: f, Wait: &Wait{Group: wait, at: wait.Expr, in: f, sure: true}, Other: goroutine, OtherWait: send},
				Related: []analysis.RelatedInformation{{Pos: program.Place(op.Node), Message: goroutine.Name() + " " + send.Verb() + " here"}},
			})
			return
		}
	}
}

// comesBefore reports whether a goroutine that sends is done only then, on this way.
func (s *solver) comesBefore(op *program.Op, done *Ender) bool {
	return done.deferred || done.In.Head != nil || s.locks.Paths(done.In).Before(op.Node, done.At)
}

// takenBehind reports whether a channel without room is received from by f alone, and from
// the start of a goroutine on only behind a wait.
func (s *solver) takenBehind(f *program.Func, wait *program.Call, goroutine *program.Func, op *program.Op) bool {
	n, known := s.room(op)
	takers := s.endersOf(op)
	if !known || n > 0 || !isLocal(op.Var) || len(takers) == 0 {
		return false
	}
	ways := s.locks.Paths(f)
	waits := func(n ast.Node) bool { return program.Contains(n, wait.Expr.Pos()) }
	return !slices.ContainsFunc(takers, func(e *Ender) bool {
		return e.In != f || ways.ReachesUnmet(goroutine.Lit, e.At, waits) || !ways.Reaches(wait.Expr, e.At)
	})
}
