package runson

import (
	"go/types"

	"github.com/loopcheck/loopcheck/analyzers/internal/book"
	"github.com/loopcheck/loopcheck/analyzers/internal/contract"
	"github.com/loopcheck/loopcheck/analyzers/internal/program"
)

// outside says which code speaks to a loop as others do. Code that waits for a
// loop, or whose receiver has what one speaks to it through, is meant to be
// called from elsewhere: no convention places it on that loop. It may be called
// before the loop starts or after it has ended, so nothing places it off it either.
type outside struct {
	book    *book.Book
	handles map[handle]bool
}

// handle asks whether a type is one that a loop is spoken to through.
type handle struct {
	of   *types.Named
	loop contract.LoopID
}

func (o outside) speaks(f *program.Func, loop contract.LoopID) bool {
	for _, call := range f.Calls {
		if call.Callee != nil && o.waits(call.Callee, loop) {
			return true
		}
	}
	return o.holdsHandle(program.ReceiverNamed(f.Obj), loop)
}

func (o outside) waits(fn *types.Func, loop contract.LoopID) bool {
	for _, r := range o.book.Waits(fn) {
		if loop == (contract.LoopID{Owner: r.Framework.Name, Name: r.Row.Loop}) {
			return true
		}
	}
	return false
}

func (o outside) holdsHandle(recv *types.Named, loop contract.LoopID) bool {
	if recv == nil {
		return false
	}
	st, ok := recv.Underlying().(*types.Struct)
	if !ok {
		return false
	}
	for field := range st.Fields() {
		if named := program.Named(field.Type()); named != nil && o.isHandle(handle{named.Origin(), loop}) {
			return true
		}
	}
	return false
}

func (o outside) isHandle(h handle) bool {
	is, known := o.handles[h]
	if known {
		return is
	}
	for m := range h.of.Methods() {
		is = is || o.waits(m, h.loop)
	}
	o.handles[h] = is
	return is
}
