package program

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
)

// maxBehind bounds how many types of other packages may stand behind an interface for a
// call through it to mean them: beyond that it means nothing.
const maxBehind = 4

// Behind returns the methods of other packages that a call of an interface's method may
// mean: those of the concrete types that this package converts to the interface, or else
// of the one that the interface itself names.
func (p *Package) Behind(method *types.Func) []*types.Func {
	recv := method.Signature().Recv()
	if recv == nil || method.Pkg() == nil {
		return nil // error's
	}
	iface := Named(recv.Type())
	if iface == nil || !types.IsInterface(iface) {
		return nil
	}
	p.behind.Do(p.findConverted)
	becoming, converted := p.converted[iface.Obj()]
	if !converted {
		becoming = drawnFrom(iface)
	}
	var all []*types.Func
	for _, t := range becoming {
		obj, _, _ := types.LookupFieldOrMethod(t, true, p.pkg, method.Name())
		if fn, ok := obj.(*types.Func); ok && fn.Pkg() != p.pkg {
			all = append(all, fn.Origin())
		}
	}
	return all
}

// Meant is the function that a call means: of an interface's method the one that is
// behind it, if there is one alone.
func (p *Package) Meant(fn *types.Func) *types.Func {
	if behind := p.Behind(fn); len(behind) == 1 {
		return behind[0]
	}
	return fn
}

// drawnFrom is the type of another package that an interface was drawn from, if it shows
// that: its methods return what has them all, as those of a type do that returns itself,
// so that calls can be chained. Whoever puts an interface in front of such a type, for
// tests, has to name it.
func drawnFrom(iface *types.Named) []types.Type {
	methods, ok := iface.Underlying().(*types.Interface)
	if !ok || methods.NumMethods() > maxMethods {
		return nil
	}
	for m := range methods.Methods() {
		for result := range m.Signature().Results().Variables() {
			t := Named(result.Type())
			if t == nil || types.IsInterface(t) || t.Obj().Pkg() == nil || t.Obj().Pkg() == iface.Obj().Pkg() {
				continue
			}
			if types.Implements(result.Type(), methods) {
				return []types.Type{result.Type()}
			}
		}
	}
	return nil
}

// findConverted notes which concrete types become which named interfaces.
func (p *Package) findConverted() {
	p.converted = make(map[*types.TypeName][]types.Type)
	for _, file := range p.files {
		if p.InTest(file.Pos()) {
			continue
		}
		c := converter{p: p}
		ast.PreorderStack(file, nil, func(n ast.Node, stack []ast.Node) bool {
			c.visit(n, stack)
			return true
		})
	}
	for iface, all := range p.converted {
		if len(all) > maxBehind {
			delete(p.converted, iface)
		}
	}
}

type converter struct{ p *Package }

func (c converter) visit(n ast.Node, stack []ast.Node) {
	info := c.p.info
	switch n := n.(type) {
	case *ast.AssignStmt:
		if len(n.Lhs) == len(n.Rhs) && n.Tok == token.ASSIGN { // what := declares is of the value's own type
			for i := range n.Lhs {
				c.becomes(n.Rhs[i], info.TypeOf(n.Lhs[i]))
			}
		}
	case *ast.ValueSpec:
		for i, value := range n.Values {
			if i < len(n.Names) && len(n.Names) == len(n.Values) {
				c.becomes(value, info.TypeOf(n.Names[i]))
			}
		}
	case *ast.CallExpr:
		c.call(n)
	case *ast.CompositeLit:
		c.composite(n)
	case *ast.ReturnStmt:
		if sig := c.p.signatureAround(stack); sig != nil && sig.Results().Len() == len(n.Results) {
			for i, value := range n.Results {
				c.becomes(value, sig.Results().At(i).Type())
			}
		}
	}
}

func (c converter) call(call *ast.CallExpr) {
	fun := c.p.info.Types[call.Fun]
	if fun.IsType() {
		if len(call.Args) == 1 {
			c.becomes(call.Args[0], fun.Type)
		}
		return
	}
	sig := signature(fun.Type)
	if sig == nil {
		return
	}
	for i, arg := range call.Args {
		switch n := sig.Params().Len(); {
		case sig.Variadic() && i >= n-1 && !call.Ellipsis.IsValid():
			if s, ok := sig.Params().At(n - 1).Type().Underlying().(*types.Slice); ok {
				c.becomes(arg, s.Elem())
			}
		case i < n:
			c.becomes(arg, sig.Params().At(i).Type())
		}
	}
}

func (c converter) composite(lit *ast.CompositeLit) {
	t := c.p.info.TypeOf(lit)
	if t == nil {
		return
	}
	var elem types.Type
	switch u := deref(t).Underlying().(type) {
	case *types.Struct:
		for i, e := range lit.Elts {
			if field, value := structElement(c.p.info, u, i, e); field != nil {
				c.becomes(value, field.Type())
			}
		}
		return
	case *types.Slice:
		elem = u.Elem()
	case *types.Array:
		elem = u.Elem()
	case *types.Map:
		elem = u.Elem()
	}
	for _, e := range lit.Elts {
		if kv, ok := e.(*ast.KeyValueExpr); ok {
			e = kv.Value
		}
		c.becomes(e, elem)
	}
}

// becomes notes that a value of a concrete type of another package becomes an interface.
func (c converter) becomes(value ast.Expr, to types.Type) {
	iface := Named(to)
	if iface == nil || !types.IsInterface(iface) {
		return
	}
	t := c.p.info.TypeOf(value)
	named := Named(t)
	if named == nil || types.IsInterface(named) || named.Obj().Pkg() == nil || named.Obj().Pkg() == c.p.pkg {
		return
	}
	have := c.p.converted[iface.Obj()]
	if !slices.ContainsFunc(have, func(u types.Type) bool { return types.Identical(t, u) }) {
		c.p.converted[iface.Obj()] = append(have, t)
	}
}
