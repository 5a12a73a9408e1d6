package book

import (
	"go/types"

	"github.com/loopcheck/loopcheck/analyzers/internal/contract"
)

// A stream is a method of whoever implements an interface, of which one goroutine at
// a time may make calls.
type stream struct {
	iface  *types.Interface
	method string
	row    Bound[contract.Turns]
}

// Turns returns the rows for fn as a call that one goroutine at a time may make on an object.
func (b *Book) Turns(fn *types.Func) []Bound[contract.Turns] {
	rows := b.turns.of(0, fn)
	if fn == nil || len(b.streams) == 0 || fn.Signature().Recv() == nil {
		return rows
	}
	for _, s := range b.streams {
		if s.method == fn.Name() && types.Implements(fn.Signature().Recv().Type(), s.iface) {
			rows = append(rows[:len(rows):len(rows)], s.row)
		}
	}
	return rows
}

// Handles returns the rows whose calls run what fn installs.
func (b *Book) Handles(fn *types.Func) []Bound[contract.Turns] { return b.handlers.of(0, fn) }

func (b *binder) turns(row Bound[contract.Turns]) {
	for _, s := range row.Row.Handlers {
		keep(b, &b.book.handlers, 0, s, nil, row)
	}
	for _, s := range row.Row.Calls {
		keep(b, &b.book.turns, 0, s, nil, row)
	}
	for _, s := range row.Row.Of {
		for _, obj := range b.objects(contract.Symbol{Pkg: s.Pkg, Name: s.Recv}, users) {
			if iface, ok := obj.Type().Underlying().(*types.Interface); ok {
				b.book.streams = append(b.book.streams, stream{iface, s.Name, row})
			}
		}
	}
}
