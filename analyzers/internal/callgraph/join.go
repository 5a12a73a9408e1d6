package callgraph

import "go/ast"

// joins reports whether a go statement is half of a fork and join: its literal
// sends on, or closes, a variable of the function that starts it, which receives
// from it as a plain statement. The function then waits for what the literal
// does, and for nothing else.
func (g *Graph) joins(call *Call) bool {
	if call.How != Go || call.In == nil {
		return false
	}
	lit, ok := ast.Unparen(call.Expr.Fun).(*ast.FuncLit)
	if !ok {
		return false
	}
	for _, op := range answers(g.byLit[lit]) {
		if g.isOwnChannel(call.In, op) && receives(call.In, op) {
			return true
		}
	}
	return false
}

// answers lists what a literal sends and closes, also in deferred literals.
func answers(f *Func) []*Op {
	var ops []*Op
	for _, op := range f.Ops {
		if op.Kind == Send || op.Kind == Close {
			ops = append(ops, op)
		}
	}
	for _, call := range f.Calls {
		for _, t := range call.Targets {
			if call.How == Defer && t.Lit != nil && t.Outer == f {
				ops = append(ops, answers(t.Func)...)
			}
		}
	}
	return ops
}

// isOwnChannel reports whether an operation's channel is a variable declared in f's body.
func (g *Graph) isOwnChannel(f *Func, op *Op) bool {
	return op.Var != nil && f.Body().Pos() <= op.Var.Pos() && op.Var.Pos() < f.Body().End()
}

func receives(f *Func, sent *Op) bool {
	for _, op := range f.Ops {
		if op.Var == sent.Var && (op.Kind == Receive || op.Kind == Range) {
			return true
		}
	}
	return false
}

// JoinedSend reports whether a send is what the function receives that started
// the goroutine: it waits for nobody else.
func (g *Graph) JoinedSend(op *Op) bool {
	if op.In == nil {
		return false
	}
	for outer := op.In.Outer; outer != nil; outer = outer.Outer {
		if g.isOwnChannel(outer, op) && receives(outer, op) && forks(outer, op) {
			return true
		}
	}
	return false
}

// Joined reports whether a receive is the other half of a fork and join.
func (g *Graph) Joined(op *Op) bool {
	if op.In == nil || op.Kind != Receive && op.Kind != Range || op.Select != nil {
		return false
	}
	return op.Var != nil && forks(op.In, op)
}

// forks reports whether f starts a goroutine to join that answers on op's channel.
func forks(f *Func, op *Op) bool {
	for _, call := range f.Calls {
		if call.How != Join {
			continue
		}
		for _, t := range call.Targets {
			for _, sent := range answers(t.Func) {
				if sent.Var == op.Var {
					return true
				}
			}
		}
	}
	return false
}
