package cycles

import (
	"go/ast"
	"go/types"
	"slices"

	"github.com/loopcheck/loopcheck/analyzers/internal/locks"
	"github.com/loopcheck/loopcheck/analyzers/internal/program"
)

// hasPassed reports whether whoever waits under a lock knows that the one who ends the wait
// has been through it: he goes on only if a field says so that the other one sets under the
// lock.
func (s *solver) hasPassed(w *Wait, h locks.Held, e *Ender, take locks.Take) bool {
	if take.In != e.In || w.next != nil {
		return false
	}
	asked := s.askedBefore(w)
	if len(asked) == 0 {
		return false
	}
	passed := false
	ways := s.locks.Paths(e.In)
	e.In.Inspect(func(n ast.Node) bool {
		assign, ok := n.(*ast.AssignStmt)
		if !ok || len(assign.Lhs) != 1 || passed {
			return !passed
		}
		passed = asked[s.prog.Var(assign.Lhs[0])] && ways.Before(assign, e.At) && s.isUnder(e.In, assign, h.Var) && !s.takesAfter(e.In, assign, h.Var)
		return !passed
	})
	return passed
}

// isSpared reports whether the one who ends a wait takes the lock only if a variable does not
// say what whoever waits has put there, under the lock, before he waits: "if !exiting {
// mu.Lock() }".
func (s *solver) isSpared(w *Wait, h locks.Held, take locks.Take) bool {
	asked := s.askedAround(take)
	if len(asked) == 0 {
		return false
	}
	spared := false
	ways := s.locks.Paths(w.in)
	w.in.Inspect(func(n ast.Node) bool {
		assign, ok := n.(*ast.AssignStmt)
		if ok && len(assign.Lhs) == 1 && !spared {
			spared = asked[s.prog.Var(assign.Lhs[0])] && ways.Before(assign, w.at) && s.isUnder(w.in, assign, h.Var)
		}
		return !spared
	})
	return spared
}

// askedAround are the variables that alone decide whether a lock is taken where it is.
func (s *solver) askedAround(take locks.Take) map[types.Object]bool {
	asked := make(map[types.Object]bool)
	take.In.Inspect(func(n ast.Node) bool {
		stmt, ok := n.(*ast.IfStmt)
		if !ok || !program.Contains(stmt.Body, take.At.Pos()) {
			return true
		}
		if v := s.flagOf(stmt.Cond); v != nil && (v.IsField() || v.Kind() == types.PackageVar) {
			asked[v] = true
		}
		return true
	})
	return asked
}

// takesAfter reports whether a function may come to a lock once more after a statement.
func (s *solver) takesAfter(f *program.Func, at ast.Node, lock *types.Var) bool {
	return slices.ContainsFunc(s.locks.Takes(f), func(t locks.Take) bool { return t.Var == lock && s.locks.Paths(f).Reaches(at, t.At) })
}

// isUnder reports whether a function surely holds a lock at a statement.
func (s *solver) isUnder(f *program.Func, at ast.Node, lock *types.Var) bool {
	return slices.ContainsFunc(s.locks.Held(f, at), func(held locks.Held) bool { return held.Var == lock })
}

// askedBefore are the fields that decide whether a function comes to a wait: "if closed {
// return }".
func (s *solver) askedBefore(w *Wait) map[types.Object]bool {
	asked := make(map[types.Object]bool)
	w.in.Inspect(func(n ast.Node) bool {
		stmt, ok := n.(*ast.IfStmt)
		if !ok || len(stmt.Body.List) == 0 || stmt.End() > w.at.Pos() {
			return true
		}
		if _, leaves := stmt.Body.List[len(stmt.Body.List)-1].(*ast.ReturnStmt); leaves {
			if v := s.flagOf(stmt.Cond); v != nil && v.IsField() {
				asked[v] = true
			}
		}
		return true
	})
	return asked
}

// flagOf is the variable that a condition, or its negation, is; nil for any other.
func (s *solver) flagOf(cond ast.Expr) *types.Var {
	cond = ast.Unparen(cond)
	if not, ok := cond.(*ast.UnaryExpr); ok {
		cond = not.X
	}
	v, _ := s.prog.Var(cond).(*types.Var)
	return v
}
