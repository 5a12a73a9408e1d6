package ends

import (
	"go/types"
	"slices"

	"github.com/loopcheck/loopcheck/analyzers/internal/program"
)

// waitBeside is an arm by which what others than the loop call knows that the loop has
// been told to end: of a select that waits for something else, or asks only. Who tells
// it to end, and a loop that is told so too, say nothing of those who come later.
func (s *solver) waitBeside(end *loopEnd, quit, send *program.Op) *program.Op {
	v := s.signal(quit)
	if v == nil {
		return nil
	}
	arms := s.armsFor(v)
	for _, arm := range arms[:min(len(arms), maxReceives)] {
		if _, tells := end.told[arm.In]; tells || arm.Repeat != nil || s.runsOn(arm.In, end.loop) || !waitsBesides(arm) {
			continue
		}
		if arm.In == send.In {
			if s.paths(send.In).Reaches(send.Node, arm.Clause.Comm) {
				return arm
			}
			continue
		}
		if s.exported(arm.In, maxCalls) && !s.onGoroutine(arm.In) {
			return arm
		}
	}
	return nil
}

// waitsBesides reports whether an arm is one beside a send, a receive of what carries
// something, or a default.
func waitsBesides(arm *program.Op) bool {
	return arm.Select.Default || slices.ContainsFunc(arm.Select.Arms, func(other *program.Op) bool {
		return other.Kind == program.Send || other.Kind == program.Receive && other.Var != nil && !program.IsToken(other.Var.Type())
	})
}

// armsFor are the arms of selects, outside of tests, that wait for a signal.
func (s *solver) armsFor(signal types.Object) []*program.Op {
	if s.arms == nil {
		s.arms = make(map[types.Object][]*program.Op)
		for _, f := range s.prog.Funcs {
			for _, op := range f.Ops {
				if op.Kind != program.Choose || s.prog.InTest(op.Node.Pos()) {
					continue
				}
				for _, arm := range op.Select.Arms {
					if !s.prog.Cancels(arm) {
						continue
					}
					if v := s.signal(arm); v != nil {
						s.arms[v] = append(s.arms[v], arm)
					}
				}
			}
		}
	}
	return s.arms[signal]
}

// outlives reports whether a loop closes, when it ends, a channel of the objects
// whose method sends, which are others than its own: they go on without it.
func (s *solver) outlives(op *program.Op, end *loopEnd) bool {
	recv, own := receiverType(op.In), receiverType(end.loop.Serve)
	if recv == nil || own != nil && recv.Obj() == own.Obj() {
		return false
	}
	st, ok := recv.Origin().Underlying().(*types.Struct)
	if !ok {
		return false
	}
	for field := range st.Fields() {
		if slices.Contains(end.closes, types.Object(field)) {
			return true
		}
	}
	return false
}

// receiverType is the type whose method f is, or stands in; nil if there is none.
func receiverType(f *program.Func) *types.Named {
	if f == nil || f.Receiver() == nil {
		return nil
	}
	return program.Named(f.Receiver().Type())
}
