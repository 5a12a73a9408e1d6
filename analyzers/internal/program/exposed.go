package program

import "go/types"

// visibleElsewhere reports whether other packages may use v: nobody imports a command's
// exported names, and nobody comes to the fields of a type that the package keeps to
// itself.
func (p *Package) visibleElsewhere(v types.Object) bool {
	if v.Pkg() != p.pkg {
		return true
	}
	return v.Exported() && p.pkg.Name() != "main" && !(isField(v) && p.isHidden(v))
}

// isHidden reports whether a field is one of a type whose values no other package gets.
func (p *Package) isHidden(field types.Object) bool {
	if p.hidden == nil {
		p.findHidden()
	}
	return p.hidden[field]
}

// findHidden finds the exported fields of the types that nothing exported leads to.
func (p *Package) findHidden() {
	p.hidden = make(map[types.Object]bool)
	e := exposure{p: p, seen: make(map[types.Type]bool)}
	scope := p.pkg.Scope()
	for _, name := range scope.Names() {
		if obj := scope.Lookup(name); obj.Exported() {
			e.visit(obj.Type())
		}
	}
	for _, name := range scope.Names() {
		tn, ok := scope.Lookup(name).(*types.TypeName)
		if !ok || tn.Exported() || tn.IsAlias() || e.seen[tn.Type()] {
			continue
		}
		if st, ok := tn.Type().Underlying().(*types.Struct); ok {
			for field := range st.Fields() {
				p.hidden[field.Origin()] = true
			}
		}
	}
}

// An exposure follows what other packages may get from what is exported to the types of
// this package that they get with it.
type exposure struct {
	p    *Package
	seen map[types.Type]bool
}

func (e exposure) visit(t types.Type) {
	t = types.Unalias(t)
	if named, ok := t.(*types.Named); ok {
		e.named(named)
		return
	}
	if e.seen[t] {
		return
	}
	e.seen[t] = true
	e.parts(t)
}

// named follows a named type's exported methods, and what it is made of. What another
// package declares leads back here by its type arguments alone.
func (e exposure) named(t *types.Named) {
	for arg := range t.TypeArgs().Types() {
		e.visit(arg)
	}
	t = t.Origin()
	if e.seen[t] {
		return
	}
	e.seen[t] = true
	if t.Obj().Pkg() != e.p.pkg {
		return
	}
	for m := range t.Methods() {
		if m.Exported() {
			e.visit(m.Signature())
		}
	}
	e.parts(t.Underlying())
}

// parts follows what a type is made of: of a struct what others may select.
func (e exposure) parts(t types.Type) {
	switch t := t.(type) {
	case *types.Map:
		e.visit(t.Key())
		e.visit(t.Elem())
	case interface{ Elem() types.Type }: // a pointer, a slice, an array, a channel
		e.visit(t.Elem())
	case *types.Signature:
		e.visit(t.Params())
		e.visit(t.Results())
	case *types.Tuple:
		for v := range t.Variables() {
			e.visit(v.Type())
		}
	case *types.Struct:
		for field := range t.Fields() {
			if field.Exported() || field.Embedded() {
				e.visit(field.Type())
			}
		}
	case *types.Interface:
		for m := range t.Methods() {
			e.visit(m.Signature())
		}
	}
}
