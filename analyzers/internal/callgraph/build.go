package callgraph

import (
	"go/ast"
	"go/token"
	"go/types"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/types/typeutil"

	"github.com/loopcheck/loopcheck/analyzers/internal/contract"
	"github.com/loopcheck/loopcheck/analyzers/internal/std"
)

func build(pass *analysis.Pass) *Graph {
	g := &Graph{
		pkg:    pass.Pkg,
		info:   pass.TypesInfo,
		byObj:  make(map[*types.Func]*Func),
		byLit:  make(map[*ast.FuncLit]*Func),
		params: make(map[*types.Var]Param),
		stored: make(map[types.Object][]ast.Expr),
		elems:  make(map[types.Object][]ast.Expr),
		args:   make(map[*types.Var][]ast.Expr),
		rets:   make(map[*Func][][]ast.Expr),
		impls:  make(map[*types.Func][]*Func),
		chans:  make(map[types.Object]*Channel),
		ranged: make(map[types.Object]types.Object),

		installed: make(map[*contract.Forward][]*types.Func),
	}
	if std.Is(pass.Pkg.Path()) {
		return g // its table says it all
	}
	for _, file := range pass.Files {
		for _, decl := range file.Decls {
			g.declare(decl)
		}
	}
	// Bodies come second: a call may name a function declared further down.
	for _, file := range pass.Files {
		for _, decl := range file.Decls {
			switch decl := decl.(type) {
			case *ast.FuncDecl:
				if f := g.declared(decl); f != nil && decl.Body != nil {
					(&walker{g: g, f: f}).walk(decl.Body)
				}
			case *ast.GenDecl:
				(&walker{g: g}).walk(decl)
			}
		}
	}
	g.markAliases(pass.Files)
	book := pass.ResultOf[contract.Analyzer].(*contract.Book)
	g.findInstalled(book)
	// Values can be followed only when every assignment has been seen.
	for _, f := range g.Funcs {
		for _, call := range f.Calls {
			g.resolve(call)
			g.forward(book, call)
		}
	}
	for _, f := range g.Funcs {
		for _, call := range f.Calls {
			if g.joins(call) {
				call.How = Join
			}
		}
	}
	return g
}

func (g *Graph) declared(decl *ast.FuncDecl) *Func {
	obj, _ := g.info.Defs[decl.Name].(*types.Func)
	if obj == nil {
		return nil
	}
	return g.byObj[obj]
}

func (g *Graph) declare(decl ast.Decl) {
	fd, ok := decl.(*ast.FuncDecl)
	if !ok {
		return
	}
	obj, ok := g.info.Defs[fd.Name].(*types.Func)
	if !ok {
		return
	}
	f := &Func{Obj: obj, Decl: fd, Sig: obj.Signature()}
	g.byObj[obj] = f
	g.add(f)
}

func (g *Graph) add(f *Func) {
	g.Funcs = append(g.Funcs, f)
	for i := range f.Sig.Params().Len() {
		v := f.Sig.Params().At(i)
		g.params[v] = Param{Of: f, Index: i, Var: v}
	}
}

// A walker visits one function's own body and starts another for each literal.
type walker struct {
	g *Graph
	f *Func // nil at package level
}

func (w *walker) walk(n ast.Node) { ast.Inspect(n, w.visit) }

func (w *walker) visit(n ast.Node) bool {
	switch n := n.(type) {
	case *ast.FuncLit:
		w.literal(n)
		return false
	case *ast.GoStmt:
		w.call(n.Call, Go)
		return false
	case *ast.DeferStmt:
		w.call(n.Call, Defer)
		return false
	case *ast.CallExpr:
		w.call(n, Plain)
		return false
	case *ast.AssignStmt:
		w.assign(n.Lhs, n.Rhs)
		w.chanAssign(n.Lhs, n.Rhs)
	case *ast.ValueSpec:
		lhs := make([]ast.Expr, len(n.Names))
		for i, name := range n.Names {
			lhs[i] = name
		}
		w.assign(lhs, n.Values)
		w.chanAssign(lhs, n.Values)
	case *ast.CompositeLit:
		w.composite(n)
	case *ast.ReturnStmt:
		w.returns(n)
	case *ast.SendStmt:
		w.send(n, nil)
	case *ast.UnaryExpr:
		if n.Op == token.ARROW {
			w.receive(n, n.X, Receive)
		}
	case *ast.RangeStmt:
		w.rangeOver(n)
	case *ast.SelectStmt:
		w.selects(n)
		return false
	}
	return true
}

func (w *walker) literal(lit *ast.FuncLit) {
	sig, ok := w.g.info.TypeOf(lit).(*types.Signature)
	if !ok {
		return
	}
	f := &Func{Lit: lit, Sig: sig, Outer: w.f}
	w.g.byLit[lit] = f
	w.g.add(f)
	(&walker{g: w.g, f: f}).walk(lit.Body)
}

// call records a call and visits its parts. The arguments of a go statement
// are evaluated here and now, so they are ordinary parts of this body.
func (w *walker) call(expr *ast.CallExpr, how How) {
	tv := w.g.info.Types[expr.Fun]
	switch {
	case tv.IsType():
		if len(expr.Args) == 1 {
			w.flow(&Flow{Kind: Converted, Value: expr.Args[0], Type: tv.Type})
		}
	case tv.IsBuiltin():
		w.builtin(expr)
	default:
		w.record(expr, how)
	}
	w.walk(expr.Fun)
	for _, arg := range expr.Args {
		w.walk(arg)
	}
}

func (w *walker) record(expr *ast.CallExpr, how How) {
	call := &Call{In: w.f, Expr: expr, How: how}
	if fn, ok := typeutil.Callee(w.g.info, expr).(*types.Func); ok {
		call.Callee = fn.Origin()
	}
	if w.f != nil {
		w.f.Calls = append(w.f.Calls, call)
	}
	sig, ok := types.Unalias(w.g.info.TypeOf(expr.Fun)).Underlying().(*types.Signature)
	if !ok {
		return
	}
	var body *Func
	if call.Callee != nil {
		body = w.g.byObj[call.Callee]
	}
	for i, arg := range expr.Args {
		p, t := paramFor(sig, i, expr.Ellipsis.IsValid())
		if t == nil {
			continue
		}
		w.flow(&Flow{Kind: Passed, Value: arg, Type: t, Call: call, Index: p})
		if body != nil && p < body.Sig.Params().Len() && isFunc(t) {
			v := body.Sig.Params().At(p)
			w.g.args[v] = append(w.g.args[v], arg)
		}
	}
}

// paramFor returns the index and type of the parameter that argument i is for.
func paramFor(sig *types.Signature, i int, ellipsis bool) (int, types.Type) {
	n := sig.Params().Len()
	switch {
	case sig.Variadic() && i >= n-1:
		t := sig.Params().At(n - 1).Type()
		if s, ok := t.Underlying().(*types.Slice); ok && !ellipsis {
			t = s.Elem()
		}
		return n - 1, t
	case i < n:
		return i, sig.Params().At(i).Type()
	}
	return 0, nil
}

func (w *walker) builtin(expr *ast.CallExpr) {
	name := ""
	if id, ok := ast.Unparen(expr.Fun).(*ast.Ident); ok {
		name = id.Name
	}
	switch name {
	case "append":
		s, ok := w.g.info.TypeOf(expr).Underlying().(*types.Slice)
		if !ok || len(expr.Args) == 0 {
			return
		}
		to := w.g.objectOf(expr.Args[0])
		for _, arg := range expr.Args[1:] {
			if expr.Ellipsis.IsValid() {
				break
			}
			w.put(to, arg, s.Elem())
		}
	case "close":
		if len(expr.Args) == 1 {
			w.closes(expr)
		}
	case "len", "cap", "make":
		return
	}
}

func (w *walker) assign(lhs, rhs []ast.Expr) {
	if len(lhs) != len(rhs) {
		return
	}
	for i := range lhs {
		w.store(lhs[i], rhs[i])
	}
}

func (w *walker) store(lhs, rhs ast.Expr) {
	t := w.g.info.TypeOf(lhs)
	if t == nil {
		t = w.g.info.TypeOf(rhs) // the blank identifier has no type
	}
	if !isFunc(t) {
		w.elements(w.g.objectOf(lhs), rhs)
		return
	}
	if ix, ok := ast.Unparen(lhs).(*ast.IndexExpr); ok {
		w.put(w.g.objectOf(ix.X), rhs, t)
		return
	}
	to := w.g.objectOf(lhs)
	if to != nil {
		w.g.stored[to] = append(w.g.stored[to], rhs)
	}
	w.flow(&Flow{Kind: Assigned, Value: rhs, Type: t, To: to})
}

// elements notes the functions in a slice or map literal under the variable that it is assigned to.
func (w *walker) elements(to types.Object, rhs ast.Expr) {
	lit, ok := ast.Unparen(rhs).(*ast.CompositeLit)
	if !ok || to == nil {
		return
	}
	for _, e := range lit.Elts {
		if kv, ok := e.(*ast.KeyValueExpr); ok {
			e = kv.Value
		}
		if isFunc(w.g.info.TypeOf(e)) {
			w.g.elems[to] = append(w.g.elems[to], e)
		}
	}
}

func (w *walker) put(to types.Object, value ast.Expr, elem types.Type) {
	if !isFunc(elem) {
		return
	}
	if to != nil {
		w.g.elems[to] = append(w.g.elems[to], value)
	}
	w.flow(&Flow{Kind: Put, Value: value, Type: elem})
}

func (w *walker) composite(lit *ast.CompositeLit) {
	t := w.g.info.TypeOf(lit)
	if t == nil {
		return
	}
	switch u := deref(t).Underlying().(type) {
	case *types.Struct:
		for i, e := range lit.Elts {
			field, value := structElement(w.g.info, u, i, e)
			if field == nil {
				continue
			}
			w.storeField(field, value)
		}
	case *types.Slice:
		w.putAll(lit, u.Elem())
	case *types.Array:
		w.putAll(lit, u.Elem())
	case *types.Map:
		w.putAll(lit, u.Elem())
	}
}

func (w *walker) putAll(lit *ast.CompositeLit, elem types.Type) {
	for _, e := range lit.Elts {
		if kv, ok := e.(*ast.KeyValueExpr); ok {
			e = kv.Value
		}
		w.put(nil, e, elem)
	}
}

func structElement(info *types.Info, st *types.Struct, i int, e ast.Expr) (*types.Var, ast.Expr) {
	kv, ok := e.(*ast.KeyValueExpr)
	if !ok {
		if i >= st.NumFields() {
			return nil, nil
		}
		return st.Field(i), e
	}
	key, ok := kv.Key.(*ast.Ident)
	if !ok {
		return nil, nil
	}
	field, _ := info.Uses[key].(*types.Var)
	return field, kv.Value
}

func (w *walker) storeField(field *types.Var, value ast.Expr) {
	field = field.Origin()
	w.chanStore(field, value)
	if !isFunc(field.Type()) {
		w.elements(field, value)
		return
	}
	w.g.stored[field] = append(w.g.stored[field], value)
	w.flow(&Flow{Kind: Assigned, Value: value, Type: field.Type(), To: field})
}

func (w *walker) returns(ret *ast.ReturnStmt) {
	if w.f == nil {
		return
	}
	results := w.f.Sig.Results()
	if len(ret.Results) != results.Len() {
		return
	}
	for i, value := range ret.Results {
		if !isFunc(results.At(i).Type()) {
			continue
		}
		if w.g.rets[w.f] == nil {
			w.g.rets[w.f] = make([][]ast.Expr, results.Len())
		}
		w.g.rets[w.f][i] = append(w.g.rets[w.f][i], value)
		w.flow(&Flow{Kind: Returned, Value: value, Type: results.At(i).Type(), Index: i})
	}
}

// flow records f unless its value cannot be a function.
func (w *walker) flow(f *Flow) {
	if !isFunc(w.g.info.TypeOf(f.Value)) {
		return
	}
	f.In = w.f
	w.g.Flows = append(w.g.Flows, f)
}

// objectOf is the variable or field that an expression names, by its origin; nil for anything else.
func (g *Graph) objectOf(e ast.Expr) types.Object {
	switch e := ast.Unparen(e).(type) {
	case *ast.Ident:
		if v, ok := g.info.ObjectOf(e).(*types.Var); ok {
			return v.Origin()
		}
	case *ast.SelectorExpr:
		if v, ok := g.info.ObjectOf(e.Sel).(*types.Var); ok {
			return v.Origin()
		}
	case *ast.StarExpr:
		return g.objectOf(e.X)
	}
	return nil
}

func isFunc(t types.Type) bool {
	if t == nil {
		return false
	}
	_, ok := t.Underlying().(*types.Signature)
	return ok
}

func deref(t types.Type) types.Type {
	if p, ok := t.Underlying().(*types.Pointer); ok {
		return p.Elem()
	}
	return t
}
