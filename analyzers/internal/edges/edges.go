// Package edges answers which body runs within which: who goes on only when
// another body has returned, and who merely starts it. Every relation asks
// here; none walks calls by itself.
package edges

import (
	"go/ast"
	"go/types"

	"github.com/loopcheck/loopcheck/analyzers/internal/book"
	"github.com/loopcheck/loopcheck/analyzers/internal/contract"
	"github.com/loopcheck/loopcheck/analyzers/internal/placement"
	"github.com/loopcheck/loopcheck/analyzers/internal/program"
)

// How says in which way one body runs another.
type How int

const (
	InPlace   How = iota
	Deferred      // before the function returns
	Joined        // on a goroutine that the function waits for, up to its last answer
	Once          // at most once in the program's life (sync.Once)
	Forwarded     // by a library, in a handler that this package installed there
	Spawned       // on a goroutine of its own
)

// An Edge says that From runs To.
type Edge struct {
	From, To *program.Func
	How      How
	At       ast.Node      // the call, or the function value that is handed on
	Call     *program.Call // what the call is, or the one that the value is passed to; nil for other flows

	// Handed says that From hands To on to somebody who runs it in place,
	// rather than calling it.
	Handed bool

	// Dynamic says that To is one of several.
	Dynamic bool

	// Same says that To works for the instance that From works for: a literal,
	// or a method called on From's own receiver.
	Same bool
}

// Waits reports whether From goes on only when To has returned.
func (e Edge) Waits() bool { return e.How != Spawned }

// Edges are those of one package. The zero value has none.
type Edges struct {
	out, in map[*program.Func][]Edge
	abroad  map[*program.Call][]*types.Func
}

// New finds the edges of a package: its calls in source order, then the
// functions that are handed on to run in place.
func New(prog *program.Package, b *book.Book, places *placement.Placements, info *types.Info) *Edges {
	e := &Edges{
		out:    make(map[*program.Func][]Edge),
		in:     make(map[*program.Func][]Edge),
		abroad: make(map[*program.Call][]*types.Func),
	}
	handlers := findHandlers(prog, b, info)
	for _, f := range prog.Funcs {
		for _, call := range f.Calls {
			e.addCall(prog, call)
			e.forward(prog, call, handlers.of(call))
		}
	}
	for _, f := range prog.Funcs {
		for _, site := range places.Sites(f) {
			e.addHanded(f, site)
		}
	}
	return e
}

// Out returns what f runs.
func (e *Edges) Out(f *program.Func) []Edge { return e.out[f] }

// In returns who runs f.
func (e *Edges) In(f *program.Func) []Edge { return e.in[f] }

// Abroad returns the functions of other packages that a call ends in by way of
// handlers that this package installed.
func (e *Edges) Abroad(call *program.Call) []*types.Func { return e.abroad[call] }

func (e *Edges) add(edge Edge) {
	e.out[edge.From] = append(e.out[edge.From], edge)
	e.in[edge.To] = append(e.in[edge.To], edge)
}

func (e *Edges) addCall(prog *program.Package, call *program.Call) {
	for _, t := range call.Targets {
		e.add(Edge{
			From: call.In, To: t.Func, How: howCalled(call), At: call.Expr, Call: call,
			Dynamic: t.Dynamic, Same: prog.SameReceiver(call, t.Func),
		})
		if call.Joined && t.Tail != nil {
			e.add(Edge{From: call.In, To: t.Tail, How: Spawned, At: call.Expr, Call: call, Same: true})
		}
	}
}

func howCalled(call *program.Call) How {
	switch {
	case call.Joined:
		return Joined
	case call.How == program.Go:
		return Spawned
	case call.How == program.Defer:
		return Deferred
	}
	return InPlace
}

func (e *Edges) addHanded(f *program.Func, site placement.Site) {
	if site.Flow == nil || site.In == nil || site.Place.Mode != contract.Inline {
		return
	}
	edge := Edge{
		From: site.In, To: f, At: site.Flow.Value, Call: site.Flow.Call,
		Handed: true, Dynamic: site.Dynamic, Same: f.Lit != nil,
	}
	if edge.Call != nil && IsOnce(edge.Call.Callee) {
		edge.How = Once
	}
	e.add(edge)
}

// IsOnce reports whether fn is the method by which a sync.Once runs a function.
func IsOnce(fn *types.Func) bool { return program.IsFunc(fn, "sync", "Once.Do") }
