package races

import (
	"go/ast"
	"go/types"

	"github.com/loopcheck/loopcheck/analyzers/internal/locks"
	"github.com/loopcheck/loopcheck/analyzers/internal/program"
)

// findReturned finds the maps that a lock keeps and that a function which others call
// returns under the lock: whoever called it goes on without.
func (s *solver) findReturned() (all []Sent) {
	for _, f := range s.prog.Funcs {
		if !s.isOpen(f) || f.Body() == nil || f.Sig.Recv() == nil || s.prog.InTest(f.Node().Pos()) {
			continue
		}
		for _, e := range returned(f) {
			if k := s.lentBy(f, e); k != nil {
				all = append(all, Sent{Node: e, Loop: k.by.Declared(), Write: k.change, Returned: true})
			}
		}
	}
	return all
}

// returned are the expressions that a function returns, its literals' left out.
func returned(f *program.Func) (all []ast.Expr) {
	f.Inspect(func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			return false
		case *ast.ReturnStmt:
			for _, e := range n.Results {
				all = append(all, ast.Unparen(e))
			}
		}
		return true
	})
	return all
}

// lentBy is how the map in a field of the receiver is kept, if a function returns that
// under the lock, itself or by a method that it calls for it, and another one changes what
// is in it; nil for anything else.
func (s *solver) lentBy(f *program.Func, e ast.Expr) *keeping {
	call, ok := e.(*ast.CallExpr)
	if !ok {
		return s.lends(f, e)
	}
	sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	method := s.prog.FuncOf(s.prog.Callee(call))
	if !ok || method == nil || method.Body() == nil || s.prog.Var(sel.X) != types.Object(f.Sig.Recv()) {
		return nil
	}
	for _, e := range returned(method) {
		if k := s.lends(method, e); k != nil {
			return k
		}
	}
	return nil
}

// lends is how the map in a field is kept that a function returns under its lock.
func (s *solver) lends(f *program.Func, e ast.Expr) *keeping {
	field := s.ownField(e)
	if field == nil || !isMap(field.Type()) {
		return nil
	}
	k := s.keepings()[field]
	if k == nil || k.change == nil || k.renewed || k.by.Declared() == f || len(k.open) > 0 {
		return nil
	}
	held := s.locks.Only(s.locks.Own(f, e), func(lock types.Object) bool { return s.guardsField(lock, field) })
	if held&^locks.Unnamed == 0 {
		return nil
	}
	return k
}

func isMap(t types.Type) bool {
	_, ok := t.Underlying().(*types.Map)
	return ok
}
