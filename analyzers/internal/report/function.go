package report

import (
	"fmt"
	"go/ast"
	"go/token"
	"slices"
)

// A function is one that findings stand in: a declared one, a literal, or the
// value of a package-level variable, under the variable's name.
type function struct {
	pos, end token.Pos
	name     string
	outer    *function // of a literal
	literals int       // how many stand in it itself
}

// maxNested is how deep literals have names of their own. A deeper one goes by
// the name of the one around it.
const maxNested = 8

// functionsOf returns the functions of a file in the order of their beginnings.
func functionsOf(file *ast.File) []*function {
	var all []*function
	for _, decl := range file.Decls {
		switch d := decl.(type) {
		case *ast.FuncDecl:
			f := &function{pos: d.Pos(), end: d.End(), name: declared(d)}
			if d.Doc != nil {
				f.pos = d.Doc.Pos()
			}
			all = literals(append(all, f), f, d, maxNested)
		case *ast.GenDecl:
			for _, spec := range d.Specs {
				if v, ok := spec.(*ast.ValueSpec); ok {
					all = values(all, v)
				}
			}
		}
	}
	return all
}

func values(all []*function, spec *ast.ValueSpec) []*function {
	for i, value := range spec.Values {
		name := spec.Names[0]
		if i < len(spec.Names) {
			name = spec.Names[i]
		}
		f := &function{pos: value.Pos(), end: value.End(), name: name.Name}
		all = literals(append(all, f), f, value, maxNested)
	}
	return all
}

// literals adds those that stand in a node of outer, numbered like the
// compiler's: "Model.Update.func1", and in it "Model.Update.func1.1".
func literals(all []*function, outer *function, node ast.Node, depth int) []*function {
	ast.Inspect(node, func(n ast.Node) bool {
		lit, ok := n.(*ast.FuncLit)
		if !ok {
			return true
		}
		if depth == 0 {
			return false
		}
		outer.literals++
		f := &function{pos: lit.Pos(), end: lit.End(), outer: outer}
		if outer.outer == nil {
			f.name = fmt.Sprintf("%s.func%d", outer.name, outer.literals)
		} else {
			f.name = fmt.Sprintf("%s.%d", outer.name, outer.literals)
		}
		all = literals(append(all, f), f, lit.Body, depth-1)
		return false
	})
	return all
}

// declared is a function's name as its package would write it: "run", "Model.Update".
func declared(d *ast.FuncDecl) string {
	if d.Recv == nil || len(d.Recv.List) == 0 {
		return d.Name.Name
	}
	recv := d.Recv.List[0].Type
	for {
		switch t := recv.(type) {
		case *ast.ParenExpr:
			recv = t.X
			continue
		case *ast.StarExpr:
			recv = t.X
			continue
		case *ast.IndexExpr:
			recv = t.X
			continue
		case *ast.IndexListExpr:
			recv = t.X
			continue
		case *ast.Ident:
			return t.Name + "." + d.Name.Name
		}
		return d.Name.Name
	}
}

// functionAt is the innermost function around a position, nil if there is none.
func functionAt(all []*function, pos token.Pos) *function {
	i, _ := slices.BinarySearchFunc(all, pos+1, func(f *function, pos token.Pos) int { return int(f.pos - pos) })
	if i == 0 {
		return nil
	}
	f := all[i-1]
	for f != nil && pos >= f.end {
		f = f.outer
	}
	return f
}

// String is the function's name; none for nil.
func (f *function) String() string {
	if f == nil {
		return ""
	}
	return f.name
}

// declaration is the declared function that f is or stands in.
func (f *function) declaration() *function {
	for f != nil && f.outer != nil {
		f = f.outer
	}
	return f
}
