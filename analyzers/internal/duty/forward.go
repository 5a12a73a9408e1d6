package duty

import (
	"cmp"
	"go/ast"
	"go/types"
	"slices"

	"github.com/loopcheck/loopcheck/analyzers/internal/contract"
	"github.com/loopcheck/loopcheck/analyzers/internal/program"
)

// findSame finds the results of f that are what one call with a weaker duty gives.
func (s *solver) findSame(f *program.Func) (changed bool) {
	b := s.bodies[f]
	for _, r := range b.results {
		if s.forwarded(f.Obj, r.index) != nil {
			continue
		}
		if ref, ok := s.forwards(f, b.returns, r); ok {
			s.same[f] = append(s.same[f], forward{Result: r.index, Duty: ref})
			changed = true
		}
	}
	slices.SortFunc(s.same[f], func(a, b forward) int { return cmp.Compare(a.Result, b.Result) })
	return changed
}

// forwards returns the weaker duty that every return of f passes on.
func (s *solver) forwards(f *program.Func, returns []*ast.ReturnStmt, r *result) (contract.RowID, bool) {
	for r.same < len(returns) {
		ret := returns[r.same]
		if !s.returnsNil(f, ret, r.index) {
			d := s.dutyReturned(f, ret, r.index)
			if d == nil || r.duty != nil && r.duty != d {
				return contract.RowID{}, false
			}
			r.duty = d
		}
		r.same++
	}
	if r.duty == nil {
		return contract.RowID{}, false
	}
	return s.book.DutyID(r.duty), true
}

// dutyReturned is the weaker duty of the call that a return statement returns, or nil.
func (s *solver) dutyReturned(f *program.Func, ret *ast.ReturnStmt, index int) *contract.Duty {
	if len(ret.Results) != f.Sig.Results().Len() {
		return nil
	}
	call, ok := ast.Unparen(ret.Results[index]).(*ast.CallExpr)
	if !ok {
		return nil
	}
	fn := s.prog.Callee(call)
	if fn == nil {
		return nil
	}
	if d := s.forwarded(fn, 0); d != nil {
		return d
	}
	for _, row := range s.book.Duties(s.pass.TypesInfo.TypeOf(call), fn) {
		if row.Row.Returnable {
			return row.Row
		}
	}
	return nil
}

// weaker is the duty that result index of fn carries: the type's, or the one it passes on.
func (s *solver) weaker(fn *types.Func, index int, row *contract.Duty) *contract.Duty {
	if fn == nil {
		return row
	}
	if d := s.forwarded(fn, index); d != nil {
		return d
	}
	return row
}

func (s *solver) forwarded(fn *types.Func, index int) *contract.Duty {
	f := s.prog.FuncOf(fn)
	same := s.same[f]
	if f == nil {
		same = s.imported(fn).Same
	}
	for _, forward := range same {
		if forward.Result == index {
			return s.book.Duty(forward.Duty)
		}
	}
	return nil
}
