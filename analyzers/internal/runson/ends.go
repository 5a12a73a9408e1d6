package runson

import "github.com/loopcheck/loopcheck/analyzers/internal/program"

// ends says of channels which hand-written loop of this package alone is at one
// end of them. A channel that others may know, or begin with, is in neither map;
// the one that a request carries for its answer has uses that are known.
type ends struct{ receiver, completer map[*program.Channel]*Loop }

// Receiver returns the loop that alone receives from a channel, or nil.
func (r *Result) Receiver(ch *program.Channel) *Loop {
	if ch == nil || !ch.Made() {
		return nil
	}
	return r.ends.receiver[ch]
}

// Server is [Result.Receiver] for channels of a computed capacity as well.
func (r *Result) Server(ch *program.Channel) *Loop { return r.ends.receiver[ch] }

// Completer returns the loop that alone sends to a channel or closes it, or nil.
func (r *Result) Completer(ch *program.Channel) *Loop { return r.ends.completer[ch] }

func (s *spreader) findEnds() ends {
	e := ends{make(map[*program.Channel]*Loop), make(map[*program.Channel]*Loop)}
	for ch := range s.prog.Channels() {
		uses, ok := ch.Uses()
		if made := ch.Made(); ok && (made || ch.MadeWithRoom()) {
			e.receiver[ch] = s.only(uses, program.Receive, program.Range)
			if made {
				e.completer[ch] = s.only(uses, program.Send, program.Close)
			}
		}
	}
	return e
}

// only returns the loop on which all operations of two kinds run, and nowhere
// else; nil if there is none, or no such operation.
func (s *spreader) only(ops []*program.Op, one, other program.OpKind) *Loop {
	var loop *Loop
	for _, op := range ops {
		if op.Kind != one && op.Kind != other {
			continue
		}
		l := s.onlyLoop(op.In)
		if l == nil || loop != nil && l != loop {
			return nil
		}
		loop = l
	}
	return loop
}

// onlyLoop returns the hand-written loop that f runs on if it runs on nothing else.
func (s *spreader) onlyLoop(f *program.Func) *Loop {
	var loop *Loop
	for _, c := range s.contexts[f] {
		if c.Off() || c.Loop.Serving == nil || loop != nil && c.Loop != loop {
			return nil
		}
		loop = c.Loop
	}
	return loop
}
