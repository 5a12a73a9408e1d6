package ends

import (
	"go/types"
	"slices"

	"github.com/loopcheck/loopcheck/analyzers/internal/edges"
	"github.com/loopcheck/loopcheck/analyzers/internal/program"
	"github.com/loopcheck/loopcheck/analyzers/internal/runson"
)

// findSends finds bare sends to a loop of this package that can have returned.
func (s *solver) findSends(ch *program.Channel) {
	loop := s.server(ch)
	if loop == nil || loop.Many || loop.Serve.Has(ch.Var) {
		return
	}
	inbox := onlyReceive(ch)
	if inbox == nil || inbox.In != loop.Serve || inbox.Kind != program.Range && inbox.Repeat == nil {
		return // somebody may drain it
	}
	end := s.end(loop, inbox)
	if end == nil {
		return
	}
	exits := s.unless(end, inbox)
	if !slices.Contains(loop.Inbox, ch.Var) {
		exits = bySelf(exits, inbox)
	}
	if len(exits) == 0 {
		return
	}
	n, known := ch.Cap()
	room := !known || n > 0
	uses, _ := ch.Uses() // by the fields that it is assigned to, too
	for _, op := range uses {
		switch {
		case op.Kind != program.Send || op.Select != nil || s.runsOn(op.In, loop) || s.prog.InTest(op.Node.Pos()):
		case room && (s.isOnce(op) || program.IsToken(ch.Var.Type()) || s.polls(op.In, end) || s.fills(op) || s.circulates(op)): // the buffer takes it
		case s.joined(op.In, end):
		default:
			if left := s.before(op, inbox, s.possible(op, exits)); len(left) > 0 {
				s.addSend(op, end, left)
			}
		}
	}
}

// bySelf are a loop's ways out but for an arm that takes one value and leaves, and
// others that are told to: whoever sends that value tells the loop to end himself.
func bySelf(exits []exit, last *program.Op) []exit {
	return slices.DeleteFunc(slices.Clone(exits), func(x exit) bool { return x.arm == last })
}

// isOnce reports whether a send happens once in the life of its goroutine.
func (s *solver) isOnce(op *program.Op) bool {
	if op.Repeat != nil || op.In == nil || s.isKept(op.In) {
		return false
	}
	d := op.In.Declared()
	if d == nil || !d.Obj.Exported() {
		return d != nil
	}
	start := s.starts[op.In]
	return start != nil && start.Repeat == nil && d.Sig.Recv() == nil
}

// polls reports whether a function asks for itself whether the loop is told to
// end: then it sends little more than once, and a buffer takes that.
func (s *solver) polls(f *program.Func, end *loopEnd) bool {
	polls, known := end.polls[f]
	if known {
		return polls
	}
	for _, op := range f.Ops {
		if op.Kind != program.Choose || op.Repeat == nil {
			continue
		}
		polls = polls || slices.ContainsFunc(op.Select.Arms, func(arm *program.Op) bool { return end.by(s, s.signal(arm)) })
	}
	end.polls[f] = polls
	return polls
}

// by reports whether one of the loop's ways out waits for a signal.
func (e *loopEnd) by(s *solver, v types.Object) bool {
	return v != nil && slices.ContainsFunc(e.exits, func(x exit) bool { return x.arm != nil && s.signal(x.arm) == v })
}

// joined reports whether somebody waits for the sender before the loop is told
// to end.
func (s *solver) joined(f *program.Func, end *loopEnd) bool {
	if len(end.told) == 0 {
		return false
	}
	for _, group := range s.groups.done[f] {
		for _, wait := range s.groups.waits[group] {
			if end.told[wait.Call.In] > wait.Call.Expr.Pos() {
				return true
			}
		}
	}
	return false
}

// groups are the WaitGroups of a package.
type groups struct {
	waits map[types.Object][]program.Sync // the first few of each
	done  map[*program.Func][]types.Object
}

func findGroups(prog *program.Package) groups {
	g := groups{make(map[types.Object][]program.Sync), make(map[*program.Func][]types.Object)}
	for _, f := range prog.Funcs {
		for _, sync := range prog.Syncs(f) {
			switch {
			case sync.Var == nil:
			case sync.Kind == program.Wait && len(g.waits[sync.Var]) < maxCallers:
				g.waits[sync.Var] = append(g.waits[sync.Var], sync)
			case sync.Kind == program.Done && !slices.Contains(g.done[f], sync.Var) && len(g.done[f]) < maxCallers:
				g.done[f] = append(g.done[f], sync.Var)
			}
		}
	}
	return g
}

// addSend tells how good the evidence is that the loop can have ended.
func (s *solver) addSend(op *program.Op, end *loopEnd, exits []exit) {
	w := Stranded{Kind: Send, Op: op, By: end.loop.Serve, Loop: end.loop, Way: exits[0].at, Arm: exits[0].arm, Strict: true}
	if n, known := s.prog.Channel(op.Var).Cap(); known {
		w.Room = n
	}
	// A loop that ends only when it is told to does so when all is over, as a rule.
	alone := slices.ContainsFunc(exits, func(x exit) bool { return !s.isTold(x) })
	for _, x := range exits {
		if !s.isTold(x) {
			if (end.says || s.byFlag(end, x)) && s.fromOutside(op) {
				w.Way, w.Arm, w.Strict = x.at, nil, false
				break
			}
			continue
		}
		if s.endsWithProcess(x.arm) {
			continue
		}
		w.Way, w.Arm = x.at, x.arm
		if other := s.sibling(end, x.arm); other.send != nil {
			w.Sibling, w.Fixes, w.Strict = other.send, selects(op, other), false
			break
		}
		if arm := s.waitBeside(end, x.arm, op); arm != nil && s.fromOutside(op) {
			w.Sibling, w.Strict = arm, false
			break
		}
		if alone && (slices.Contains(end.outside, x) && s.fromOutside(op) && !s.isHandedOut(op) || slices.Contains(end.byCaller, x) && s.onGoroutine(op.In)) ||
			s.fromOutside(op) && (s.outlives(op, end) || s.byPeer(end, x, op)) || s.asksItself(op, end) || s.saysGoodbye(op, end, x) {
			w.Strict = false
			break
		}
	}
	s.add(w)
}

// asksItself reports whether the sender asks in each round for the word by which the loop
// ends, and then sends without it on a channel that has no room: it expects the word to
// come while it is at it.
func (s *solver) asksItself(op *program.Op, end *loopEnd) bool {
	n, known := s.prog.Channel(op.Var).Cap()
	return known && n == 0 && op.Repeat != nil && s.polls(op.In, end)
}

// A knowing is a select with a send to one of a loop's channels, and its arm that knows
// of the loop's end.
type knowing struct{ send, arm *program.Op }

// sibling is another send that knows of the loop's end; none if there is none.
func (s *solver) sibling(end *loopEnd, quit *program.Op) knowing {
	v := s.signal(quit)
	if v == nil {
		return knowing{}
	}
	found, known := end.siblings[v]
	if !known {
		found = s.findSibling(end.loop, v)
		end.siblings[v] = found
	}
	return found
}

func (s *solver) findSibling(loop *runson.Loop, v types.Object) knowing {
	for _, ch := range loop.Inbox {
		if other := s.findKnowing(loop, s.prog.Channel(ch), v); other.send != nil {
			return other
		}
	}
	// Who tells the loop to end may know that it has ended before.
	if ch := s.prog.Channel(v); ch != nil {
		return s.findKnowing(loop, ch, nil)
	}
	return knowing{}
}

// findKnowing looks for a select with a send to a channel of a loop, and an arm for
// what tells the loop to end, or for what the loop says then.
func (s *solver) findKnowing(loop *runson.Loop, ch *program.Channel, v types.Object) knowing {
	for _, op := range ch.Ops {
		if op.Kind != program.Send || op.Select == nil || s.runsOn(op.In, loop) || s.prog.InTest(op.Node.Pos()) {
			continue
		}
		for _, arm := range op.Select.Arms {
			if arm.Kind == program.Receive && (v != nil && s.signal(arm) == v || s.closedBy(arm, loop.Serve)) {
				return knowing{op, arm}
			}
		}
	}
	return knowing{}
}

// closedBy reports whether an arm waits for a channel that f closes.
func (s *solver) closedBy(arm *program.Op, f *program.Func) bool {
	ch := s.prog.Channel(arm.Var)
	return ch != nil && slices.ContainsFunc(ch.Ops, func(op *program.Op) bool {
		return op.Kind == program.Close && (op.In == f || op.In != nil && op.In.Outer == f)
	})
}

// isKept reports whether a literal is passed to somebody who keeps it, for all that is
// known, and calls it as often as he likes.
func (s *solver) isKept(f *program.Func) bool {
	return f.Lit != nil && s.isPassed(f) && !s.runs.Spawned(f) &&
		!slices.ContainsFunc(s.runs.Edges.In(f), func(e edges.Edge) bool { return !e.Dynamic })
}

// isHandedOut reports whether a call gave the object to whose loop a send goes: nobody else may
// have it meanwhile, and so nobody ends it.
func (s *solver) isHandedOut(op *program.Op) bool {
	return s.origins.Of(op.In, op.Chan).Kind == program.Unknown
}

// fromOutside reports whether a send stands in an exported function, on a goroutine of
// its own, or in a literal that somebody keeps.
func (s *solver) fromOutside(op *program.Op) bool {
	if op.In == nil {
		return false
	}
	if s.onGoroutine(op.In) || s.isKept(op.In) {
		return true
	}
	// A literal that is run in place, once, say, is a part of the function.
	d := op.In.Declared()
	return d != nil && d.Obj.Exported() && (op.In.Obj != nil || slices.ContainsFunc(s.runs.Edges.In(op.In), edges.Edge.Waits))
}
