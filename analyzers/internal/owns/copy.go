package owns

import (
	"go/ast"
	"go/types"
	"iter"
	"slices"

	"github.com/loopcheck/loopcheck/analyzers/internal/fixpoint"
)

// isCopy reports whether a model's variable holds, for all this package shows,
// a copy that belongs to one call of Update: the receiver of a method with a
// value receiver, or what points to it because only such methods call the one
// at hand. The loop has moved on to another copy when a command runs.
func (s *solver) isCopy(v *types.Var) bool {
	if v == nil {
		return false
	}
	if copied, isReceiver := s.copied[v]; isReceiver {
		return copied
	}
	return isValue(v.Type())
}

// findCopies finds the receivers that are copies: those that hold a value, and
// those of methods that are called on copies alone, at least on one.
func (s *solver) findCopies() {
	s.copied = make(map[*types.Var]bool)
	calledOn := s.receiversPassed()
	var receivers []*types.Var
	for _, f := range s.prog.Funcs {
		if recv := f.Sig.Recv(); recv != nil {
			s.copied[recv] = isValue(recv.Type())
			receivers = append(receivers, recv)
		}
	}
	needs := func(recv *types.Var) iter.Seq[*types.Var] {
		return func(yield func(*types.Var) bool) {
			for _, v := range calledOn[recv] {
				if _, isReceiver := s.copied[v]; isReceiver && !yield(v) {
					return
				}
			}
		}
	}
	fixpoint.Up(receivers, needs, func(recv *types.Var) (changed bool) {
		on := calledOn[recv]
		if s.copied[recv] || len(on) == 0 || slices.ContainsFunc(on, func(v *types.Var) bool { return !s.isCopy(v) }) {
			return false
		}
		s.copied[recv] = true
		return true
	})
}

// receiversPassed lists, for the receiver of each method of this package, the
// variables that it is selected from: x in x.f(), or in the method value x.f,
// and nil for what is no variable.
func (s *solver) receiversPassed() map[*types.Var][]*types.Var {
	all := make(map[*types.Var][]*types.Var)
	for _, f := range s.prog.Funcs {
		if f.Body() == nil {
			continue
		}
		inspectOwn(f.Body(), func(n ast.Node) {
			sel, ok := n.(*ast.SelectorExpr)
			if !ok {
				return
			}
			fn, _ := s.pass.TypesInfo.Uses[sel.Sel].(*types.Func)
			if method := s.prog.FuncOf(fn); method != nil && method.Sig.Recv() != nil {
				recv := method.Sig.Recv()
				all[recv] = append(all[recv], s.rootOf(f, sel.X).v)
			}
		})
	}
	return all
}
