package waitsfor

import (
	"go/ast"
	"time"

	"github.com/loopcheck/loopcheck/analyzers/internal/contract"
	"github.com/loopcheck/loopcheck/analyzers/internal/program"
)

// waitOfOp grades a channel operation. What has a way out is no wait: a select
// with a default, a cancellation arm, a buffered channel (it fills up, but that
// is another question), a receive from a semaphore.
func (s *solver) waitOfOp(op *program.Op) (Effect, bool) {
	switch op.Kind {
	case program.Send:
		return s.send(op)
	case program.Receive:
		return s.receive(op)
	case program.Range:
		if s.prog.Joined(op) || s.isOver(op) {
			return Effect{}, false
		}
		return Effect{Thing: Thing{Class: contract.Chan}, Likely: true}, true
	case program.Choose:
		return s.choose(op.Select)
	}
	return Effect{}, false
}

func (s *solver) send(op *program.Op) (Effect, bool) {
	n, known := s.capacity(op)
	if known && n > 0 || s.prog.JoinedSend(op) {
		return Effect{}, false
	}
	return Effect{Thing: Thing{Class: contract.Chan}, Unsure: !known}, true
}

func (s *solver) receive(op *program.Op) (Effect, bool) {
	if s.prog.Joined(op) || s.isOver(op) {
		return Effect{}, false // the wait is for what the goroutine does, or for what has been done
	}
	if s.prog.TimerOf(op.Chan) == program.OneShot {
		return Effect{}, false // as a statement it drains a stopped timer
	}
	if d, ok := s.timer(op.Chan); ok {
		return Effect{Thing: Thing{Class: contract.Sleep}, Bound: max(d, 0)}, d >= 0
	}
	if program.IsToken(s.pass.TypesInfo.TypeOf(op.Chan)) && s.hasRoom(op) {
		return Effect{}, false
	}
	return Effect{Thing: Thing{Class: contract.Chan}}, true
}

func (s *solver) choose(sel *program.Select) (Effect, bool) {
	if sel.Default {
		return Effect{}, false
	}
	e := Effect{Thing: Thing{Class: contract.Chan}, Likely: true}
	for _, arm := range sel.Arms {
		if s.prog.Cancels(arm) {
			return Effect{}, false
		}
		if d, ok := s.timer(arm.Chan); ok && d > 0 && (e.Bound == 0 || d < e.Bound) {
			e.Bound = d
		}
	}
	return e, true
}

// hasRoom reports whether an operation's channel is made with room, constant or computed.
func (s *solver) hasRoom(op *program.Op) bool {
	n, known := s.capacity(op)
	c := s.prog.Channel(op.Var)
	return known && n > 0 || c != nil && c.MadeWithRoom()
}

func (s *solver) capacity(op *program.Op) (int64, bool) {
	c := s.prog.Channel(op.Var)
	if c == nil {
		return 0, false
	}
	return c.Cap()
}

// timer reports whether ch is a timer's channel, and for how long it waits
// if that is constant: time.After(d), a Timer's or Ticker's C.
func (s *solver) timer(ch ast.Expr) (time.Duration, bool) {
	if s.prog.TimerOf(ch) == program.NoTimer {
		return 0, false
	}
	if call, ok := ast.Unparen(ch).(*ast.CallExpr); ok && len(call.Args) == 1 {
		return s.duration(call.Args[0]), true
	}
	return 0, true
}
