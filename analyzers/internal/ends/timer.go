package ends

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"github.com/loopcheck/loopcheck/analyzers/internal/program"
)

// findTimers finds a receive that is to empty a stopped timer, "if !t.Stop() { <-t.C }",
// where the value may have been received before: then nobody sends another one.
func (s *solver) findTimers() {
	for _, f := range s.prog.Funcs {
		var drains, taken []*program.Op
		for _, op := range f.Ops {
			switch {
			case op.Kind == program.Receive && s.prog.TimerOf(op.Chan) == program.OneShot:
				drains = append(drains, op)
				taken = append(taken, op)
			case op.Kind == program.Choose && !op.Select.Default:
				for _, arm := range op.Select.Arms {
					if arm.Kind == program.Receive && s.prog.TimerOf(arm.Chan) == program.OneShot {
						taken = append(taken, arm)
					}
				}
			}
		}
		if len(drains) == 0 || len(taken) < 2 || len(taken) > maxReceives || s.prog.InTest(f.Node().Pos()) {
			continue
		}
		for _, op := range drains {
			s.findDrained(op, taken)
		}
	}
}

func (s *solver) findDrained(drain *program.Op, taken []*program.Op) {
	timer := s.timerOf(drain)
	if timer == nil || !s.drains(drain, timer) || s.resetsElsewhere(timer, drain.In) {
		return
	}
	starts := func(n ast.Node) bool { return s.restarts(n, timer) }
	for _, op := range taken {
		if op != drain && s.timerOf(op) == timer && op.Clause != nil && s.paths(drain.In).ReachesUnmet(op.Clause.Comm, drain.Node, starts) {
			s.add(Stranded{Kind: Drained, Op: drain, By: drain.In, Way: op.Clause, Arm: op, Likely: true})
			return
		}
	}
}

// resetsElsewhere reports whether another function sets a timer again.
func (s *solver) resetsElsewhere(timer types.Object, f *program.Func) bool {
	if s.resets == nil {
		s.resets = make(map[types.Object][]*program.Func)
		for _, by := range s.prog.Funcs {
			for _, call := range by.Calls {
				if sel, ok := ast.Unparen(call.Expr.Fun).(*ast.SelectorExpr); ok && sel.Sel.Name == "Reset" {
					if v := s.prog.Var(sel.X); v != nil && len(s.resets[v]) < maxCallers {
						s.resets[v] = append(s.resets[v], by)
					}
				}
			}
		}
	}
	return slices.ContainsFunc(s.resets[timer], func(by *program.Func) bool { return by != f })
}

// timerOf is the variable or field of the timer that an operation receives from.
func (s *solver) timerOf(op *program.Op) types.Object {
	sel, ok := ast.Unparen(op.Chan).(*ast.SelectorExpr)
	if !ok {
		return nil
	}
	return s.prog.Var(sel.X)
}

// drains reports whether a receive stands below "if !t.Stop()" and no other condition
// of its round.
func (s *solver) drains(op *program.Op, timer types.Object) bool {
	if op.Repeat == nil {
		return false
	}
	ifs := 0
	found := false
	ast.Inspect(op.Repeat.Body, func(n ast.Node) bool {
		if n == nil || !contains(n, op.Node) {
			return false
		}
		switch n := n.(type) {
		case *ast.IfStmt:
			ifs++
			not, ok := ast.Unparen(n.Cond).(*ast.UnaryExpr)
			found = ok && not.Op == token.NOT && s.isCallOf(not.X, timer, "Stop") && contains(n.Body, op.Node)
		case *ast.CaseClause:
			ifs++
		}
		return true
	})
	return found && ifs == 1
}

// isCallOf reports whether an expression calls a method of a variable.
func (s *solver) isCallOf(e ast.Expr, v types.Object, method string) bool {
	call, ok := ast.Unparen(e).(*ast.CallExpr)
	if !ok {
		return false
	}
	sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	return ok && sel.Sel.Name == method && s.prog.Var(sel.X) == v
}

// restarts reports whether a node sets a timer again, or gives it to somebody who may:
// whatever names it other than to stop it and to receive.
func (s *solver) restarts(n ast.Node, timer types.Object) bool {
	found := false
	ast.Inspect(n, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.CallExpr:
			if s.isCallOf(n, timer, "Stop") {
				return false
			}
			// A method of what holds the timer may set it.
			if sel, ok := ast.Unparen(n.Fun).(*ast.SelectorExpr); ok && isField(timer) && s.prog.Callee(n) != nil && s.pass.TypesInfo.Selections[sel] != nil && s.prog.FuncOf(s.prog.Callee(n)) != nil {
				found = true
			}
		case *ast.SelectorExpr:
			if n.Sel.Name == "C" && s.prog.Var(n.X) == timer {
				return false
			}
			found = found || s.prog.Var(n) == timer
		case *ast.Ident:
			found = found || s.prog.Var(n) == timer
		}
		return !found
	})
	return found
}
