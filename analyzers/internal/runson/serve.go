package runson

import (
	"go/ast"
	"go/token"
	"go/types"

	"github.com/loopcheck/loopcheck/analyzers/internal/contract"
	"github.com/loopcheck/loopcheck/analyzers/internal/program"
)

// servingOf returns what f serves, if it is the body of a hand-written loop: a
// for statement around a select, or a range over a channel. An arm that always
// leaves the loop only waits for something, and timers and cancellation are not
// requests. A worker has no select.
func servingOf(prog *program.Package, f *program.Func) *Serving {
	s := &Serving{Serve: f, Worker: true}
	for _, op := range f.Ops {
		switch {
		case op.Kind == program.Range:
			if served(f, op) {
				s.Inbox = append(s.Inbox, op.Var)
			}
		case op.Kind == program.Choose && repeatsFor(op):
			s.Worker = s.Worker && len(op.Select.Arms) < 2
			for _, arm := range op.Select.Arms {
				if arm.Kind == program.Receive && served(f, arm) && prog.TimerOf(arm.Chan) == program.NoTimer && !leaves(arm.Clause) {
					s.Inbox = append(s.Inbox, arm.Var)
				}
			}
		}
	}
	if len(s.Inbox) == 0 {
		return nil
	}
	return s
}

// Plain is the loop of a function that receives from one channel again and again, and
// waits for nothing else.
func Plain(f *program.Func, inbox types.Object) *Loop {
	name := f.Name()
	if d := f.Declared(); f.Lit != nil && d != nil {
		name = d.Name() + ".func"
	}
	return &Loop{
		ID:      contract.LoopID{Owner: inbox.Pkg().Path(), Name: inbox.Pkg().Name() + "." + name},
		Serving: &Serving{Serve: f, Inbox: []types.Object{inbox}, Worker: true},
	}
}

// served reports whether a channel that f receives from is somebody's to send
// to: from a variable of its own, f gathers what the goroutines send that it
// started, and serves nobody.
func served(f *program.Func, op *program.Op) bool { return op.Var != nil && !f.Has(op.Var) }

// repeatsFor reports whether an operation stands in a for statement, a range
// over something else left out.
func repeatsFor(op *program.Op) bool {
	for r := op.Repeat; r != nil; r = r.Outer {
		if _, ok := r.Stmt.(*ast.ForStmt); ok {
			return true
		}
	}
	return false
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
		return last.Label != nil && last.Tok == token.BREAK
	}
	return false
}

// startsAgain reports whether a call that starts a function stands in a for
// statement that starts it again and again for the same instance: nothing in
// the call is the statement's own.
func startsAgain(info *types.Info, call *program.Call) bool {
	for r := call.Repeat; r != nil; r = r.Outer {
		if !usesVarOf(info, call.Expr.Fun, r.Stmt) {
			return true
		}
	}
	return false
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
			found = found || ok && !v.IsField() && program.Contains(n, v.Pos())
		}
		return !found
	})
	return found
}
