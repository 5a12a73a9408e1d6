package waitsfor

import (
	"go/ast"
	"go/types"
	"time"

	"github.com/loopcheck/loopcheck/analyzers/internal/callgraph"
	"github.com/loopcheck/loopcheck/analyzers/internal/contract"
)

// waitOfOp grades a channel operation. What has a way out is no wait: a select
// with a default, a cancellation arm, a buffered channel (it fills up, but that
// is another question), a receive from a semaphore.
func (s *solver) waitOfOp(op *callgraph.Op) (Effect, bool) {
	switch op.Kind {
	case callgraph.Send:
		return s.send(op)
	case callgraph.Receive:
		return s.receive(op)
	case callgraph.Range:
		if s.graph.Joined(op) {
			return Effect{}, false
		}
		return Effect{Class: contract.Chan, Likely: true}, true
	case callgraph.Choose:
		return s.choose(op.Select)
	}
	return Effect{}, false
}

func (s *solver) send(op *callgraph.Op) (Effect, bool) {
	n, known := s.capacity(op)
	if known && n > 0 || s.graph.JoinedSend(op) {
		return Effect{}, false
	}
	return Effect{Class: contract.Chan, Likely: !known}, true
}

func (s *solver) receive(op *callgraph.Op) (Effect, bool) {
	if s.graph.Joined(op) {
		return Effect{}, false // the wait is for what the goroutine does
	}
	if isTimerField(s.pass.TypesInfo, op.Chan) {
		return Effect{}, false // as a statement it drains a stopped timer
	}
	if d, ok := s.timer(op.Chan); ok {
		return Effect{Class: contract.Sleep, Bound: max(d, 0)}, d >= 0
	}
	if n, known := s.capacity(op); known && n > 0 && isToken(s.pass.TypesInfo.TypeOf(op.Chan)) {
		return Effect{}, false
	}
	return Effect{Class: contract.Chan}, true
}

func (s *solver) choose(sel *callgraph.Select) (Effect, bool) {
	if sel.Default {
		return Effect{}, false
	}
	e := Effect{Class: contract.Chan, Likely: true}
	for _, arm := range sel.Arms {
		if Cancels(s.pass.TypesInfo, arm) {
			return Effect{}, false
		}
		if d, ok := s.timer(arm.Chan); ok && d > 0 && (e.Bound == 0 || d < e.Bound) {
			e.Bound = d
		}
	}
	return e, true
}

func (s *solver) capacity(op *callgraph.Op) (int64, bool) {
	c := s.graph.Channel(op.Var)
	if c == nil {
		return 0, false
	}
	return c.Cap()
}

// isToken reports whether t is a channel of empty structs, which counts
// something rather than carrying it.
func isToken(t types.Type) bool {
	ch, ok := t.Underlying().(*types.Chan)
	if !ok {
		return false
	}
	st, ok := ch.Elem().Underlying().(*types.Struct)
	return ok && st.NumFields() == 0
}

// timer reports whether ch is a timer's channel, and for how long it waits
// if that is constant: time.After(d), a Timer's or Ticker's C.
func (s *solver) timer(ch ast.Expr) (time.Duration, bool) {
	if !isTimer(s.pass.TypesInfo, ch) {
		return 0, false
	}
	if call, ok := ast.Unparen(ch).(*ast.CallExpr); ok && len(call.Args) == 1 {
		return s.duration(call.Args[0]), true
	}
	return 0, true
}

// isTimer reports whether ch is a channel that only the clock sends to.
func isTimer(info *types.Info, ch ast.Expr) bool {
	switch ch := ast.Unparen(ch).(type) {
	case *ast.CallExpr:
		fn, ok := info.Uses[selected(ch.Fun)].(*types.Func)
		return ok && (fn.FullName() == "time.After" || fn.FullName() == "time.Tick")
	case *ast.SelectorExpr:
		named := callgraph.Named(info.TypeOf(ch.X))
		return named != nil && named.Obj().Pkg() != nil && named.Obj().Pkg().Path() == "time"
	}
	return false
}

func isTimerField(info *types.Info, ch ast.Expr) bool {
	sel, ok := ast.Unparen(ch).(*ast.SelectorExpr)
	if !ok {
		return false
	}
	named := callgraph.Named(info.TypeOf(sel.X))
	return named != nil && named.Obj().Pkg() != nil && named.Obj().Pkg().Path() == "time" && named.Obj().Name() == "Timer"
}

func selected(e ast.Expr) *ast.Ident {
	switch e := ast.Unparen(e).(type) {
	case *ast.Ident:
		return e
	case *ast.SelectorExpr:
		return e.Sel
	}
	return nil
}

// Cancels reports whether an arm is a way out: a receive from something's
// Done() or from a channel that carries nothing, which people close to say stop.
func Cancels(info *types.Info, arm *callgraph.Op) bool {
	if arm.Kind != callgraph.Receive {
		return false
	}
	if _, isCall := ast.Unparen(arm.Chan).(*ast.CallExpr); isCall {
		return !isTimer(info, arm.Chan)
	}
	return isToken(info.TypeOf(arm.Chan))
}
