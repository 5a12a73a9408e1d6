package program

import (
	"go/ast"
	"go/types"
)

func (w *walker) builtin(expr *ast.CallExpr, how How) {
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
		to := w.p.Var(expr.Args[0])
		for _, arg := range expr.Args[1:] {
			if expr.Ellipsis.IsValid() {
				break
			}
			w.put(to, arg, s.Elem())
		}
	case "close":
		if len(expr.Args) == 1 {
			w.closes(expr, how)
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
	t := w.p.info.TypeOf(lhs)
	if t == nil {
		t = w.p.info.TypeOf(rhs) // the blank identifier has no type
	}
	if !isFunc(t) {
		if lit, ok := ast.Unparen(rhs).(*ast.CompositeLit); ok {
			w.elements(w.p.Var(lhs), lit)
		}
		return
	}
	if ix, ok := ast.Unparen(lhs).(*ast.IndexExpr); ok {
		w.put(w.p.Var(ix.X), rhs, t)
		return
	}
	to := w.p.Var(lhs)
	if to != nil {
		w.p.stored[to] = append(w.p.stored[to], rhs)
	}
	w.flow(Flow{Kind: Assigned, Value: rhs, Type: t, To: to})
}

// elements notes the functions in a slice or map literal under the variable that it is assigned to.
func (w *walker) elements(to types.Object, lit *ast.CompositeLit) {
	if to == nil {
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
	if to != nil && isChan(elem) && !isChan(to.Type()) {
		w.chanInto(to, value, w.p.visibleElsewhere(to))
	}
	if !isFunc(elem) {
		return
	}
	if to != nil {
		w.p.elems[to] = append(w.p.elems[to], value)
	}
	w.flow(Flow{Kind: Put, Value: value, Type: elem, To: to})
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
		if lit, ok := ast.Unparen(value).(*ast.CompositeLit); ok {
			w.elements(field, lit)
		}
		return
	}
	w.p.stored[field] = append(w.p.stored[field], value)
	w.flow(Flow{Kind: Assigned, Value: value, Type: field.Type(), To: field})
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
		w.flow(Flow{Kind: Returned, Value: value, Type: results.At(i).Type(), Index: i})
	}
}

// flow records f unless its value cannot be a function.
func (w *walker) flow(f Flow) {
	if !isFunc(w.p.info.TypeOf(f.Value)) {
		return
	}
	f.In = w.f
	kept := f // most of what is asked here is no function: only what is kept is allocated
	w.p.Flows = append(w.p.Flows, &kept)
}
