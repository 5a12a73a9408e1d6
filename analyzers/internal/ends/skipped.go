package ends

import (
	"go/ast"
	"slices"

	"github.com/loopcheck/loopcheck/analyzers/internal/paths"
	"github.com/loopcheck/loopcheck/analyzers/internal/program"
)

// findSkipped finds a receive, and nothing else, that every way leads to on which a
// function has started the goroutine that alone can end it, where that goroutine can
// return before it does. Everything is local: nobody else sends or closes.
func (s *solver) findSkipped(ch *program.Channel) {
	if ch.Aliased || !ch.Made() || !local(ch.Var) {
		return
	}
	start, ender := s.onlyEnder(ch)
	if start == nil || s.awaited[start.In] == maxHandBacks {
		return
	}
	s.awaited[start.In]++
	wait := s.surelyAwaits(start, ch)
	if wait == nil {
		return
	}
	way := s.skips(ender)
	if way == nil {
		return
	}
	// Who main waits for decides when the program ends: it may be meant to go on.
	strict := isMain(start.In) || s.runs.Once(start.In) || s.process.asks[start.In] || s.isForTests()
	s.add(Stranded{Kind: Skipped, Op: wait, By: ender, Way: way, Likely: true, Strict: strict})
}

// onlyEnder is the literal in whose own body alone a channel is sent to and closed, and
// the statement that starts it, once for each channel; nil if there is none. What is
// deferred ends the wait on every way, and who sends in a select has been told of more.
func (s *solver) onlyEnder(ch *program.Channel) (start *program.Call, ender *program.Func) {
	completions, all := ch.Completions()
	if !all {
		return nil, nil
	}
	for _, op := range completions {
		if op.In == nil || op.Deferred || op.Select != nil || ender != nil && op.In != ender {
			return nil, nil
		}
		ender = op.In
	}
	start = s.starts[ender]
	if start == nil || !start.In.Has(ch.Var) || ender.Has(ch.Var) || start.Repeat != nil && !program.Contains(start.Repeat.Stmt, ch.Var.Pos()) {
		return nil, nil
	}
	return start, ender
}

// surelyAwaits is the first receive from a channel, and nothing else, by the function that
// starts who ends it, if each way on from there leads to one: no condition keeps from it.
func (s *solver) surelyAwaits(start *program.Call, ch *program.Channel) (first *program.Op) {
	var waits []*program.Op
	for _, op := range ch.Ops {
		if op.Kind == program.Receive && op.Select == nil && op.In == start.In && s.paths(start.In).Reaches(start.Expr, op.Node) {
			waits = append(waits, op)
			if first == nil || op.Node.Pos() < first.Node.Pos() {
				first = op
			}
		}
	}
	if first == nil || len(waits) > maxReceives {
		return nil
	}
	isWait := func(n ast.Node) bool {
		return slices.ContainsFunc(waits, func(op *program.Op) bool { return contains(n, op.Node) })
	}
	if _, goesOn := s.paths(start.In).Unmet(start.Expr, isWait); goesOn {
		return nil
	}
	return first
}

// skips is the return by which a goroutine leaves without a word on this channel, or on
// any other one; nil if there is none. One behind a receive may come only when the wait is
// over, and the end of a range, or of a loop that asks for ever, need never come.
func (s *solver) skips(ender *program.Func) *ast.ReturnStmt {
	said := saidBy(ender)
	weigh := func(n ast.Node) int {
		if slices.ContainsFunc(said, func(op *program.Op) bool { return contains(n, op.Node) }) {
			return paths.Met
		}
		return 0
	}
	way, ok := s.paths(ender).Lighter(nil, 1, weigh)
	if !ok || way.Return == ender.Body().Rbrace && loops(ender) {
		return nil
	}
	return way
}

// saidBy are the operations of a goroutine, late ones and the arms of its selects
// included, but for what it ranges over.
func saidBy(ender *program.Func) (said []*program.Op) {
	for f := ender; f != nil; f = f.Tail {
		for _, op := range f.Ops {
			switch op.Kind {
			case program.Range:
			case program.Choose:
				said = append(said, op.Select.Arms...)
			default:
				said = append(said, op)
			}
		}
	}
	return said
}

// loops reports whether a goroutine waits for somebody, or sends, again and again.
func loops(ender *program.Func) bool {
	return slices.ContainsFunc(ender.Ops, func(op *program.Op) bool { return op.Repeat != nil || op.Kind == program.Range })
}
