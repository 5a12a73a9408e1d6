package program

import (
	"go/ast"
	"go/token"
	"go/types"

	"golang.org/x/tools/go/analysis"
)

func build(pass *analysis.Pass) *Package {
	p := &Package{
		fset:     pass.Fset,
		pkg:      pass.Pkg,
		info:     pass.TypesInfo,
		byObj:    make(map[*types.Func]*Func),
		byLit:    make(map[*ast.FuncLit]*Func),
		byExpr:   make(map[*ast.CallExpr]*Call),
		params:   make(map[*types.Var]Param),
		assigned: make(map[*types.Var][]ast.Expr),
		stored:   make(map[types.Object][]ast.Expr),
		elems:    make(map[types.Object][]ast.Expr),
		args:     make(map[*types.Var][]ast.Expr),
		rets:     make(map[*Func][][]ast.Expr),
		ranged:   make(map[types.Object]types.Object),
		chans:    make(map[types.Object]*Channel),
		joined:   make(map[types.Object]bool),
		forks:    make(map[fork]bool),
		methods:  make(map[string][]*Func),
		impls:    make(map[*types.Func][]*Func),
	}
	for _, file := range pass.Files {
		for _, decl := range file.Decls {
			p.declare(decl)
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

func (p *Package) declare(decl ast.Decl) {
	fd, ok := decl.(*ast.FuncDecl)
	if !ok {
		return
	}
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
	}
}

// A walker visits one function's own body and starts another for each literal.
type walker struct {
	p      *Package
	f      *Func   // nil at package level
	repeat *Repeat // the for statement at hand
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
		w.note(n.Lhs, n.Rhs)
		w.assign(n.Lhs, n.Rhs)
		w.chanAssign(n.Lhs, n.Rhs)
	case *ast.ValueSpec:
		lhs := make([]ast.Expr, len(n.Names))
		for i, name := range n.Names {
			lhs[i] = name
		}
		w.note(lhs, n.Values)
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
	case *ast.ForStmt:
		w.repeats(n, n.Body, n.Init, n.Cond, n.Post)
		return false
	case *ast.RangeStmt:
		w.rangeOver(n)
		w.repeats(n, n.Body, n.Key, n.Value, n.X)
		return false
	case *ast.SelectStmt:
		w.selects(n)
		return false
	}
	return true
}

// repeats visits the parts of a for statement: its body knows of it.
func (w *walker) repeats(stmt ast.Stmt, body *ast.BlockStmt, head ...ast.Node) {
	for _, n := range head {
		if n != nil {
			w.walk(n)
		}
	}
	outer := w.repeat
	w.repeat = &Repeat{Stmt: stmt, Body: body, Outer: outer}
	w.walk(body)
	w.repeat = outer
}

func (w *walker) literal(lit *ast.FuncLit) {
	sig, ok := w.p.info.TypeOf(lit).(*types.Signature)
	if !ok {
		return
	}
	f := &Func{Lit: lit, Sig: sig, Outer: w.f}
	w.p.byLit[lit] = f
	w.p.add(f)
	(&walker{p: w.p, f: f}).walk(lit.Body)
}

// call records a call and visits its parts. The arguments of a go statement
// are evaluated here and now, so they are ordinary parts of this body.
func (w *walker) call(expr *ast.CallExpr, how How) {
	tv := w.p.info.Types[expr.Fun]
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
	call := &Call{In: w.f, Expr: expr, How: how, Repeat: w.repeat}
	call.Callee = w.p.Callee(expr)
	w.p.byExpr[expr] = call
	if w.f != nil {
		w.f.Calls = append(w.f.Calls, call)
	}
	sig := signature(w.p.info.TypeOf(expr.Fun))
	if sig == nil {
		return
	}
	var body *Func
	if call.Callee != nil {
		body = w.p.byObj[call.Callee]
	}
	for i, arg := range expr.Args {
		p, t := paramFor(sig, i, expr.Ellipsis.IsValid())
		if t == nil {
			continue
		}
		w.flow(&Flow{Kind: Passed, Value: arg, Type: t, Call: call, Index: p})
		if body != nil && p < body.Sig.Params().Len() && isFunc(t) {
			v := body.Sig.Params().At(p)
			w.p.args[v] = append(w.p.args[v], arg)
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
		s, ok := w.p.info.TypeOf(expr).Underlying().(*types.Slice)
		if !ok || len(expr.Args) == 0 {
			return
		}
		to := w.p.objectOf(expr.Args[0])
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

// note keeps what variables are assigned.
func (w *walker) note(lhs, rhs []ast.Expr) {
	for i, l := range lhs {
		switch {
		case len(lhs) == len(rhs):
			w.noteValue(l, rhs[i])
		case len(rhs) == 1 && i == 0:
			w.noteValue(l, rhs[0]) // the value of a comma-ok form, or of a constructor
		case len(rhs) == 1:
			w.noteValue(l, nil)
		}
	}
}

func (w *walker) noteValue(lhs, value ast.Expr) {
	id, ok := ast.Unparen(lhs).(*ast.Ident)
	if !ok {
		return
	}
	if v, ok := w.p.info.ObjectOf(id).(*types.Var); ok {
		w.p.assigned[v] = append(w.p.assigned[v], value)
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
	t := w.p.info.TypeOf(lhs)
	if t == nil {
		t = w.p.info.TypeOf(rhs) // the blank identifier has no type
	}
	if !isFunc(t) {
		w.elements(w.p.objectOf(lhs), rhs)
		return
	}
	if ix, ok := ast.Unparen(lhs).(*ast.IndexExpr); ok {
		w.put(w.p.objectOf(ix.X), rhs, t)
		return
	}
	to := w.p.objectOf(lhs)
	if to != nil {
		w.p.stored[to] = append(w.p.stored[to], rhs)
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
		if isFunc(w.p.info.TypeOf(e)) {
			w.p.elems[to] = append(w.p.elems[to], e)
		}
	}
}

func (w *walker) put(to types.Object, value ast.Expr, elem types.Type) {
	if !isFunc(elem) {
		return
	}
	if to != nil {
		w.p.elems[to] = append(w.p.elems[to], value)
	}
	w.flow(&Flow{Kind: Put, Value: value, Type: elem})
}

func (w *walker) composite(lit *ast.CompositeLit) {
	t := w.p.info.TypeOf(lit)
	if t == nil {
		return
	}
	switch u := deref(t).Underlying().(type) {
	case *types.Struct:
		for i, e := range lit.Elts {
			field, value := structElement(w.p.info, u, i, e)
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
	w.p.stored[field] = append(w.p.stored[field], value)
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
		if w.p.rets[w.f] == nil {
			w.p.rets[w.f] = make([][]ast.Expr, results.Len())
		}
		w.p.rets[w.f][i] = append(w.p.rets[w.f][i], value)
		w.flow(&Flow{Kind: Returned, Value: value, Type: results.At(i).Type(), Index: i})
	}
}

// flow records f unless its value cannot be a function.
func (w *walker) flow(f *Flow) {
	if !isFunc(w.p.info.TypeOf(f.Value)) {
		return
	}
	f.In = w.f
	w.p.Flows = append(w.p.Flows, f)
}

// objectOf is the variable or field that an expression names, by its origin; nil for anything else.
func (p *Package) objectOf(e ast.Expr) types.Object {
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
		return p.objectOf(e.X)
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
