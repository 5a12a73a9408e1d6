package program

import (
	"go/ast"
	"go/token"
	"go/types"
)

// GivenAs returns the parameters that an expression's object may have been passed for, here
// or in another function that keeps it, in a field, an element or a channel: h.Listen(l)
// gives what the loop calls as one of h.all. An object of several containers is several.
// What it cannot follow is missing from the answer.
func (p *Package) GivenAs(e ast.Expr) []Param {
	p.keep.Do(p.findKept)
	g := givers{p: p, seen: make(map[ast.Node]bool), asked: make(map[types.Object]bool)}
	g.expr(e)
	return g.params
}

// MethodOf is the body of a method of the concrete type that an expression is of; nil for an
// interface, and for a type whose methods are elsewhere.
func (p *Package) MethodOf(e ast.Expr, name string) *Func {
	t := p.info.TypeOf(e)
	if t == nil || types.IsInterface(t) {
		return nil
	}
	obj, _, _ := types.LookupFieldOrMethod(t, true, p.pkg, name)
	fn, _ := obj.(*types.Func)
	return p.FuncOf(fn)
}

// kept is what a package puts where: the values of variables, fields, channels and their
// elements, a map's keys included, and what callers here pass for parameters.
type kept map[types.Object][]ast.Expr

func (p *Package) findKept() {
	p.kept = make(kept)
	for _, st := range p.Stores() {
		p.noteKept(st.To, st.Value)
	}
	for _, f := range p.Funcs {
		for _, op := range f.Ops {
			if send, ok := op.Node.(*ast.SendStmt); ok {
				p.noteKept(send.Chan, send.Value)
			}
		}
		for _, call := range f.Calls {
			p.notePassed(call)
		}
	}
}

func (p *Package) noteKept(to, value ast.Expr) {
	at, ok := ast.Unparen(to).(*ast.IndexExpr)
	if !ok {
		if v := p.Var(to); v != nil {
			p.kept[v] = append(p.kept[v], value)
		}
		return
	}
	if v := p.Var(at.X); v != nil {
		p.kept[v] = append(p.kept[v], value)
		if isMap(p.info.TypeOf(at.X)) {
			p.kept[v] = append(p.kept[v], at.Index)
		}
	}
}

func (p *Package) notePassed(call *Call) {
	for _, t := range call.Targets {
		if t.Sig.Variadic() {
			continue
		}
		for i := range min(t.Sig.Params().Len(), len(call.Expr.Args)) {
			v := t.Sig.Params().At(i)
			if types.IsInterface(v.Type()) {
				p.kept[v] = append(p.kept[v], call.Expr.Args[i])
			}
		}
	}
}

// maxGivers bounds the expressions that an object is followed through: what stands for more is
// anybody's.
const maxGivers = 32

// givers follows an object back to those who gave it.
type givers struct {
	p      *Package
	seen   map[ast.Node]bool
	asked  map[types.Object]bool
	params []Param
}

func (g *givers) expr(e ast.Expr) {
	e = ast.Unparen(e)
	if e == nil || g.seen[e] || len(g.seen) == maxGivers {
		return
	}
	g.seen[e] = true
	switch e := e.(type) {
	case *ast.Ident, *ast.SelectorExpr:
		g.object(g.p.Var(e))
	case *ast.IndexExpr:
		g.expr(e.X)
	case *ast.TypeAssertExpr:
		g.expr(e.X)
	case *ast.UnaryExpr:
		if e.Op == token.ARROW {
			g.expr(e.X)
		}
	case *ast.CallExpr:
		if g.p.info.Types[e.Fun].IsBuiltin() { // append
			g.each(e.Args)
		}
	}
}

func (g *givers) each(all []ast.Expr) {
	for _, e := range all[:min(len(all), maxGivers)] {
		g.expr(e)
	}
}

func (g *givers) object(obj types.Object) {
	v, ok := obj.(*types.Var)
	if !ok || g.asked[v] {
		return
	}
	g.asked[v] = true
	if param, ok := g.p.params[v]; ok && types.IsInterface(v.Type()) {
		g.params = append(g.params, param)
	}
	g.each(g.p.kept[v])
	if v.Kind() == types.LocalVar {
		for _, a := range g.p.Assigned(v) {
			if a.Result == 0 {
				g.expr(a.Value)
			}
		}
	}
}
