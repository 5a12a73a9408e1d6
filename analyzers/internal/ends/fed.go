package ends

import (
	"cmp"
	"go/ast"
	"slices"

	"github.com/loopcheck/loopcheck/analyzers/internal/program"
)

// findFed finds sends to goroutines of one function, each of which may leave with an error,
// or when a context ends, and drains nothing then: who feeds them goes on. It reports
// whether there is one. Everything is local.
func (s *solver) findFed(ch *program.Channel) bool {
	if ch.Sourced() || !local(ch.Var) || len(ch.Ops) == 0 {
		return false
	}
	n, known := ch.Cap()
	ops, all := s.allOn(ch)
	if !all || !known {
		return false
	}
	var sends []*program.Op
	var way *exit
	var by *program.Func
	seen := make(map[*program.Func]bool)
	for _, op := range ops {
		switch {
		case op.In == nil || s.prog.InTest(op.Node.Pos()):
			return false
		case op.Kind == program.Send && op.Select == nil && (n == 0 || op.Repeat != nil && n <= maxSenders && s.paths(op.In).Reaches(op.Node, op.Node)):
			sends = append(sends, op)
		case isReceive(op):
			x := s.wayOff(op)
			if x == nil || seen[op.In] || op.In.Has(ch.Var) {
				return false
			}
			seen[op.In], way, by = true, x, op.In
		}
	}
	sends = slices.DeleteFunc(sends, func(op *program.Op) bool { return seen[op.In] || n > 0 && s.hearsBetween(op) })
	if way == nil || len(sends) == 0 {
		return false
	}
	for _, op := range sends {
		f := cmp.Or(op.In.Declared(), op.In) // a literal of the package's stands in no function
		strict := isMain(f) || s.runs.Once(f) || s.process.asks[f] || s.isForTests()
		s.add(Stranded{Kind: Fed, Op: op, By: by, Way: way.at, Arm: way.arm, Likely: true, Strict: strict})
	}
	return true
}

// hearsBetween reports whether a function hears of something between one send and the next,
// an answer: one at most is outstanding.
func (s *solver) hearsBetween(send *program.Op) bool {
	var heard []*program.Op
	for _, op := range send.In.Ops {
		for _, arm := range op.Alternatives() {
			if v := arm.Var; arm.Kind == program.Receive && v != nil && v != send.Var && local(v) && !s.prog.Cancels(arm) {
				heard = append(heard, op)
			}
		}
	}
	return len(heard) > 0 && !s.paths(send.In).ReachesUnmet(send.Node, send.Node, func(n ast.Node) bool {
		return slices.ContainsFunc(heard, func(op *program.Op) bool { return contains(n, op.Node) || contains(op.Node, n) })
	})
}

// wayOff is how a goroutine leaves that receives again and again, other than because all
// has been sent: with an error, or when a context ends; nil if it does not.
func (s *solver) wayOff(op *program.Op) *exit {
	f := op.In
	if s.soleStart(f) == nil && !(f.Lit != nil && s.runs.Spawned(f)) {
		return nil
	}
	stmt, body := loopOf(op)
	if stmt == nil {
		return nil
	}
	outs := s.waysOut(stmt, body)
	for _, out := range outs[:min(len(outs), maxExits)] {
		if s.endsProgram(out) {
			continue
		}
		arm := s.armOf(f, out)
		switch {
		case arm != nil && arm != op && arm.Var == nil && s.prog.Cancels(arm):
			return &exit{out, arm}
		case s.isAfterError(body, out):
			return &exit{at: out}
		}
	}
	return nil
}

// loopOf is the outermost for statement in which a goroutine receives.
func loopOf(op *program.Op) (ast.Stmt, *ast.BlockStmt) {
	r := op.Repeat
	if stmt, ok := op.Node.(*ast.RangeStmt); ok && r == nil {
		return stmt, stmt.Body
	}
	if r == nil {
		return nil, nil
	}
	for r.Outer != nil {
		r = r.Outer
	}
	return r.Stmt, r.Body
}

// isAfterError reports whether a node stands below "if err != nil".
func (s *solver) isAfterError(body *ast.BlockStmt, at ast.Node) bool {
	after := false
	ast.Inspect(body, func(n ast.Node) bool {
		stmt, ok := n.(*ast.IfStmt)
		after = after || ok && contains(stmt.Body, at) && s.prog.IsForError(stmt.Cond)
		return n != nil && contains(n, at) && !after
	})
	return after
}
