package locks

import (
	"go/ast"
	"go/token"
	"go/types"
	"strings"

	"github.com/loopcheck/loopcheck/analyzers/internal/program"
)

// A condition is waited for under the lock that it was made with, which it has in L: after
//
//	q.cond = sync.NewCond(&q.mu)
//
// q.cond.L and q.mu are one lock, whoever names it how.

// A condLock is the lock that a condition was made with: beside the condition, in the object
// whose field that is, or the variable itself.
type condLock struct {
	ref  Ref // Root is nil for a lock beside it
	lock *types.Var
}

// condLocks finds those that a package's conditions are made with, by the field or variable
// that holds the condition. One that is made with different ones has none.
func (r *resolver) condLocks() map[types.Object]condLock {
	all := make(map[types.Object]condLock)
	note := func(cond ast.Expr, isKey bool, lock ast.Expr) {
		of := r.prog.Var(cond)
		if of == nil || !isCond(of.Type()) {
			return
		}
		found := r.beside(cond, isKey, lock)
		if have, known := all[of]; known && have != found {
			found = condLock{}
		}
		all[of] = found
	}
	for _, st := range r.prog.Stores() {
		if lock := r.madeWith(st.Value); lock != nil {
			note(st.To, st.Key, lock)
		} else if to, ok := ast.Unparen(st.To).(*ast.SelectorExpr); ok && isCondLock(r.prog.Var(to)) {
			note(to.X, false, st.Value)
		} else {
			note(st.To, st.Key, nil)
		}
	}
	return all
}

// madeWith is the lock that an expression makes a condition with; nil if it makes none.
func (r *resolver) madeWith(e ast.Expr) ast.Expr {
	if call, ok := ast.Unparen(e).(*ast.CallExpr); ok {
		if program.IsFunc(r.prog.Callee(call), "sync", "NewCond") {
			return call.Args[0]
		}
		return nil
	}
	if lit := literal(e); lit != nil && isCond(r.info.TypeOf(lit)) {
		return r.prog.FieldNamed(lit, "L")
	}
	return nil
}

// beside is a lock as it is known from the condition that it is for.
func (r *resolver) beside(cond ast.Expr, isKey bool, lock ast.Expr) condLock {
	of, v, ok := r.spelled(lock)
	if !ok || !isOwnLock(v.Type()) {
		return condLock{}
	}
	if held, isVar := r.prog.Var(cond).(*types.Var); of.IsShared() || isVar && held.Kind() == types.LocalVar {
		return condLock{of, v} // one lock, wherever that is the condition
	}
	holder, _, ok := r.spelled(cond)
	if !ok || isKey || holder.Root != of.Root || holder.Path == "" {
		return condLock{}
	}
	path, is := strings.CutPrefix(of.Path, holder.Owner().Path)
	if !is || path == "" || path[0] != '.' {
		return condLock{}
	}
	return condLock{Ref{Path: path}, v}
}

// isOwnLock reports whether a variable is a lock itself, and no other name of one.
func isOwnLock(t types.Type) bool {
	named, ok := types.Unalias(t).(*types.Named)
	return ok && named.Obj().Pkg() != nil && named.Obj().Pkg().Path() == "sync"
}

// spelled is what an expression means by its words alone: a variable, and fields.
func (r *resolver) spelled(e ast.Expr) (Ref, *types.Var, bool) {
	switch e := ast.Unparen(e).(type) {
	case *ast.Ident:
		v, ok := r.info.ObjectOf(e).(*types.Var)
		return Ref{Root: v}, v, ok && !v.IsField()
	case *ast.UnaryExpr:
		if e.Op == token.AND {
			return r.spelled(e.X)
		}
	case *ast.StarExpr:
		return r.spelled(e.X)
	case *ast.SelectorExpr:
		s := r.info.Selections[e]
		base, _, ok := r.spelled(e.X)
		if s == nil || s.Kind() != types.FieldVal || !ok {
			return Ref{}, nil, false
		}
		path, field := fields(s.Recv(), s.Index())
		return Ref{base.Root, base.Path + path}, field, field != nil
	}
	return Ref{}, nil, false
}

func isCond(t types.Type) bool {
	named := program.Named(t)
	return named != nil && named.Obj().Name() == "Cond" && named.Obj().Pkg() != nil && named.Obj().Pkg().Path() == "sync"
}

// isCondLock reports whether a field is a condition's L.
func isCondLock(field types.Object) bool {
	v, ok := field.(*types.Var)
	return ok && v != nil && v.IsField() && v.Name() == "L" && v.Pkg() != nil && v.Pkg().Path() == "sync"
}

// ofCond is the lock that a condition has, which an expression names and base means.
func (r *resolver) ofCond(cond ast.Expr, base Ref) (Ref, *types.Var, bool) {
	made, ok := r.conds()[r.prog.Var(cond)]
	switch {
	case !ok || made.lock == nil:
		return Ref{}, nil, false
	case made.ref.Root != nil:
		return made.ref, made.lock, true
	case !base.Known() || base.Path == "":
		return Ref{}, made.lock, true
	}
	return made.ref.on(base.Owner()), made.lock, true
}

// nameOfLock is the variable or field that a lock is by which a call locks or unlocks it: see
// [Named]. That of a condition is the one that it was made with.
func (r *resolver) nameOfLock(call *ast.CallExpr) types.Object {
	named := Named(r.prog, call)
	if !isCondLock(named) {
		return named
	}
	if sel, ok := ast.Unparen(ast.Unparen(call.Fun).(*ast.SelectorExpr).X).(*ast.SelectorExpr); ok {
		if _, lock, ok := r.ofCond(sel.X, Ref{}); ok {
			return lock
		}
	}
	return named
}
