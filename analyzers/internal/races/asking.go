package races

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"github.com/loopcheck/loopcheck/analyzers/internal/edges"
	"github.com/loopcheck/loopcheck/analyzers/internal/program"
)

// Two goroutines take turns where one asks the other for something and waits for the
// answer: what the other one does with the request in its hand, it does meanwhile.
//
//	r := &request{done: make(chan error)}     r = <-start
//	start <- r                                t.key = r.key
//	err := <-r.done                           r.done <- nil

// An inHand is a request that a body has received.
type inHand struct {
	v    *types.Var   // which holds it, and nothing else
	ch   types.Object // by which it came
	done types.Object // the field by which it is answered
}

// takesTurns reports whether a side makes a use only for a request of the other side, which
// waits for the answer before it comes to its own use.
func (s *solver) takesTurns(e, t *entry, of, other *frame) bool {
	if e.down == nil || t.down == nil {
		return false
	}
	var request *inHand
	for _, use := range of.entries { // all of them: callers see one of each place
		if use.place != e.down.place || !use.write && !t.write {
			continue
		}
		r := s.requestFor(use)
		if r == nil || request != nil && *request != *r {
			return false
		}
		request = r
	}
	return request != nil && s.isAlone(other.f) && s.waitsForAnswers(request, t, other)
}

// requestFor is the request that a body has in hand for sure where it comes to a use, and
// has not answered.
func (s *solver) requestFor(e *entry) *inHand {
	for ; e != nil; e = e.down {
		for _, op := range e.in.Ops {
			for _, arm := range op.Alternatives() {
				if arm.Kind != program.Receive || arm.Var == nil {
					continue
				}
				if r := s.requestBy(e.in, arm); r != nil && s.isHeldAt(r, e) {
					return r
				}
			}
		}
	}
	return nil
}

// requestBy is the request that a body receives by an operation, if it is answered there
// and nowhere else.
func (s *solver) requestBy(f *program.Func, op *program.Op) *inHand {
	r := &inHand{ch: op.Var}
	for v, ch := range s.received() {
		if ch == op.Var && f.Has(v) && s.holdsOnly(v, op) {
			r.v = v
		}
	}
	if r.v == nil || !s.isOwnPointer(r.v.Type()) {
		return nil
	}
	for _, at := range f.Ops {
		if (at.Kind == program.Send || at.Kind == program.Close) && at.Var != nil && s.isOf(at.Chan, r.v) {
			if r.done != nil && r.done != at.Var {
				return nil
			}
			r.done = at.Var
		}
	}
	if r.done == nil || !s.staysIn(f, r) {
		return nil
	}
	return r
}

// holdsOnly reports whether a variable gets nothing but what comes by a channel, one of
// whose receives is op.
func (s *solver) holdsOnly(v *types.Var, op *program.Op) bool {
	by := false
	for _, a := range s.prog.Assigned(v) {
		recv, ok := ast.Unparen(a.Value).(*ast.UnaryExpr)
		if !ok || recv.Op != token.ARROW || s.prog.Var(recv.X) != op.Var {
			return false
		}
		by = by || program.Contains(op.Node, recv.Pos())
	}
	return by
}

// isOf reports whether an expression names a field of what a variable holds.
func (s *solver) isOf(e ast.Expr, v *types.Var) bool {
	sel, ok := ast.Unparen(e).(*ast.SelectorExpr)
	return ok && s.prog.Var(sel.X) == v
}

// staysIn reports whether a body gives a request to nobody: it asks for it, uses its fields,
// and answers it.
func (s *solver) staysIn(f *program.Func, r *inHand) bool {
	free := 0
	f.Inspect(func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.Ident:
			if s.pass.TypesInfo.Uses[n] == r.v {
				free++
			}
		case *ast.SelectorExpr:
			if s.isOf(n, r.v) && (s.prog.Var(n) != r.done || s.isAnswering(f, n)) {
				free--
			}
		case *ast.BinaryExpr:
			if s.prog.Var(n.X) == r.v && s.pass.TypesInfo.Types[n.Y].IsNil() {
				free--
			}
		case *ast.AssignStmt:
			if s.prog.Var(n.Lhs[0]) == r.v && n.Tok == token.ASSIGN {
				free--
			}
		}
		return true
	})
	return free == 0
}

func (s *solver) isAnswering(f *program.Func, ch ast.Expr) bool {
	return slices.ContainsFunc(f.Ops, func(op *program.Op) bool {
		return op.Chan != nil && ast.Unparen(op.Chan) == ch && (op.Kind == program.Send || op.Kind == program.Close)
	})
}

// isHeldAt reports whether a use comes with a request in hand: the way there has used what
// the pointer to it leads to, and has not answered it since it was received.
func (s *solver) isHeldAt(r *inHand, e *entry) bool {
	renewed := func(n ast.Node) bool { return s.makes(n, r.v) }
	ways := s.paths(e.in)
	if ways.ReachesUnmet(e.at, e.at, renewed) {
		return false
	}
	answered := slices.ContainsFunc(e.in.Ops, func(op *program.Op) bool {
		return op.Var == r.done && s.isOf(op.Chan, r.v) && ways.ReachesUnmet(op.Node, e.at, renewed)
	})
	if answered {
		return false
	}
	used := false
	e.in.Inspect(func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.SelectorExpr:
			used = used || s.isOf(n, r.v) && (program.Contains(e.at, n.Pos()) || ways.Before(n, e.at))
		case *ast.AssignStmt:
			if program.Contains(n, program.Place(e.at)) {
				used = used || slices.ContainsFunc(n.Rhs, func(value ast.Expr) bool { return s.isOf(value, r.v) })
			}
		}
		return !used
	})
	return used
}

// waitsForAnswers reports whether whoever sends such a request is the one goroutine, which
// waits for the answer to it before it comes to a use.
func (s *solver) waitsForAnswers(r *inHand, t *entry, other *frame) bool {
	asks := false
	for _, f := range s.prog.Funcs {
		if s.prog.InTest(f.Node().Pos()) {
			continue
		}
		for _, op := range f.Ops {
			for _, arm := range op.Alternatives() {
				if arm.Kind != program.Send || arm.Var != r.ch {
					continue
				}
				asks = true
				if !s.isAwaited(f, arm, r, t, other) || !s.isOnlyRunBy(f, other.f) {
					return false
				}
			}
		}
	}
	return asks
}

// isAlone reports whether a function runs on one goroutine for each object: it is only
// started, in no rounds, and once by each who does.
func (s *solver) isAlone(root *program.Func) bool {
	by := make(map[*program.Func]bool)
	for _, e := range s.runs.Edges.In(root) {
		if s.prog.InTest(e.At.Pos()) {
			continue
		}
		if e.How != edges.Spawned || e.Call == nil || e.Call.Repeat != nil || by[e.From.Declared()] {
			return false
		}
		by[e.From.Declared()] = true
	}
	return len(by) > 0
}

// isAwaited reports whether every way on from a request passes the wait for its answer, and
// comes to no use of the place before.
func (s *solver) isAwaited(f *program.Func, ask *program.Op, r *inHand, t *entry, other *frame) bool {
	sent, ok := s.selected(ask.Node.(*ast.SendStmt).Value)
	if !ok || len(sent.fields) > 0 {
		return false
	}
	waits := func(n ast.Node) bool {
		return slices.ContainsFunc(f.Ops, func(op *program.Op) bool {
			return op.Kind == program.Receive && op.Select == nil && op.Var == r.done && s.isOf(op.Chan, sent.root) && program.Contains(n, op.Node.Pos())
		})
	}
	ways := s.paths(f)
	if _, left := ways.Unmet(ask.Node, waits); left {
		return false
	}
	return !slices.ContainsFunc(other.entries, func(use *entry) bool {
		for at := use; use.place == t.down.place && at != nil; at = at.down {
			if at.in == f && ways.ReachesUnmet(ask.Node, at.at, waits) {
				return true
			}
		}
		return false
	})
}

// isOnlyRunBy reports whether a function runs on one goroutine only, that of root, but for
// what tests do.
func (s *solver) isOnlyRunBy(f, root *program.Func) bool {
	seen := map[*program.Func]bool{root: true}
	queue := []*program.Func{f}
	for len(queue) > 0 && len(seen) < maxReached {
		f, queue = queue[0], queue[1:]
		if seen[f] {
			continue
		}
		seen[f] = true
		callers := 0
		for _, e := range s.runs.Edges.In(f) {
			if s.prog.InTest(e.At.Pos()) {
				continue
			}
			if e.How == edges.Spawned {
				return false
			}
			callers++
			queue = append(queue, e.From)
		}
		if callers == 0 {
			return false
		}
	}
	return len(queue) == 0
}
