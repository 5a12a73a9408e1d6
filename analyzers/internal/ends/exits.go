package ends

import (
	"cmp"
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"github.com/loopcheck/loopcheck/analyzers/internal/edges"
	"github.com/loopcheck/loopcheck/analyzers/internal/program"
	"github.com/loopcheck/loopcheck/analyzers/internal/runson"
)

// An exit is a way out of a loop, and the arm of a select in which it stands.
type exit struct {
	at  ast.Node
	arm *program.Op // nil if it stands in none
}

// A loopEnd is how a hand-written loop can end.
type loopEnd struct {
	loop  *runson.Loop
	exits []exit

	// told says of functions where they tell it to end for the last time.
	told map[*program.Func]token.Pos

	// outside are the exits that an exported function asks for, and byCaller
	// those that the caller of the loop asks for by its context.
	outside, byCaller []exit

	// says is whether the loop closes a channel when it ends, so that others may
	// know. Where it ends by itself, nothing else tells them. What it closes behind
	// itself, the channels of others among it, is in closes.
	says   bool
	closes []types.Object

	polls    map[*program.Func]bool
	siblings map[types.Object]knowing
}

// maxExits is how many ways out of a loop are looked at: one is enough to end it.
const maxExits = 32

// end returns how the loop ends in which a function receives from its inbox,
// nil if it does not.
func (s *solver) end(loop *runson.Loop, inbox *program.Op) *loopEnd {
	if e, known := s.loopEnds[loop]; known {
		return e
	}
	r := inbox.Repeat
	for r != nil && r.Outer != nil {
		r = r.Outer
	}
	if inbox.Kind == program.Range {
		stmt := inbox.Node.(*ast.RangeStmt)
		r = &program.Repeat{Stmt: stmt, Body: stmt.Body}
	}
	var e *loopEnd
	if r != nil {
		e = s.endOf(loop, r.Body, s.waysOut(r.Stmt, r.Body))
	}
	s.loopEnds[loop] = e
	return e
}

func (s *solver) endOf(loop *runson.Loop, body *ast.BlockStmt, outs []ast.Node) *loopEnd {
	e := &loopEnd{
		loop: loop, told: make(map[*program.Func]token.Pos),
		polls: make(map[*program.Func]bool), siblings: make(map[types.Object]knowing),
	}
	for _, op := range loop.Serve.Ops {
		if op.Kind != program.Close {
			continue
		}
		e.says = e.says || op.Deferred
		if op.Deferred || op.Node.Pos() > body.End() {
			e.closes = append(e.closes, op.Var)
		}
	}
	for _, out := range outs[:min(len(outs), maxExits)] {
		if s.endsProgram(out) {
			return nil
		}
		if arm := s.armOf(loop.Serve, out); !s.isSecond(arm, out) {
			e.exits = append(e.exits, exit{out, arm})
		}
	}
	e.exits = append(e.exits, s.flagged(loop.Serve, e.exits)...)
	for _, x := range e.exits {
		if x.arm != nil && s.byCaller(x.arm) {
			e.byCaller = append(e.byCaller, x)
		}
		if x.arm == nil {
			continue
		}
		for _, t := range s.tellers(x.arm) {
			e.told[t.in] = max(e.told[t.in], t.at)
		}
		if s.prog.Cancels(x.arm) && s.endedFromOutside(x.arm) {
			e.outside = append(e.outside, x)
		}
	}
	return e
}

// isSecond reports whether an arm takes a way out only where it, or another one, has been
// there before: if stopped { return }; stopped = true. Who sends may be one of those
// who have to be over first.
func (s *solver) isSecond(arm *program.Op, out ast.Node) (second bool) {
	if arm == nil || arm.Clause == nil {
		return false
	}
	ast.Inspect(arm.Clause, func(n ast.Node) bool {
		stmt, ok := n.(*ast.IfStmt)
		if !ok || !contains(stmt.Body, out) {
			return !second
		}
		v, ok := s.prog.Var(stmt.Cond).(*types.Var)
		second = second || ok && slices.ContainsFunc(s.prog.Assigned(v), func(a program.Assignment) bool { return contains(arm.Clause, a.Value) })
		return !second
	})
	return second
}

// flagged are the exits behind a select, by those of its arms that say stop and
// do not leave themselves: they note it.
func (s *solver) flagged(serve *program.Func, exits []exit) []exit {
	i := slices.IndexFunc(exits, func(x exit) bool { return x.arm == nil })
	if i < 0 {
		return nil
	}
	leaving := make(map[*program.Op]bool)
	for _, x := range exits {
		leaving[x.arm] = true
	}
	var all []exit
	for _, op := range serve.Ops {
		if op.Kind != program.Choose || op.Repeat == nil {
			continue
		}
		for _, arm := range op.Select.Arms {
			if s.prog.Cancels(arm) && !leaving[arm] && len(arm.Clause.Body) > 0 && len(all) < maxExits {
				all = append(all, exit{exits[i].at, arm})
			}
		}
	}
	return all
}

// byCaller reports whether an arm waits for the context that an exported function
// is called with.
func (s *solver) byCaller(arm *program.Op) bool {
	if !s.prog.Cancels(arm) || arm.In.Obj == nil || !arm.In.Obj.Exported() {
		return false
	}
	param, ok := s.prog.ParamOf(s.contextOf(arm))
	return ok && param.Of == arm.In
}

// isTold reports whether a loop leaves because it is told to: by what says stop, or by
// an order, whose arm always leaves, and which callers alone give, by what is exported.
func (s *solver) isTold(x exit) bool {
	if x.arm == nil || s.prog.Cancels(x.arm) {
		return x.arm != nil
	}
	body := x.arm.Clause.Body
	if x.arm.Kind != program.Receive || x.arm.Var == nil || len(body) == 0 || ast.Node(body[len(body)-1]) != x.at {
		return false
	}
	orders, all := s.prog.Channel(x.arm.Var).Uses()
	if !all || len(orders) > maxReceives {
		return false
	}
	orders = slices.DeleteFunc(slices.Clone(orders), func(op *program.Op) bool { return op.Kind != program.Send })
	return len(orders) > 0 && !slices.ContainsFunc(orders, func(op *program.Op) bool {
		return s.onGoroutine(op.In) || !s.exported(op.In, 1)
	})
}

// endsProgram reports whether a way out ends the program rather than the loop.
func (s *solver) endsProgram(out ast.Node) bool {
	stmt, ok := out.(*ast.ExprStmt)
	if !ok {
		return false
	}
	call, ok := ast.Unparen(stmt.X).(*ast.CallExpr)
	return ok && !s.prog.MayReturn(call)
}

// armOf is the arm of a select of f in which a node stands, the innermost one.
func (s *solver) armOf(f *program.Func, n ast.Node) (inner *program.Op) {
	for _, op := range f.Ops {
		if op.Kind != program.Choose || !contains(op.Node, n) {
			continue
		}
		// Arms are in source order, but for those that are no operations.
		i, _ := slices.BinarySearchFunc(op.Select.Arms, n.Pos(), func(a *program.Op, pos token.Pos) int {
			return cmp.Compare(a.Clause.Pos(), pos)
		})
		if i > 0 && contains(op.Select.Arms[i-1].Clause, n) {
			inner = op.Select.Arms[i-1] // selects come outermost first
		}
	}
	return inner
}

// unless returns the ways out other than that an inbox is closed, as a send panics
// then, or that a channel is which nobody closes.
func (s *solver) unless(e *loopEnd, inbox *program.Op) []exit {
	return slices.DeleteFunc(slices.Clone(e.exits), func(x exit) bool {
		return x.arm != nil && x.arm.Var != nil && (x.arm.Var == inbox.Var || s.isNeverClosed(x.arm)) && s.whenClosed(x.arm, x.at)
	})
}

// isNeverClosed reports whether nobody closes the channel of an arm.
func (s *solver) isNeverClosed(arm *program.Op) bool {
	completions, all := s.prog.Channel(arm.Var).Completions()
	return all && !slices.ContainsFunc(completions, func(op *program.Op) bool { return op.Kind == program.Close })
}

// whenClosed reports whether a way out of an arm depends on the second value of
// its receive, and on nothing else.
func (s *solver) whenClosed(arm *program.Op, out ast.Node) bool {
	assign, ok := arm.Clause.Comm.(*ast.AssignStmt)
	if !ok || len(assign.Lhs) != 2 {
		return false
	}
	second, ok := ast.Unparen(assign.Lhs[1]).(*ast.Ident)
	if !ok {
		return false
	}
	v := s.pass.TypesInfo.ObjectOf(second)
	closed := false
	for _, stmt := range arm.Clause.Body {
		ast.Inspect(stmt, func(n ast.Node) bool {
			if stmt, ok := n.(*ast.IfStmt); ok && contains(stmt, out) && s.decides(v, stmt.Cond) {
				closed = true
			}
			return !closed && n != nil && contains(n, out)
		})
	}
	return closed
}

// decides reports whether a condition is v or its negation.
func (s *solver) decides(v types.Object, cond ast.Expr) bool {
	cond = ast.Unparen(cond)
	if not, ok := cond.(*ast.UnaryExpr); ok && not.Op == token.NOT {
		cond = ast.Unparen(not.X)
	}
	id, ok := cond.(*ast.Ident)
	return ok && v != nil && s.pass.TypesInfo.Uses[id] == v
}

func (s *solver) mentions(e ast.Expr, v types.Object) bool {
	found := false
	ast.Inspect(e, func(n ast.Node) bool {
		id, ok := n.(*ast.Ident)
		found = found || ok && v != nil && s.pass.TypesInfo.Uses[id] == v
		return !found
	})
	return found
}

// signal is what an arm waits for: a channel's variable or field, or the context
// whose Done it calls. A goroutine's own context is the one that it is started
// with; any other function's is its caller's affair. One that an object keeps is
// what the object calls it.
func (s *solver) signal(arm *program.Op) types.Object {
	if arm.Var != nil {
		return arm.Var
	}
	v := s.contextOf(arm)
	if v == nil {
		return nil
	}
	if param, ok := s.prog.ParamOf(v); ok && param.Of == arm.In {
		with, known := s.contexts[v]
		if !known {
			with = s.startedWith(param)
			s.contexts[v] = with
		}
		return s.keptAs(with)
	}
	return s.keptAs(v)
}

// contextOf is the variable or field whose Done an arm calls.
func (s *solver) contextOf(arm *program.Op) *types.Var {
	call, ok := ast.Unparen(arm.Chan).(*ast.CallExpr)
	if !ok {
		return nil
	}
	sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	if !ok {
		return nil
	}
	v, _ := s.prog.Var(sel.X).(*types.Var)
	return v
}

// startedWith is the variable that a goroutine gets for a parameter; nil if there
// are several, or f runs otherwise.
func (s *solver) startedWith(param program.Param) types.Object {
	var with types.Object
	for _, e := range s.runs.Edges.In(param.Of) {
		if e.How != edges.Spawned || e.Call == nil || param.Index >= len(e.Call.Expr.Args) {
			return nil
		}
		v := s.prog.Var(e.Call.Expr.Args[param.Index])
		if v == nil || with != nil && v != with {
			return nil
		}
		with = v
	}
	return with
}

// endedFromOutside reports whether an exported function says what an arm waits
// for, or one that it calls.
func (s *solver) endedFromOutside(arm *program.Op) bool {
	return slices.ContainsFunc(s.tellers(arm), func(t teller) bool { return s.exported(t.in, maxCalls) })
}

// Bounds of how far up an exported function is looked for, and among how many
// callers of each.
const (
	maxCalls   = 3
	maxCallers = 8
)

func (s *solver) exported(f *program.Func, depth int) bool {
	switch {
	case f == nil || depth == 0:
		return false
	case f.Obj != nil && f.Obj.Exported():
		return true
	}
	in := s.runs.Edges.In(f)
	return slices.ContainsFunc(in[:min(len(in), maxCallers)], func(e edges.Edge) bool {
		return e.Waits() && s.exported(e.From, depth-1)
	})
}
