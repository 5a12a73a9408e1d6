package duty

import (
	"go/ast"
	"go/types"

	"github.com/loopcheck/loopcheck/analyzers/internal/contract"
	"github.com/loopcheck/loopcheck/analyzers/internal/program"
)

// solveSame finds the functions that give on what one call with a weaker duty
// gives; each round can only find more.
func (s *solver) solveSame() {
	for changed := true; changed; {
		changed = false
		for _, f := range s.prog.Funcs {
			for i := range f.Sig.Results().Len() {
				if f.Obj == nil || !s.carries(f.Sig.Results().At(i).Type()) || s.forwarded(f.Obj, i) != nil {
					continue
				}
				if ref, ok := s.forwards(f, i); ok {
					s.same[f] = append(s.same[f], forward{Result: i, Duty: ref})
					changed = true
				}
			}
		}
	}
}

// forwards returns the weaker duty that every return of f passes on.
func (s *solver) forwards(f *program.Func, index int) (contract.RowID, bool) {
	if f.Body() == nil || f.Sig.Results().At(index).Name() != "" {
		return contract.RowID{}, false
	}
	var duty *contract.Duty
	same := true
	ast.Inspect(f.Body(), func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			return false
		case *ast.ReturnStmt:
			if s.returnsNil(f, n, index) {
				return true
			}
			d := s.dutyReturned(f, n, index)
			same = same && d != nil && (duty == nil || duty == d)
			duty = d
		}
		return same
	})
	if !same || duty == nil {
		return contract.RowID{}, false
	}
	return s.book.DutyID(duty), true
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
	fn := callee(s.pass.TypesInfo, call)
	if fn == nil {
		return nil
	}
	if d := s.forwarded(fn, 0); d != nil {
		return d
	}
	for _, row := range s.book.Duties(s.pass.TypesInfo.TypeOf(call), fn.Origin()) {
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
	same := s.same[s.prog.FuncOf(fn)]
	if s.prog.FuncOf(fn) == nil && fn.Pkg() != nil && fn.Pkg() != s.pass.Pkg {
		var fact nilFact
		s.pass.ImportObjectFact(fn.Origin(), &fact)
		same = fact.Same
	}
	for _, f := range same {
		if f.Result == index {
			return s.book.Duty(f.Duty)
		}
	}
	return nil
}
