package ends

import (
	"go/ast"
	"go/types"
	"slices"

	"github.com/loopcheck/loopcheck/analyzers/internal/book"
	"github.com/loopcheck/loopcheck/analyzers/internal/contract"
	"github.com/loopcheck/loopcheck/analyzers/internal/program"
	"github.com/loopcheck/loopcheck/analyzers/internal/runson"
)

// maxClosers bounds how many calls of a function are known that close something.
const maxClosers = 8

// findLate finds what is handed to an object on whose every way there it has been closed,
// where nobody looks at what the call returns.
func (s *solver) findLate() {
	for _, f := range s.prog.Funcs {
		if s.prog.InTest(f.Node().Pos()) {
			continue
		}
		s.findLateWork(f)
		closers := s.closers(f)
		if len(closers) == 0 {
			continue
		}
		dropped := statements(f)
		for _, call := range f.Calls {
			if call.How != program.Plain || !dropped[call.Expr] {
				continue
			}
			for _, row := range s.book.Late(call.Callee) {
				if by := s.closedBefore(f, closers, call, row); by != nil {
					s.add(Stranded{Kind: Late, Op: &program.Op{In: f, Node: call.Expr, Chan: call.Expr.Fun}, By: f, Way: by.Expr, Why: row.Row.Why + "; " + row.Row.Fix, Likely: true})
				}
			}
		}
	}
}

// findLateWork finds what a function hands to a hand-written executor that it has told to
// end, where the call says nothing of whether it is run.
func (s *solver) findLateWork(f *program.Func) {
	for _, by := range f.Calls {
		loops, object := endedBy(s.runs, by), s.objectOf(by)
		if len(loops) == 0 || object == nil {
			continue
		}
		for _, call := range f.Calls {
			if call.How != program.Plain || call.Callee == nil || call.Callee.Signature().Results().Len() > 0 || s.objectOf(call) != object ||
				!s.handsTo(call, loops) || !s.paths(f).Before(by.Expr, call.Expr) || s.startsBetween(f, by, call) {
				continue
			}
			s.add(Stranded{Kind: Late, Op: &program.Op{In: f, Node: call.Expr, Chan: call.Expr.Fun}, By: f, Way: by.Expr, Why: "its loop has been told to end, and runs nothing more; hand it over before that", Likely: true})
		}
	}
}

// endedBy are the executors that a call tells to end, and says so.
func endedBy(runs *runson.Result, call *program.Call) []contract.LoopID {
	if call.How != program.Plain || call.Callee == nil || !program.SaysEnd(call.Callee.Name()) {
		return nil
	}
	return runs.EndedBy(call.Callee)
}

// handsTo reports whether a call passes a function that one of some loops runs.
func (s *solver) handsTo(call *program.Call, loops []contract.LoopID) bool {
	if s.posted == nil {
		s.posted = make(map[*program.Call][]contract.LoopID)
		for _, f := range s.prog.Funcs {
			for _, site := range s.runs.Sites(f) {
				if site.Flow != nil && site.Flow.Call != nil && site.Place.OnLoop() {
					s.posted[site.Flow.Call] = append(s.posted[site.Flow.Call], site.Place.Loop)
				}
			}
		}
	}
	return slices.ContainsFunc(s.posted[call], func(l contract.LoopID) bool { return slices.Contains(loops, l) })
}

// startsBetween reports whether an object may have been started again between two calls: by
// whatever else is called on it.
func (s *solver) startsBetween(f *program.Func, by, call *program.Call) bool {
	return slices.ContainsFunc(f.Calls, func(other *program.Call) bool {
		return other != by && other != call && s.objectOf(other) == s.objectOf(by) && s.paths(f).Reaches(by.Expr, other.Expr) && s.paths(f).Reaches(other.Expr, call.Expr)
	})
}

// closers are the calls of f that close something before they return.
func (s *solver) closers(f *program.Func) []*program.Call {
	var all []*program.Call
	for _, call := range f.Calls {
		if call.How == program.Plain && len(s.book.Closing(call.Callee)) > 0 && len(all) < maxClosers {
			all = append(all, call)
		}
	}
	return all
}

// statements are the calls of f that stand alone, so that what they return is dropped.
func statements(f *program.Func) map[*ast.CallExpr]bool {
	alone := make(map[*ast.CallExpr]bool)
	f.Inspect(func(n ast.Node) bool {
		if stmt, ok := n.(*ast.ExprStmt); ok {
			if call, ok := ast.Unparen(stmt.X).(*ast.CallExpr); ok {
				alone[call] = true
			}
		}
		return true
	})
	return alone
}

// closedBefore is the call that has closed the object of another one on every way there.
func (s *solver) closedBefore(f *program.Func, closers []*program.Call, call *program.Call, row book.Bound[contract.Late]) *program.Call {
	object := s.objectOf(call)
	if object == nil {
		return nil
	}
	for _, c := range closers {
		if slices.Contains(s.book.Closing(c.Callee), row) && s.objectOf(c) == object && s.paths(f).Before(c.Expr, call.Expr) {
			return c
		}
	}
	return nil
}

// objectOf is the variable whose method is called, if that holds the same object all along.
func (s *solver) objectOf(call *program.Call) types.Object {
	sel, ok := ast.Unparen(call.Expr.Fun).(*ast.SelectorExpr)
	if !ok {
		return nil
	}
	id, ok := ast.Unparen(sel.X).(*ast.Ident)
	if !ok {
		return nil
	}
	v, ok := s.pass.TypesInfo.Uses[id].(*types.Var)
	if !ok || v.Kind() == types.PackageVar || len(s.prog.Assigned(v)) > 1 {
		return nil
	}
	return v
}
