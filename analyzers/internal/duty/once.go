package duty

import (
	"go/ast"
	"go/types"
	"slices"

	"github.com/loopcheck/loopcheck/analyzers/internal/paths"
	"github.com/loopcheck/loopcheck/analyzers/internal/program"
)

// once finds what becomes of a function that must be called exactly once: the goroutine
// that takes it over ends without a call on some way, or it is called again on one.
func (d *dropper) once() {
	f := d.f
	if !d.onces {
		return
	}
	f.Inspect(func(n ast.Node) bool {
		assign, ok := n.(*ast.AssignStmt)
		if !ok {
			return true
		}
		d.eachDue(assign, func(target ast.Expr, call *ast.CallExpr, due Due) {
			v := d.named(target)
			if !due.Row.Once || v == nil || !f.Has(v) || len(d.prog.Assigned(v)) != 1 {
				return
			}
			drop := Drop{Call: call, Due: due, Var: v.Name()}
			if !d.vars.escapes[v] {
				d.again(f, v, drop)
				return
			}
			if heir := d.heir(v); heir != nil {
				d.leftBy(heir, v, drop)
				d.again(heir, v, drop)
			}
		})
		return true
	})
}

// heir is the one literal that knows a variable of the function, where that runs as a
// goroutine of its own or at the function's end: what is owed is owed there.
func (d *dropper) heir(v *types.Var) *program.Func {
	mentions := d.vars.mentions[v]
	for _, call := range d.f.Calls {
		lit, ok := ast.Unparen(call.Expr.Fun).(*ast.FuncLit)
		if !ok || call.How == program.Plain || len(call.Targets) != 1 || len(mentions) == 0 || len(d.vars.mentionsIn(v, lit.Body)) != len(mentions) {
			continue
		}
		if heir := call.Targets[0].Func; !d.nested(heir, v) {
			return heir
		}
	}
	return nil
}

// nested reports whether a literal within f knows a variable.
func (d *dropper) nested(f *program.Func, v *types.Var) bool {
	found := false
	f.Inspect(func(n ast.Node) bool {
		if lit, ok := n.(*ast.FuncLit); ok && lit != f.Lit {
			found = found || len(d.vars.mentionsIn(v, lit)) > 0
			return false
		}
		return true
	})
	return found
}

// leftBy finds the way on which a literal ends without a mention of the variable.
func (d *dropper) leftBy(heir *program.Func, v *types.Var, drop Drop) {
	way, ok := d.ways.Of(heir).Lighter(nil, 1, func(n ast.Node) int {
		if len(d.vars.mentionsIn(v, n)) > 0 {
			return paths.Met
		}
		return 0
	})
	if ok {
		drop.How, drop.Way = Missed, way
		d.drop(drop, nil)
	}
}

// again finds a call of a variable after which another one may come.
func (d *dropper) again(f *program.Func, v *types.Var, drop Drop) {
	calls := d.callsOf(f, v)
	ways := d.ways.Of(f)
	for _, first := range calls {
		i := slices.IndexFunc(calls, func(second *ast.CallExpr) bool {
			return ways.ReachesUnmet(first, second, func(n ast.Node) bool { return d.makes(n, drop.Call) })
		})
		if i >= 0 {
			drop.How, drop.Way = Again, calls[i]
			d.drop(drop, nil)
			return
		}
	}
}

// makes reports whether a node makes the value anew.
func (d *dropper) makes(n ast.Node, call *ast.CallExpr) bool { return program.Contains(n, call.Pos()) }

// callsOf are the plain calls of a variable in f, few in any program.
func (d *dropper) callsOf(f *program.Func, v *types.Var) []*ast.CallExpr {
	var calls []*ast.CallExpr
	for _, call := range f.Calls {
		if call.How == program.Plain && d.named(call.Expr.Fun) == v && len(calls) < maxWalks {
			calls = append(calls, call.Expr)
		}
	}
	return calls
}
