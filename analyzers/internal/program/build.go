package program

import (
	"go/ast"
	"go/types"

	"golang.org/x/tools/go/analysis"
)

func build(pass *analysis.Pass) *Package {
	p := &Package{
		fset:      pass.Fset,
		files:     pass.Files,
		pkg:       pass.Pkg,
		info:      pass.TypesInfo,
		tests:     hasTests(pass),
		byObj:     make(map[*types.Func]*Func),
		byLit:     make(map[*ast.FuncLit]*Func),
		params:    make(map[*types.Var]Param),
		stored:    make(map[types.Object][]ast.Expr),
		elems:     make(map[types.Object][]ast.Expr),
		args:      make(map[*types.Var][]ast.Expr),
		rets:      make(map[*Func][][]ast.Expr),
		ranged:    make(map[types.Object]types.Object),
		chans:     make(map[types.Object]*Channel),
		renamed:   make(map[types.Object]types.Object),
		addressed: make(map[*types.Var]bool),
		joined:    make(map[types.Object]bool),
		forks:     make(map[fork]bool),
		methods:   make(map[string][]*Func),
		impls:     make(map[*types.Func][]*Func),
		does:      make(map[implementer]bool),
		accesses:  make(map[*Func][]Access),
		flags:     make(map[*types.Var][]ast.Expr),
	}
	dead := p.dead()
	for _, file := range pass.Files {
		for _, decl := range file.Decls {
			if fd, ok := decl.(*ast.FuncDecl); ok && !dead[fd] {
				p.declare(fd)
			}
		}
	}
	// Bodies come second: a call may name a function declared further down.
	for _, file := range pass.Files {
		for _, decl := range file.Decls {
			switch decl := decl.(type) {
			case *ast.FuncDecl:
				if f := p.declared(decl); f != nil && decl.Body != nil {
					(&walker{p: p, f: f}).walk(decl.Body)
				}
			case *ast.GenDecl:
				(&walker{p: p}).walk(decl)
			}
		}
	}
	p.findRenamed()
	p.markAliases(pass.Files)
	p.resolveAll()
	p.findJoins()
	return p
}

// resolveAll comes late: values can be followed only when every assignment has
// been seen.
func (p *Package) resolveAll() {
	for _, f := range p.Funcs {
		for _, call := range f.Calls {
			p.resolve(call)
		}
	}
	for _, flow := range p.Flows {
		flow.Values = p.Values(flow.Value)
	}
}

func (p *Package) declared(decl *ast.FuncDecl) *Func {
	obj, _ := p.info.Defs[decl.Name].(*types.Func)
	if obj == nil {
		return nil
	}
	return p.byObj[obj]
}

func (p *Package) declare(fd *ast.FuncDecl) {
	obj, ok := p.info.Defs[fd.Name].(*types.Func)
	if !ok {
		return
	}
	f := &Func{Obj: obj, Decl: fd, Sig: obj.Signature()}
	p.byObj[obj] = f
	if named := ReceiverNamed(obj); named != nil && !types.IsInterface(named) {
		p.methods[obj.Name()] = append(p.methods[obj.Name()], f)
	}
	p.add(f)
}

func (p *Package) add(f *Func) {
	p.Funcs = append(p.Funcs, f)
	for i := range f.Sig.Params().Len() {
		v := f.Sig.Params().At(i)
		p.params[v] = Param{Of: f, Index: i, Var: v}
		if isChan(v.Type()) {
			p.channel(v) // what is done with it counts for those who pass one
		}
	}
}

// Var is the variable or field that an expression names, by its origin; nil for
// anything else.
func (p *Package) Var(e ast.Expr) types.Object {
	switch e := ast.Unparen(e).(type) {
	case *ast.Ident:
		if v, ok := p.info.ObjectOf(e).(*types.Var); ok {
			return v.Origin()
		}
	case *ast.SelectorExpr:
		if v, ok := p.info.ObjectOf(e.Sel).(*types.Var); ok {
			return v.Origin()
		}
	case *ast.StarExpr:
		return p.Var(e.X)
	}
	return nil
}

func isFunc(t types.Type) bool { return signature(t) != nil }

// signature is the signature of a function's type, nil for any other. Code that
// calls C has expressions without a type.
func signature(t types.Type) *types.Signature {
	if t == nil {
		return nil
	}
	sig, _ := t.Underlying().(*types.Signature)
	return sig
}

func deref(t types.Type) types.Type {
	if p, ok := t.Underlying().(*types.Pointer); ok {
		return p.Elem()
	}
	return t
}
