package callgraph

import (
	"go/ast"
	"go/types"

	"github.com/loopcheck/loopcheck/analyzers/internal/contract"
)

// installed finds the handlers that this package hands to a library which calls
// them for others: a slog.Handler given to slog.New is called for every record.
func (g *Graph) findInstalled(book *contract.Book) {
	for _, f := range g.Funcs {
		for _, call := range f.Calls {
			if call.Callee == nil {
				continue
			}
			for _, row := range book.Installs(call.Callee) {
				if row.Row.Arg < len(call.Expr.Args) {
					g.install(row.Row, call.Expr.Args[row.Row.Arg])
				}
			}
		}
	}
}

func (g *Graph) install(row *contract.Forward, arg ast.Expr) {
	t := g.info.TypeOf(arg)
	if t == nil || types.IsInterface(t) {
		return
	}
	obj, _, _ := types.LookupFieldOrMethod(t, true, g.pkg, row.Method)
	if fn, ok := obj.(*types.Func); ok {
		g.installed[row] = append(g.installed[row], fn.Origin())
	}
}

// forward adds to a call the handlers that it ends in: bodies of this package
// as targets, others by name.
func (g *Graph) forward(book *contract.Book, call *Call) {
	if call.Callee == nil || len(g.installed) == 0 {
		return
	}
	for _, row := range book.Forwards(call.Callee) {
		for _, fn := range g.installed[row.Row] {
			if f := g.byObj[fn]; f != nil {
				call.Targets = append(call.Targets, Target{Func: f, Dynamic: true})
			} else {
				call.Forwarded = append(call.Forwarded, fn)
			}
		}
	}
}
