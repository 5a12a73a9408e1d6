package program

import (
	"go/ast"
	"go/types"
)

// An Assignment is what a variable gets: an expression's value, or, with Result,
// a later one of a call's results or of a comma-ok form. The container stands for an
// element of a range, and for a map's key.
type Assignment struct {
	Value   ast.Expr
	Result  int
	Element bool // of Value
}

// Assigned lists what a variable is assigned, in source order.
func (p *Package) Assigned(v *types.Var) []Assignment {
	p.assign.Do(p.findAssigned)
	return p.assigned[v]
}

// A Store is a value that is put into a variable, a field or an element: by an
// assignment, a declaration or a struct's literal.
type Store struct {
	To, Value ast.Expr
	Key       bool // To is a field's name, in a literal
}

// stores are what a package puts where.
type stores struct {
	all  []Store
	into map[types.Object][]ast.Expr // by what it is put into
	from map[types.Object]bool       // what is put somewhere
}

// Stores lists what is put where, in source order. What gets a later result of a call, or
// of a comma-ok form, is not among them: see Assigned.
func (p *Package) Stores() []Store {
	p.store.Do(p.findStores)
	return p.stores.all
}

// PutInto is what this package puts into a variable or a field: other packages may put more
// into one that is exported.
func (p *Package) PutInto(of types.Object) []ast.Expr {
	p.store.Do(p.findStores)
	return p.stores.into[of]
}

// IsStored reports whether the value of a variable or field is put somewhere else.
func (p *Package) IsStored(of types.Object) bool {
	p.store.Do(p.findStores)
	return p.stores.from[of]
}

func (p *Package) findStores() {
	p.stores = stores{into: make(map[types.Object][]ast.Expr), from: make(map[types.Object]bool)}
	for _, file := range p.files {
		ast.Inspect(file, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.AssignStmt:
				for i := range min(len(n.Lhs), len(n.Rhs)) {
					p.noteStore(Store{To: n.Lhs[i], Value: n.Rhs[i]})
				}
			case *ast.ValueSpec:
				for i := range min(len(n.Names), len(n.Values)) {
					p.noteStore(Store{To: n.Names[i], Value: n.Values[i]})
				}
			case *ast.KeyValueExpr:
				if field, ok := p.Var(n.Key).(*types.Var); ok && field.IsField() && isIdent(n.Key) {
					p.noteStore(Store{To: n.Key, Value: n.Value, Key: true})
				}
			}
			return true
		})
	}
}

func (p *Package) noteStore(st Store) {
	p.stores.all = append(p.stores.all, st)
	if to := p.Var(st.To); to != nil {
		p.stores.into[to] = append(p.stores.into[to], st.Value)
	}
	if from := p.Var(st.Value); from != nil {
		p.stores.from[from] = true
	}
}

func isIdent(e ast.Expr) bool {
	_, ok := e.(*ast.Ident)
	return ok
}

// ValuesOf is what a variable, or a field that other packages do not see, is ever
// assigned; nil for a field that they may assign too.
func (p *Package) ValuesOf(v *types.Var) []ast.Expr {
	if !v.IsField() {
		var all []ast.Expr
		for _, a := range p.Assigned(v) {
			all = append(all, a.Value)
		}
		return all
	}
	if v.Exported() {
		return nil
	}
	return p.PutInto(v)
}

func (p *Package) findAssigned() {
	p.assigned = make(map[*types.Var][]Assignment)
	for _, file := range p.files {
		ast.Inspect(file, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.AssignStmt:
				p.noteAll(n.Lhs, n.Rhs)
			case *ast.ValueSpec:
				for i, name := range n.Names {
					p.noteOne(name, i, len(n.Names), n.Values)
				}
			case *ast.RangeStmt:
				if n.Value != nil {
					p.note(n.Value, Assignment{Value: n.X, Element: true})
				}
				if n.Key != nil && isMap(p.info.TypeOf(n.X)) {
					p.note(n.Key, Assignment{Value: n.X, Element: true})
				}
			}
			return true
		})
	}
}

func isMap(t types.Type) bool {
	if t == nil {
		return false
	}
	_, ok := t.Underlying().(*types.Map)
	return ok
}

func (p *Package) noteAll(lhs, rhs []ast.Expr) {
	for i, l := range lhs {
		p.noteOne(l, i, len(lhs), rhs)
	}
}

// noteOne notes what the variable i of n is assigned.
func (p *Package) noteOne(lhs ast.Expr, i, n int, rhs []ast.Expr) {
	switch len(rhs) {
	case n:
		p.note(lhs, Assignment{Value: rhs[i]})
	case 1:
		p.note(lhs, Assignment{Value: rhs[0], Result: i})
	}
}

func (p *Package) note(lhs ast.Expr, gets Assignment) {
	id, ok := ast.Unparen(lhs).(*ast.Ident)
	if !ok {
		return
	}
	if v, ok := p.info.ObjectOf(id).(*types.Var); ok {
		p.assigned[v] = append(p.assigned[v], gets)
	}
}
