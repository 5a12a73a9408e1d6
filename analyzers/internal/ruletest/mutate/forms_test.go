package mutate

import (
	"fmt"
	"go/ast"
	"slices"
	"strings"
)

// rename calls a use of a name by another, of the same function as a rule.
func (t *tree) rename() string {
	near := t.idents
	if len(t.funcs) > 0 && t.rng.IntN(4) > 0 {
		f := pick(t.rng, t.funcs)
		near = slices.DeleteFunc(slices.Clone(near), func(id *ast.Ident) bool { return id.Pos() < f.Pos() || id.End() > f.End() })
	}
	return t.copy(nodes(near))
}

// jump goes from one statement of a function to another.
func (t *tree) jump() string {
	if len(t.stmts) < 2 {
		return ""
	}
	i := t.rng.IntN(len(t.stmts))
	near := t.stmts[max(0, i-4):min(len(t.stmts), i+5)]
	a, b := pick(t.rng, near), pick(t.rng, near)
	first, second := "goto M\n", "M:\n"
	if a.Pos() > b.Pos() {
		a, b, first, second = b, a, second, first
	}
	return t.source[:a.Pos()-1] + first + t.source[a.Pos()-1:b.Pos()-1] + second + t.source[b.Pos()-1:]
}

// start makes a statement's call a go or defer statement's, or a plain one.
func (t *tree) start() string {
	var calls []ast.Node
	for _, s := range t.stmts {
		switch s := s.(type) {
		case *ast.ExprStmt:
			if _, ok := s.X.(*ast.CallExpr); ok {
				calls = append(calls, s)
			}
		case *ast.GoStmt, *ast.DeferStmt:
			calls = append(calls, s)
		}
	}
	return t.at(calls, func(n ast.Node, text string) string {
		text = strings.TrimPrefix(strings.TrimPrefix(text, "go "), "defer ")
		return pick(t.rng, []string{"go ", "defer ", ""}) + text
	})
}

// hoist makes an expression a package's variable.
func (t *tree) hoist(from []ast.Node, name string) string {
	if len(from) == 0 {
		return ""
	}
	n := pick(t.rng, from)
	name = fmt.Sprintf("%s%d", name, n.Pos())
	if t.rng.IntN(2) == 0 { // the function stays as it was
		return t.source + fmt.Sprintf("\nvar %s = %s\n", name, t.text(n))
	}
	return t.replace(n, name) + fmt.Sprintf("\nvar %s = %s\n", name, t.text(n))
}

// global calls what a function calls in a variable's initializer as well.
func (t *tree) global() string {
	var calls []ast.Node
	for _, e := range t.exprs {
		if _, ok := e.(*ast.CallExpr); ok {
			calls = append(calls, e)
		}
	}
	if len(calls) == 0 {
		return ""
	}
	call := t.text(pick(t.rng, calls))
	form := pick(t.rng, []string{"var _ = %s", "var _ = func() int { %s; return 0 }()", "func init() { %s }", "var _ = func() { %s }", "var _, _ = %s"})
	return t.source + "\n" + strings.Replace(form, "%s", call, 1) + "\n"
}

// methodValue calls a method by a variable.
func (t *tree) methodValue() string {
	var calls []ast.Node
	for _, s := range t.stmts {
		if s, ok := s.(*ast.ExprStmt); ok {
			if call, ok := s.X.(*ast.CallExpr); ok && len(call.Args) == 0 {
				calls = append(calls, s)
			}
		}
	}
	return t.at(calls, func(n ast.Node, text string) string {
		fun := t.text(n.(*ast.ExprStmt).X.(*ast.CallExpr).Fun)
		return fmt.Sprintf("{ kept := %s\nkept() }", fun)
	})
}

// receiver makes a pointer method a value's, or the other way round.
func (t *tree) receiver() string {
	var types []ast.Node
	for _, f := range t.funcs {
		if f.Recv != nil && len(f.Recv.List) > 0 {
			types = append(types, f.Recv.List[0].Type)
		}
	}
	return t.at(types, func(_ ast.Node, text string) string {
		if bare, ok := strings.CutPrefix(text, "*"); ok {
			return bare
		}
		return "*" + text
	})
}

// handOver makes a function without parameters run from a variable's initializer.
func (t *tree) handOver() string {
	var free []ast.Node
	for _, f := range t.funcs {
		if f.Type.Params.NumFields() == 0 && f.Type.TypeParams == nil {
			free = append(free, f)
		}
	}
	if len(free) == 0 {
		return ""
	}
	f := pick(t.rng, free).(*ast.FuncDecl)
	name, n := f.Name.Name, f.Pos()
	var decl string
	if f.Recv != nil {
		decl = fmt.Sprintf("var recv%d %s\n", n, t.text(f.Recv.List[0].Type))
		name = fmt.Sprintf("recv%d.%s", n, name)
	}
	form := pick(t.rng, []string{
		"var _ = time.AfterFunc(1, %s)", "var _ = func() any { go %s(); return nil }()", "func init() { go %s() }", "var _ = func() { go %s() }",
		"var _ = func() any { defer %s(); return nil }()", "var _ = []func(){%s}", "var _ = struct{ f any }{%s}", "var _ = any(%s)", "var kept = %s\nfunc init() { kept() }",
	})
	return t.source + "\n" + decl + strings.ReplaceAll(form, "%s", name) + "\n"
}

// variable makes a literal at package level of a function's copy.
func (t *tree) variable() string {
	f, ok := t.anyFunc()
	if !ok || f.Body == nil || f.Type.TypeParams != nil {
		return ""
	}
	params := strings.TrimSuffix(strings.TrimPrefix(t.text(f.Type.Params), "("), ")")
	if f.Recv != nil {
		params = strings.TrimSuffix(strings.TrimPrefix(t.text(f.Recv), "("), ")") + ", " + params
	}
	results := t.source[f.Type.Params.End()-1 : f.Body.Pos()-1]
	lit := fmt.Sprintf("func(%s)%s%s", params, results, t.text(f.Body))
	if t.rng.IntN(2) == 0 {
		lit = "struct{ f any }{f: " + lit + "}"
	}
	return t.source + fmt.Sprintf("\nvar var%d = %s\n", f.Pos(), lit)
}

func (t *tree) anyFunc() (*ast.FuncDecl, bool) {
	if len(t.funcs) == 0 {
		return nil, false
	}
	return pick(t.rng, t.funcs), true
}

// together makes one assignment of two that follow each other.
func (t *tree) together() string {
	var pairs [][2]*ast.AssignStmt
	for i := range len(t.stmts) - 1 {
		a, ok := t.stmts[i].(*ast.AssignStmt)
		b, also := t.stmts[i+1].(*ast.AssignStmt)
		if ok && also && a.Tok == b.Tok && len(a.Lhs) == len(a.Rhs) && len(b.Lhs) == len(b.Rhs) && a.End() <= b.Pos() {
			pairs = append(pairs, [2]*ast.AssignStmt{a, b})
		}
	}
	if len(pairs) == 0 {
		return ""
	}
	p := pick(t.rng, pairs)
	side := func(of func(*ast.AssignStmt) []ast.Expr) string {
		var all []string
		for _, e := range slices.Concat(of(p[0]), of(p[1])) {
			all = append(all, t.text(e))
		}
		return strings.Join(all, ", ")
	}
	left := side(func(a *ast.AssignStmt) []ast.Expr { return a.Lhs })
	right := side(func(a *ast.AssignStmt) []ast.Expr { return a.Rhs })
	return t.source[:p[0].Pos()-1] + left + " " + p[0].Tok.String() + " " + right + t.source[p[1].End()-1:]
}
