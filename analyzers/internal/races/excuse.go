package races

import (
	"go/ast"
	"go/token"
	"go/types"
	"maps"
	"slices"

	"github.com/loopcheck/loopcheck/analyzers/internal/locks"
	"github.com/loopcheck/loopcheck/analyzers/internal/program"
)

// meets reports whether two uses of one place meet: one of them writes, no lock is
// held, and the field is not one that locks guard elsewhere. A lock that one side
// alone takes guards nothing, which is told of flags.
func (s *solver) meets(a, b *entry) bool {
	if !a.write && !b.write || s.isTold(a, b) || areOfParts(a, b) {
		return false
	}
	if a.turn != nil || a.atomic != b.atomic {
		return a.locks == 0 || b.locks == 0
	}
	if a.atomic {
		return false
	}
	if a.locks|b.locks == 0 && s.guardsOf(a.field) == 0 {
		return true
	}
	return s.isHalfLocked(a, b) || s.isHalfLocked(b, a)
}

// isHalfLocked reports whether a use is made under a lock that stands beside the
// field, and another one under none, or under others than most functions take for it. A Once
// is no such lock for what it runs: who uses that has come by it before, as a rule.
func (s *solver) isHalfLocked(locked, open *entry) bool {
	own := func(lock types.Object) bool { return s.guardsField(lock, locked.field) }
	held := s.locks.Only(locked.locks, own)
	if s.isInOnce(locked) {
		held &^= s.locks.Only(held, isOnceVar) &^ locks.Unnamed
	}
	if held == 0 || held&locks.Unnamed != 0 {
		return false
	}
	leaf := open.leaf()
	if open.locks != 0 {
		return locked.locks&(open.locks|s.locks.At(leaf.in, leaf.at)) == 0 && s.isKept(open)
	}
	return s.locks.Only(s.locks.At(leaf.in, leaf.at), own) == 0
}

func pairOf(a, b *entry) pair {
	x, y := program.Place(a.leaf().at), program.Place(b.leaf().at)
	return pair{min(x, y), max(x, y)}
}

// guardsOf are the locks that may be held where somebody writes a field. One that
// atomic functions are handed is guarded as well.
func (s *solver) guardsOf(field *types.Var) locks.Set {
	if s.guards == nil {
		s.guards = make(map[*types.Var]locks.Set)
		for _, f := range s.prog.Funcs {
			if !s.prog.InTest(f.Node().Pos()) {
				s.noteGuards(f)
				s.noteVars(f)
			}
		}
	}
	return s.guards[field] | s.mapGuards[field]
}

func (s *solver) noteGuards(f *program.Func) {
	for _, a := range s.prog.Accesses(f) {
		switch {
		case a.Field == nil || a.Embedded:
		case a.Kind == program.Written, a.Kind == program.Element:
			s.guards[a.Field] |= s.locks.Only(s.locks.At(f, a.Sel), func(lock types.Object) bool { return s.guardsField(lock, a.Field) })
		case a.Kind == program.Address && isBasic(a.Field.Type()):
			s.guards[a.Field] |= locks.Unnamed
		}
	}
}

// guardsField reports whether a lock may be there for a field: it stands in the same
// struct, or is everybody's.
func (s *solver) guardsField(lock types.Object, field *types.Var) bool {
	v, ok := lock.(*types.Var)
	if !ok || !v.IsField() {
		return true
	}
	if s.structs == nil {
		s.structs = make(map[*types.Var]*types.Struct)
		for _, name := range s.pass.Pkg.Scope().Names() {
			if st, ok := s.pass.Pkg.Scope().Lookup(name).Type().Underlying().(*types.Struct); ok {
				for f := range st.Fields() {
					s.structs[f] = st
				}
			}
		}
	}
	return s.structs[v] == s.structs[field]
}

func (s *solver) noteVars(f *program.Func) {
	for _, u := range s.varUses(f) {
		if u.write {
			s.guards[u.v] |= s.locks.At(f, u.id)
		}
	}
}

func isBasic(t types.Type) bool {
	_, ok := t.Underlying().(*types.Basic)
	return ok
}

// joins returns a question: whether a statement waits until a goroutine is done, or
// has said the last that it has to say.
func (s *solver) joins(st *start) func(ast.Node) bool { return s.hearing(s.endsOf(st)) }

// hearing returns whether a statement waits for one of some channels or groups.
func (s *solver) hearing(ends map[types.Object]bool) func(ast.Node) bool {
	return func(stmt ast.Node) (found bool) {
		if e, ok := stmt.(ast.Expr); ok && s.ranged[e] && ends[s.prog.Var(e)] {
			return true
		}
		ast.Inspect(stmt, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.FuncLit, *ast.GoStmt, *ast.DeferStmt:
				return false
			case *ast.UnaryExpr:
				found = found || n.Op == token.ARROW && s.isEnd(n.X, ends)
			case *ast.BinaryExpr: // who goes on without it has started nobody
				found = found || n.Op == token.NEQ && s.pass.TypesInfo.Types[n.Y].IsNil() && s.isEndVar(n.X, ends)
			case *ast.CallExpr:
				found = found || s.waitsFor(n, ends) || s.reads(n, ends)
			}
			return !found
		})
		return found
	}
}

// endsOf are the channels and groups by which a goroutine says that it is done;
// what it is passed may be one of them.
func (s *solver) endsOf(st *start) map[types.Object]bool {
	if st.ends != nil {
		return st.ends
	}
	ends := make(map[types.Object]bool)
	st.ends = ends
	if fr := s.frames[st.root]; fr != nil {
		maps.Copy(ends, fr.ends)
		maps.Copy(ends, fr.gives)
	}
	s.addReaders(ends, st)
	if st.call == nil || st.value != nil {
		return ends
	}
	for _, arg := range st.call.Args {
		if addr, ok := ast.Unparen(arg).(*ast.UnaryExpr); ok {
			arg = addr.X
		}
		if v := s.prog.Var(arg); v != nil && (isChan(v.Type()) || s.synchronised(v.Type(), 0)) {
			ends[v] = true
		}
	}
	return ends
}

func isChan(t types.Type) bool {
	_, ok := t.Underlying().(*types.Chan)
	return ok
}

// isEndVar reports whether an expression names one of some channels.
func (s *solver) isEndVar(e ast.Expr, ends map[types.Object]bool) bool {
	v, ok := s.prog.Var(e).(*types.Var)
	return ok && isChan(v.Type()) && s.isOneOf(ends, v)
}

// isEnd reports whether a receive hears that: of a channel that a call returns,
// nobody knows that it does not, contexts and timers left out.
func (s *solver) isEnd(ch ast.Expr, ends map[types.Object]bool) bool {
	if v := s.prog.Var(ch); v != nil {
		return s.isOneOf(ends, v)
	}
	call, ok := ast.Unparen(ch).(*ast.CallExpr)
	if !ok || s.prog.TimerOf(ch) != program.NoTimer {
		return false
	}
	fn := s.prog.Callee(call)
	return ends[nil] || fn == nil || fn.FullName() != "(context.Context).Done"
}

func (s *solver) waitsFor(call *ast.CallExpr, ends map[types.Object]bool) bool {
	fn := s.prog.Callee(call)
	if fn == nil {
		return false
	}
	if v, effect := s.atomic(fn, call); effect != untold {
		return effect != stores && ends[v]
	}
	if fr := s.frames[s.prog.FuncOf(fn)]; fr != nil {
		if fr.full {
			return true // nobody knows
		}
		for v := range fr.waits {
			if ends[v] || s.isPassedEnd(call, fr.f, v, ends) {
				return true
			}
		}
		return false
	}
	return fn.Name() == "Wait" && fn.Signature().Recv() != nil
}

// isPassedEnd reports whether a call passes one of some channels for a parameter.
func (s *solver) isPassedEnd(call *ast.CallExpr, f *program.Func, v types.Object, ends map[types.Object]bool) bool {
	x, _ := v.(*types.Var)
	param, ok := s.prog.ParamOf(x)
	return ok && param.Of == f && param.Index >= 0 && param.Index < len(call.Args) && s.isEndVar(call.Args[param.Index], ends)
}

// ordered reports whether something between the two makes one come before the
// other: it is made only after the other's goroutine has said its last, or they
// take turns.
func (s *solver) ordered(a, b *entry, of, other *frame) bool {
	return s.after(a, other.ends) || s.after(a, other.gives) || s.after(b, of.ends) || s.after(b, of.gives) || s.pingPong(a, b, of, other) ||
		s.takesTurns(a, b, of, other) || s.takesTurns(b, a, other, of)
}

// pingPong reports whether each of two uses comes after something that the other
// side sends.
func (s *solver) pingPong(a, b *entry, of, other *frame) bool {
	return of != nil && other != nil && s.after(a, other.sends) && s.after(b, of.sends)
}

// isAnswered reports whether a use comes only after the other side has sent
// something, which then waits for an answer before it comes to its own use again.
func (s *solver) isAnswered(e, t *entry, of, other *frame) bool {
	if !s.after(e, other.sends) {
		return false
	}
	asks, answered := false, s.hearing(of.ends)
	for x := t.down; x != nil; x = x.down {
		for _, op := range x.in.Ops {
			if op.Kind == program.Send && of.waits[op.Var] {
				asks = true
				if s.paths(x.in).ReachesUnmet(op.Node, x.at, answered) {
					return false
				}
			}
		}
	}
	return asks
}

// after reports whether a use is made only after something has been heard by one of
// some channels, groups or atomics.
func (s *solver) after(e *entry, channels map[types.Object]bool) bool {
	if len(channels) == 0 {
		return false
	}
	for ; e != nil; e = e.down {
		hears := func(call *program.Call) bool {
			return call.How == program.Plain && s.waitsFor(call.Expr, channels) && s.paths(e.in).Before(call.Expr, e.at)
		}
		if slices.ContainsFunc(e.in.Calls, hears) || slices.ContainsFunc(e.in.Ops, func(op *program.Op) bool { return s.opBefore(op, e, channels) }) {
			return true
		}
	}
	return false
}

func (s *solver) opBefore(op *program.Op, e *entry, channels map[types.Object]bool) bool {
	switch op.Kind {
	case program.Choose:
		return slices.ContainsFunc(op.Select.Arms, func(arm *program.Op) bool {
			return arm.Kind == program.Receive && s.isOneOf(channels, arm.Var) && program.Contains(arm.Clause, program.Place(e.at))
		})
	case program.Range:
		return s.isOneOf(channels, op.Var) && program.Contains(op.Node, program.Place(e.at))
	case program.Receive:
		return s.isOneOf(channels, op.Var) && s.paths(e.in).Before(op.Node, e.at)
	}
	return false
}

// isFlag reports whether a use polls a flag: a bool or a number, in a condition.
func (s *solver) isFlag(e *entry) bool {
	b, ok := e.field.Type().Underlying().(*types.Basic)
	if !ok || b.Info()&(types.IsBoolean|types.IsInteger) == 0 {
		return false
	}
	if s.polls == nil {
		s.polls = make(map[ast.Node]bool)
		for _, file := range s.pass.Files {
			ast.Inspect(file, s.notePoll)
		}
	}
	return s.polls[e.leaf().at]
}

func (s *solver) notePoll(n ast.Node) bool {
	switch n := n.(type) {
	case *ast.IfStmt:
		s.notePolled(n.Cond)
	case *ast.ForStmt:
		s.notePolled(n.Cond)
	case *ast.SwitchStmt:
		s.notePolled(n.Tag)
	}
	return true
}

// notePolled notes the uses that decide a condition: x.done, !x.done, and
// x.state == closed.
func (s *solver) notePolled(cond ast.Expr) {
	if cond == nil {
		return
	}
	switch e := ast.Unparen(cond).(type) {
	case *ast.SelectorExpr, *ast.Ident:
		s.polls[e] = true
	case *ast.UnaryExpr:
		s.notePolled(e.X)
	case *ast.CallExpr:
		if sel := s.atomicField(s.prog.Callee(e), e); sel != nil {
			s.polls[sel] = true
		}
	case *ast.BinaryExpr:
		switch e.Op {
		case token.LAND, token.LOR:
			s.notePolled(e.X)
			s.notePolled(e.Y)
		case token.EQL, token.NEQ:
			if s.isConstant(e.Y) {
				s.notePolled(e.X)
			}
		}
	}
}

func (s *solver) isConstant(e ast.Expr) bool { return s.pass.TypesInfo.Types[e].Value != nil }
