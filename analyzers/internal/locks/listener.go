package locks

import (
	"go/ast"
	"go/types"

	"github.com/loopcheck/loopcheck/analyzers/internal/program"
)

// Listeners are objects that somebody is given and keeps in a field, to call a method of
// theirs later on: those that an interface's method stands for.

// findListeners finds whose methods are called under which locks.
func (s *solver) findListeners() {
	for _, f := range s.prog.Funcs {
		for _, call := range f.Calls {
			if call.How != program.Plain || !isOfInterface(call.Callee) || s.prog.InTest(call.Expr.Pos()) {
				continue
			}
			held := s.heldAround(f, call, maxAround)
			if len(held) == 0 {
				continue
			}
			for _, p := range s.keptFor(s.keptIn(call)) {
				for _, h := range held {
					s.addUnder(p.Of, Under{
						Lock: ofSameType(h.Lock, f, p.Of), Param: p.Index, Method: call.Callee.Name(),
						By: nameOf(h.by), Later: true, Alone: s.alone[h.Var],
					})
				}
			}
		}
	}
}

func isOfInterface(fn *types.Func) bool {
	if fn == nil || fn.Signature().Recv() == nil {
		return false
	}
	return types.IsInterface(fn.Signature().Recv().Type())
}

// keptIn is the field that the object is taken from whose method is called: itself, or an
// element of it.
func (s *solver) keptIn(call *program.Call) *types.Var {
	sel, ok := ast.Unparen(call.Expr.Fun).(*ast.SelectorExpr)
	if !ok {
		return nil
	}
	e := ast.Unparen(sel.X)
	if id, ok := e.(*ast.Ident); ok {
		v, ok := s.pass.TypesInfo.Uses[id].(*types.Var)
		if !ok || v.Kind() != types.LocalVar {
			return nil
		}
		assigned := s.prog.Assigned(v)
		if len(assigned) != 1 || assigned[0].Value == nil {
			return nil
		}
		e = ast.Unparen(assigned[0].Value)
	}
	if at, ok := e.(*ast.IndexExpr); ok {
		e = at.X
	}
	if _, field := s.r.of(e); field != nil && field.IsField() {
		return field
	}
	return nil
}

// keptFor are the parameters that are put into a field.
func (s *solver) keptFor(field *types.Var) []program.Param {
	if field == nil {
		return nil
	}
	if s.kept == nil {
		s.kept = make(map[*types.Var][]program.Param)
		for _, st := range s.prog.Stores() {
			if st.Key {
				s.noteKeptIn(st)
			} else {
				s.noteKept(st.To, st.Value)
			}
		}
	}
	return s.kept[field]
}

// noteKept notes the parameters that an assignment puts into a field, as its value, as
// an element or as a key, of its function's own object.
func (s *solver) noteKept(to, value ast.Expr) {
	kept := []ast.Expr{value}
	if at, ok := ast.Unparen(to).(*ast.IndexExpr); ok {
		to, kept = at.X, append(kept, at.Index)
	}
	if call, ok := ast.Unparen(value).(*ast.CallExpr); ok && s.pass.TypesInfo.Types[call.Fun].IsBuiltin() && len(call.Args) > 1 {
		kept = append(kept, call.Args[1:]...)
	}
	object, field := s.r.of(to)
	if field == nil || !field.IsField() || !s.isOwn(object.Root) {
		return
	}
	for _, e := range kept {
		if param, ok := s.keepable(e, field); ok {
			s.kept[field] = append(s.kept[field], param)
		}
	}
}

// isOwn reports whether an object is the one whose method this is, made here, or the
// package's: another one has a lock of its own.
func (s *solver) isOwn(object *types.Var) bool {
	return object != nil && (object.Kind() == types.RecvVar || object.Kind() == types.PackageVar || s.prog.IsMade(object))
}

// noteKeptIn notes the parameter that a struct's literal puts into a field.
func (s *solver) noteKeptIn(st program.Store) {
	field := s.prog.Var(st.To).(*types.Var)
	if param, ok := s.keepable(st.Value, field); ok {
		s.kept[field] = append(s.kept[field], param)
	}
}

// keepable is the parameter that an expression is, if a field may keep it for what it
// calls: an object behind an interface, or a struct of the field's type.
func (s *solver) keepable(e ast.Expr, field *types.Var) (program.Param, bool) {
	if param, ok := s.interfaceParam(e); ok {
		return param, true
	}
	named := program.Named(field.Type())
	id, ok := ast.Unparen(e).(*ast.Ident)
	if !ok || named == nil || types.IsInterface(named) {
		return program.Param{}, false
	}
	v, ok := s.pass.TypesInfo.Uses[id].(*types.Var)
	if !ok || program.Named(v.Type()) != named {
		return program.Param{}, false
	}
	return s.prog.ParamOf(v)
}

// interfaceParam is the parameter of an interface's type that an expression is.
func (s *solver) interfaceParam(e ast.Expr) (program.Param, bool) {
	id, ok := ast.Unparen(e).(*ast.Ident)
	if !ok {
		return program.Param{}, false
	}
	v, ok := s.pass.TypesInfo.Uses[id].(*types.Var)
	if !ok || !types.IsInterface(v.Type()) {
		return program.Param{}, false
	}
	return s.prog.ParamOf(v)
}

// listens adds what an object's method waits for that is called under a lock, if the
// object is of a type of this package.
func (s *solver) listens(u Under, call *program.Call) {
	arg := call.Expr.Args[u.Param]
	by := s.prog.MethodOf(arg, u.Method)
	sum := s.funcs[by]
	if by == nil || sum == nil {
		return
	}
	for _, t := range sum.takes {
		lock := t.Lock
		if !lock.IsShared() {
			if lock.Root == nil || lock.Root != by.Sig.Recv() {
				continue
			}
			lock.Ref = s.r.partOf(arg, lock.Path)
		}
		if !t.Back && lock.Is(u.Lock) {
			s.callbacks = append(s.callbacks, Callback{Under: u, Call: call, At: call.Expr, In: call.In, Func: by, Take: t})
			return
		}
	}
}

// partOf is what a path leads to from an expression's object.
func (r *resolver) partOf(e ast.Expr, path string) Ref {
	if lit := literal(e); lit != nil {
		return r.ofLiteral(lit, path, maxSteps)
	}
	ref, _ := r.of(e)
	return r.madeOf(Ref{Path: path}.on(ref), maxSteps)
}
