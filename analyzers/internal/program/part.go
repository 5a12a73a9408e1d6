package program

import (
	"go/ast"
	"go/types"
)

// holder notes for the selector of a struct what becomes of the part that is
// selected from it, or by the method: m.view for m.view.Width = 80. What stands
// behind a pointer is another object.
func (a *accessor) holder(part Access, used use) {
	e, element := ast.Unparen(part.Sel.X), false
	if !isStruct(a.p.info.TypeOf(e)) {
		return
	}
	if ix, ok := e.(*ast.IndexExpr); ok {
		_, isArray := a.p.info.TypeOf(ix.X).Underlying().(*types.Array)
		e, element = ast.Unparen(ix.X), !isArray
	}
	if sel, ok := e.(*ast.SelectorExpr); ok {
		a.uses[sel] = asPart(part, used, element)
	}
}

// embedded adds the use of the struct that a selector goes through silently,
// m.view for m.Width.
func (a *accessor) embedded(part Access, used use) {
	field := a.p.EmbeddedBy(part.Sel)
	if field == nil {
		return
	}
	access := Access{In: a.f, Sel: part.Sel, Field: field, Embedded: true}
	if isStruct(field.Type()) && len(a.p.info.Selections[part.Sel].Index()) == 2 {
		access.apply(asPart(part, used, false))
	}
	a.found = append(a.found, access)
}

// EmbeddedBy is the field that a selector goes through silently first; nil for a
// selector that names what it selects.
func (p *Package) EmbeddedBy(sel *ast.SelectorExpr) *types.Var {
	selection := p.info.Selections[sel]
	if selection == nil || len(selection.Index()) < 2 {
		return nil
	}
	recv := selection.Recv()
	if p, ok := recv.Underlying().(*types.Pointer); ok {
		recv = p.Elem()
	}
	st, ok := recv.Underlying().(*types.Struct)
	if !ok {
		return nil
	}
	return st.Field(selection.Index()[0]).Origin()
}

// asPart is what the use of a part is for the struct that it is a part of.
func asPart(part Access, used use, element bool) use {
	of := use{
		kind: used.kind, value: used.value, beyond: used.beyond || element,
		of: used.of, part: part.Field, through: used.through,
	}
	if of.of == nil {
		of.of = part.Sel
	}
	switch {
	case part.Method != nil:
		of.kind = Read
		if byPointer(part.Method) {
			of.through = part.Method
		}
	case element && of.kind == Written:
		of.kind = Element
	}
	return of
}

// byPointer reports whether a method has a pointer receiver.
func byPointer(method *types.Func) bool {
	_, ok := types.Unalias(method.Signature().Recv().Type()).(*types.Pointer)
	return ok
}

func isStruct(t types.Type) bool {
	if t == nil {
		return false
	}
	_, ok := t.Underlying().(*types.Struct)
	return ok
}
