package locks

import (
	"go/types"
	"slices"
	"strings"

	"github.com/loopcheck/loopcheck/analyzers/internal/edges"
	"github.com/loopcheck/loopcheck/analyzers/internal/paths"
	"github.com/loopcheck/loopcheck/analyzers/internal/program"
)

// A channel with room for one token is a lock, where whoever puts it in takes it out
// again, or the other way round.

// findTokens finds the fields and the package's variables that are such channels.
func (s *solver) findTokens() {
	s.tokens = make(map[types.Object]program.OpKind)
	for ch := range s.prog.Channels() {
		v, ok := ch.Var.(*types.Var)
		if !ok || !v.IsField() && v.Kind() != types.PackageVar || ch.Aliased || !ch.Made() || !program.IsToken(v.Type()) {
			continue
		}
		if n, known := ch.Cap(); !known || n != 1 {
			continue
		}
		if locks, ok := s.lockedBy(ch); ok {
			s.tokens[ch.Var] = locks
		}
	}
}

// lockedBy says whether sending or receiving locks a channel: what each function does
// first that does both, or one that says so by its name.
func (s *solver) lockedBy(ch *program.Channel) (locks program.OpKind, ok bool) {
	first := make(map[*program.Func]*program.Op)
	for _, op := range ch.Ops {
		if op.In == nil || op.Kind != program.Send && op.Kind != program.Receive {
			return 0, false
		}
		f := s.withDeferred(op.In)
		have := first[f]
		if have == nil || program.Place(op.Node) < program.Place(have.Node) {
			first[f] = op
		}
		kind, says := op.Kind, have != nil && have.Kind != op.Kind
		if says {
			kind = first[f].Kind
		} else if kind, says = saidByName(f, op.Kind); !says {
			continue
		}
		if ok && kind != locks {
			return 0, false
		}
		locks, ok = kind, true
	}
	return locks, ok && !s.isOffered(ch, locks)
}

// withDeferred is the function that a literal is a part of which it only defers.
func (s *solver) withDeferred(f *program.Func) *program.Func {
	in := s.runs.Edges.In(f)
	if f.Lit == nil || len(in) != 1 || in[0].How != edges.Deferred {
		return f
	}
	return in[0].From
}

// saidByName is what locks a channel, if a function does nothing else.
func saidByName(f *program.Func, does program.OpKind) (locks program.OpKind, ok bool) {
	if f.Obj == nil {
		return 0, false
	}
	other := program.Send
	if does == program.Send {
		other = program.Receive
	}
	switch strings.ToLower(f.Obj.Name()) {
	case "lock", "acquire":
		return does, true
	case "unlock", "release":
		return other, true
	}
	return 0, false
}

// isOffered reports whether somebody unlocks only if nobody has done so: it signals.
func (s *solver) isOffered(ch *program.Channel, locks program.OpKind) bool {
	for _, op := range ch.Ops {
		if op.Kind != locks && op.Select != nil {
			return true
		}
	}
	return false
}

// tokenOps are f's own sends and receives that lock and unlock.
func (s *solver) tokenOps(f *program.Func) []*program.Op {
	if len(s.tokens) == 0 {
		return nil
	}
	var all []*program.Op
	for _, op := range f.Ops {
		ops := []*program.Op{op}
		if op.Kind == program.Choose {
			ops = op.Select.Arms
		}
		for _, op := range ops {
			if _, ok := s.tokens[op.Var]; ok {
				all = append(all, op)
			}
		}
	}
	return all
}

func (s *solver) tokenEffect(op *program.Op) effect {
	ref, v := s.r.of(op.Chan)
	if op.Kind == s.tokens[op.Var] {
		return effect{Lock{Ref: ref, Var: v}, paths.Lock}
	}
	return effect{Lock{Ref: ref, Var: v}, paths.Unlock}
}

// firstTokens adds the locks of f that are channels.
func (s *solver) firstTokens(f *program.Func, sum *summary) {
	for _, op := range s.tokenOps(f) {
		e := s.tokenEffect(op)
		if _, known := sum.first[e.key()]; e.does == paths.Lock && e.Known() && !known {
			sum.first[e.key()] = Held{Lock: e.Lock, At: op.Node}
		}
	}
}

// freeTokens adds those that f unlocks for its callers.
func (s *solver) freeTokens(f *program.Func, sum *summary) {
	for _, op := range s.tokenOps(f) {
		e := s.tokenEffect(op)
		if e.does != paths.Unlock || len(sum.free) == maxEffects || slices.Contains(sum.free, e.Lock) {
			continue
		}
		if sum.held == nil || !e.Known() || !slices.Contains(sum.held.Held(op.Node), e.key()) {
			sum.free = append(sum.free, e.Lock)
		}
	}
}

// takesTokens adds the channels that f waits to lock: one among other arms has a way out.
func (s *solver) takesTokens(f *program.Func, add func(Take)) {
	for _, op := range s.tokenOps(f) {
		if e := s.tokenEffect(op); e.does == paths.Lock && op.Select == nil && !s.prog.Off(op.Node) && !s.onlyIfAsked(f, op.Node) {
			add(Take{Lock: e.Lock, At: op.Node, In: f, By: f.Name()})
		}
	}
}

// IsLock reports whether a channel is a lock.
func (r *Result) IsLock(ch types.Object) bool {
	_, ok := r.tokens[ch]
	return ok
}
