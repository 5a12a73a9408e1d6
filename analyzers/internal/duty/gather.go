package duty

import (
	"go/ast"
	"go/types"
	"slices"

	"github.com/loopcheck/loopcheck/analyzers/internal/contract"
	"github.com/loopcheck/loopcheck/analyzers/internal/program"
)

// gathered finds what is added to a local list from which some way out takes nothing:
// "cmds = append(cmds, m.load())", and a return that does not give cmds on.
func (d *dropper) gathered(assign *ast.AssignStmt, in *list) {
	all, added := d.addsTo(assign)
	if all == nil {
		return
	}
	for _, e := range added {
		call, due, ok := d.dueOf(e, assign)
		if !ok || due.Row.Strict || due.Row.Returnable || due.Row.Uses != nil {
			continue
		}
		o := owing{dropper: d, v: all, due: due, from: assign}
		if way := o.lost(); way != nil && way != ast.Node(assign) {
			d.drop(Drop{Call: call, Due: due, How: Gathered, Var: all.Name(), Way: way, Onward: d.isOnward(call)}, in)
			return // one finding a list and place
		}
	}
}

// addsTo is the local list that a statement adds values to, and what it adds; nil for other
// statements.
func (d *dropper) addsTo(assign *ast.AssignStmt) (*types.Var, []ast.Expr) {
	if len(assign.Lhs) != 1 || len(assign.Rhs) != 1 {
		return nil, nil
	}
	if lit, ok := ast.Unparen(assign.Rhs[0]).(*ast.CompositeLit); ok {
		return d.listOf(assign.Lhs[0], lit)
	}
	call, ok := ast.Unparen(assign.Rhs[0]).(*ast.CallExpr)
	if !ok || len(call.Args) < 2 || call.Ellipsis.IsValid() || !isAppend(d.info, call) {
		return nil, nil
	}
	all := d.local(assign.Lhs[0])
	if all == nil || d.isResult(all) || d.isParam(all) {
		return nil, nil
	}
	if id, ok := ast.Unparen(call.Args[0]).(*ast.Ident); !ok || d.info.Uses[id] != types.Object(all) {
		return nil, nil
	}
	return all, call.Args[1:]
}

// listOf is a local list that a literal begins, and what it begins with.
func (d *dropper) listOf(target ast.Expr, lit *ast.CompositeLit) (*types.Var, []ast.Expr) {
	t := d.info.TypeOf(lit)
	if t == nil {
		return nil, nil
	}
	if _, ok := t.Underlying().(*types.Slice); !ok {
		return nil, nil
	}
	all := d.local(target)
	if all == nil || d.isResult(all) {
		return nil, nil
	}
	return all, lit.Elts
}

func isAppend(info *types.Info, call *ast.CallExpr) bool {
	id, ok := ast.Unparen(call.Fun).(*ast.Ident)
	if !ok {
		return false
	}
	b, ok := info.Uses[id].(*types.Builtin)
	return ok && b.Name() == "append"
}

// dueOf is the call that a value with a duty comes from: the value itself, or the one that
// its variable was assigned last before.
func (d *dropper) dueOf(e ast.Expr, before ast.Node) (*ast.CallExpr, Due, bool) {
	e = ast.Unparen(e)
	if call, ok := e.(*ast.CallExpr); ok {
		if due := d.Of(call); len(due) == 1 {
			return call, due[0], true
		}
		return nil, Due{}, false
	}
	id, ok := e.(*ast.Ident)
	if !ok {
		return nil, Due{}, false
	}
	v, ok := d.info.Uses[id].(*types.Var)
	if !ok || !d.f.Has(v) {
		return nil, Due{}, false
	}
	for _, a := range slices.Backward(d.prog.Assigned(v)) {
		if a.Value.Pos() > before.Pos() {
			continue
		}
		call, ok := ast.Unparen(a.Value).(*ast.CallExpr)
		if !ok {
			return nil, Due{}, false
		}
		i := slices.IndexFunc(d.Of(call), func(due Due) bool { return due.Index == a.Result })
		if i < 0 {
			return nil, Due{}, false
		}
		return call, d.Of(call)[i], true
	}
	return nil, Due{}, false
}

func (d *dropper) isParam(v *types.Var) bool {
	_, param := d.prog.ParamOf(v)
	return param
}

// unjoined finds what methods of a local value begin, and another one does not end on some
// way out: an errgroup's goroutines.
func (d *dropper) unjoined() {
	done := make(map[*types.Var]bool) // told, or nobody's here to end
	for _, call := range d.f.Calls {
		for _, row := range d.book.Since(call.Callee) {
			v := d.receiver(call.Expr)
			if v == nil || done[v] || d.walks == maxWalks {
				continue
			}
			if done[v] = !d.isToEnd(v, row.Row) || d.isHandedOn(v, call.Expr); done[v] {
				continue
			}
			o := owing{dropper: d, v: v, due: Due{Type: program.Named(v.Type()), Row: row.Row}, from: call.Expr}
			if way := o.lost(); way != nil && way != ast.Node(call.Expr) {
				done[v] = true
				d.drop(Drop{Call: call.Expr, Due: o.due, How: Unjoined, Var: v.Name(), Way: way, Joined: d.isJoined(v, row.Row)}, nil)
			}
		}
	}
}

// isToEnd reports whether it is for this function to end what a local variable's value
// begins: nobody else knows it, and no deferred call does.
func (d *dropper) isToEnd(v *types.Var, row *contract.Duty) bool {
	return !d.isParam(v) && !d.isResult(v) && !d.vars.escapes[v] && d.isMadeIn(v) && !d.isDeferred(v, row) && !d.isCancelled(v)
}

// isHandedOn reports whether somebody else may know a local variable's value by the time of
// a call on it: c.group = g, and then g.Go. It looks at the first place that hands it on.
func (d *dropper) isHandedOn(v *types.Var, by *ast.CallExpr) bool {
	var asked, first *ast.Ident
	d.f.Inspect(func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.SelectorExpr:
			asked, _ = ast.Unparen(n.X).(*ast.Ident)
		case *ast.Ident:
			if n != asked && first == nil && d.info.Uses[n] == types.Object(v) {
				first = n
			}
		}
		return first == nil
	})
	return first != nil && d.ways.Of(d.f).Reaches(first, by)
}

// isCancelled reports whether a local variable's value is made with a context that a
// deferred call cancels: whoever leaves early has told what it began to end.
func (d *dropper) isCancelled(v *types.Var) bool {
	return slices.ContainsFunc(d.prog.Assigned(v), func(a program.Assignment) bool {
		call, ok := ast.Unparen(a.Value).(*ast.CallExpr)
		return ok && slices.ContainsFunc(call.Args, func(arg ast.Expr) bool {
			ctx := d.named(arg)
			return ctx != nil && slices.ContainsFunc(d.prog.Assigned(ctx), d.endsDeferred)
		})
	})
}

// endsDeferred reports whether a defer statement has what came with a value from one call, to
// call it or to hand it on: cancel, of ctx, cancel := context.WithCancel(parent).
func (d *dropper) endsDeferred(a program.Assignment) bool {
	return slices.ContainsFunc(d.f.Calls, func(call *program.Call) bool {
		if call.How != program.Defer {
			return false
		}
		found := false
		ast.Inspect(call.Expr, func(n ast.Node) bool {
			e, ok := n.(ast.Expr)
			if v := d.named(e); ok && v != nil && !found {
				found = slices.ContainsFunc(d.prog.Assigned(v), func(b program.Assignment) bool {
					return b.Value == a.Value && b.Result != a.Result
				})
			}
			return !found
		})
		return found
	})
}

// isJoined reports whether some call meets a variable's duty, on whichever way.
func (d *dropper) isJoined(v *types.Var, row *contract.Duty) bool {
	return slices.ContainsFunc(d.f.Calls, func(call *program.Call) bool {
		return d.receiver(call.Expr) == v && d.book.Meets(row, call.Callee)
	})
}

// isDeferred reports whether a deferred call meets a variable's duty wherever the function ends.
func (d *dropper) isDeferred(v *types.Var, row *contract.Duty) bool {
	return slices.ContainsFunc(d.f.Calls, func(call *program.Call) bool {
		return call.How == program.Defer && d.receiver(call.Expr) == v && d.book.Meets(row, call.Callee)
	})
}

// named is the variable that an expression is, wherever else it is known; nil for another
// expression.
func (d *dropper) named(e ast.Expr) *types.Var {
	id, ok := ast.Unparen(e).(*ast.Ident)
	if !ok {
		return nil
	}
	v, _ := d.info.ObjectOf(id).(*types.Var)
	return v
}

// receiver is the local variable whose method is called.
func (d *dropper) receiver(call *ast.CallExpr) *types.Var {
	sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	if !ok {
		return nil
	}
	id, ok := ast.Unparen(sel.X).(*ast.Ident)
	if !ok {
		return nil
	}
	v, ok := d.info.Uses[id].(*types.Var)
	if !ok || !d.f.Has(v) {
		return nil
	}
	return v
}

// isMadeIn reports whether a local variable only ever has what the function makes: its
// zero value, a literal, or what a function gives.
func (d *dropper) isMadeIn(v *types.Var) bool {
	return !slices.ContainsFunc(d.prog.Assigned(v), func(a program.Assignment) bool { return !isNew(a.Value) })
}
