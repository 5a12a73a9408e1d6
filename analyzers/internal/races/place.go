package races

import (
	"go/ast"
	"go/token"
	"go/types"

	"github.com/loopcheck/loopcheck/analyzers/internal/contract"
	"github.com/loopcheck/loopcheck/analyzers/internal/program"
)

// A place is a field, as one function's body comes to it: from a variable, by at
// most maxHops fields on the way.
type place struct {
	root  *types.Var
	hops  [maxHops]*types.Var
	field *types.Var      // root, for a variable
	turn  *contract.Turns // what is used is the object there, in turn
}

const maxHops = 2

// A way is how an expression comes to its value: a variable and fields.
type way struct {
	root   *types.Var
	fields []*types.Var
}

// maxAliases bounds how many variables an expression is followed through.
const maxAliases = 8

// wayOf follows an expression in f's body to the variable that it starts from, by
// fields alone: an element, or what a call returns, is nobody knows whose.
func (s *solver) wayOf(f *program.Func, e ast.Expr) (way, bool) {
	var fields []*types.Var
	for range maxAliases {
		w, ok := s.selected(e)
		if !ok {
			return way{}, false
		}
		fields = append(w.fields, fields...)
		if len(fields) > maxHops+1 {
			return way{}, false
		}
		alias := s.alias(f, w.root)
		if alias == nil {
			return way{w.root, fields}, s.keeps(w.root)
		}
		e = alias
	}
	return way{}, false
}

// selected takes an expression apart down to its variable.
func (s *solver) selected(e ast.Expr) (way, bool) {
	var fields []*types.Var // from the last one
	for {
		switch x := ast.Unparen(e).(type) {
		case *ast.Ident:
			v, ok := s.pass.TypesInfo.ObjectOf(x).(*types.Var)
			if !ok {
				return way{}, false
			}
			w := way{root: v}
			for i := range fields {
				w.fields = append(w.fields, fields[len(fields)-1-i])
			}
			return w, true
		case *ast.SelectorExpr:
			if v, ok := s.pass.TypesInfo.Uses[x.Sel].(*types.Var); ok && !v.IsField() {
				return way{}, false // another package's variable
			}
			through := s.fieldsOf(x)
			if len(through) == 0 || len(fields) > maxHops {
				return way{}, false
			}
			for i := range through {
				fields = append(fields, through[len(through)-1-i])
			}
			e = x.X
		case *ast.StarExpr:
			e = x.X
		case *ast.UnaryExpr:
			if x.Op != token.AND {
				return way{}, false
			}
			e = x.X
		default:
			return way{}, false
		}
	}
}

// fieldsOf are the fields that a selector goes through, those that are embedded
// among them; none if it selects a method.
func (s *solver) fieldsOf(sel *ast.SelectorExpr) []*types.Var {
	selection := s.pass.TypesInfo.Selections[sel]
	if selection == nil || selection.Kind() != types.FieldVal {
		return nil
	}
	return fieldsAt(selection.Recv(), selection.Index())
}

// embeddedOf are the fields that the selector of a promoted method goes through.
func (s *solver) embeddedOf(sel *ast.SelectorExpr) []*types.Var {
	selection := s.pass.TypesInfo.Selections[sel]
	if selection == nil || len(selection.Index()) < 2 {
		return nil
	}
	return fieldsAt(selection.Recv(), selection.Index()[:len(selection.Index())-1])
}

func fieldsAt(t types.Type, index []int) []*types.Var {
	var fields []*types.Var
	for _, i := range index {
		if p, ok := t.Underlying().(*types.Pointer); ok {
			t = p.Elem()
		}
		st, ok := t.Underlying().(*types.Struct)
		if !ok {
			return nil
		}
		fields = append(fields, st.Field(i).Origin())
		t = st.Field(i).Type()
	}
	return fields
}

// alias is what a local variable of f stands for; nil if it stands for itself.
func (s *solver) alias(f *program.Func, v *types.Var) ast.Expr {
	if s.isForeign(f, v) || !isReference(v.Type()) {
		return nil
	}
	assigned := s.prog.Assigned(v)
	if len(assigned) != 1 || assigned[0].Result != 0 || assigned[0].Value == nil {
		return nil
	}
	value := ast.Unparen(assigned[0].Value)
	if t := s.pass.TypesInfo.TypeOf(value); t == nil || !types.Identical(t, v.Type()) {
		return nil // the container that it is an element of
	}
	if _, ok := s.selected(value); !ok {
		return nil
	}
	return value
}

// isForeign reports whether a variable is not f's own: somebody gave it to f, or
// has it as well.
func (s *solver) isForeign(f *program.Func, v *types.Var) bool {
	if v == f.Sig.Recv() || v.Parent() == s.pass.Pkg.Scope() || !program.Contains(f.Node(), v.Pos()) {
		return true
	}
	param, ok := s.prog.ParamOf(v)
	return ok && param.Of == f
}

// keeps reports whether a variable leads to the same object as long as it lives: it
// is a pointer that nobody assigns anew, or the object itself, of which closures
// have no copy. A parameter that is a struct is a copy.
func (s *solver) keeps(v *types.Var) bool {
	_, isParam := s.prog.ParamOf(v)
	isParam = isParam || v.Kind() == types.RecvVar
	if isParam && !isReference(v.Type()) {
		return false
	}
	if isParam || v.Parent() == s.pass.Pkg.Scope() {
		n := len(s.prog.Assigned(v))
		return n == 0 || !isParam && (n == 1 || !isReference(v.Type()))
	}
	return true
}

func isReference(t types.Type) bool {
	switch t.Underlying().(type) {
	case *types.Pointer, *types.Map, *types.Interface:
		return true
	}
	return false
}

// placeOf is the place that a way ends at.
func placeOf(w way) (place, bool) {
	n := len(w.fields) - 1
	if n < 0 || n > maxHops {
		return place{}, false
	}
	p := place{root: w.root, field: w.fields[n]}
	copy(p.hops[:], w.fields[:n])
	return p, true
}

// from is a callee's place as its caller sees it, which comes to the callee's
// variable by w.
func (p place) from(w way) (place, bool) {
	fields := w.fields[:len(w.fields):len(w.fields)]
	for _, hop := range p.hops {
		if hop != nil {
			fields = append(fields, hop)
		}
	}
	if p.field != p.root {
		fields = append(fields, p.field)
	}
	if p.turn != nil {
		return inTurn(way{w.root, fields}, p.turn)
	}
	return placeOf(way{w.root, fields})
}

// class is the type of this package whose state a place is, as seen from a
// variable that holds one of its objects.
func (p place) class() *types.TypeName {
	named := program.Named(p.root.Type())
	if named == nil {
		return nil
	}
	return named.Origin().Obj()
}

// guardsItself reports whether values of a type come with their own
// synchronisation, or lead to no state.
func (s *solver) guardsItself(t types.Type) bool {
	does, known := s.guarded[t]
	if !known {
		does = s.synchronised(t, maxDepth)
		s.guarded[t] = does
	}
	return does
}

// maxDepth is how deep in a struct a lock is looked for.
const maxDepth = 2

func (s *solver) synchronised(t types.Type, depth int) bool {
	if named, ok := types.Unalias(t).(*types.Named); ok && named.Obj().Pkg() != nil {
		switch named.Obj().Pkg().Name() {
		case "sync", "atomic":
			return true
		}
	}
	switch u := t.Underlying().(type) {
	case *types.Chan:
		return depth == maxDepth
	case *types.Struct:
		if depth == 0 {
			return false
		}
		for f := range u.Fields() {
			if s.synchronised(f.Type(), depth-1) {
				return true
			}
		}
	}
	return false
}
