package ends

import (
	"go/ast"
	"go/types"
	"slices"

	"github.com/loopcheck/loopcheck/analyzers/internal/program"
)

// findEarly finds a send on a channel without room before anybody else can know
// the channel.
func (s *solver) findEarly(ch *program.Channel) {
	if n, known := ch.Cap(); !known || n > 0 || ch.Sourced() || !local(ch.Var) {
		return
	}
	if !ch.Aliased && !slices.ContainsFunc(ch.Ops, isReceive) {
		return // nobody receives at all
	}
	for _, op := range ch.Ops {
		if op.Kind == program.Send && waitsAlone(op) && op.In != nil && op.In.Has(ch.Var) && !s.prog.InTest(op.Node.Pos()) && s.isUnknown(ch, op) {
			s.add(Stranded{Kind: Early, Op: op, By: op.In, Fixes: room(s.oneSend(ch, op))})
		}
	}
}

func isReceive(op *program.Op) bool { return op.Kind == program.Receive || op.Kind == program.Range }

// waitsAlone reports whether an operation waits for nothing else.
func waitsAlone(op *program.Op) bool {
	return op.Select == nil || len(op.Select.Arms) == 1 && !op.Select.Default
}

// maxMentions bounds how many mentions of a channel are looked at: each is one walk.
const maxMentions = 16

// isUnknown reports whether nobody else can know a function's own channel where it
// sends to it: nothing that gives it away comes before.
func (s *solver) isUnknown(ch *program.Channel, send *program.Op) bool {
	given, ok := s.given(ch, send.In)
	return ok && !slices.ContainsFunc(given, func(n ast.Node) bool {
		return contains(send.Node, n) || s.paths(send.In).Reaches(n, send.Node)
	})
}

// given lists where a function names its own channel other than to use it there and
// then: what it gives away, and the literals that know it. They are all if ok. Each
// question is one walk, and these are as many as hand-backs may be.
func (s *solver) given(ch *program.Channel, f *program.Func) (given []ast.Node, ok bool) {
	if s.looked[f] == maxHandBacks {
		return nil, false
	}
	s.looked[f]++
	own := make(map[ast.Expr]bool)
	for _, op := range ch.Ops {
		if op.In == f {
			own[ast.Unparen(op.Chan)] = true
		}
	}
	f.Inspect(func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			if s.names(n, ch.Var) {
				given = append(given, n)
			}
			return false
		case *ast.Ident:
			if s.pass.TypesInfo.Uses[n] == ch.Var && !own[n] {
				given = append(given, n)
			}
		}
		return len(given) <= maxMentions
	})
	return given, len(given) <= maxMentions
}

// names reports whether a node mentions a variable.
func (s *solver) names(n ast.Node, v types.Object) bool {
	found := false
	ast.Inspect(n, func(n ast.Node) bool {
		id, ok := n.(*ast.Ident)
		found = found || ok && s.pass.TypesInfo.Uses[id] == v
		return !found
	})
	return found
}
