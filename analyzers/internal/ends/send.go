package ends

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"github.com/loopcheck/loopcheck/analyzers/internal/program"
	"github.com/loopcheck/loopcheck/analyzers/internal/runson"
)

// findSends finds bare sends to a loop of this package that can have returned.
func (s *solver) findSends(ch *program.Channel) {
	loop := s.runs.Receiver(ch)
	if loop == nil || loop.Many || !slices.Contains(loop.Inbox, ch.Var) {
		return
	}
	receives := slices.DeleteFunc(slices.Clone(ch.Ops), func(op *program.Op) bool {
		return op.Kind != program.Receive && op.Kind != program.Range
	})
	if len(receives) != 1 || receives[0].In != loop.Serve {
		return // somebody may drain it
	}
	exits := s.exits(loop, receives[0])
	if len(exits) == 0 {
		return
	}
	room, known := ch.Cap()
	for _, op := range ch.Ops {
		if op.Kind != program.Send || op.Select != nil || s.runsOn(op.In, loop) || s.prog.InTest(op.Node.Pos()) {
			continue
		}
		if (!known || room > 0) && (s.isOnce(op) || program.IsToken(ch.Var.Type())) {
			continue // the buffer takes it
		}
		if s.joined(op, exits) || (!known || room > 0) && s.polls(op.In, exits) {
			continue
		}
		s.addSend(op, loop, exits)
	}
}

// An exit is a way out of a loop, and the arm of its select that leads there.
type exit struct {
	at  ast.Node
	arm *program.Op // nil if no arm is known to
}

// exits lists the ways out of the loop in which a function serves, other than
// that its inbox is closed: then a send panics.
func (s *solver) exits(loop *runson.Loop, inbox *program.Op) []exit {
	r := inbox.Repeat
	for r != nil && r.Outer != nil {
		r = r.Outer
	}
	if inbox.Kind == program.Range {
		stmt := inbox.Node.(*ast.RangeStmt)
		r = &program.Repeat{Stmt: stmt, Body: stmt.Body}
	}
	if r == nil {
		return nil
	}
	var all []exit
	for _, out := range s.waysOut(r.Stmt, r.Body) {
		if s.ends(out) {
			return nil // the program ends with it
		}
		arm := s.armOf(loop.Serve, out)
		if arm != nil && arm.Var == inbox.Var && s.whenClosed(arm, out) {
			continue
		}
		all = append(all, exit{out, arm})
	}
	return all
}

// ends reports whether a way out ends the program rather than the loop.
func (s *solver) ends(out ast.Node) bool {
	stmt, ok := out.(*ast.ExprStmt)
	if !ok {
		return false
	}
	call, ok := ast.Unparen(stmt.X).(*ast.CallExpr)
	return ok && !s.mayReturn(call)
}

// armOf is the arm of a select of f in which a node stands, the innermost one.
func (s *solver) armOf(f *program.Func, n ast.Node) (inner *program.Op) {
	for _, op := range f.Ops {
		if op.Kind != program.Choose || !contains(op.Node, n) {
			continue
		}
		for _, arm := range op.Select.Arms {
			if contains(arm.Clause, n) && (inner == nil || contains(inner.Clause, arm.Clause)) {
				inner = arm
			}
		}
	}
	return inner
}

// whenClosed reports whether a way out of an arm depends on the second value of
// its receive.
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
			if stmt, ok := n.(*ast.IfStmt); ok && contains(stmt, out) && s.mentions(stmt.Cond, v) {
				closed = true
			}
			return !closed && n != nil && contains(n, out)
		})
	}
	return closed
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

func (s *solver) runsOn(f *program.Func, loop *runson.Loop) bool {
	return f == loop.Serve || slices.ContainsFunc(s.runs.On(f), func(c *runson.Context) bool { return c.Loop == loop })
}

// isOnce reports whether a send happens once in the life of its goroutine.
func (s *solver) isOnce(op *program.Op) bool {
	if op.Repeat != nil || op.In == nil {
		return false
	}
	d := op.In.Declared()
	return d != nil && (!d.Obj.Exported() || op.In.Lit != nil && s.starts[op.In] != nil && s.starts[op.In].Repeat == nil && d.Sig.Recv() == nil)
}

// joined reports whether somebody waits for the sender before the loop is told
// to end.
func (s *solver) joined(op *program.Op, exits []exit) bool {
	for _, sync := range s.prog.Syncs(op.In) {
		if sync.Kind != program.Done || sync.Var == nil {
			continue
		}
		for _, f := range s.prog.Funcs {
			for _, wait := range s.prog.Syncs(f) {
				if wait.Kind == program.Wait && wait.Var == sync.Var && s.endsAfter(f, wait.Call.Expr.Pos(), exits) {
					return true
				}
			}
		}
	}
	return false
}

// endsAfter reports whether f tells the loop to end behind a position.
func (s *solver) endsAfter(f *program.Func, pos token.Pos, exits []exit) bool {
	for _, e := range exits {
		if e.arm == nil || e.arm.Var == nil {
			continue
		}
		for _, op := range s.prog.Channel(e.arm.Var).Ops {
			if op.In == f && (op.Kind == program.Close || op.Kind == program.Send) && op.Node.Pos() > pos {
				return true
			}
		}
	}
	return false
}

// polls reports whether a function asks for itself whether the loop is told to
// end: then it sends little more than once, and a buffer takes that.
func (s *solver) polls(f *program.Func, exits []exit) bool {
	for _, op := range f.Ops {
		if op.Kind != program.Choose || op.Repeat == nil {
			continue
		}
		for _, arm := range op.Select.Arms {
			v := s.signal(arm)
			if v != nil && slices.ContainsFunc(exits, func(e exit) bool { return e.arm != nil && s.signal(e.arm) == v }) {
				return true
			}
		}
	}
	return false
}

// addSend tells how good the evidence is that the loop can have ended.
func (s *solver) addSend(op *program.Op, loop *runson.Loop, exits []exit) {
	w := Stranded{Kind: Send, Op: op, By: loop.Serve, Loop: loop, Way: exits[0].at, Arm: exits[0].arm, Strict: true}
	for _, e := range exits {
		if e.arm == nil || !s.prog.Cancels(e.arm) {
			continue
		}
		w.Way, w.Arm = e.at, e.arm
		if sibling := s.sibling(op, loop, e.arm); sibling != nil {
			w.Sibling, w.Strict = sibling, false
			break
		}
		if s.endedFromOutside(e.arm) && s.fromOutside(op) {
			w.Strict = false
			break
		}
	}
	s.add(w)
}

// sibling is a send to one of the loop's channels, or another wait of the same
// type, in a select with an arm that knows of the loop's end.
func (s *solver) sibling(op *program.Op, loop *runson.Loop, quit *program.Op) *program.Op {
	v := s.signal(quit)
	if v == nil {
		return nil
	}
	for _, f := range s.prog.Funcs {
		if s.runsOn(f, loop) || s.prog.InTest(f.Node().Pos()) {
			continue
		}
		for _, choose := range f.Ops {
			if choose.Kind != program.Choose || len(choose.Select.Arms) < 2 {
				continue
			}
			arms := choose.Select.Arms
			knows := slices.ContainsFunc(arms, func(a *program.Op) bool {
				return a.Kind == program.Receive && (s.signal(a) == v || s.closedBy(a, loop.Serve))
			})
			sends := slices.ContainsFunc(arms, func(a *program.Op) bool {
				return a.Kind == program.Send && slices.Contains(loop.Inbox, a.Var)
			})
			if knows && sends {
				return choose
			}
		}
	}
	return nil
}

// signal is what an arm waits for: a channel's variable or field, or that of a
// context whose Done it calls.
func (s *solver) signal(arm *program.Op) types.Object {
	if arm.Var != nil {
		return arm.Var
	}
	call, ok := ast.Unparen(arm.Chan).(*ast.CallExpr)
	if !ok {
		return nil
	}
	sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	if !ok {
		return nil
	}
	if v, ok := s.prog.Var(sel.X).(*types.Var); ok && v.IsField() {
		return v
	}
	return nil
}

// closedBy reports whether an arm waits for a channel that f closes.
func (s *solver) closedBy(arm *program.Op, f *program.Func) bool {
	ch := s.prog.Channel(arm.Var)
	return ch != nil && slices.ContainsFunc(ch.Ops, func(op *program.Op) bool {
		return op.Kind == program.Close && (op.In == f || op.In != nil && op.In.Outer == f)
	})
}

// endedFromOutside reports whether an exported function says what an arm waits
// for, or one that it calls.
func (s *solver) endedFromOutside(arm *program.Op) bool {
	ch := s.prog.Channel(arm.Var)
	if ch == nil {
		return false
	}
	return slices.ContainsFunc(ch.Ops, func(op *program.Op) bool {
		return (op.Kind == program.Close || op.Kind == program.Send) && s.exported(op.In, maxCallers)
	})
}

// maxCallers is how many calls up an exported function is looked for.
const maxCallers = 3

func (s *solver) exported(f *program.Func, depth int) bool {
	if f == nil || depth == 0 {
		return false
	}
	if f.Obj != nil && f.Obj.Exported() {
		return true
	}
	return slices.ContainsFunc(s.runs.Edges.In(f)[:min(len(s.runs.Edges.In(f)), maxReceives)], func(e edge) bool {
		return e.Waits() && s.exported(e.From, depth-1)
	})
}

// fromOutside reports whether a send stands in an exported function, or on a
// goroutine of its own.
func (s *solver) fromOutside(op *program.Op) bool {
	return op.In != nil && (op.In.Obj != nil && op.In.Obj.Exported() || s.onGoroutine(op.In))
}
