package ends

import (
	"slices"

	"github.com/loopcheck/loopcheck/analyzers/internal/edges"
	"github.com/loopcheck/loopcheck/analyzers/internal/program"
	"github.com/loopcheck/loopcheck/analyzers/internal/runson"
)

// server is the loop that alone receives from a channel: one that somebody here runs
// on a goroutine, or, where nobody in sight does, what its function is by its form.
func (s *solver) server(ch *program.Channel) *runson.Loop {
	if loop := s.runs.Server(ch); loop != nil {
		return loop
	}
	uses, ok := ch.Uses()
	if !ok {
		return nil
	}
	var in *program.Func
	for _, op := range uses {
		if !isReceive(op) {
			continue
		}
		if in != nil && op.In != in {
			return nil
		}
		in = op.In
	}
	if in == nil || !ch.Made() && !ch.MadeWithRoom() {
		return nil
	}
	if loop := s.runs.Form(in); loop != nil {
		return loop
	}
	return s.plain(in, ch)
}

// plain is a loop that receives from one channel in a for statement, and waits for
// nothing else: nil if several goroutines run it, or none that is known.
func (s *solver) plain(f *program.Func, ch *program.Channel) *runson.Loop {
	loop, known := s.plains[f]
	if known {
		return loop
	}
	op := onlyReceive(ch)
	if op != nil && op.Kind == program.Receive && op.Select == nil && op.Repeat != nil && op.In == f && !f.Has(op.Var) && s.startedOnce(f) {
		loop = runson.Plain(f, ch.Var)
	}
	s.plains[f] = loop
	return loop
}

// startedOnce reports whether one go statement starts f, outside of any loop, and
// nobody runs it otherwise.
func (s *solver) startedOnce(f *program.Func) bool {
	in := s.runs.Edges.In(f)
	return len(in) == 1 && in[0].How == edges.Spawned && in[0].Call != nil && !in[0].Call.Repeats()
}

// onlyReceive is the one operation that receives from a channel, nil if there
// are several. What empties the channel behind the loop is none: who sends
// later finds nobody all the same.
func onlyReceive(ch *program.Channel) *program.Op {
	var waiting, emptying []*program.Op
	for _, op := range ch.Ops {
		switch {
		case !isReceive(op):
		case isEmptying(op):
			emptying = append(emptying, op)
		default:
			waiting = append(waiting, op)
		}
	}
	if len(waiting) == 0 {
		waiting = emptying
	}
	if len(waiting) != 1 {
		return nil
	}
	return waiting[0]
}

// isEmptying reports whether a receive takes what is there, and does not wait for more.
func isEmptying(op *program.Op) bool {
	return op.Select != nil && op.Select.Default && len(op.Select.Arms) == 1
}

func (s *solver) runsOn(f *program.Func, loop *runson.Loop) bool {
	return f == loop.Serve || slices.ContainsFunc(s.runs.On(f), func(c *runson.Context) bool { return c.Loop == loop }) ||
		(s.runs.Form(loop.Serve) == loop || s.plains[loop.Serve] == loop) && slices.Contains(s.within(loop.Serve), f)
}

// maxWithin bounds how many functions are looked at that a loop of unknown
// goroutine runs in place.
const maxWithin = 64

// within are the functions that f runs in place, directly or not.
func (s *solver) within(f *program.Func) []*program.Func {
	all, known := s.inPlace[f]
	if known {
		return all
	}
	all = []*program.Func{f}
	for i := 0; i < len(all) && len(all) < maxWithin; i++ {
		for _, e := range s.runs.Edges.Out(all[i]) {
			if e.Waits() && !slices.Contains(all, e.To) {
				all = append(all, e.To)
			}
		}
	}
	s.inPlace[f] = all
	return all
}
