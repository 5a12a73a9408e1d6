package runson

import (
	"go/ast"
	"go/types"
	"strings"
)

// maxSpelling is how long a spelled expression may get before its inside is elided.
const maxSpelling = 40

// Spell writes an expression the way the user did, on one line; literals and
// long arguments are shortened.
func Spell(e ast.Expr) string {
	switch e := ast.Unparen(e).(type) {
	case *ast.CallExpr:
		return Spell(e.Fun) + "(" + ellipsis(len(e.Args)) + ")"
	case *ast.SelectorExpr:
		return Spell(e.X) + "." + e.Sel.Name
	case *ast.FuncLit:
		return "the function"
	case *ast.IndexExpr:
		return Spell(e.X) + "[" + Spell(e.Index) + "]"
	}
	s := types.ExprString(e)
	if len(s) > maxSpelling || strings.Contains(s, "\n") {
		return "…"
	}
	return s
}

func ellipsis(n int) string {
	if n == 0 {
		return ""
	}
	return "…"
}

// packageName is the name a package most likely has: the last element of its
// path, a major version left out.
func packageName(path string) string {
	elems := strings.Split(path, "/")
	last := elems[len(elems)-1]
	if len(elems) > 1 && len(last) > 1 && last[0] == 'v' && strings.Trim(last[1:], "0123456789") == "" {
		last = elems[len(elems)-2]
	}
	return last
}
