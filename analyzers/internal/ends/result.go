package ends

import (
	"cmp"
	"go/ast"
	"go/types"
	"slices"

	"github.com/loopcheck/loopcheck/analyzers/internal/program"
)

// findResults finds sends whose only receiver can leave: the function that made
// the channel. Everything is local, so that nobody else can come and receive.
func (s *solver) findResults(ch *program.Channel) {
	h, ok := s.handBack(ch)
	if !ok {
		return
	}
	switch {
	case h.stream:
		if len(h.calls) == 1 && !h.many {
			h.leavesStream()
		}
	case h.many:
		if h.room <= 1 {
			h.leavesCrowd()
		}
	default:
		h.leavesSenders()
	}
}

// leavesSenders looks for a way out on which fewer results are received than
// the goroutines send.
func (h *handBack) leavesSenders() {
	need := h.mostStarted() - h.room
	if need <= 0 {
		return
	}
	if arm := h.leavingArm(nil); arm != nil {
		h.strand(Left, arm.Clause, arm, false)
		return
	}
	last := h.calls[len(h.calls)-1]
	ways := h.paths(h.by)
	if exit, ok := ways.Lighter(last.Expr, 1, h.weigh); ok {
		h.strand(Left, exit, nil, false)
		return
	}
	if exit, ok := ways.Lighter(last.Expr, need, h.weigh); ok {
		h.strand(First, exit, nil, false)
	}
}

// mostStarted is how many sends the goroutines make at most that are started on
// one way: those of two branches are not added up. The channel of another round
// is another one.
func (h *handBack) mostStarted() int {
	calls := slices.SortedFunc(slices.Values(h.calls), func(a, b *program.Call) int { return cmp.Compare(a.Expr.Pos(), b.Expr.Pos()) })
	made := func(n ast.Node) bool { return program.Contains(n, h.ch.Var.Pos()) }
	most := 0
	longest := make([]int, len(calls)) // from each on
	for i := len(calls) - 1; i >= 0; i-- {
		for j := i + 1; j < len(calls); j++ {
			if longest[j] > longest[i] && h.paths(h.by).ReachesUnmet(calls[i].Expr, calls[j].Expr, made) {
				longest[i] = longest[j]
			}
		}
		// One of several that does not on every way may be the one that has nothing to say.
		if h.room == 0 || len(calls) == 1 || h.surelySends(calls[i]) {
			longest[i] += h.mostSends(calls[i])
		}
		most = max(most, longest[i])
	}
	return most
}

// mostSends is how many sends a goroutine makes at most, one after the other in
// the source: the longest way from one to the next. Where there is room, nobody
// counts what a loop sends.
func (h *handBack) mostSends(start *program.Call) int {
	most := 0
	longest := make([]int, len(h.sends)) // from each on
	for i := len(h.sends) - 1; i >= 0; i-- {
		first := h.sends[i]
		if h.sentBy[i] != start {
			continue
		}
		if h.room > 0 && first.Repeat != nil {
			return 0
		}
		for j := i + 1; j < len(h.sends); j++ {
			next := h.sends[j]
			if h.sentBy[j] == start && next.In == first.In && h.paths(first.In).Reaches(first.Node, next.Node) {
				longest[i] = max(longest[i], longest[j])
			}
		}
		longest[i]++
		most = max(most, longest[i])
	}
	return most
}

// surelySends reports whether a goroutine sends on every way to its end.
func (h *handBack) surelySends(start *program.Call) bool {
	sends := make(map[ast.Node]bool)
	var in *program.Func
	for i, op := range h.sends {
		if h.sentBy[i] == start {
			in = op.In
			sends[op.Node] = true
		}
	}
	_, silent := h.paths(in).Lighter(nil, 1, func(n ast.Node) int {
		if sends[n] {
			return 1
		}
		return 0
	})
	return !silent
}

// leavesCrowd looks for a way out on which the goroutines of a loop are not all
// heard.
func (h *handBack) leavesCrowd() {
	if arm := h.leavingArm(nil); arm != nil {
		h.strand(Left, arm.Clause, arm, false)
		return
	}
	ways := h.paths(h.by)
	last := h.calls[len(h.calls)-1]
	if exit, ok := ways.Lighter(last.Expr, h.room+maxHeard, h.weigh); ok {
		h.strand(First, exit, nil, false)
		return
	}
	for _, op := range h.receives {
		if exit, ok := h.leavesRound(op); ok {
			h.strand(Left, exit, nil, true)
			return
		}
	}
}

// maxHeard is how many results a function may take one by one for it to be
// fewer than a loop's goroutines send.
const maxHeard = 2

// leavesRound looks for a return between a receive in a loop and the next round,
// under a condition on what was received. One that counts leaves after the last.
func (h *handBack) leavesRound(op *program.Op) (ast.Node, bool) {
	if op.Kind != program.Receive || !h.counts(op) {
		return nil, false
	}
	received := h.received(op)
	var exit ast.Node
	ast.Inspect(op.Repeat.Body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			return false
		case *ast.IfStmt:
			if ret := lastReturn(n.Body); ret != nil && exit == nil && slices.ContainsFunc(received, func(v types.Object) bool { return h.mentions(n.Cond, v) }) {
				exit = ret
			}
		}
		return exit == nil
	})
	return exit, exit != nil && h.paths(h.by).Reaches(op.Node, exit)
}

func lastReturn(body *ast.BlockStmt) *ast.ReturnStmt {
	if len(body.List) == 0 {
		return nil
	}
	ret, _ := body.List[len(body.List)-1].(*ast.ReturnStmt)
	return ret
}

// received are the variables that a receive gives its values to.
func (h *handBack) received(op *program.Op) []types.Object {
	var all []types.Object
	if stmt, ok := op.Node.(*ast.RangeStmt); ok {
		if id, ok := stmt.Key.(*ast.Ident); ok && id.Name != "_" {
			all = append(all, h.pass.TypesInfo.ObjectOf(id))
		}
		return all
	}
	ast.Inspect(op.Repeat.Body, func(n ast.Node) bool {
		assign, ok := n.(*ast.AssignStmt)
		if !ok || len(assign.Rhs) != 1 || ast.Unparen(assign.Rhs[0]) != op.Node {
			return n != nil && contains(n, op.Node)
		}
		for _, l := range assign.Lhs {
			if id, ok := l.(*ast.Ident); ok && id.Name != "_" {
				all = append(all, h.pass.TypesInfo.ObjectOf(id))
			}
		}
		return false
	})
	return all
}

// leavingArm is an arm of a select beside a receive that leads out of the
// function without another one, other than such as are excused. One that lasts until
// the process ends says least.
func (h *handBack) leavingArm(excused func(arm *program.Op) bool) (found *program.Op) {
	for _, op := range h.receives {
		if op.Select == nil || !h.after(op) {
			continue
		}
		for _, arm := range op.Select.Arms[:min(len(op.Select.Arms), maxReceives)] {
			if arm.Var == h.ch.Var || arm.Kind != program.Receive || slices.Contains(h.receives, arm) || h.settles(arm) || excused != nil && excused(arm) {
				continue
			}
			exit, ok := h.paths(h.by).Lighter(arm.Clause.Comm, 1, h.weigh)
			if !ok {
				continue
			}
			arm = h.through(arm, exit)
			if !h.endsWithProcess(arm) {
				return arm
			}
			found = cmp.Or(found, arm)
		}
	}
	return found
}

// through is the arm by which a way from one arm leaves: in another round, it may
// be another one of the same select.
func (h *handBack) through(arm *program.Op, exit ast.Node) *program.Op {
	for _, other := range arm.Select.Arms {
		if contains(other.Clause, exit) && other.Kind == program.Receive {
			return other
		}
	}
	return arm
}

// after reports whether all goroutines may have been started where an operation is.
func (h *handBack) after(op *program.Op) bool {
	for _, call := range h.calls {
		if call.In == h.by && !h.paths(h.by).Reaches(call.Expr, op.Node) {
			return false
		}
	}
	return true
}

func (h *handBack) strand(kind Kind, way ast.Node, arm *program.Op, likely bool) {
	// A command that returns early ends, as a rule, and so does the process after
	// who waits for its end; and a goroutine that is told sends only if it does so
	// at that very moment.
	strict := arm == nil && h.pass.Pkg.Name() == "main" || h.tells() ||
		h.runs.Once(h.by) || h.process.asks[h.by] || h.isForTests() || h.runsServers() || h.isToldLoop(h.by) || arm != nil && (h.endsWithProcess(arm) || h.mayReceive(arm))
	fixes := room(h.roomForOne())
	for _, op := range h.sends {
		h.add(Stranded{
			Kind: kind, Op: op, By: h.by, Way: way, Arm: arm, Fixes: fixes,
			Many: h.many || len(h.calls) > 1 || h.room > 0, Likely: likely, Strict: strict,
		})
	}
}

// mayReceive reports whether the function has a receive of its own for those who
// come by an arm: who leaves without it does so for another reason besides, or
// knows that all has been received.
func (h *handBack) mayReceive(arm *program.Op) bool {
	return slices.ContainsFunc(h.receives, func(op *program.Op) bool {
		return op.Select != arm.Select && h.paths(h.by).Reaches(arm.Clause.Comm, op.Node)
	})
}

// tells reports whether the function closes a channel that its goroutines ask.
func (h *handBack) tells() bool {
	for _, op := range h.by.Ops {
		ch := h.prog.Channel(op.Var)
		if op.Kind != program.Close || ch == nil {
			continue
		}
		if slices.ContainsFunc(ch.Ops, h.asks) {
			return true
		}
		lent, _ := ch.Lent()
		for _, l := range lent {
			if to := h.prog.Channel(l.To.Var); to != nil && slices.ContainsFunc(to.Ops, h.asks) {
				return true
			}
		}
	}
	return false
}

// asks reports whether an operation is a receive where results are sent.
func (h *handBack) asks(op *program.Op) bool {
	return op.Kind == program.Receive && slices.ContainsFunc(h.sends, func(send *program.Op) bool { return send.In == op.In })
}
