package races

import (
	"go/ast"
	"go/types"
	"slices"

	"github.com/loopcheck/loopcheck/analyzers/internal/fixpoint"
	"github.com/loopcheck/loopcheck/analyzers/internal/program"
	"github.com/loopcheck/loopcheck/analyzers/internal/runson"
)

// withCallers compares loops with the exported methods of their type, which
// whoever has the object calls.
func (s *solver) withCallers(threads []*thread) {
	byType, served := s.loopsOf(threads), s.served()
	if len(byType)+len(served) == 0 {
		return
	}
	var open []*program.Func
	for _, f := range s.prog.Funcs {
		if !s.isOpen(f) || f.Body() == nil || s.prog.InTest(f.Node().Pos()) {
			continue
		}
		of := typeOf(f)
		if len(byType[nil]) > 0 || len(byType[of]) > 0 || len(served[of]) > 0 || of != nil && program.SaysEnd(f.Obj.Name()) {
			open = append(open, f)
		}
	}
	for f := range s.frames {
		s.solved[f] = true
	}
	fixpoint.Up(open, s.needs, s.step)
	for _, f := range open {
		of := typeOf(f)
		if of != nil {
			s.withEnder(byType, s.frames[f])
			for _, t := range byType[of] {
				s.withCaller(t, s.frames[f], f.Sig.Recv())
			}
		}
		for _, t := range byType[nil] {
			s.withCaller(t, s.frames[f], nil)
		}
	}
	s.amongCallers(served, open)
}

// typeOf is the type that a function is a method of; nil for none.
func typeOf(f *program.Func) *types.TypeName {
	if named := program.ReceiverNamed(f.Obj); named != nil {
		return named.Origin().Obj()
	}
	return nil
}

// loopsOf are the goroutines by the types whose objects they use, those that use a variable
// of the package by nil: loops, and others for what a lock keeps.
func (s *solver) loopsOf(threads []*thread) map[*types.TypeName][]*thread {
	byType := make(map[*types.TypeName][]*thread)
	for _, t := range threads {
		for _, at := range t.all {
			if at.of == nil && s.loopOf(t.start) == nil {
				continue
			}
			if all := byType[at.of]; len(all) == 0 || all[len(all)-1] != t {
				byType[at.of] = append(all, t)
			}
		}
	}
	return byType
}

// withCaller compares a loop with what a function does to its receiver, or, without one,
// to the package's variables.
func (s *solver) withCaller(t *thread, fr *frame, recv *types.Var) {
	if fr.full || s.leadsTo(t.root, fr.f) || s.startsLoop(fr, t) || s.gathers(t) || recv != nil && s.takesAnother(fr.f) {
		return
	}
	for _, e := range fr.entries {
		at := state{of: e.class(), hops: e.hops, field: e.field, turn: e.turn}
		if recv == nil {
			at.of, at.root = nil, e.root
		}
		if recv != nil && e.root != recv || e.late || t.uses[at] == nil || s.isBeforeHanding(fr.f, e, t) {
			continue
		}
		if program.SaysEnd(fr.f.Obj.Name()) {
			e = s.openly(e)
		}
		root := s.frames[t.root]
		for _, u := range t.uses[at] {
			if !s.meets(e, u) || u.post != nil && (fr.loops != nil || s.runsToo(fr.f, t)) || s.loopOf(t.start) == nil && !s.isHalfKept(e, u) || s.comesAfter(fr.f, e, s.endsAfter(s.endsOf(t.start), root, u), t) || s.after(e, s.lastWords(t, root, u)) || s.pingPong(e, u, fr, root) || s.comesBefore(fr.f, e, u, t) || s.exclude(e, u, t) {
				continue
			}
			s.tell(e, u, side{frame: fr, open: true}, side{start: t.start}, false)
		}
	}
}

// runsToo reports whether a loop may run a method that others call too. One that goes
// round itself is a loop in its stead.
func (s *solver) runsToo(f *program.Func, t *thread) bool {
	loop := s.loopOf(t.start)
	return slices.ContainsFunc(s.runs.On(f), func(c *runson.Context) bool { return c.Loop.Serves(loop) })
}

// startsLoop reports whether a method starts the goroutine, or is how one begins, or comes
// to the function that does: what it does, it does before, or when the goroutine has ended.
func (s *solver) startsLoop(fr *frame, t *thread) bool {
	return fr.f == t.in.f || s.leadsTo(fr.f, t.in.f) || slices.ContainsFunc(fr.starts, func(st *start) bool { return st.root == t.root })
}

// gathers reports whether a goroutine takes what others send that its starter starts, by a
// channel of the starter's own, and the starter waits for it: all of that is one call.
func (s *solver) gathers(t *thread) bool {
	loop, starter := s.loopOf(t.start), t.origin.in
	if loop == nil || s.outlives(t.in.f, t.start) {
		return false
	}
	receives := 0
	for _, op := range loop.Ops {
		for _, arm := range op.Alternatives() {
			if arm.Var == nil || arm.Kind != program.Receive && arm.Kind != program.Range {
				continue
			}
			if !starter.Has(arm.Var) {
				return false
			}
			receives++
		}
	}
	return receives > 0
}

// takesAnother reports whether a method has a second object of its type in hand.
func (s *solver) takesAnother(f *program.Func) bool {
	own := program.ReceiverNamed(f.Obj)
	for p := range f.Sig.Params().Variables() {
		if named := program.Named(p.Type()); named != nil && named.Origin() == own.Origin() {
			return true
		}
	}
	return false
}

// comesAfter reports whether a method waits for one of a goroutine's ends before a use, if
// the goroutine has been started.
func (s *solver) comesAfter(f *program.Func, e *entry, ends map[types.Object]bool, t *thread) bool {
	joins := s.hearing(ends)
	for _, call := range f.Calls {
		if call.How == program.Plain && joins(call.Expr) && (s.paths(f).Before(call.Expr, e.at) || s.waitsIfStarted(f, call.Expr, e.at, t)) {
			return true
		}
	}
	for _, op := range f.Ops {
		if op.Kind == program.Receive && joins(op.Node) && s.paths(f).Before(op.Node, e.at) || s.isAnsweredLast(f, op, e.at, t.root) {
			return true
		}
		if op.Kind == program.Choose && slices.ContainsFunc(op.Select.Arms, func(arm *program.Op) bool { return joins(arm.Node) }) && op.Node.Pos() < e.at.Pos() {
			return true
		}
	}
	return false
}

// waitsIfStarted reports whether a method waits for a goroutine, before a use, under the
// condition under which it is started.
func (s *solver) waitsIfStarted(f *program.Func, wait, use ast.Node, t *thread) bool {
	when, stmt := s.condition(f, wait)
	if when == nil || !s.paths(f).Before(stmt.Cond, use) || program.Contains(stmt, use.Pos()) {
		return false
	}
	other, _ := s.condition(t.origin.in, t.origin.at)
	return other == when
}

// condition is the variable that alone decides whether f comes to a node, and the statement
// that asks for it; nil for none.
func (s *solver) condition(f *program.Func, n ast.Node) (types.Object, *ast.IfStmt) {
	var stmt *ast.IfStmt
	f.Inspect(func(at ast.Node) bool {
		if inner, ok := at.(*ast.IfStmt); ok && program.Contains(inner.Body, n.Pos()) {
			stmt = inner
		}
		return true
	})
	if stmt == nil {
		return nil, nil
	}
	return s.prog.Var(stmt.Cond), stmt
}
