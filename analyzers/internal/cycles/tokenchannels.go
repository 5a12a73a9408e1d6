package cycles

import (
	"go/token"
	"go/types"
	"slices"

	"github.com/loopcheck/loopcheck/analyzers/internal/edges"
	"github.com/loopcheck/loopcheck/analyzers/internal/program"
)

// tokenChannels notes the channels that are semaphores: each function that puts something in
// takes it out again, or starts the goroutine that does, or the other way round.
func (s *solver) tokenChannels() {
	for ch := range s.prog.Channels() {
		v, ok := ch.Var.(*types.Var)
		if !ok || ch.Aliased || !ch.Made() || !program.IsToken(v.Type()) || s.locks.IsLock(v) {
			continue
		}
		if n, known := ch.Cap(); known && n == 0 {
			continue
		}
		if takes, ok := s.takenBy(ch); ok {
			s.channelTokens(ch, takes)
		}
	}
}

// channelTokens notes the operations on a semaphore. One arm of a select has a way out.
func (s *solver) channelTokens(ch *program.Channel, takes program.OpKind) {
	for _, op := range ch.Ops {
		if s.prog.InTest(op.Node.Pos()) || s.prog.Off(op.Node) {
			continue
		}
		ref, _ := s.locks.Of(op.Chan)
		s.addToken(op.In, &taking{of: ch.Var, ref: ref, at: op.Node, gives: op.Kind != takes, holds: true,
			waits: op.Kind == takes && op.Select == nil && !s.locks.OnlyIfAsked(op.In, op.Node)})
	}
}

// A use of a channel is a send or a receive, by the function that makes it or by one that
// calls that.
type use struct {
	f    *program.Func
	kind program.OpKind
	at   token.Pos
}

// takenBy says whether sending or receiving takes a token of a channel: what comes first
// where both are done by one function, with what it calls for that, or by it and a goroutine
// that it starts.
func (s *solver) takenBy(ch *program.Channel) (takes program.OpKind, ok bool) {
	var uses []use
	for _, op := range ch.Ops {
		if op.In == nil || op.Kind != program.Send && op.Kind != program.Receive {
			return 0, false
		}
		if !s.prog.InTest(op.Node.Pos()) {
			uses = append(uses, use{s.holderOf(op.In, ch), op.Kind, op.Node.Pos()})
		}
	}
	for range maxLent {
		var alone []use
		if takes, alone, ok = firstOf(uses); len(alone) == 0 {
			return takes, ok
		}
		if uses = s.byCallers(uses, alone); len(uses) == 0 || len(uses) > maxEnders {
			return 0, false
		}
	}
	return 0, false
}

// firstOf is what comes first in each function, if that is the same in all; alone are the uses
// of functions that only do one of both.
func firstOf(uses []use) (takes program.OpKind, alone []use, ok bool) {
	first := make(map[*program.Func]use)
	both := make(map[*program.Func]bool)
	for _, u := range uses {
		have, known := first[u.f]
		if !known || u.at < have.at {
			first[u.f] = u
		}
		both[u.f] = both[u.f] || known && have.kind != u.kind
	}
	ok = len(uses) > 0
	takes = program.Send
	if ok {
		takes = first[uses[0].f].kind
	}
	for _, u := range uses {
		ok = ok && first[u.f].kind == takes
		if !both[u.f] {
			alone = append(alone, u)
		}
	}
	return takes, alone, ok
}

// byCallers are the uses with those of who calls the ones that are alone instead of them; none
// if somebody is alone whom nobody calls.
func (s *solver) byCallers(uses, alone []use) []use {
	all := slices.DeleteFunc(slices.Clone(uses), func(u use) bool { return slices.Contains(alone, u) })
	for _, u := range alone {
		in := s.runs.Edges.In(u.f)
		if len(in) == 0 || slices.ContainsFunc(in, func(e edges.Edge) bool { return starts(e) || e.From == u.f }) {
			return nil
		}
		for _, e := range in {
			if !s.prog.InTest(e.At.Pos()) {
				all = append(all, use{e.From, u.kind, e.At.Pos()})
			}
		}
	}
	return all
}

// holderOf is who has taken what a function gives back: the function itself, the one that
// defers the literal that it is, or the one that starts it and uses the channel as well.
func (s *solver) holderOf(f *program.Func, ch *program.Channel) *program.Func {
	for range maxLent {
		in := s.runs.Edges.In(f)
		if f.Lit == nil || len(in) != 1 {
			break
		}
		if in[0].How != edges.Deferred && (!starts(in[0]) || !usedBefore(ch, in[0])) {
			break
		}
		f = in[0].From
	}
	return f
}

// usedBefore reports whether the one who starts a goroutine has used a channel before.
func usedBefore(ch *program.Channel, e edges.Edge) bool {
	for _, op := range ch.Ops {
		if op.In == e.From && op.Node.Pos() < e.At.Pos() {
			return true
		}
	}
	return false
}
