package runson

import (
	"go/ast"
	"go/types"

	"github.com/loopcheck/loopcheck/analyzers/internal/callgraph"
)

// inbox returns the channels that f serves, if f is the body of a hand-written
// loop: a for statement around a select, or a range over a channel. An arm that
// always leaves the loop only waits for something, and timers and cancellation
// are not requests. A worker has no select.
func inbox(info *types.Info, f *callgraph.Func) (served []types.Object, worker bool) {
	body := f.Body()
	if body == nil {
		return nil, false
	}
	loops := forLoops(body)
	worker = true
	for _, op := range f.Ops {
		switch op.Kind {
		case callgraph.Range:
			if op.Var != nil && !ownVar(f, op.Var) {
				served = append(served, op.Var)
			}
		case callgraph.Choose:
			if !within(op.Node, loops) {
				continue
			}
			worker = worker && len(op.Select.Arms) < 2
			for _, arm := range op.Select.Arms {
				if arm.Kind == callgraph.Receive && arm.Var != nil && !ownVar(f, arm.Var) && !isTimer(info, arm.Chan) && !leaves(arm.Clause) {
					served = append(served, arm.Var)
				}
			}
		}
	}
	return served, worker
}

// ownVar reports whether a channel is a variable of f itself: f gathers what the
// goroutines send that it started, and serves nobody.
func ownVar(f *callgraph.Func, v types.Object) bool {
	return f.Body().Pos() <= v.Pos() && v.Pos() < f.Body().End()
}

// forLoops returns the for statements of a body, those of its literals left out.
func forLoops(body *ast.BlockStmt) []ast.Node {
	var loops []ast.Node
	ast.Inspect(body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			return false
		case *ast.ForStmt:
			loops = append(loops, n.Body)
		}
		return true
	})
	return loops
}

func within(n ast.Node, loops []ast.Node) bool {
	for _, l := range loops {
		if l.Pos() <= n.Pos() && n.End() <= l.End() {
			return true
		}
	}
	return false
}

// isTimer reports whether ch is the channel field of a time.Ticker or time.Timer.
func isTimer(info *types.Info, ch ast.Expr) bool {
	sel, ok := ast.Unparen(ch).(*ast.SelectorExpr)
	if !ok {
		return false
	}
	named := callgraph.Named(info.TypeOf(sel.X))
	return named != nil && named.Obj().Pkg() != nil && named.Obj().Pkg().Path() == "time"
}

// leaves reports whether an arm ends by leaving the loop.
func leaves(clause *ast.CommClause) bool {
	if len(clause.Body) == 0 {
		return false
	}
	switch last := clause.Body[len(clause.Body)-1].(type) {
	case *ast.ReturnStmt:
		return true
	case *ast.BranchStmt:
		return last.Label != nil && last.Tok.String() == "break"
	}
	return false
}

// repeats reports whether a go statement in a loop starts its function again
// and again for the same instance: nothing in the call is the loop's own.
func repeats(info *types.Info, call *callgraph.Call) bool {
	again := false
	ast.Inspect(call.In.Body(), func(n ast.Node) bool {
		switch n.(type) {
		case *ast.ForStmt, *ast.RangeStmt:
			if n.Pos() <= call.Expr.Pos() && call.Expr.End() <= n.End() && !usesVarOf(info, call.Expr.Fun, n) {
				again = true
			}
		}
		return !again
	})
	return again
}

// usesVarOf reports whether e, literals in it left out, names a variable declared in n.
func usesVarOf(info *types.Info, e ast.Expr, n ast.Node) bool {
	found := false
	ast.Inspect(e, func(m ast.Node) bool {
		switch m := m.(type) {
		case *ast.FuncLit:
			return false
		case *ast.Ident:
			v, ok := info.Uses[m].(*types.Var)
			found = found || ok && !v.IsField() && n.Pos() <= v.Pos() && v.Pos() < n.End()
		}
		return !found
	})
	return found
}
