package ends

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"github.com/loopcheck/loopcheck/analyzers/internal/program"
)

// before are the ways out that a loop may have taken before a send: it is not by the one
// message that it ever gets that it has left before it gets that.
func (s *solver) before(op *program.Op, inbox *program.Op, exits []exit) []exit {
	if !s.isOnlySend(op) {
		return exits
	}
	return slices.DeleteFunc(slices.Clone(exits), func(x exit) bool { return s.paths(inbox.In).Before(inbox.Node, x.at) })
}

// isOnlySend reports whether a send is the only one to an object that its function makes.
func (s *solver) isOnlySend(op *program.Op) bool {
	if op.Repeat != nil || s.origins.Of(op.In, op.Chan).Kind != program.Fresh {
		return false
	}
	uses, all := s.prog.Channel(op.Var).Uses()
	return all && !slices.ContainsFunc(uses, func(other *program.Op) bool { return other.Kind == program.Send && other != op })
}

// circulates reports whether what is sent has been taken from a channel with as much room:
// so many go round, a buffer's free and its full ones, that there is room for each.
func (s *solver) circulates(op *program.Op) bool {
	send, ok := op.Node.(*ast.SendStmt)
	if !ok {
		return false
	}
	v, ok := s.prog.Var(send.Value).(*types.Var)
	if !ok {
		return false
	}
	assigned := s.prog.Assigned(v)
	return len(assigned) > 0 && !slices.ContainsFunc(assigned, func(a program.Assignment) bool {
		from, ok := ast.Unparen(a.Value).(*ast.UnaryExpr)
		return !ok || from.Op != token.ARROW || !s.hasSameRoom(s.prog.Var(from.X), op.Var)
	})
}

func (s *solver) hasSameRoom(a, b types.Object) bool {
	one, other := s.prog.Channel(a), s.prog.Channel(b)
	if a == b || one == nil || other == nil {
		return false
	}
	n, known := one.Cap()
	m, same := other.Cap()
	return known && same && n == m
}
