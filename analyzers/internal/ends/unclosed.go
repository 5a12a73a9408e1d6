package ends

import (
	"go/ast"
	"slices"

	"github.com/loopcheck/loopcheck/analyzers/internal/program"
)

// findUnclosed finds waits, and nothing else, for a channel to be closed, which one
// goroutine alone does, and not where it leaves with an error, nor does it say anything else
// there. See findSkipped for who receives from a channel of his own: what he knows when he
// does may depend on that error.
func (s *solver) findUnclosed(ch *program.Channel) {
	if ch.Sourced() || !ch.Made() || !isField(ch.Var) && !local(ch.Var) {
		return
	}
	ops, ok := s.allOn(ch)
	if !ok {
		return
	}
	ender, sends := s.closer(ops)
	if ender == nil || s.looked[ender] == maxHandBacks {
		return
	}
	start := s.soleStart(ender)
	if start == nil || start.Repeat != nil && isField(ch.Var) {
		return
	}
	s.looked[ender]++
	way := s.leavesUnsaid(ender, ops)
	if way == nil {
		return
	}
	for _, op := range ops {
		ranges, waits := op.Kind == program.Range, op.Kind == program.Receive && isField(ch.Var) && waitsAlone(op)
		if op.In == ender || s.prog.InTest(op.Node.Pos()) || !ranges && (sends || !waits) {
			continue
		}
		strict := isMain(op.In) || isMain(start.In) || s.runs.Once(op.In) || s.process.asks[op.In] || s.isForTests()
		s.add(Stranded{Kind: Skipped, Op: op, By: ender, Way: way, Likely: true, Strict: strict})
	}
}

// allOn are all operations on a channel, those of the functions that it is lent to among
// them; false if there may be others.
func (s *solver) allOn(ch *program.Channel) ([]*program.Op, bool) {
	lent, all := ch.Lent()
	ops := slices.Clone(ch.Ops)
	for _, l := range lent {
		to := s.prog.Channel(l.To.Var)
		if to == nil {
			continue
		}
		further, known := to.Lent()
		if all = all && known && len(further) == 0; !all {
			return nil, false
		}
		ops = append(ops, to.Ops...)
	}
	return ops, all && len(ops) <= maxReceives
}

// closer is the function that alone closes a channel, and sends to it, and not when it
// leaves in any case; nil if others do. Sends says whether it sends as well.
func (s *solver) closer(ops []*program.Op) (ender *program.Func, sends bool) {
	closes := false
	for _, op := range ops {
		switch op.Kind {
		case program.Close, program.Send:
			if op.In == nil || op.Deferred || ender != nil && op.In != ender {
				return nil, false
			}
			ender = op.In
			sends, closes = sends || op.Kind == program.Send, closes || op.Kind == program.Close
		}
	}
	if !closes {
		return nil, false
	}
	return ender, sends
}

// leavesUnsaid is a return of a goroutine below "if err != nil" to which it comes without a
// word on any channel but those that it sends to in between; nil if there is none.
func (s *solver) leavesUnsaid(f *program.Func, own []*program.Op) (way *ast.ReturnStmt) {
	said := slices.DeleteFunc(saidBy(f), func(op *program.Op) bool {
		return !isWord(op) || op.Kind == program.Send && slices.Contains(own, op)
	})
	if len(said) > maxReceives || f.Body() == nil {
		return nil
	}
	var returns []*ast.ReturnStmt
	ast.PreorderStack(f.Body(), nil, func(n ast.Node, stack []ast.Node) bool {
		if ret, ok := n.(*ast.ReturnStmt); ok && len(returns) < maxReceives && s.isBelowError(ret, stack) {
			returns = append(returns, ret)
		}
		_, inner := n.(*ast.FuncLit)
		return !inner
	})
	for _, ret := range returns {
		if !slices.ContainsFunc(said, func(op *program.Op) bool { return s.paths(f).Reaches(op.Node, ret) }) {
			return ret
		}
	}
	return nil
}

// isBelowError reports whether a node stands below "if err != nil", by the nodes around it.
func (s *solver) isBelowError(at ast.Node, stack []ast.Node) bool {
	return slices.ContainsFunc(stack, func(n ast.Node) bool {
		stmt, ok := n.(*ast.IfStmt)
		return ok && contains(stmt.Body, at) && s.prog.IsForError(stmt.Cond)
	})
}

// isWord reports whether an operation tells others something.
func isWord(op *program.Op) bool { return op.Kind == program.Send || op.Kind == program.Close }
