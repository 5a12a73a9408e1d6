package cycles

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"github.com/loopcheck/loopcheck/analyzers/internal/program"
)

// condWaits are f's waits for a condition: they let go the lock that the condition is
// of, and no other.
func (s *solver) condWaits(f *program.Func) {
	for _, call := range f.Calls {
		if call.How != program.Plain || !program.IsFunc(call.Callee, "sync", "Cond.Wait") {
			continue
		}
		sel, ok := ast.Unparen(call.Expr.Fun).(*ast.SelectorExpr)
		if !ok || len(s.signalsOf(s.prog.Var(sel.X))) == 0 {
			continue
		}
		ref, v := s.locks.Of(sel.X)
		s.addWait(f, &Wait{Group: call, Of: v, ref: ref, at: call.Expr, call: call, in: f, sure: true, cond: true})
	}
}

// signalsOf are the calls that wake those who wait for a condition; none if others may.
func (s *solver) signalsOf(cond types.Object) []*Ender {
	if s.signals == nil {
		s.findSignals()
	}
	v, ok := cond.(*types.Var)
	if !ok || v.Exported() && s.pkg.Name() != "main" || len(s.signals[v]) > maxEnders || len(s.lockOf[v]) != 1 || s.lockOf[v][0] == nil {
		return nil
	}
	return s.signals[v]
}

func (s *solver) findSignals() {
	s.signals = make(map[*types.Var][]*Ender)
	s.lockOf = make(map[*types.Var][]*types.Var)
	for _, f := range s.prog.Funcs {
		for _, call := range f.Calls {
			if call.How == program.Go || !program.IsFunc(call.Callee, "sync", "Cond.Signal") && !program.IsFunc(call.Callee, "sync", "Cond.Broadcast") {
				continue
			}
			sel, ok := ast.Unparen(call.Expr.Fun).(*ast.SelectorExpr)
			if !ok || s.prog.InTest(call.Expr.Pos()) {
				continue
			}
			if v, ok := s.prog.Var(sel.X).(*types.Var); ok {
				s.signals[v] = append(s.signals[v], &Ender{At: call.Expr, In: f, chanExpr: sel.X, deferred: call.How == program.Defer, signals: true})
			}
		}
	}
	for _, st := range s.prog.Stores() {
		s.noteCond(st.To, st.Value)
	}
}

// noteCond notes of which lock a condition is made.
func (s *solver) noteCond(to, value ast.Expr) {
	var lock ast.Expr
	if sel, ok := ast.Unparen(to).(*ast.SelectorExpr); ok && sel.Sel.Name == "L" && program.Named(s.info.TypeOf(sel.X)) != nil && isCond(s.info.TypeOf(sel.X)) {
		to, lock = sel.X, value
	} else if call, ok := ast.Unparen(value).(*ast.CallExpr); ok && program.IsFunc(s.prog.Callee(call), "sync", "NewCond") && len(call.Args) == 1 {
		lock = call.Args[0]
	}
	if lock == nil {
		return
	}
	if addr, ok := ast.Unparen(lock).(*ast.UnaryExpr); ok && addr.Op == token.AND {
		lock = addr.X
	}
	cond, ok := s.prog.Var(to).(*types.Var)
	of := s.lockVar(lock)
	if ok && !slices.Contains(s.lockOf[cond], of) {
		s.lockOf[cond] = append(s.lockOf[cond], of)
	}
}

// lockVar is the variable or field whose Lock an expression has: its own, or that of
// what it embeds; nil for one that nobody knows, such as one that is passed.
func (s *solver) lockVar(e ast.Expr) *types.Var {
	v, _ := s.prog.Var(e).(*types.Var)
	t := s.info.TypeOf(e)
	if isName(v) {
		return nil
	}
	_, index, _ := types.LookupFieldOrMethod(t, true, s.pkg, "Lock")
	for _, i := range index[:max(0, len(index)-1)] {
		if p, ok := t.Underlying().(*types.Pointer); ok {
			t = p.Elem()
		}
		st, ok := t.Underlying().(*types.Struct)
		if !ok {
			return nil
		}
		v = st.Field(i).Origin()
		t = v.Type()
	}
	return v
}

// isName reports whether a variable is only a name for a lock that others have too.
func isName(v *types.Var) bool {
	if v == nil || v.IsField() {
		return false
	}
	_, isPointer := v.Type().Underlying().(*types.Pointer)
	return isPointer || types.IsInterface(v.Type())
}

func isCond(t types.Type) bool {
	named := program.Named(t)
	return named.Obj().Name() == "Cond" && named.Obj().Pkg() != nil && named.Obj().Pkg().Path() == "sync"
}

// lets reports whether a wait lets a lock go while it lasts: the one that the condition
// is of, by its own name or as the condition's L.
func (s *solver) lets(w *Wait, lock *types.Var) bool {
	if lock != nil && lock.IsField() && lock.Name() == "L" && lock.Pkg() != nil && lock.Pkg().Path() == "sync" {
		return true
	}
	cond, ok := s.groupVar(w).(*types.Var)
	return ok && slices.Contains(s.lockOf[cond], lock)
}
