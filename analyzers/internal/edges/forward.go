package edges

import (
	"go/types"

	"github.com/loopcheck/loopcheck/analyzers/internal/book"
	"github.com/loopcheck/loopcheck/analyzers/internal/contract"
	"github.com/loopcheck/loopcheck/analyzers/internal/program"
)

// handlers are what this package hands to a library that calls it for others: a
// slog.Handler given to slog.New is called for every record.
type handlers struct {
	book      *book.Book
	installed map[*contract.Forward][]*types.Func // the handlers' methods
}

func findHandlers(prog *program.Package, b *book.Book, info *types.Info) handlers {
	h := handlers{book: b, installed: make(map[*contract.Forward][]*types.Func)}
	for _, f := range prog.Funcs {
		for _, call := range f.Calls {
			if call.Callee == nil {
				continue
			}
			for _, row := range b.Installs(call.Callee) {
				if row.Row.Arg < len(call.Expr.Args) {
					h.install(row.Row, info.TypeOf(call.Expr.Args[row.Row.Arg]))
				}
			}
		}
	}
	return h
}

// install notes the method of a handler whose type is known.
func (h handlers) install(row *contract.Forward, t types.Type) {
	if t == nil || types.IsInterface(t) {
		return
	}
	obj, _, _ := types.LookupFieldOrMethod(t, true, nil, row.Method)
	if fn, ok := obj.(*types.Func); ok {
		h.installed[row] = append(h.installed[row], fn.Origin())
	}
}

// of returns the handlers that a call ends in.
func (h handlers) of(call *program.Call) []*types.Func {
	if call.Callee == nil || len(h.installed) == 0 {
		return nil
	}
	var all []*types.Func
	for _, row := range h.book.Forwards(call.Callee) {
		all = append(all, h.installed[row.Row]...)
	}
	return all
}

func (e *Edges) forward(prog *program.Package, call *program.Call, handlers []*types.Func) {
	for _, fn := range handlers {
		if f := prog.FuncOf(fn); f != nil {
			e.add(Edge{From: call.In, To: f, How: forwarded(call), At: call.Expr, Call: call, Dynamic: true})
		} else {
			e.abroad[call] = append(e.abroad[call], fn)
		}
	}
}

// forwarded: a handler of what is called on another goroutine runs there.
func forwarded(call *program.Call) How {
	if call.Spawns() {
		return Spawned
	}
	return Forwarded
}
