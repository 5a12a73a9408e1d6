package locks

import (
	"go/ast"
	"go/token"
	"go/types"
	"strings"

	"github.com/loopcheck/loopcheck/analyzers/internal/edges"
	"github.com/loopcheck/loopcheck/analyzers/internal/program"
)

// A Ref says which object an expression means, as one function sees it: the
// variable that it starts from and the fields that lead on. Two equal ones in
// one function are one object, unless somebody puts another into a field
// meanwhile. Without a root nobody knows which object it is.
type Ref struct {
	Root *types.Var // a receiver, parameter, variable of the function or around it, or the package's
	Path string     // ".client.mu"
}

// Known reports whether the object is known.
func (r Ref) Known() bool { return r.Root != nil }

// Owner is the object that holds the one that r means in a field of its own.
func (r Ref) Owner() Ref {
	return Ref{r.Root, r.Path[:max(0, strings.LastIndexByte(r.Path, '.'))]}
}

// String is for messages: "h.client.mu".
func (r Ref) String() string {
	if r.Root == nil {
		return strings.TrimPrefix(r.Path, ".")
	}
	return r.Root.Name() + r.Path
}

// IsShared reports whether a root is the package's, so that all functions mean one object.
func (r Ref) IsShared() bool {
	return r.Root != nil && r.Root.Kind() == types.PackageVar
}

// A resolver finds what expressions mean.
type resolver struct {
	prog     *program.Package
	info     *types.Info
	returned map[*program.Func]Ref               // by accessors
	literals map[*program.Func]*ast.CompositeLit // see returnedLiteral
	holders  func() map[*ast.CallExpr]ast.Expr   // see holderOf
	conds    func() map[types.Object]condLock    // see condLocks
}

// maxSteps bounds how many variables are followed to what they stand for.
const maxSteps = 8

// of is what an expression means where it stands, and the field or variable that
// it names.
func (r *resolver) of(e ast.Expr) (Ref, *types.Var) { return r.follow(e, maxSteps) }

func (r *resolver) follow(e ast.Expr, steps int) (Ref, *types.Var) {
	switch e := ast.Unparen(e).(type) {
	case *ast.Ident:
		if v, ok := r.info.ObjectOf(e).(*types.Var); ok && !v.IsField() {
			return r.variable(v, steps)
		}
	case *ast.StarExpr:
		return r.follow(e.X, steps)
	case *ast.UnaryExpr:
		if e.Op == token.AND {
			return r.follow(e.X, steps)
		}
	case *ast.TypeAssertExpr:
		return r.follow(e.X, steps)
	case *ast.SelectorExpr:
		return r.selected(e, steps)
	case *ast.CallExpr:
		return r.called(e, steps)
	}
	return Ref{}, nil
}

// variable is what a variable stands for: another name of something, if that is
// all it is ever assigned, or itself. One that changes is nothing for sure.
func (r *resolver) variable(v *types.Var, steps int) (Ref, *types.Var) {
	if v.Kind() == types.PackageVar {
		return Ref{Root: v}, v
	}
	assigned := r.prog.Assigned(v)
	_, isParam := r.prog.ParamOf(v)
	switch {
	case len(assigned) > 1 || len(assigned) > 0 && (isParam || v.Kind() == types.RecvVar):
		return Ref{}, nil
	case len(assigned) == 1 && assigned[0].Result == 0 && steps > 0 && r.isName(v, assigned[0].Value):
		if ref, field := r.follow(assigned[0].Value, steps-1); ref.Known() {
			return ref, field
		}
	}
	return Ref{Root: v}, v
}

// isName reports whether a variable that is assigned a value is another name of
// it: an element has another type than what is gone round.
func (r *resolver) isName(v *types.Var, value ast.Expr) bool {
	t := r.info.TypeOf(value)
	if value == nil || t == nil {
		return false
	}
	_, isStruct := v.Type().Underlying().(*types.Struct)
	return !isStruct && (types.Identical(t, v.Type()) || types.IsInterface(v.Type()))
}

// ElementOf is the container that a variable holds an element or a key of, if that is
// all that it is ever assigned, and the expression that it is assigned.
func (r *Result) ElementOf(v *types.Var) (of Ref, from ast.Expr, ok bool) {
	if v == nil || v.Kind() != types.LocalVar {
		return Ref{}, nil, false
	}
	assigned := r.r.prog.Assigned(v)
	if len(assigned) != 1 || assigned[0].Value == nil {
		return Ref{}, nil, false
	}
	from = ast.Unparen(assigned[0].Value)
	e := from
	if at, ok := e.(*ast.IndexExpr); ok {
		e = at.X
	}
	switch t := r.r.info.TypeOf(e); t.Underlying().(type) {
	case *types.Map, *types.Slice, *types.Array:
		of, _ = r.Of(e)
	}
	return of, from, of.Known()
}

// selected follows a selector through the fields that it names and those that it
// goes through silently.
func (r *resolver) selected(e *ast.SelectorExpr, steps int) (Ref, *types.Var) {
	s := r.info.Selections[e]
	if s == nil {
		v, _ := r.info.Uses[e.Sel].(*types.Var)
		if v == nil {
			return Ref{}, nil
		}
		return Ref{Root: v}, v // another package's variable
	}
	if s.Kind() != types.FieldVal {
		return Ref{}, nil
	}
	base, _ := r.follow(e.X, steps)
	path, field := fields(s.Recv(), s.Index())
	if isCondLock(field) {
		if ref, lock, ok := r.ofCond(e.X, base); ok {
			return ref, lock
		}
	}
	if !base.Known() {
		return Ref{}, field
	}
	return r.madeOf(Ref{base.Root, base.Path + path}, steps), field
}

// receiver is what a method is called on: x in x.Close(), and the field that x
// embeds if the method is that one's.
func (r *resolver) receiver(e *ast.SelectorExpr) (Ref, *types.Var) {
	base, v := r.follow(e.X, maxSteps)
	s := r.info.Selections[e]
	if s == nil {
		return Ref{}, nil
	}
	path, field := fields(s.Recv(), s.Index()[:len(s.Index())-1])
	if field == nil {
		return base, v
	}
	if !base.Known() {
		return Ref{}, field
	}
	return Ref{base.Root, base.Path + path}, field
}

// fields writes the way from a struct through its fields, and the last of them.
func fields(t types.Type, index []int) (string, *types.Var) {
	var path strings.Builder
	var last *types.Var
	for _, i := range index {
		if p, ok := t.Underlying().(*types.Pointer); ok {
			t = p.Elem()
		}
		st, ok := t.Underlying().(*types.Struct)
		if !ok || i >= st.NumFields() {
			return "", nil
		}
		last = st.Field(i).Origin()
		path.WriteString("." + last.Name())
		t = st.Field(i).Type()
	}
	return path.String(), last
}

// called follows a conversion, and an accessor to what it returns.
func (r *resolver) called(e *ast.CallExpr, steps int) (Ref, *types.Var) {
	if r.info.Types[e.Fun].IsType() && len(e.Args) == 1 {
		return r.follow(e.Args[0], steps)
	}
	if r.isReader(e) && steps > 0 {
		return r.receiver(ast.Unparen(e.Fun).(*ast.SelectorExpr))
	}
	f := r.prog.FuncOf(r.prog.Callee(e))
	if f == nil || steps == 0 {
		return Ref{}, nil
	}
	ref, known := r.returned[f]
	if !known {
		r.returned[f] = Ref{} // for what comes back to itself
		ref = r.returnedBy(f, steps-1)
		r.returned[f] = ref
	}
	return r.lift(ref, hop{to: f, call: e}), nil
}

// returnedBy is what a function means whose body is a return of it.
func (r *resolver) returnedBy(f *program.Func, steps int) Ref {
	if f.Decl == nil || f.Decl.Body == nil || len(f.Decl.Body.List) != 1 {
		return Ref{}
	}
	ret, ok := f.Decl.Body.List[0].(*ast.ReturnStmt)
	if !ok || len(ret.Results) != 1 {
		return Ref{}
	}
	ref, _ := r.follow(ret.Results[0], steps)
	return ref
}

// A hop is how a function is run by another one: a call, or a function value that
// is handed to somebody who runs it in place.
type hop struct {
	from  *program.Func // nil for one in the function that is asked of
	to    *program.Func
	call  *ast.CallExpr
	value ast.Expr // what is handed on; nil for a call
}

func hopOf(e edges.Edge) hop {
	h := hop{from: e.From, to: e.To}
	if value, ok := e.At.(ast.Expr); ok && e.Handed {
		h.value = value
	} else if e.Call != nil {
		h.call = e.Call.Expr
	}
	return h
}

// lift turns what a function means into what one that runs it means. What only
// the callee knows is unknown to its caller.
func (r *resolver) lift(ref Ref, h hop) Ref {
	base := ref.Root
	switch {
	case base == nil, ref.IsShared():
		return ref
	case base == h.to.Sig.Recv():
		return r.madeOf(ref.on(r.receiverIn(h)), maxSteps)
	case base.Name() == "" && base == madeBy(h.to):
		return ref.on(r.holderOf(h.call))
	case !program.Contains(h.to.Node(), base.Pos()):
		// Captured: the literal's surroundings have it too, and others have
		// nothing that is surely of the same call.
		if h.from != nil && !surrounds(h.from, base) {
			return Ref{}
		}
		return ref
	}
	param, ok := r.prog.ParamOf(base)
	if !ok || param.Of != h.to || h.call == nil || h.to.Sig.Variadic() || param.Index >= len(h.call.Args) {
		return Ref{}
	}
	arg, _ := r.of(h.call.Args[param.Index])
	return r.madeOf(ref.on(arg), maxSteps)
}

// surrounds reports whether a function has a variable of its own, or stands in one
// that has it.
func surrounds(f *program.Func, v *types.Var) bool {
	if d := f.Declared(); d != nil {
		f = d
	}
	return program.Contains(f.Node(), v.Pos())
}

// receiverIn is whose method a hop runs.
func (r *resolver) receiverIn(h hop) Ref {
	e := h.value
	if h.call != nil {
		e = h.call.Fun
	}
	sel, ok := ast.Unparen(e).(*ast.SelectorExpr)
	if !ok {
		return Ref{}
	}
	if s := r.info.Selections[sel]; s == nil || s.Kind() != types.MethodVal {
		return Ref{} // a method that a field holds, of whomever
	}
	ref, _ := r.receiver(sel)
	return ref
}

// on is r as a part of what base means.
func (r Ref) on(base Ref) Ref {
	if !base.Known() {
		return Ref{}
	}
	return Ref{base.Root, base.Path + r.Path}
}
