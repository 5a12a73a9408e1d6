package ends

import (
	"go/ast"
	"slices"

	"github.com/loopcheck/loopcheck/analyzers/internal/program"
)

// isAskedFor reports whether the goroutine sends once for each time that the function asks,
// which has heard the last answer then: one at most is outstanding, and there is room for it.
func (h *handBack) isAskedFor() bool {
	if h.room == 0 {
		return false
	}
	for i, send := range h.sends {
		if send.Repeat != nil && !slices.ContainsFunc(send.In.Ops, func(ask *program.Op) bool { return h.isAskedBefore(ask, send, h.sentBy[i]) }) {
			return false
		}
	}
	return true
}

// isAskedBefore reports whether a goroutine waits to be asked in each round before it sends.
func (h *handBack) isAskedBefore(ask, send *program.Op, start *program.Call) bool {
	if ask.Kind != program.Receive || ask.Var == nil || !waitsAlone(ask) {
		return false
	}
	asked := func(n ast.Node) bool { return contains(n, ask.Node) }
	if h.paths(send.In).ReachesUnmet(send.Node, send.Node, asked) {
		return false
	}
	ch := h.prog.Channel(h.countedBy(start, send.In, ask.Var))
	if ch == nil {
		return false
	}
	asks := 0
	for _, op := range ch.Ops {
		if op.Kind != program.Send {
			continue
		}
		if op.In != h.by || h.paths(h.by).ReachesUnmet(op.Node, op.Node, h.hears) {
			return false
		}
		asks++
	}
	return asks > 0 && ch.Var != h.ch.Var
}

// hears reports whether a statement receives from the channel.
func (h *handBack) hears(n ast.Node) bool {
	return slices.ContainsFunc(h.receives, func(op *program.Op) bool { return contains(n, op.Node) || contains(op.Node, n) })
}
