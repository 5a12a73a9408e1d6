package locks

import (
	"cmp"
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"github.com/loopcheck/loopcheck/analyzers/internal/edges"
	"github.com/loopcheck/loopcheck/analyzers/internal/paths"
	"github.com/loopcheck/loopcheck/analyzers/internal/program"
)

// A Loss is a lock that stays locked for ever: the function that has locked it
// goes a way on which it does not unlock it, and nobody else unlocks it.
type Loss struct {
	Held
	At    ast.Node // where it leaves, or turns to the next round
	Again ast.Node // what locks it in the next round; nil if the function leaves
}

// Lost returns the locks that f loses.
func (r *Result) Lost(f *program.Func) []Loss {
	s := r.funcs[f]
	if s == nil || s.held == nil {
		return nil
	}
	var all []Loss
	later := make(map[key]bool)
	for _, loss := range s.held.Losses(r.moves) {
		r.lent()
		h := s.first[loss.Key]
		if h.Call == nil {
			continue // a token that another one takes out
		}
		if does, _ := r.effectOf(h.Call.Callee); does != paths.Lock {
			continue // the callee's own affair
		}
		if h.Read && loss.Again != nil || r.prog().InTest(loss.At.Pos()) || r.strangers[h.Var] || !r.isOwn(f, s, h) {
			continue
		}
		if _, known := later[loss.Key]; !known {
			later[loss.Key] = r.unlockedLater(f, h)
		}
		if loss.Again == nil && later[loss.Key] {
			continue
		}
		all = append(all, Loss{h, loss.At, loss.Again})
	}
	return all
}

// isOwn reports whether a lock is unlocked by none but those who lock it: the
// function does so on another way, or it is a field that other packages do not see. Who
// ends an object, and never unlocks it, sees to it that nobody uses it any more.
func (r *Result) isOwn(f *program.Func, s *summary, h Held) bool {
	if h.Var == nil {
		return false
	}
	switch h.Var.Type().Underlying().(type) {
	case *types.Pointer, *types.Interface:
		return false
	}
	for _, effects := range s.effects {
		for _, e := range effects {
			if e.does == paths.Unlock && e.key() == h.key() {
				return true
			}
		}
	}
	return h.Var.IsField() && !h.Var.Exported() && (f.Obj == nil || !program.SaysEnd(f.Obj.Name()))
}

// unlockedLater reports whether f is deferred by those who have deferred what unlocks a lock
// before that: it runs after f.
func (r *Result) unlockedLater(f *program.Func, h Held) bool {
	in := r.runs.Edges.In(f)
	return len(in) > 0 && !slices.ContainsFunc(in, func(e edges.Edge) bool {
		s := r.funcs[e.From]
		if e.How != edges.Deferred || e.Call == nil || s == nil {
			return true
		}
		k := key{r.r.lift(h.Ref, hopOf(e)), h.Read}
		return !slices.ContainsFunc(e.From.Calls, func(call *program.Call) bool {
			return call.How == program.Defer && slices.ContainsFunc(s.effects[call.Expr], func(e effect) bool {
				return e.does == paths.Unlock && e.Known() && e.key() == k
			}) && r.Paths(e.From).Before(call.Expr.Fun, e.Call.Expr.Fun)
		})
	})
}

// Bounds on how often ways are looked for in a function: from how many calls that
// lock to one that unlocks, and in all. Beyond, a lock is a stranger's.
const (
	maxNear = 4
	maxWays = 64
)

// noteStrangers notes the locks that f unlocks without having locked them.
func (s *solver) noteStrangers(f *program.Func) {
	sum := s.funcs[f]
	if sum == nil || f.Lit != nil && s.runsWithin(f) {
		return // it is a part of who calls it
	}
	locking, ways := sum.locking(f), 0
	for _, call := range f.Calls {
		for _, e := range sum.effects[call.Expr] {
			if e.does != paths.Unlock || e.Var == nil || s.strangers[e.Var] {
				continue
			}
			if !e.Known() || s.mayMove(f, call) {
				if !s.locksByName(f, call) {
					s.strangers[e.Var] = true
				}
				continue
			}
			before := locking[e.key()]
			if call.How == program.Defer && len(before) == 0 || call.How != program.Defer && (sum.comesFirst(call, e) || !s.comesAfter(f, before, call, &ways)) {
				s.strangers[e.Var] = true
			}
		}
	}
}

// comesFirst reports whether a function unlocks before it locks, for a while: it is
// called with the lock held.
func (sum *summary) comesFirst(unlock *program.Call, e effect) bool {
	first, known := sum.first[e.key()]
	return known && program.Place(unlock.Expr) < program.Place(first.At)
}

// locking lists the calls of f that lock, by lock.
func (sum *summary) locking(f *program.Func) map[key][]*program.Call {
	all := make(map[key][]*program.Call)
	for _, call := range f.Calls {
		for _, e := range sum.effects[call.Expr] {
			if k := e.key(); e.does == paths.Lock && e.Known() {
				all[k] = append(all[k], call)
			}
		}
	}
	return all
}

func (s *solver) runsWithin(lit *program.Func) bool {
	for _, e := range s.runs.Edges.In(lit) {
		if !e.Waits() || e.How == edges.Forwarded {
			return false
		}
	}
	return len(s.runs.Edges.In(lit)) > 0
}

// comesAfter reports whether control comes from one of the calls that lock to one
// that unlocks; of many, those are asked that stand nearest before it.
func (s *solver) comesAfter(f *program.Func, locking []*program.Call, unlock *program.Call, ways *int) bool {
	at := program.Place(unlock.Expr)
	i, _ := slices.BinarySearchFunc(locking, at, func(call *program.Call, pos token.Pos) int { return cmp.Compare(program.Place(call.Expr), pos) })
	near := locking[max(0, i-maxNear):min(len(locking), i+1)]
	return slices.ContainsFunc(near, func(call *program.Call) bool {
		*ways++
		return *ways <= maxWays && s.Paths(f).Reaches(call.Expr, unlock.Expr)
	})
}

// noteLent notes the locks that somebody else may unlock by another name: their
// address is taken, or their method for unlocking is handed on.
func (s *solver) noteLent() {
	called := make(map[ast.Expr]bool)
	for _, file := range s.pass.Files {
		ast.Inspect(file, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.CallExpr:
				called[ast.Unparen(n.Fun)] = true
			case *ast.UnaryExpr:
				if n.Op == token.AND {
					s.lend(n.X)
				}
			case *ast.SelectorExpr:
				if called[n] || n.Sel.Name != "Unlock" && n.Sel.Name != "RUnlock" {
					return true
				}
				fn, _ := s.pass.TypesInfo.Uses[n.Sel].(*types.Func)
				if effect, _ := s.effectOf(fn); effect == paths.Unlock {
					if _, v := s.r.receiver(n); v != nil {
						s.strangers[v] = true
					}
				}
			}
			return true
		})
	}
}

func (s *solver) lend(e ast.Expr) {
	named := program.Named(s.pass.TypesInfo.TypeOf(e))
	if named == nil || named.Obj().Pkg() == nil || named.Obj().Pkg().Path() != "sync" {
		return
	}
	if v := s.prog.Var(e); v != nil {
		s.strangers[v] = true
	}
}
