package program

import (
	"go/ast"
	"go/token"
	"go/types"
)

// AccessKind says how a selector is used.
type AccessKind int

const (
	Read    AccessKind = iota
	Written            // assigned, counted up, or what it holds is changed: further down, through a pointer, by delete or clear
	Element            // an element of it is assigned or counted up
	Address            // its address is taken
	Method             // it is a method, called or as a value
)

// An Access is a selection of a field or a method, x.f, in a function's own body.
type Access struct {
	In     *Func
	Sel    *ast.SelectorExpr
	Kind   AccessKind
	Field  *types.Var  // as declared; nil for a method
	Method *types.Func // as declared; nil for a field

	// Value is what an assignment gives to the field or its element; nil for
	// one that no expression names.
	Value ast.Expr

	// Beyond says that what is written is not the field but what it leads to: an
	// element, what a pointer in it points to.
	Beyond bool

	// Embedded says that Sel names another field or method, and goes through
	// this one silently.
	Embedded bool

	// Use is the selector that this one is used for, where the field holds a
	// struct and the kind says what becomes of a part of that: m.view.Width for
	// m.view. It is nil where the field is used as a whole.
	Use *ast.SelectorExpr

	// Part is the struct's field that Use goes through first; nil for a method.
	Part *types.Var

	// Through is the method with a pointer receiver that the struct is selected
	// for, by its address: what the method does to it.
	Through *types.Func
}

// Accesses lists the fields and methods that f's own body selects, in source order.
func (p *Package) Accesses(f *Func) []Access {
	body := f.Body()
	if body == nil {
		return nil
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	all, ok := p.accesses[f]
	if !ok {
		a := accessor{p: p, f: f, uses: make(map[*ast.SelectorExpr]use)}
		ast.Inspect(body, a.visit)
		all = a.found
		p.accesses[f] = all
	}
	return all
}

// An accessor reads one body. What a selector is used for is noted at the
// statement or expression around it, which comes first.
type accessor struct {
	p     *Package
	f     *Func
	uses  map[*ast.SelectorExpr]use
	found []Access
}

type use struct {
	kind    AccessKind
	value   ast.Expr
	beyond  bool
	of      *ast.SelectorExpr
	part    *types.Var
	through *types.Func
}

func (a *accessor) visit(n ast.Node) bool {
	switch n := n.(type) {
	case *ast.FuncLit:
		return false
	case ast.Stmt:
		if a.f.Tail.holds(n) {
			return false
		}
	}
	switch n := n.(type) {
	case *ast.AssignStmt:
		for i, l := range n.Lhs {
			var value ast.Expr
			if len(n.Lhs) == len(n.Rhs) && n.Tok == token.ASSIGN {
				value = n.Rhs[i]
			}
			a.sets(l, value, false)
		}
	case *ast.IncDecStmt:
		a.sets(n.X, nil, false)
	case *ast.CallExpr:
		a.builtin(n)
	case *ast.UnaryExpr:
		if sel, ok := ast.Unparen(n.X).(*ast.SelectorExpr); ok && n.Op == token.AND {
			a.uses[sel] = use{kind: Address}
		}
	case *ast.SelectorExpr:
		a.selector(n)
	}
	return true
}

// sets notes which selector an assignment's target ends in: m.a.b for m.a.b[i].
func (a *accessor) sets(target, value ast.Expr, beyond bool) {
	target = ast.Unparen(target)
	kind := Written
	if ix, ok := target.(*ast.IndexExpr); ok {
		if _, direct := ast.Unparen(ix.X).(*ast.SelectorExpr); direct {
			kind = Element
		}
	}
	for {
		switch e := target.(type) {
		case *ast.SelectorExpr:
			a.uses[e] = use{kind: kind, value: value, beyond: beyond}
			return
		case *ast.IndexExpr:
			target, beyond = ast.Unparen(e.X), true
		case *ast.StarExpr:
			target, beyond = ast.Unparen(e.X), true
		default:
			return
		}
	}
}

// builtin notes what delete and clear change.
func (a *accessor) builtin(call *ast.CallExpr) {
	id, ok := ast.Unparen(call.Fun).(*ast.Ident)
	if !ok || len(call.Args) == 0 || id.Name != "delete" && id.Name != "clear" {
		return
	}
	if a.p.info.Types[call.Fun].IsBuiltin() {
		a.sets(call.Args[0], nil, true)
	}
}

func (a *accessor) selector(sel *ast.SelectorExpr) {
	access := Access{In: a.f, Sel: sel}
	used := a.uses[sel]
	switch obj := a.p.info.Uses[sel.Sel].(type) {
	case *types.Var:
		if !obj.IsField() {
			return // another package's variable
		}
		access.Field = obj.Origin()
		access.apply(used)
	case *types.Func:
		if obj.Signature().Recv() == nil {
			return // another package's function
		}
		access.Kind, access.Method = Method, obj.Origin()
	default:
		return
	}
	a.found = append(a.found, access)
	a.embedded(access, used)
	a.holder(access, used)
}

func (access *Access) apply(u use) {
	access.Kind, access.Value, access.Beyond = u.kind, u.value, u.beyond
	access.Use, access.Part, access.Through = u.of, u.part, u.through
}
