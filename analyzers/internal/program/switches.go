package program

import (
	"cmp"
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"slices"
	"strings"
)

// A span is a stretch of source.
type span struct{ pos, end token.Pos }

// Off reports whether code does not run as a rule: it stands below a switch that
// is off unless somebody turns it on, an if on a package's variable that comes
// from the environment or from a flag; or never, for a constant rules it out.
func (p *Package) Off(code ast.Node) bool {
	if !p.switched {
		return false
	}
	p.offOnce.Do(p.findOff)
	pos := Place(code)
	i, found := slices.BinarySearchFunc(p.off, pos, func(s span, pos token.Pos) int { return cmp.Compare(s.pos, pos) })
	return found || i > 0 && pos < p.off[i-1].end
}

// Place is a position in code. That of a call's arguments, or of a selected name,
// is at hand, whereas to where it begins is a walk along the chain of calls that it
// ends.
func Place(code ast.Node) token.Pos {
	switch code := code.(type) {
	case *ast.CallExpr:
		return code.Lparen
	case *ast.SelectorExpr:
		return code.Sel.Pos()
	}
	return code.Pos()
}

// findOff finds the outermost spans that are off, in source order within a file.
func (p *Package) findOff() {
	var found []span
	for decl := range p.DeclsAt(p.deciding()) {
		ast.Inspect(decl, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.SwitchStmt:
				found = p.offCases(found, n)
			case *ast.BlockStmt:
				found = p.offIn(found, n.List)
			case *ast.CaseClause:
				found = p.offIn(found, n.Body)
			case *ast.CommClause:
				found = p.offIn(found, n.Body)
			}
			return true
		})
	}
	slices.SortFunc(found, func(a, b span) int { return cmp.Or(cmp.Compare(a.pos, b.pos), cmp.Compare(b.end, a.end)) })
	for _, s := range found {
		if n := len(p.off); n == 0 || p.off[n-1].end <= s.pos {
			p.off = append(p.off, s)
		}
	}
}

// deciding is where there are what may decide a condition: constants, and uses of a
// package's variables that may be set and of functions that give settings.
func (p *Package) deciding() []token.Pos {
	at := slices.Clone(p.constants)
	for id, obj := range p.info.Uses {
		switch obj := obj.(type) {
		case *types.Var:
			if obj.Kind() == types.PackageVar && obj.Pkg() == p.pkg && isSetting(obj.Type()) {
				at = append(at, id.Pos())
			}
		case *types.Func:
			if isGetenv(obj) || flagDefault(obj) >= 0 {
				at = append(at, id.Pos())
			}
		}
	}
	return at
}

// offIn adds what is off in a list of statements: the branch of an if, or all
// that comes after one that leaves.
func (p *Package) offIn(found []span, stmts []ast.Stmt) []span {
	for _, stmt := range stmts {
		n, ok := stmt.(*ast.IfStmt)
		for ok {
			v := p.initially(n.Cond, 0)
			switch {
			case !v.set && !p.isConstant(n.Cond) || v.value == nil || v.value.Kind() != constant.Bool:
			case !constant.BoolVal(v.value):
				found = append(found, span{n.Body.Pos(), n.Body.End()})
			case n.Else != nil:
				found = append(found, span{n.Else.Pos(), n.Else.End()})
			case returns(n.Body):
				return append(found, span{n.End(), stmts[len(stmts)-1].End()})
			}
			n, ok = n.Else.(*ast.IfStmt)
		}
	}
	return found
}

// offCases adds the clauses of a switch that a constant rules out: what is for
// another operating system, mostly.
func (p *Package) offCases(found []span, n *ast.SwitchStmt) []span {
	tag := constant.MakeBool(true)
	if n.Tag != nil {
		tag = p.info.Types[n.Tag].Value
	}
	if tag == nil {
		return found
	}
	for _, stmt := range n.Body.List {
		clause := stmt.(*ast.CaseClause)
		off := len(clause.List) > 0
		for _, e := range clause.List {
			v := p.info.Types[e].Value
			off = off && v != nil && v.Kind() == tag.Kind() && !constant.Compare(v, token.EQL, tag)
		}
		if off {
			found = append(found, span{clause.Colon, clause.End()})
		}
	}
	return found
}

func (p *Package) isConstant(e ast.Expr) bool { return p.info.Types[e].Value != nil }

func returns(body *ast.BlockStmt) bool {
	if len(body.List) == 0 {
		return false
	}
	_, ok := body.List[len(body.List)-1].(*ast.ReturnStmt)
	return ok
}

// A setting is what an expression is unless somebody sets it: nil if that is not
// known. Set says that the environment or a flag sets it.
type setting struct {
	value constant.Value
	set   bool
}

// maxSettings bounds how deep a setting is looked for.
const maxSettings = 8

func (p *Package) initially(e ast.Expr, depth int) setting {
	if depth == maxSettings {
		return setting{}
	}
	if v := p.info.Types[e].Value; v != nil {
		return setting{value: v}
	}
	switch e := e.(type) {
	case *ast.ParenExpr:
		return p.initially(e.X, depth+1)
	case *ast.UnaryExpr:
		v := p.initially(e.X, depth+1)
		if e.Op == token.NOT && v.value != nil && v.value.Kind() == constant.Bool {
			return setting{constant.MakeBool(!constant.BoolVal(v.value)), v.set}
		}
	case *ast.BinaryExpr:
		x := p.initially(e.X, depth+1)
		if x.value == nil && e.Op != token.LAND && e.Op != token.LOR {
			return setting{} // most conditions compare what nobody knows
		}
		return combined(e.Op, x, p.initially(e.Y, depth+1))
	case *ast.Ident, *ast.SelectorExpr:
		return p.initialOf(e, depth)
	case *ast.StarExpr:
		return p.initialOf(e.X, depth)
	case *ast.CallExpr:
		return p.initialCall(e, depth)
	}
	return setting{}
}

// initialOf is the setting of a package's variable that gets one value.
func (p *Package) initialOf(e ast.Expr, depth int) setting {
	v, ok := p.Var(e).(*types.Var)
	if !ok || v.Kind() != types.PackageVar || !isSetting(v.Type()) {
		return setting{}
	}
	if args := p.flags[v]; len(args) == 1 {
		return setting{p.info.Types[args[0]].Value, true}
	}
	if values := p.Assigned(v); len(values) == 1 && values[0].Result == 0 {
		if s := p.initially(values[0].Value, depth+1); s.set {
			return s
		}
	}
	return setting{}
}

// isSetting reports whether a variable's type is one of which there are constants,
// or leads to one, as what flag.Bool returns does.
func isSetting(t types.Type) bool {
	_, ok := deref(t).Underlying().(*types.Basic)
	return ok
}

// initialCall is what a call gives that reads the environment, or declares a
// flag, or makes something of such a value.
func (p *Package) initialCall(call *ast.CallExpr, depth int) setting {
	if fn := p.Callee(call); fn != nil {
		if isGetenv(fn) {
			return setting{constant.MakeString(""), true}
		}
		if i := flagDefault(fn); i >= 0 && i < len(call.Args) {
			return setting{p.info.Types[call.Args[i]].Value, true}
		}
		return setting{}
	}
	if id, ok := call.Fun.(*ast.Ident); ok && id.Name == "len" && len(call.Args) == 1 {
		if v := p.initially(call.Args[0], depth+1); v.value != nil && v.value.Kind() == constant.String {
			return setting{constant.MakeInt64(int64(len(constant.StringVal(v.value)))), v.set}
		}
	}
	return setting{}
}

// combined is a condition of two. One that decides it alone may do so.
func combined(op token.Token, x, y setting) setting {
	isBool := func(s setting, b bool) bool {
		return s.value != nil && s.value.Kind() == constant.Bool && constant.BoolVal(s.value) == b
	}
	switch op {
	case token.LAND, token.LOR:
		decides := op == token.LOR
		switch {
		case x.set && isBool(x, decides):
			return x
		case y.set && isBool(y, decides):
			return y
		case isBool(x, !decides) && isBool(y, !decides):
			return setting{x.value, x.set || y.set}
		}
	case token.EQL, token.NEQ, token.LSS, token.LEQ, token.GTR, token.GEQ:
		if x.value != nil && y.value != nil && x.value.Kind() == y.value.Kind() && (x.value.Kind() != constant.Bool || op == token.EQL || op == token.NEQ) {
			return setting{constant.MakeBool(constant.Compare(x.value, op, y.value)), x.set || y.set}
		}
	}
	return setting{}
}

// noteConstant remembers where the package has a constant for a condition.
func (w *walker) noteConstant(cond ast.Expr) {
	if w.p.isConstant(cond) {
		w.p.switched = true
		w.p.constants = append(w.p.constants, cond.Pos())
	}
}

// noteCases remembers where a switch has constants to choose by.
func (w *walker) noteCases(n *ast.SwitchStmt) {
	if n.Tag != nil {
		w.noteConstant(n.Tag)
		return
	}
	for _, stmt := range n.Body.List {
		for _, e := range stmt.(*ast.CaseClause).List {
			if w.p.isConstant(e) {
				w.p.constants = append(w.p.constants, e.Pos())
			}
		}
	}
}

// noteSwitch remembers that the package reads the environment or declares a
// flag, and for which variable.
func (w *walker) noteSwitch(call *Call) {
	fn := call.Callee
	if fn == nil || fn.Pkg() == nil {
		return
	}
	w.p.switched = w.p.switched || isGetenv(fn) || flagDefault(fn) >= 0
	args := call.Expr.Args
	if i := flagVarDefault(fn); i >= 0 && i < len(args) {
		addr, ok := ast.Unparen(args[0]).(*ast.UnaryExpr)
		if v, isVar := w.p.Var(addrOf(addr, ok)).(*types.Var); isVar {
			w.p.switched = true
			w.p.flags[v] = append(w.p.flags[v], args[i])
		}
	}
}

func addrOf(e *ast.UnaryExpr, ok bool) ast.Expr {
	if !ok || e.Op != token.AND {
		return nil
	}
	return e.X
}

func isGetenv(fn *types.Func) bool { return IsFunc(fn, "os", "Getenv") }

func isFlagPackage(fn *types.Func) bool {
	return fn.Pkg() != nil && (fn.Pkg().Path() == "flag" || strings.HasSuffix(fn.Pkg().Path(), "/pflag"))
}

// flagDefault is the argument that is the value of a flag which a call declares,
// as Bool(name, value, usage) does, or BoolP(name, shorthand, value, usage); -1
// for another call.
func flagDefault(fn *types.Func) int {
	if !isFlagPackage(fn) || fn.Signature().Params().Len() < 3 {
		return -1
	}
	switch strings.TrimSuffix(fn.Name(), "P") {
	case "Bool", "String", "Int":
		return fn.Signature().Params().Len() - 2
	}
	return -1
}

// flagVarDefault is flagDefault for BoolVar(variable, name, value, usage) and its like.
func flagVarDefault(fn *types.Func) int {
	if !isFlagPackage(fn) || fn.Signature().Params().Len() < 4 {
		return -1
	}
	switch strings.TrimSuffix(fn.Name(), "P") {
	case "BoolVar", "StringVar", "IntVar":
		return fn.Signature().Params().Len() - 2
	}
	return -1
}
