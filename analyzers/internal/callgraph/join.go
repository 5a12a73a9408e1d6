package callgraph

import "go/ast"

// joins reports whether a go statement is half of a fork and join: its literal
// ends with a send on, or a close of, a variable of the function that starts
// it, which receives from it as a plain statement. The function then waits for
// what the literal does, and for nothing else.
func (g *Graph) joins(call *Call) bool {
	if call.How != Go || call.In == nil {
		return false
	}
	lit, ok := ast.Unparen(call.Expr.Fun).(*ast.FuncLit)
	if !ok {
		return false
	}
	started := g.byLit[lit]
	for _, op := range started.Ops {
		if (op.Kind == Send || op.Kind == Close) && g.isOwnChannel(call.In, op) && receives(call.In, op) {
			return true
		}
	}
	for _, c := range started.Calls {
		if c.How == Defer && g.closesIn(call.In, c) {
			return true
		}
	}
	return false
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

// closesIn reports whether a deferred call runs a literal that closes a channel f waits for.
func (g *Graph) closesIn(f *Func, c *Call) bool {
	for _, t := range c.Targets {
		for _, op := range t.Ops {
			if op.Kind == Close && g.isOwnChannel(f, op) && receives(f, op) {
				return true
			}
		}
	}
	return false
}

// JoinedSend reports whether a send is what the function receives that started
// the goroutine: it waits for nobody else.
func (g *Graph) JoinedSend(op *Op) bool {
	if op.In == nil || op.In.Outer == nil || !g.isOwnChannel(op.In.Outer, op) || !receives(op.In.Outer, op) {
		return false
	}
	for _, call := range op.In.Outer.Calls {
		for _, t := range call.Targets {
			if call.How == Join && t.Func == op.In {
				return true
			}
		}
	}
	return false
}

// Joined reports whether a receive is the other half of a fork and join.
func (g *Graph) Joined(op *Op) bool {
	if op.In == nil || op.Kind != Receive && op.Kind != Range || op.Select != nil {
		return false
	}
	for _, call := range op.In.Calls {
		if call.How != Join {
			continue
		}
		for _, t := range call.Targets {
			for _, sent := range t.Ops {
				if sent.Var == op.Var && sent.Kind != Receive {
					return true
				}
			}
		}
	}
	return false
}
