package locks

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"github.com/loopcheck/loopcheck/analyzers/internal/edges"
	"github.com/loopcheck/loopcheck/analyzers/internal/paths"
	"github.com/loopcheck/loopcheck/analyzers/internal/program"
)

// noteHanded notes the locks whose Unlock is handed on as a value: whoever gets it
// unlocks them some time.
func (s *solver) noteHanded() {
	for _, flow := range s.prog.Flows {
		sel, ok := ast.Unparen(flow.Value).(*ast.SelectorExpr)
		if !ok || flow.In == nil {
			continue
		}
		fn, _ := s.pass.TypesInfo.Uses[sel.Sel].(*types.Func)
		if does, read := s.effectOf(fn); does == paths.Unlock {
			ref, v := s.r.receiver(sel)
			s.handed[flow.In] = append(s.handed[flow.In], Lock{ref, v, read})
		}
	}
}

// lentBy are the locks that f passes to others, by their address or as somebody
// who can be unlocked: they may make a function of that. A Cond unlocks and locks
// again, and package sync does nothing else.
func (s *solver) lentBy(f *program.Func) []Lock {
	var all []Lock
	for _, call := range f.Calls {
		if call.Callee != nil && call.Callee.Pkg() != nil && call.Callee.Pkg().Path() == "sync" {
			continue
		}
		for i, arg := range call.Expr.Args {
			addr, ok := ast.Unparen(arg).(*ast.UnaryExpr)
			if ok && addr.Op == token.AND && s.isSyncLock(addr.X) || s.takesLocker(call, i) {
				ref, v := s.r.of(arg)
				all = append(all, Lock{ref, v, false}, Lock{ref, v, true})
			}
		}
	}
	return all
}

// givenIn are the locks of f that a goroutine unlocks, which f starts, or who started
// f as one, or a literal of f that is called nobody knows when.
func (s *solver) givenIn(f *program.Func) []key {
	var given []key
	for _, e := range s.runs.Edges.Out(f) {
		if sum := s.funcs[e.To]; sum != nil && !e.Waits() {
			for _, l := range sum.free {
				given = append(given, s.liftLock(l, hopOf(e)).key())
			}
		}
	}
	for _, l := range slices.Concat(s.handed[f], s.lentBy(f), s.freedByStarter(f)) {
		given = append(given, l.key())
	}
	for _, lit := range s.lits[f] {
		if !s.calledWithin(lit, f) {
			given = append(given, s.freedIn(lit, maxSteps)...)
		}
	}
	return given
}

// freedIn are the locks that a literal unlocks, or one of those in it.
func (s *solver) freedIn(lit *program.Func, depth int) []key {
	var freed []key
	if sum := s.funcs[lit]; sum != nil {
		for _, l := range sum.free {
			freed = append(freed, l.key())
		}
	}
	if depth == 0 {
		return freed
	}
	for _, inner := range s.lits[lit] {
		freed = append(freed, s.freedIn(inner, depth-1)...)
	}
	return freed
}

// calledWithin reports whether a literal is called in f, or by another one of its
// literals that only runs when f ends, and is all that is done with it.
func (s *solver) calledWithin(lit, f *program.Func) bool {
	in := s.runs.Edges.In(lit)
	return len(in) > 0 && !slices.ContainsFunc(in, func(e edges.Edge) bool {
		if e.From == f {
			return !e.Waits()
		}
		return e.From.Lit == nil || e.From.Outer != f || !slices.ContainsFunc(s.runs.Edges.In(e.From), func(e edges.Edge) bool {
			return e.From == f && e.How == edges.Deferred
		})
	})
}

// freedByStarter are the locks that the function around a goroutine's literal unlocks and
// never locks: it lets the goroutine go on by that.
func (s *solver) freedByStarter(f *program.Func) []Lock {
	if f.Lit == nil || f.Outer == nil || !slices.ContainsFunc(s.runs.Edges.In(f), isGo) {
		return nil
	}
	var freed []Lock
	locked := make(map[key]bool)
	for _, call := range f.Outer.Calls {
		sel, ok := ast.Unparen(call.Expr.Fun).(*ast.SelectorExpr)
		does, read := s.effectAt(call)
		if !ok || does == paths.None {
			continue
		}
		ref, v := s.r.receiver(sel)
		if l := (Lock{ref, v, read}); does == paths.Unlock {
			freed = append(freed, l)
		} else {
			locked[l.key()] = true
		}
	}
	return slices.DeleteFunc(freed, func(l Lock) bool { return locked[l.key()] })
}

func isGo(e edges.Edge) bool { return e.Call != nil && e.Call.How == program.Go }

func (s *solver) isSyncLock(e ast.Expr) bool {
	named := program.Named(s.pass.TypesInfo.TypeOf(e))
	return named != nil && named.Obj().Pkg() != nil && named.Obj().Pkg().Path() == "sync"
}

// takesLocker reports whether a parameter is for whatever can be unlocked.
func (s *solver) takesLocker(call *program.Call, i int) bool {
	if call.Callee == nil || i >= call.Callee.Signature().Params().Len() {
		return false
	}
	iface, ok := call.Callee.Signature().Params().At(i).Type().Underlying().(*types.Interface)
	if !ok || iface.NumMethods() == 0 || iface.NumMethods() > maxMethods {
		return false
	}
	for m := range iface.Methods() {
		if m.Name() == "Unlock" {
			return true
		}
	}
	return false
}

// maxMethods bounds the interfaces that are looked at for the method that unlocks.
const maxMethods = 8
