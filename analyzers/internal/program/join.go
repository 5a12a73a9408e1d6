package program

import (
	"go/ast"
	"go/types"
)

// findJoins marks the go statements that are half of a fork and join: a literal
// that sends on, or closes, a variable of the function that starts it, which
// receives from it as a plain statement. The function then waits for what the
// literal does before its last answer, and for nothing else.
func (p *Package) findJoins() {
	heard := make(map[*Func]map[types.Object]bool)
	for _, f := range p.Funcs {
		received := receivedBy(f)
		if len(received) == 0 {
			continue
		}
		for _, call := range f.Calls {
			lit, ok := ast.Unparen(call.Expr.Fun).(*ast.FuncLit)
			if !ok || call.How != Go || p.byLit[lit] == nil {
				continue
			}
			p.join(call, answers(p.byLit[lit]), received)
			if call.Joined {
				heard[p.byLit[lit]] = received
			}
		}
	}
	p.splitTails(heard)
}

func (p *Package) join(call *Call, answers []*Op, received map[types.Object]bool) {
	for _, op := range answers {
		if received[op.Var] {
			call.Joined = true
			p.joined[op.Var] = true
		}
	}
	if !call.Joined {
		return
	}
	for _, op := range answers {
		p.forks[fork{call.In, op.Var}] = true
	}
}

// A fork is a function and a channel on which a goroutine answers it that it joins.
type fork struct {
	by *Func
	on types.Object
}

// receivedBy returns f's own channels that it receives from outside a select.
func receivedBy(f *Func) map[types.Object]bool {
	received := make(map[types.Object]bool)
	for _, op := range f.Ops {
		if op.Var != nil && (op.Kind == Receive || op.Kind == Range) && f.Has(op.Var) {
			received[op.Var] = true
		}
	}
	return received
}

// answers lists what a literal sends and closes, also in deferred literals.
func answers(f *Func) []*Op {
	var ops []*Op
	for _, op := range f.Ops {
		if op.Var != nil && (op.Kind == Send || op.Kind == Close) {
			ops = append(ops, op)
		}
	}
	for _, call := range f.Calls {
		if call.How != Defer {
			continue
		}
		for _, t := range call.Targets {
			if t.Lit != nil && t.Outer == f {
				ops = append(ops, answers(t.Func)...)
			}
		}
	}
	return ops
}

// JoinedSend reports whether a send is what the function receives that started
// the goroutine: it waits for nobody else.
func (p *Package) JoinedSend(op *Op) bool {
	if op.In == nil || op.Var == nil || !p.joined[op.Var] {
		return false
	}
	// In a function of its own, or in a literal of the one that has the channel.
	return op.In.Lit != nil && !op.In.Has(op.Var)
}

// Joins reports whether a goroutine answers on a channel that the function joins
// which started it.
func (p *Package) Joins(ch *Channel) bool { return p.joined[ch.Var] }

// Joined reports whether a receive is the other half of a fork and join.
func (p *Package) Joined(op *Op) bool {
	if op.Kind != Receive && op.Kind != Range || op.Select != nil {
		return false
	}
	return op.In != nil && p.forks[fork{op.In, op.Var}]
}
