package program

import (
	"go/ast"
	"go/token"
	"go/types"
	"strings"
)

// live finds what a command comes to. Nobody imports it: a function that neither
// main nor what it comes to names never runs, and is no part of the program.
type live struct {
	*Package
	decls   map[types.Object]ast.Node        // functions and types of the package
	methods map[types.Object][]*ast.FuncDecl // by the type of their receiver
	asked   map[string]bool                  // the methods of the package's interfaces
	known   map[types.Object]bool
	todo    []ast.Node
}

// dead returns the functions that never run. None are known to of a package that
// others may import or load.
func (p *Package) dead() map[*ast.FuncDecl]bool {
	if p.pkg.Name() != "main" {
		return nil
	}
	l := live{
		Package: p,
		decls:   make(map[types.Object]ast.Node),
		methods: make(map[types.Object][]*ast.FuncDecl),
		asked:   make(map[string]bool),
		known:   make(map[types.Object]bool),
	}
	for _, file := range p.files {
		ast.Inspect(file, l.ask)
		for _, decl := range file.Decls {
			l.declare(decl)
		}
	}
	if !l.starts() {
		return nil
	}
	for len(l.todo) > 0 {
		n := l.todo[0]
		l.todo = l.todo[1:]
		l.visit(n)
	}
	dead := make(map[*ast.FuncDecl]bool)
	for obj, decl := range l.decls {
		if fd, ok := decl.(*ast.FuncDecl); ok && !l.known[obj] && !p.InTest(fd.Pos()) {
			dead[fd] = true
		}
	}
	return dead
}

func (l *live) ask(n ast.Node) bool {
	if iface, ok := n.(*ast.InterfaceType); ok {
		for _, m := range iface.Methods.List {
			for _, name := range m.Names {
				l.asked[name.Name] = true
			}
		}
	}
	return true
}

// declare notes a declaration. What runs before main is live, and what has a
// directive: //export hands it to C, //go:linkname to anybody.
func (l *live) declare(decl ast.Decl) {
	switch decl := decl.(type) {
	case *ast.FuncDecl:
		obj := l.info.Defs[decl.Name]
		if obj == nil {
			return
		}
		l.decls[obj] = decl
		if named := l.receiver(decl); named != nil {
			l.methods[named] = append(l.methods[named], decl)
		}
		if decl.Name.Name == "init" && decl.Recv == nil || decl.Body == nil || hasDirective(decl.Doc) {
			l.reach(obj)
		}
	case *ast.GenDecl:
		for _, spec := range decl.Specs {
			if ts, ok := spec.(*ast.TypeSpec); ok && l.info.Defs[ts.Name] != nil {
				l.decls[l.info.Defs[ts.Name]] = ts
			}
		}
		if decl.Tok == token.VAR && !l.InTest(decl.Pos()) {
			l.todo = append(l.todo, decl)
		}
	}
}

func (l *live) receiver(decl *ast.FuncDecl) types.Object {
	fn, ok := l.info.Defs[decl.Name].(*types.Func)
	if !ok {
		return nil
	}
	named := ReceiverNamed(fn)
	if named == nil {
		return nil
	}
	return named.Origin().Obj()
}

func hasDirective(doc *ast.CommentGroup) bool {
	if doc == nil {
		return false
	}
	for _, c := range doc.List {
		if strings.HasPrefix(c.Text, "//export ") || strings.HasPrefix(c.Text, "//go:") {
			return true
		}
	}
	return false
}

// starts begins with main, and reports whether that does anything: where it does
// not, the package is loaded by others, as a plugin is.
func (l *live) starts() bool {
	main := l.pkg.Scope().Lookup("main")
	decl, ok := l.decls[main].(*ast.FuncDecl)
	if !ok || decl.Body == nil || len(decl.Body.List) == 0 {
		return false
	}
	l.reach(main)
	return true
}

// visit follows what a declaration names.
func (l *live) visit(n ast.Node) {
	ast.Inspect(n, func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok {
			switch obj := l.info.Uses[id].(type) {
			case *types.Func:
				l.reach(obj.Origin())
			case *types.TypeName:
				l.reach(obj)
			}
		}
		return true
	})
}

// reach makes a function or type of the package live. Of a type that is live,
// anybody may call the exported methods, through an interface or by reflection,
// and those that the package's interfaces have.
func (l *live) reach(obj types.Object) {
	decl := l.decls[obj]
	if decl == nil || l.known[obj] {
		return
	}
	l.known[obj] = true
	l.todo = append(l.todo, decl)
	for _, m := range l.methods[obj] {
		if m.Name.IsExported() || l.asked[m.Name.Name] {
			l.reach(l.info.Defs[m.Name])
		}
	}
}
