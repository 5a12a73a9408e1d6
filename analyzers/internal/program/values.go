package program

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
)

// maxImplementers bounds how many concrete types may stand behind an interface
// for a call through it to mean all of them: beyond that it means nothing.
const maxImplementers = 8

// maxNamesakes bounds how many types with a method of that name are asked
// whether they implement the interface.
const maxNamesakes = 128

// maxMethods bounds how many methods an interface has whose implementers are
// sought: to compare a type with it takes the square of that.
const maxMethods = 128

// resolve fills in the bodies that a call may run.
func (p *Package) resolve(call *Call) {
	if call.Callee == nil {
		call.Values = slices.DeleteFunc(p.Values(call.Expr.Fun), func(v Value) bool { return p.isTests(v.Func, call) })
		for _, v := range call.Values {
			if v.Func != nil {
				call.Targets = append(call.Targets, Target{Func: v.Func, Dynamic: v.Dynamic})
			}
		}
		return
	}
	if f := p.byObj[call.Callee]; f != nil {
		call.Targets = []Target{{Func: f}}
		return
	}
	for _, f := range p.Implementers(call.Callee) {
		if !p.isTests(f, call) {
			call.Targets = append(call.Targets, Target{Func: f, Dynamic: true})
		}
	}
}

// isTests reports whether a body is a test's, which a call in the program may come to:
// what a test puts there is not what the program does.
func (p *Package) isTests(f *Func, call *Call) bool {
	return f != nil && p.InTest(f.Node().Pos()) && !p.InTest(call.Expr.Pos())
}

// Bounds of [Package.Values]: what an expression may hold beyond them is
// unknown, so that n calls through a table of n functions are no n*n pairs.
const (
	maxValues = 64
	maxSteps  = 256 // expressions that are followed
)

// Values returns the functions that an expression of func type may hold, in the
// order in which they are met. What it cannot follow (a function from a map of
// another package, say) is missing from the answer: callers must not take an
// empty answer for "none".
func (p *Package) Values(e ast.Expr) []Value {
	r := valueResolver{p: p, seen: make(map[ast.Expr]bool), asked: make(map[held]bool)}
	r.expr(e, false)
	return r.values
}

type valueResolver struct {
	p      *Package
	seen   map[ast.Expr]bool
	asked  map[held]bool
	way    []*types.Var // variables that lead to the expression at hand
	values []Value
}

// held is what a variable holds, stored on the way or not.
type held struct {
	by      *types.Var
	dynamic bool
}

// full reports whether a bound is reached.
func (r *valueResolver) full() bool { return len(r.seen) == maxSteps || len(r.values) == maxValues }

func (r *valueResolver) expr(e ast.Expr, dynamic bool) {
	e = ast.Unparen(e)
	if r.seen[e] || r.full() {
		return
	}
	r.seen[e] = true
	switch e := e.(type) {
	case *ast.FuncLit:
		if !r.wraps(e) {
			r.add(Value{Func: r.p.byLit[e], Dynamic: dynamic})
		}
	case *ast.Ident:
		r.object(r.p.info.ObjectOf(e), dynamic)
	case *ast.SelectorExpr:
		r.object(r.p.info.ObjectOf(e.Sel), dynamic)
	case *ast.IndexExpr:
		if fn, ok := r.p.funcNamed(e.X); ok {
			r.object(fn, dynamic) // an instantiation, not an element
			return
		}
		r.each(r.p.elems[r.p.Var(e.X)], true)
	case *ast.IndexListExpr:
		r.expr(e.X, dynamic)
	case *ast.CallExpr:
		r.call(e, dynamic)
	case *ast.UnaryExpr:
		if e.Op == token.ARROW {
			r.each(r.p.elems[r.p.Var(e.X)], true)
		}
	}
}

// wraps reports whether a literal runs what a variable on the way held before the literal
// took its place: with old := c.done; c.done = func() { old() }, old is not this literal.
func (r *valueResolver) wraps(lit *ast.FuncLit) bool {
	for _, v := range r.way[:max(0, len(r.way)-1)] {
		if v.Parent() != nil && v.Parent() != r.p.pkg.Scope() && v.Parent().Contains(lit.Pos()) && r.p.mentions(lit, v) {
			return true
		}
	}
	return false
}

// mentions reports whether a variable is named somewhere in a node.
func (p *Package) mentions(n ast.Node, v *types.Var) bool {
	found := false
	ast.Inspect(n, func(n ast.Node) bool {
		id, ok := n.(*ast.Ident)
		found = found || ok && p.info.Uses[id] == v
		return !found
	})
	return found
}

func (r *valueResolver) object(obj types.Object, dynamic bool) {
	switch obj := obj.(type) {
	case *types.Func:
		obj = obj.Origin()
		if f := r.p.byObj[obj]; f != nil {
			r.add(Value{Func: f, Dynamic: dynamic})
			return
		}
		for _, f := range r.p.Implementers(obj) {
			r.add(Value{Func: f, Dynamic: true})
		}
		r.add(Value{Other: obj, Dynamic: dynamic})
	case *types.Var:
		r.variable(obj.Origin(), dynamic)
	}
}

func (r *valueResolver) variable(v *types.Var, dynamic bool) {
	if r.asked[held{v, dynamic}] {
		return
	}
	r.asked[held{v, dynamic}] = true
	r.way = append(r.way, v)
	defer func() { r.way = r.way[:len(r.way)-1] }()
	if p, ok := r.p.params[v]; ok {
		r.add(Value{Param: p, Dynamic: dynamic})
		if dynamic { // stored by one function, called by another: its callers say what it is
			r.each(r.p.args[v], true)
		}
	}
	r.each(r.p.stored[v], dynamic || v.IsField())
	// A range variable over a container of functions holds its elements.
	r.each(r.p.elems[r.p.rangedFor(v)], true)
}

func (r *valueResolver) each(exprs []ast.Expr, dynamic bool) {
	for _, e := range exprs {
		if r.full() {
			return
		}
		r.expr(e, dynamic)
	}
}

// call follows a conversion to its operand, and a call of a function of this
// package to what it returns.
func (r *valueResolver) call(e *ast.CallExpr, dynamic bool) {
	if r.p.info.Types[e.Fun].IsType() && len(e.Args) == 1 {
		r.expr(e.Args[0], dynamic)
		return
	}
	callee := r.p.Callee(e)
	if callee == nil {
		return
	}
	bodies := []*Func{r.p.FuncOf(callee)}
	if bodies[0] == nil {
		bodies, dynamic = r.p.Implementers(callee), true
	}
	for _, body := range bodies {
		if len(r.p.rets[body]) > 0 {
			r.each(r.p.rets[body][0], dynamic) // a call with several results is no value
		}
	}
}

func (r *valueResolver) add(v Value) {
	if v.Func == nil && v.Other == nil && v.Param.Var == nil {
		return
	}
	r.values = append(r.values, v)
}

// funcNamed is the function that an expression names, with or without a
// qualifier and type arguments.
func (p *Package) funcNamed(e ast.Expr) (*types.Func, bool) {
	switch e := ast.Unparen(e).(type) {
	case *ast.Ident:
		fn, ok := p.info.Uses[e].(*types.Func)
		return fn, ok
	case *ast.SelectorExpr:
		fn, ok := p.info.Uses[e.Sel].(*types.Func)
		return fn, ok
	case *ast.IndexExpr:
		return p.funcNamed(e.X)
	case *ast.IndexListExpr:
		return p.funcNamed(e.X)
	}
	return nil, false
}

// Implementers returns the bodies of this package behind an interface method,
// if the interface is declared here and few enough types implement it. What its name
// says stands in for another in tests is none of them, wherever it is compiled.
func (p *Package) Implementers(method *types.Func) []*Func {
	if method.Pkg() != p.pkg {
		return nil
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	fs, ok := p.impls[method]
	if !ok {
		fs = p.findImplementers(method)
		p.impls[method] = fs
	}
	return fs
}

func (p *Package) findImplementers(method *types.Func) []*Func {
	recv := method.Signature().Recv()
	if recv == nil {
		return nil
	}
	iface, ok := recv.Type().Underlying().(*types.Interface)
	if !ok || iface.NumMethods() == 0 || iface.NumMethods() > maxMethods || len(p.methods[method.Name()]) > maxNamesakes {
		return nil
	}
	var fs []*Func
	for _, f := range p.methods[method.Name()] {
		named := ReceiverNamed(f.Obj)
		if isDouble(named.Obj().Name()) || !p.implements(named, iface) {
			continue
		}
		if fs = append(fs, f); len(fs) > maxImplementers {
			return nil
		}
	}
	return fs
}

// implements remembers the answer, which every method of the interface asks for.
func (p *Package) implements(t *types.Named, iface *types.Interface) bool {
	asked := implementer{t, iface}
	does, ok := p.does[asked]
	if !ok {
		does = types.Implements(t, iface) || types.Implements(types.NewPointer(t), iface)
		p.does[asked] = does
	}
	return does
}
