package ends

import (
	"cmp"
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"sort"

	"github.com/loopcheck/loopcheck/analyzers/internal/paths"
	"github.com/loopcheck/loopcheck/analyzers/internal/program"
)

// A mark is a part of a function that takes results, and how many.
type mark struct {
	node   ast.Node
	weight int
}

// weigh says how many results a node of the function takes.
func (h *handBack) weigh(n ast.Node) int {
	first := sort.Search(len(h.marks), func(i int) bool { return h.marks[i].node.Pos() >= n.Pos() })
	weight := 0
	for _, m := range h.marks[first:] {
		if m.node.Pos() >= n.End() {
			break
		}
		if m.node.End() <= n.End() {
			weight += m.weight
		}
	}
	return min(weight, paths.Met)
}

// findMarks finds what takes results. A loop that takes some is trusted to take
// all, and so is a receive under a condition if the goroutine is started under
// one too; whoever waits for a group of goroutines, or for what the only one does
// last, has heard them.
func (h *handBack) findMarks() {
	for _, op := range h.receives {
		switch {
		case op.Kind == program.Range:
			h.mark(op.Chan, paths.Met)
		case h.counts(op):
			h.mark(op.Node, paths.Met)
		default:
			h.mark(op.Node, 1)
		}
		h.markLoops(op)
	}
	if h.conditional() {
		h.markConditions()
	}
	for _, op := range h.by.Ops {
		if op.Kind == program.Receive && h.settles(op) {
			h.mark(op.Node, paths.Met)
		}
		if op.Kind != program.Choose {
			continue
		}
		for _, arm := range op.Select.Arms {
			if h.settles(arm) {
				h.mark(arm.Node, paths.Met)
			}
		}
	}
	for _, op := range h.closes {
		h.mark(op.Node, paths.Met)
	}
	for _, call := range h.heard {
		h.mark(call.Expr, paths.Met)
	}
	for _, call := range h.by.Calls {
		if call.Callee != nil && call.Callee.Name() == "Wait" && call.How != program.Go {
			h.mark(call.Expr, paths.Met)
		}
	}
	slices.SortStableFunc(h.marks, func(a, b mark) int { return cmp.Compare(a.node.Pos(), b.node.Pos()) })
}

func (h *handBack) mark(n ast.Node, weight int) { h.marks = append(h.marks, mark{n, weight}) }

// counts reports whether a receive stands in a loop that starts no goroutines:
// it comes as often as there are any.
func (h *handBack) counts(op *program.Op) bool {
	return op.Repeat != nil && !program.Contains(op.Repeat.Stmt, h.calls[0].Expr.Pos())
}

// markLoops marks the heads of the loops that a receive stands in, other than
// those that start goroutines.
func (h *handBack) markLoops(op *program.Op) {
	for r := op.Repeat; r != nil && !program.Contains(r.Stmt, h.calls[0].Expr.Pos()); r = r.Outer {
		switch stmt := r.Stmt.(type) {
		case *ast.RangeStmt:
			h.mark(stmt.X, paths.Met)
		case *ast.ForStmt:
			if stmt.Cond != nil && (stmt.Post != nil || h.decidesRound(op, stmt.Cond)) {
				h.mark(firstOf(stmt.Cond), paths.Met)
			}
		}
	}
}

// decidesRound reports whether a receive may decide on whether there is another round: it
// stands alone, or its arm assigns something that the condition asks for, or calls who may.
func (h *handBack) decidesRound(op *program.Op, cond ast.Expr) bool {
	if op.Select == nil {
		return true
	}
	decides, beyond := false, h.asksBeyond(cond)
	ast.Inspect(op.Clause, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.AssignStmt:
			for _, to := range n.Lhs {
				decides = decides || h.mentions(cond, h.prog.Var(to))
			}
		case *ast.IncDecStmt:
			decides = decides || h.mentions(cond, h.prog.Var(n.X))
		case *ast.CallExpr:
			decides = decides || beyond
		}
		return !decides
	})
	return decides
}

// asksBeyond reports whether a condition asks for more than local variables.
func (h *handBack) asksBeyond(cond ast.Expr) bool {
	beyond := false
	ast.Inspect(cond, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.CallExpr:
			beyond = true
		case *ast.Ident:
			v, ok := h.pass.TypesInfo.Uses[n].(*types.Var)
			beyond = beyond || ok && !local(v)
		}
		return !beyond
	})
	return beyond
}

// markConditions marks the conditions of the if statements that hold a receive
// and start no goroutine.
func (h *handBack) markConditions() {
	h.by.Inspect(func(n ast.Node) bool {
		if n == nil || !h.receivesIn(n) {
			return false
		}
		if stmt, ok := n.(*ast.IfStmt); ok && !program.Contains(stmt, h.calls[0].Expr.Pos()) {
			h.mark(firstOf(stmt.Cond), paths.Met)
		}
		return true
	})
}

// firstOf is the part of a condition that is evaluated whatever the others are.
func firstOf(cond ast.Expr) ast.Expr {
	for {
		switch e := ast.Unparen(cond).(type) {
		case *ast.BinaryExpr:
			if e.Op != token.LAND && e.Op != token.LOR {
				return e
			}
			cond = e.X
		case *ast.UnaryExpr:
			if e.Op != token.NOT {
				return e
			}
			cond = e.X
		default:
			return e
		}
	}
}

// conditional reports whether a goroutine is started in a branch that does not
// hold the channel's declaration.
func (h *handBack) conditional() bool {
	found := false
	for _, call := range h.calls {
		h.by.Inspect(func(n ast.Node) bool {
			if n == nil || !contains(n, call.Expr) {
				return false
			}
			switch n.(type) {
			case *ast.IfStmt, *ast.CaseClause, *ast.CommClause:
				found = found || !program.Contains(n, h.ch.Var.Pos())
			}
			return true
		})
	}
	return found
}

func contains(outer, inner ast.Node) bool {
	return outer.Pos() <= inner.Pos() && inner.End() <= outer.End()
}
