package owns

import (
	"go/ast"
	"go/types"

	"github.com/loopcheck/loopcheck/analyzers/internal/program"
)

// isCopy reports whether a model's variable holds, for all this package shows,
// a copy that belongs to one call of Update: the receiver of a method with a
// value receiver, or what points to it because only such methods call the one
// at hand. The loop has moved on to another copy when a command runs.
func (s *solver) isCopy(v *types.Var, seen map[*types.Var]bool) bool {
	if v == nil || seen[v] {
		return false
	}
	seen[v] = true
	f := s.receiverOf(v)
	if f == nil {
		return isValue(v.Type())
	}
	if isValue(v.Type()) {
		return true
	}
	uses := s.receiversPassed(f)
	for _, u := range uses {
		r := s.rootOf(u.in, u.expr)
		if r.v == nil || throughPointer(s.pass.TypesInfo, u.expr) && !s.isCopy(r.v, seen) || !isValue(r.v.Type()) && !s.isCopy(r.v, seen) {
			return false
		}
	}
	return len(uses) > 0
}

// receiverOf is the method whose receiver v is, or nil.
func (s *solver) receiverOf(v *types.Var) *program.Func {
	for _, f := range s.prog.Funcs {
		if f.Sig.Recv() == v {
			return f
		}
	}
	return nil
}

// A passed receiver is x in x.f(), or in the method value x.f.
type passed struct {
	in   *program.Func
	expr ast.Expr
}

func (s *solver) receiversPassed(f *program.Func) []passed {
	var all []passed
	for _, g := range s.prog.Funcs {
		if g.Body() == nil {
			continue
		}
		inspectOwn(g.Body(), func(n ast.Node) {
			sel, ok := n.(*ast.SelectorExpr)
			if !ok {
				return
			}
			if fn, ok := s.pass.TypesInfo.Uses[sel.Sel].(*types.Func); ok && fn.Origin() == f.Obj {
				all = append(all, passed{g, sel.X})
			}
		})
	}
	return all
}
