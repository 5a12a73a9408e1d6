package waitsfor

import (
	"go/ast"
	"go/types"

	"github.com/loopcheck/loopcheck/analyzers/internal/contract"
	"github.com/loopcheck/loopcheck/analyzers/internal/program"
	"github.com/loopcheck/loopcheck/analyzers/internal/runson"
)

const (
	callDirectly = "call the function directly: this already runs on the loop"
	comeBack     = "let it return to the loop first, and hand this over from a goroutine"
)

// waitForExecutor says whether an operation waits for a hand-written loop that
// runs what it is sent: it sends to the loop's inbox, or receives what only the
// loop answers. In a select, every other arm must say stop: until then it waits.
func (s *solver) waitForExecutor(op *program.Op) (Effect, bool) {
	if op.Kind == program.Choose {
		op = onlyWork(s.prog, op.Select)
	}
	if op == nil || op.Var == nil {
		return Effect{}, false
	}
	ch := s.prog.Channel(op.Var)
	if ch == nil {
		return Effect{}, false
	}
	switch op.Kind {
	case program.Send:
		n, known := ch.Cap()
		mode := contract.Rendezvous
		if n > 0 {
			mode = contract.PostBounded
		}
		if loop := s.runs.Receiver(ch); known && isExecutor(loop) {
			return forExecutor(loop, mode, op), true
		}
	case program.Receive:
		if loop := s.runs.Completer(ch); isExecutor(loop) && s.isAnswer(ch, op) {
			return forExecutor(loop, contract.Call, op), true
		}
	}
	return Effect{}, false
}

// isAnswer reports whether a receive waits for what the loop does next: the
// channel has no room, or is made for this question. Any other may hold what the
// loop has put there before, as a semaphore does.
func (s *solver) isAnswer(ch *program.Channel, op *program.Op) bool {
	if n, known := ch.Cap(); known && n == 0 {
		return true
	}
	e := ast.Unparen(op.Chan)
	for {
		sel, ok := e.(*ast.SelectorExpr)
		if !ok {
			break
		}
		e = ast.Unparen(sel.X)
	}
	id, ok := e.(*ast.Ident)
	return ok && op.In.Has(s.pass.TypesInfo.ObjectOf(id))
}

// isExecutor reports whether one goroutine is a loop that runs what it is given: functions, or
// the methods of objects.
func isExecutor(loop *runson.Loop) bool {
	return loop != nil && (loop.Executor || loop.Notifier) && !loop.Many
}

func forExecutor(loop *runson.Loop, mode contract.Mode, op *program.Op) Effect {
	fix := callDirectly
	if !loop.Executor || op.Kind == program.Send && !carriesFunc(op.Var.Type()) {
		fix = comeBack
	}
	return Effect{Thing: Thing{Loop: loop.ID}, Mode: mode, Fix: fix, Likely: true}
}

// carriesFunc reports whether a channel's messages are functions, or have one.
func carriesFunc(ch types.Type) bool {
	c, ok := ch.Underlying().(*types.Chan)
	if !ok {
		return false
	}
	elem := c.Elem().Underlying()
	if p, ok := elem.(*types.Pointer); ok {
		elem = p.Elem().Underlying()
	}
	if st, ok := elem.(*types.Struct); ok {
		for field := range st.Fields() {
			if _, ok := field.Type().Underlying().(*types.Signature); ok {
				return true
			}
		}
	}
	_, ok = elem.(*types.Signature)
	return ok
}

// onlyWork is the arm of a select that does something, if all others only say
// stop, by a channel of the program's own: a caller's context may end in time.
func onlyWork(prog *program.Package, sel *program.Select) *program.Op {
	if sel.Default {
		return nil
	}
	var work *program.Op
	for _, arm := range sel.Arms {
		_, isCall := ast.Unparen(arm.Chan).(*ast.CallExpr)
		switch {
		case isCall, !prog.Cancels(arm) && work != nil:
			return nil
		case !prog.Cancels(arm):
			work = arm
		}
	}
	return work
}
