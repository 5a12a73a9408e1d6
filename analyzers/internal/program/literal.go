package program

import (
	"go/ast"
	"go/types"
)

// FieldValue is what a literal gives a field of its struct, by the field's name or by its
// place; nil if it gives none.
func (p *Package) FieldValue(lit *ast.CompositeLit, field types.Object) ast.Expr {
	st, ok := structOf(p.info.TypeOf(lit))
	if !ok {
		return nil
	}
	for i, e := range lit.Elts {
		if kv, ok := e.(*ast.KeyValueExpr); ok {
			if p.Var(kv.Key) == field {
				return ast.Unparen(kv.Value)
			}
			continue
		}
		if i < st.NumFields() && types.Object(st.Field(i).Origin()) == field {
			return ast.Unparen(e)
		}
	}
	return nil
}

// FieldNamed is what a literal gives a field of its struct, by the field's name; nil if it
// gives none.
func (p *Package) FieldNamed(lit *ast.CompositeLit, name string) ast.Expr {
	if lit == nil {
		return nil
	}
	st, ok := structOf(p.info.TypeOf(lit))
	if !ok {
		return nil
	}
	for field := range st.Fields() {
		if field.Name() == name {
			return p.FieldValue(lit, field.Origin())
		}
	}
	return nil
}

// structOf is the struct that a literal is of: in a container's, & may be left out.
func structOf(t types.Type) (*types.Struct, bool) {
	if t == nil {
		return nil, false
	}
	if p, ok := t.Underlying().(*types.Pointer); ok {
		t = p.Elem()
	}
	st, ok := t.Underlying().(*types.Struct)
	return st, ok
}
