package cycles

import (
	"cmp"
	"go/ast"
	"slices"

	"golang.org/x/tools/go/analysis"

	"github.com/loopcheck/loopcheck/analyzers/internal/program"
	"github.com/loopcheck/loopcheck/analyzers/internal/runson"
)

// A process is a goroutine, by the function that is its loop, or that it starts with.
type process struct {
	f    *program.Func
	loop *runson.Loop // nil for a goroutine that serves nothing
}

// findBoth finds pairs of a loop and another goroutine that each wait for what
// only the other one can do.
func (s *solver) findBoth() {
	processes := s.processes()
	if len(processes) < 2 || len(processes) > maxProcesses {
		return
	}
	s.prepare()
	on := make(waitsOf)
	for _, p := range processes {
		for _, other := range processes {
			if p.f != other.f {
				on[pairOf{p.f, other.f}] = s.waitsOn(p, other)
			}
		}
	}
	for i, a := range processes {
		for j, b := range processes {
			if i == j || a.loop == nil || b.loop != nil && j < i && s.met[pairOf{b.f, a.f}] {
				continue
			}
			s.meet(a, b, on)
		}
	}
	s.findThrees(processes, on)
}

// maxProcesses bounds how many goroutines are compared with each other.
const maxProcesses = 64

type pairOf struct{ a, b *program.Func }

// waitsOf are the waits of one process that only another one ends.
type waitsOf map[pairOf][]*Wait

// processes are the goroutines of the package: loops that one goroutine serves, and what is started.
func (s *solver) processes() []process {
	var all []process
	loops := false
	for _, f := range s.prog.Funcs {
		if s.prog.InTest(f.Node().Pos()) {
			continue
		}
		for _, c := range append(s.runs.On(f), s.offs(f)...) {
			switch {
			case c.Off() && c.From == nil, s.isJoined(c):
				all = append(all, process{f: f})
			case !c.Off() && c.Loop.Serves(f) && !c.Loop.Many:
				all = append(all, process{f, c.Loop})
				loops = true
			default:
				continue
			}
			break
		}
	}
	if !loops {
		return nil
	}
	return all
}

// runsOnly reports whether a function is known to run in one process and in no other.
func (s *solver) runsOnly(f *program.Func, p process) bool {
	contexts := append(s.runs.On(f), s.offs(f)...)
	if len(contexts) == 0 {
		return s.isUnused(f)
	}
	return !slices.ContainsFunc(contexts, func(c *runson.Context) bool {
		if joined := s.joinedIn(c); joined != nil {
			return joined != p.f
		}
		if c.Off() {
			return c.Root().Func != p.f
		}
		return !c.Loop.Serves(p.f)
	})
}

// joinedIn is the goroutine that code runs on whose starter waits for it; nil if it is the
// starter's own, or another one's.
func (s *solver) joinedIn(c *runson.Context) *program.Func {
	for ; c.From != nil; c = c.From {
		if s.isJoined(c) {
			return c.Func
		}
	}
	return nil
}

// isJoined reports whether a context is that of a goroutine which begins there, while its
// starter waits for it.
func (s *solver) isJoined(c *runson.Context) bool {
	return c.From != nil && c.Call != nil && c.Call.How == program.Go && c.Call.Joined
}

// isUnused reports whether nobody runs a function.
func (s *solver) isUnused(f *program.Func) bool {
	return f.Obj != nil && !f.Obj.Exported() && len(s.runs.Edges.In(f))+len(s.runs.Sites(f)) == 0
}

// meet looks for a wait of each of two processes that only the other can end, later.
func (s *solver) meet(a, b process, on waitsOf) {
	for _, w := range on[pairOf{a.f, b.f}] {
		for _, v := range on[pairOf{b.f, a.f}] {
			if w.Op.Var == v.Op.Var || !s.endsLater(w, b, v, false) || !s.endsLater(v, a, w, true) {
				continue
			}
			s.met[pairOf{a.f, b.f}] = true
			w.out = max(s.outOf(w, &Ender{In: b.f}), s.outOf(v, &Ender{In: a.f}))
			s.add(Circle{
				Kind: Both, At: w.at, Call: w.call, Op: w.Op,
				Knot:    &Knot{By: a.f, Wait: w, Other: b.f, OtherWait: v},
				Related: append(waitSteps(w), processSteps(b, v)...),
			})
			return
		}
	}
}

// processSteps is where a process waits, and how it comes to that.
func processSteps(p process, w *Wait) []analysis.RelatedInformation {
	return append([]analysis.RelatedInformation{{Pos: program.Place(w.at), Message: p.f.Name() + " " + w.Verb() + " here"}}, waitSteps(w)...)
}

// waitsOn are the waits of one process that only another one ends, as long as nobody ends it
// all.
func (s *solver) waitsOn(p, other process) []*Wait {
	var all []*Wait
	for _, w := range s.waitsIn[p.f] {
		if w.Group != nil || !w.sure || isInbox(p, w.Op) {
			continue
		}
		if n, known := s.room(w.Op); w.Op.Kind == program.Send && !(known && n == 0) {
			continue // two who hand over one thing at a time may have room for it
		}
		if enders := s.endersOf(w.Op); len(enders) > 0 && !slices.ContainsFunc(enders, func(e *Ender) bool { return !s.runsOnly(e.In, other) }) {
			all = append(all, w)
		}
	}
	slices.SortStableFunc(all, func(x, y *Wait) int { return cmp.Compare(y.Op.Kind, x.Op.Kind) }) // who waits to be answered waits for sure
	return all
}

func isInbox(p process, op *program.Op) bool {
	return p.loop != nil && slices.Contains(p.loop.Inbox, op.Var)
}

// endsLater reports whether a process ends a wait only after one of its own: it takes
// what is sent when it comes back to its inbox, and does the rest further on. If it must
// be so on all ways, it may not do that before.
func (s *solver) endsLater(w *Wait, by process, own *Wait, all bool) bool {
	if w.Op.Kind == program.Send {
		return isInbox(by, w.Op) && (w.repeats() || !sameRound(by.f, w.Op, atNode(own)))
	}
	ways := s.locks.Paths(by.f)
	return !slices.ContainsFunc(s.endersOf(w.Op), func(e *Ender) bool {
		switch {
		case s.isUnused(e.In):
			return false
		case e.deferred:
			return e.In != by.f
		case e.In != by.f:
			return true
		case all:
			return !ways.Before(atNode(own), e.At)
		}
		return !ways.Reaches(atNode(own), e.At)
	})
}

// repeats reports whether a process may come to a wait again.
func (w *Wait) repeats() bool {
	for ; w != nil; w = w.next {
		if w.call != nil && w.call.Repeat != nil || w.next == nil && w.Op != nil && w.Op.Repeat != nil {
			return true
		}
	}
	return false
}

// sameRound reports whether code of a loop only runs once the loop has taken what is
// sent: who sends that waits no more.
func sameRound(f *program.Func, sent *program.Op, at ast.Node) bool {
	return slices.ContainsFunc(f.Ops, func(op *program.Op) bool {
		switch {
		case op.Kind == program.Range:
			return op.Var == sent.Var && program.Contains(op.Node, at.Pos())
		case op.Kind == program.Choose:
			return slices.ContainsFunc(op.Select.Arms, func(arm *program.Op) bool {
				return arm.Var == sent.Var && program.Contains(arm.Clause, at.Pos())
			})
		}
		return false
	})
}

func atNode(w *Wait) ast.Node {
	if w.call != nil {
		return w.call.Expr
	}
	return w.at
}
