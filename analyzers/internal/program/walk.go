package program

import (
	"go/ast"
	"go/token"
	"go/types"
	"iter"
	"slices"
)

// A walker visits one function's own body and starts another for each literal.
type walker struct {
	p      *Package
	f      *Func   // nil at package level
	repeat *Repeat // the for statement at hand
	branch bool    // in a branch of one of the function's statements
	picked bool    // in a branch that repeat takes once
	fails  bool    // in a branch for an error
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
		w.unary(n)
	case *ast.IfStmt:
		w.branches(n)
		return false
	case *ast.CaseClause:
		for _, e := range n.List {
			w.walk(e)
		}
		w.inBranch(n.Body...)
		return false
	case *ast.SwitchStmt:
		w.noteCases(n)
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

func (w *walker) unary(n *ast.UnaryExpr) {
	switch n.Op {
	case token.ARROW:
		w.receive(n, n.X, Receive)
	case token.AND:
		w.noteAddress(n.X)
	}
}

// repeats visits the parts of a for statement: its body knows of it.
func (w *walker) repeats(stmt ast.Stmt, body *ast.BlockStmt, head ...ast.Node) {
	for _, n := range head {
		if n != nil {
			w.walk(n)
		}
	}
	outer, picked := w.repeat, w.picked
	w.repeat, w.picked = &Repeat{Stmt: stmt, Body: body, Outer: outer}, false
	w.walk(body)
	w.repeat, w.picked = outer, picked
}

// branches visits an if statement: what stands before the condition runs anyway.
func (w *walker) branches(n *ast.IfStmt) {
	if n.Init != nil {
		w.walk(n.Init)
	}
	w.walk(n.Cond)
	w.noteConstant(n.Cond)
	picked, fails := w.picked, w.fails
	w.picked, w.fails = picked || w.picks(n), fails || w.p.IsForError(n.Cond)
	w.inBranch(n.Body)
	w.picked, w.fails = picked, fails
	if n.Else != nil {
		w.inBranch(n.Else)
	}
}

func (w *walker) inBranch(stmts ...ast.Stmt) {
	outer := w.branch
	w.branch = true
	for _, s := range stmts {
		w.walk(s)
	}
	w.branch = outer
}

func (w *walker) literal(lit *ast.FuncLit) {
	sig, ok := w.p.info.TypeOf(lit).(*types.Signature)
	if !ok {
		return
	}
	f := &Func{Lit: lit, Sig: sig, Outer: w.f, declared: w.f.Declared()}
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
			w.flow(Flow{Kind: Converted, Value: expr.Args[0], Type: tv.Type})
		}
	case tv.IsBuiltin():
		w.builtin(expr, how)
	default:
		w.record(expr, how)
	}
	w.walk(expr.Fun)
	for _, arg := range expr.Args {
		w.walk(arg)
	}
}

func (w *walker) record(expr *ast.CallExpr, how How) {
	call := &Call{In: w.f, Expr: expr, How: how, Repeat: w.repeat, Conditional: w.branch, Picked: w.picked, Failing: w.fails}
	call.Callee = w.p.Callee(expr)
	w.noteSwitch(call)
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
	_, spot := ast.Unparen(expr.Fun).(*ast.FuncLit)
	for i, arg := range expr.Args {
		p, t := paramFor(sig, i, expr.Ellipsis.IsValid())
		if t == nil {
			continue
		}
		w.flow(Flow{Kind: Passed, Value: arg, Type: t, Call: call, Index: p})
		if body != nil && p < body.Sig.Params().Len() && isFunc(t) {
			v := body.Sig.Params().At(p)
			w.p.args[v] = append(w.p.args[v], arg)
		}
		if spot && isChan(t) {
			w.names(naming{to: sig.Params().At(p), value: arg, call: true, spot: true})
		}
		if body != nil && p < body.Sig.Params().Len() && isChan(t) {
			n := naming{to: body.Sig.Params().At(p), value: arg, call: true, open: w.p.visibleElsewhere(body.Obj)}
			if !w.names(n) {
				w.takeNaming(n)
			}
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

// DeclsAt yields the top-level declarations that hold one of some positions, in source
// order: who looks for what few of them have need not walk through the others.
func (p *Package) DeclsAt(at []token.Pos) iter.Seq[ast.Decl] {
	slices.Sort(at)
	return func(yield func(ast.Decl) bool) {
		for _, file := range p.files {
			for _, decl := range file.Decls {
				i, found := slices.BinarySearch(at, decl.Pos())
				if (found || i < len(at) && at[i] < decl.End()) && !yield(decl) {
					return
				}
			}
		}
	}
}
