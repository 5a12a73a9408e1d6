package races

import (
	"go/ast"
	"go/types"
	"slices"

	"github.com/loopcheck/loopcheck/analyzers/internal/program"
)

// Who hands his object to a loop, which keeps it among others, and waits at the end until the
// loop has taken it out, has it alone before the one and after the other.
//
//	p.id = 1
//	p.node.add <- p
//	…
//	p.node.del <- request{p, done}
//	<-done

// isHandedOver reports whether a use of a goroutine's own object is made only before a body
// hands it to a loop, which has answered that it let go of it before the body comes again.
func (s *solver) isHandedOver(e *entry, loop *frame) bool {
	for ; e != nil; e = e.down {
		for _, op := range e.in.Ops {
			for _, arm := range op.Alternatives() {
				if v := s.handed(arm, loop); v != nil && program.Named(v.Type()) == program.Named(e.root.Type()) && !s.paths(e.in).Reaches(op.Node, e.at) && s.isTakenBack(e.in, v, loop) {
					return true
				}
			}
		}
	}
	return false
}

// handed is the variable whose object an operation sends to a loop; nil for none.
func (s *solver) handed(op *program.Op, loop *frame) *types.Var {
	send, ok := op.Node.(*ast.SendStmt)
	if !ok || op.Var == nil || !loop.waits[op.Var] {
		return nil
	}
	v, ok := s.prog.Var(send.Value).(*types.Var)
	if !ok || v.IsField() || !s.isOwnPointer(v.Type()) {
		return nil
	}
	return v
}

// isTakenBack reports whether a body, or what it defers, sends a loop a request for an object,
// and waits for the answer.
func (s *solver) isTakenBack(f *program.Func, v *types.Var, loop *frame) bool {
	return slices.ContainsFunc(s.bodies(f), func(g *program.Func) bool {
		return slices.ContainsFunc(g.Ops, func(op *program.Op) bool {
			return slices.ContainsFunc(op.Alternatives(), func(arm *program.Op) bool {
				send, ok := arm.Node.(*ast.SendStmt)
				return ok && arm.Var != nil && loop.waits[arm.Var] && s.names(send.Value, func(of types.Object) bool { return of == v }) &&
					s.names(send.Value, func(of types.Object) bool { return s.isAwaitedIn(g, of) })
			})
		})
	})
}

// isAwaitedIn reports whether a body receives from a channel of its own.
func (s *solver) isAwaitedIn(g *program.Func, ch types.Object) bool {
	return g.Has(ch) && slices.ContainsFunc(g.Ops, func(op *program.Op) bool { return op.Kind == program.Receive && op.Var == ch })
}

// names reports whether an expression names something.
func (s *solver) names(e ast.Expr, is func(types.Object) bool) (found bool) {
	ast.Inspect(e, func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok {
			of := s.pass.TypesInfo.Uses[id]
			found = found || of != nil && is(of)
		}
		return !found
	})
	return found
}
