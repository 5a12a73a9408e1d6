package locks

import (
	"go/ast"
	"go/types"

	"github.com/loopcheck/loopcheck/analyzers/internal/paths"
	"github.com/loopcheck/loopcheck/analyzers/internal/program"
)

// effectAt is what a call does to the lock that it is made on: the reading half of one,
// which RLocker returns, is locked to read.
func (s *solver) effectAt(call *program.Call) (effect paths.Effect, read bool) {
	effect, read = s.effectOf(call.Callee)
	if effect == paths.None || read || !isOfInterface(call.Callee) {
		return effect, read
	}
	sel, ok := ast.Unparen(call.Expr.Fun).(*ast.SelectorExpr)
	return effect, ok && s.r.isReader(sel.X)
}

// isReader reports whether an expression is the reading half of a lock, or a variable
// that is nothing else.
func (r *resolver) isReader(e ast.Expr) bool {
	call, ok := ast.Unparen(r.only(e)).(*ast.CallExpr)
	return ok && isRLocker(r.prog.Callee(call))
}

func isRLocker(fn *types.Func) bool { return program.IsFunc(fn, "sync", "RWMutex.RLocker") }
