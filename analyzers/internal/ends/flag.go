package ends

import (
	"go/ast"
	"go/types"
	"slices"
	"strings"

	"github.com/loopcheck/loopcheck/analyzers/internal/program"
)

// byFlag reports whether a loop leaves, and does nothing else, by a condition on a field
// or a package's variable that an exported function sets, and that the loop does not.
// One that does more may tell those who send.
func (s *solver) byFlag(end *loopEnd, x exit) bool {
	found := false
	end.loop.Serve.Inspect(func(n ast.Node) bool {
		if stmt, ok := n.(*ast.IfStmt); ok && len(stmt.Body.List) == 1 && contains(stmt.Body, x.at) {
			found = found || s.isSetFlag(end, stmt.Cond)
		}
		return !found && n != nil && contains(n, x.at)
	})
	return found
}

func (s *solver) isSetFlag(end *loopEnd, cond ast.Expr) bool {
	cond = ast.Unparen(cond)
	if not, ok := cond.(*ast.UnaryExpr); ok {
		cond = ast.Unparen(not.X)
	}
	if call, ok := cond.(*ast.CallExpr); ok { // closed.Load()
		sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
		if !ok || sel.Sel.Name != "Load" {
			return false
		}
		cond = sel.X
	}
	v, ok := s.prog.Var(cond).(*types.Var)
	if !ok || local(v) {
		return false
	}
	writers := s.writersOf(v)
	return slices.ContainsFunc(writers, func(f *program.Func) bool { return s.exported(f, maxCalls) }) &&
		!slices.ContainsFunc(writers, func(f *program.Func) bool { return s.runsOn(f, end.loop) })
}

// writersOf are the functions that set a variable or field to true or false, as a flag.
func (s *solver) writersOf(v types.Object) []*program.Func {
	if s.writers != nil {
		return s.writers[v]
	}
	s.writers = make(map[types.Object][]*program.Func)
	note := func(f *program.Func, target, value ast.Expr) {
		if text := types.ExprString(value); text != "true" && text != "false" || s.prog.InTest(value.Pos()) {
			return
		}
		if v := s.prog.Var(target); v != nil && !slices.Contains(s.writers[v], f) {
			s.writers[v] = append(s.writers[v], f)
		}
	}
	for _, f := range s.prog.Funcs {
		for _, call := range f.Calls {
			sel, ok := ast.Unparen(call.Expr.Fun).(*ast.SelectorExpr)
			if ok && strings.HasPrefix(sel.Sel.Name, "Store") && len(call.Expr.Args) == 1 {
				note(f, sel.X, call.Expr.Args[0])
			}
		}
		f.Inspect(func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.FuncLit:
				return false
			case *ast.AssignStmt:
				if len(n.Lhs) == 1 && len(n.Rhs) == 1 {
					note(f, n.Lhs[0], n.Rhs[0])
				}
			}
			return true
		})
	}
	return s.writers[v]
}

// byPeer reports whether a loop leaves because another goroutine has ended that is not
// the sender: it closes at its end what the loop's arm waits for, or cancels its context.
func (s *solver) byPeer(end *loopEnd, x exit, send *program.Op) bool {
	if !s.onGoroutine(send.In) || !s.isOwnWay(x) {
		return false
	}
	if x.arm.Var == nil {
		return slices.ContainsFunc(s.tellers(x.arm), func(t teller) bool {
			return t.in != nil && t.in != send.In && s.onGoroutine(t.in) && !s.runsOn(t.in, end.loop) && !s.exported(t.in, maxCalls)
		})
	}
	ops := s.prog.Channel(x.arm.Var).Ops
	closed := false
	for _, op := range ops {
		switch op.Kind {
		case program.Send:
			return false
		case program.Close:
			if op.Repeat != nil || op.In == send.In || op.In == nil || op.In.Lit != nil || !s.onGoroutine(op.In) || s.exported(op.In, maxCalls) {
				return false
			}
			closed = true
		}
	}
	return closed
}

// isOwnWay reports whether an arm leads out by itself: under no condition, or under one
// that it makes true itself the first time. What is closed is received again and again.
func (s *solver) isOwnWay(x exit) bool {
	own := true
	for _, stmt := range x.arm.Clause.Body {
		cond, ok := stmt.(*ast.IfStmt)
		if !ok || !contains(cond.Body, x.at) {
			continue
		}
		flag, ok := ast.Unparen(cond.Cond).(*ast.Ident)
		own = ok && s.setsFlag(x.arm, s.pass.TypesInfo.Uses[flag])
	}
	return own
}

// setsFlag reports whether an arm sets a variable, and goes on to receive.
func (s *solver) setsFlag(arm *program.Op, flag types.Object) bool {
	sets := false
	for _, stmt := range arm.Clause.Body {
		assign, ok := stmt.(*ast.AssignStmt)
		if !ok || len(assign.Lhs) != 1 {
			continue
		}
		switch s.prog.Var(assign.Lhs[0]) {
		case flag:
			sets = types.ExprString(assign.Rhs[0]) == "true"
		case arm.Var:
			return false
		}
	}
	return sets
}
