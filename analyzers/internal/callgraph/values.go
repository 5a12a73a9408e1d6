package callgraph

import (
	"go/ast"
	"go/token"
	"go/types"
)

// maxImplementers bounds how many concrete types may stand behind an interface
// for a call through it to mean all of them: beyond that it means nothing.
const maxImplementers = 8

// resolve fills in the bodies that a call may run.
func (g *Graph) resolve(call *Call) {
	if call.Callee != nil {
		if f := g.byObj[call.Callee]; f != nil {
			call.Targets = []Target{{Func: f}}
			return
		}
		for _, f := range g.Implementers(call.Callee) {
			call.Targets = append(call.Targets, Target{Func: f, Dynamic: true})
		}
		return
	}
	for _, v := range g.Values(call.Expr.Fun) {
		if v.Func != nil {
			call.Targets = append(call.Targets, Target{Func: v.Func, Dynamic: v.Dynamic})
		}
	}
}

// Values returns the functions that an expression of func type may hold. What
// it cannot follow (a function from a map of another package, say) is missing
// from the answer: callers must not take an empty answer for "none".
func (g *Graph) Values(e ast.Expr) []Value {
	r := valueResolver{g: g, seen: make(map[ast.Expr]bool)}
	r.expr(e, false)
	return r.values
}

type valueResolver struct {
	g      *Graph
	seen   map[ast.Expr]bool
	values []Value
}

func (r *valueResolver) expr(e ast.Expr, dynamic bool) {
	e = ast.Unparen(e)
	if r.seen[e] {
		return
	}
	r.seen[e] = true
	switch e := e.(type) {
	case *ast.FuncLit:
		r.add(Value{Func: r.g.byLit[e], Dynamic: dynamic})
	case *ast.Ident:
		r.object(r.g.info.ObjectOf(e), dynamic)
	case *ast.SelectorExpr:
		r.object(r.g.info.ObjectOf(e.Sel), dynamic)
	case *ast.IndexExpr:
		if fn, ok := r.g.info.ObjectOf(identOf(e.X)).(*types.Func); ok {
			r.object(fn, dynamic) // an instantiation, not an element
			return
		}
		r.each(r.g.elems[r.g.objectOf(e.X)], true)
	case *ast.IndexListExpr:
		r.expr(e.X, dynamic)
	case *ast.CallExpr:
		r.call(e, dynamic)
	case *ast.UnaryExpr:
		if e.Op == token.ARROW {
			r.each(r.g.elems[r.g.objectOf(e.X)], true)
		}
	}
}

func (r *valueResolver) object(obj types.Object, dynamic bool) {
	switch obj := obj.(type) {
	case *types.Func:
		obj = obj.Origin()
		if f := r.g.byObj[obj]; f != nil {
			r.add(Value{Func: f, Dynamic: dynamic})
			return
		}
		for _, f := range r.g.Implementers(obj) {
			r.add(Value{Func: f, Dynamic: true})
		}
		r.add(Value{Other: obj, Dynamic: dynamic})
	case *types.Var:
		obj = obj.Origin()
		if p, ok := r.g.params[obj]; ok {
			r.add(Value{Param: p, Dynamic: dynamic})
			if dynamic { // stored by one function, called by another: its callers say what it is
				r.each(r.g.args[obj], true)
			}
		}
		r.each(r.g.stored[obj], dynamic || obj.IsField())
		// A range variable over a container of functions holds its elements.
		r.each(r.g.elems[r.g.rangedFor(obj)], true)
	}
}

func (r *valueResolver) each(exprs []ast.Expr, dynamic bool) {
	for _, e := range exprs {
		r.expr(e, dynamic)
	}
}

// call follows a conversion to its operand, and a call of a function of this
// package to what it returns.
func (r *valueResolver) call(e *ast.CallExpr, dynamic bool) {
	if r.g.info.Types[e.Fun].IsType() && len(e.Args) == 1 {
		r.expr(e.Args[0], dynamic)
		return
	}
	fn, ok := r.g.info.ObjectOf(identOf(e.Fun)).(*types.Func)
	if !ok {
		return
	}
	body := r.g.byObj[fn.Origin()]
	if body == nil {
		return
	}
	for _, results := range r.g.rets[body] {
		r.each(results, dynamic)
	}
}

func (r *valueResolver) add(v Value) {
	if v.Func == nil && v.Other == nil && v.Param.Var == nil {
		return
	}
	r.values = append(r.values, v)
}

// identOf is the identifier at the end of a name, with or without a qualifier
// and type arguments; nil for anything else.
func identOf(e ast.Expr) *ast.Ident {
	switch e := ast.Unparen(e).(type) {
	case *ast.Ident:
		return e
	case *ast.SelectorExpr:
		return e.Sel
	case *ast.IndexExpr:
		return identOf(e.X)
	case *ast.IndexListExpr:
		return identOf(e.X)
	}
	return nil
}

// Implementers returns the bodies of this package behind an interface method,
// if the interface is declared here and few enough types implement it.
func (g *Graph) Implementers(method *types.Func) []*Func {
	if method.Pkg() != g.pkg {
		return nil
	}
	if fs, ok := g.impls[method]; ok {
		return fs
	}
	fs := g.findImplementers(method)
	if len(fs) > maxImplementers {
		fs = nil
	}
	g.impls[method] = fs
	return fs
}

func (g *Graph) findImplementers(method *types.Func) []*Func {
	recv := method.Signature().Recv()
	if recv == nil {
		return nil
	}
	iface, ok := recv.Type().Underlying().(*types.Interface)
	if !ok || iface.NumMethods() == 0 {
		return nil
	}
	var fs []*Func
	seen := make(map[*Func]bool)
	for _, f := range g.Funcs {
		if f.Obj == nil || f.Obj.Name() != method.Name() {
			continue
		}
		named := ReceiverNamed(f.Obj)
		if named == nil || types.IsInterface(named) || seen[f] {
			continue
		}
		if types.Implements(named, iface) || types.Implements(types.NewPointer(named), iface) {
			seen[f] = true
			fs = append(fs, f)
		}
	}
	return fs
}
