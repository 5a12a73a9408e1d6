package report

import (
	"go/ast"
	"go/token"
	"go/types"
	"regexp"
)

// subject names what a node is about, so that others recognise it: the
// function that it calls, or what it does with a channel or a field. The names
// that a function gives its variables are not in it.
func subject(info *types.Info, n ast.Node) string {
	switch n := n.(type) {
	case *ast.CallExpr:
		return operand(info, n.Fun)
	case *ast.SendStmt:
		return "send to " + operand(info, n.Chan)
	case *ast.UnaryExpr:
		if n.Op == token.ARROW {
			return "receive from " + operand(info, n.X)
		}
	case *ast.RangeStmt:
		return "range over " + operand(info, n.X)
	case *ast.SelectStmt:
		return "select"
	case *ast.AssignStmt:
		return "assign to " + operand(info, n.Lhs[0])
	}
	if e, ok := n.(ast.Expr); ok {
		return operand(info, e)
	}
	return ""
}

// operand names what an expression refers to: a package's function or variable
// by its path, a field by its type, and anything else by what type it has.
func operand(info *types.Info, e ast.Expr) string {
	switch e := ast.Unparen(e).(type) {
	case *ast.Ident:
		if name := packaged(info.ObjectOf(e)); name != "" {
			return name
		}
	case *ast.SelectorExpr:
		if name := packaged(info.ObjectOf(e.Sel)); name != "" {
			return name
		}
		return typeName(typeOf(info, e.X)) + "." + e.Sel.Name
	case *ast.IndexListExpr:
		return operand(info, e.X)
	case *ast.IndexExpr:
		if _, ok := typeOf(info, e.X).(*types.Signature); ok {
			return operand(info, e.X) // of a generic function
		}
		return operand(info, e.X) + "[]"
	}
	return typeName(typeOf(info, e))
}

func typeOf(info *types.Info, e ast.Expr) types.Type {
	t := info.TypeOf(e)
	if t == nil {
		return types.Typ[types.Invalid]
	}
	return types.Unalias(t)
}

// packaged names a function or a package-level variable; nothing else.
func packaged(obj types.Object) string {
	switch obj := obj.(type) {
	case *types.Func:
		return plain(obj.Origin().FullName())
	case *types.Builtin:
		return obj.Name()
	case *types.Var:
		if obj.Kind() == types.PackageVar {
			return inPackage(obj)
		}
	}
	return ""
}

func inPackage(obj types.Object) string {
	if obj.Pkg() == nil {
		return obj.Name()
	}
	return plain(obj.Pkg().Path()) + "." + obj.Name()
}

// typeName names a named type, or what a pointer points to, by its path, and
// other types by their kind: they can be as long as one likes.
func typeName(t types.Type) string {
	if p, ok := t.(*types.Pointer); ok {
		t = types.Unalias(p.Elem())
	}
	switch t := t.(type) {
	case *types.Named:
		return inPackage(t.Obj())
	case *types.Basic:
		return t.Name()
	case *types.TypeParam:
		return "type parameter"
	case *types.Chan:
		return "chan"
	case *types.Map:
		return "map"
	case *types.Slice, *types.Array:
		return "list"
	case *types.Signature:
		return "func"
	case *types.Interface:
		return "interface"
	}
	return "struct"
}

// variant is what the go command adds to the path of a package that it compiles
// for a test.
var variant = regexp.MustCompile(` \[[^ \]]+\.test\]`)

// plain is a name as it is outside of tests.
func plain(name string) string { return variant.ReplaceAllString(name, "") }
