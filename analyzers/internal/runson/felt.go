package runson

import (
	"go/types"

	"github.com/loopcheck/loopcheck/analyzers/internal/contract"
	"github.com/loopcheck/loopcheck/analyzers/internal/program"
	"github.com/loopcheck/loopcheck/analyzers/internal/weight"
)

// entryBelow is c's entry for what a call runs, nil for what is handed on: below
// a condition, code that serves each message runs for some of them.
func (c *Context) entryBelow(call *program.Call) contract.Entry {
	if c.Entry == contract.Message && call != nil && call.Conditional {
		return contract.Act
	}
	return c.Entry
}

// isHeavier reports whether what c does is felt more than in another context.
func (c *Context) isHeavier(than *Context) bool {
	return weight.Rate(c.Entry, false) > weight.Rate(than.Entry, false) || c.Repeats && !than.Repeats
}

// Weight is what the loop's user feels of a wait in c, at a call if there is one.
func (c *Context) Weight(lasts contract.Length, call *program.Call) weight.Weight {
	if c.Repeats {
		lasts = weight.Many(lasts)
	}
	return weight.Of(lasts, weight.Rate(c.Entry, call != nil && call.Conditional), c.Loop.IsAwaited())
}

// findAwaited finds the hand-written loops that somebody waits for: their
// requests carry the channel for the answer, or who sends one receives, in the
// same function, what the loop alone completes.
func (s *spreader) findAwaited(e ends) {
	inboxes := make(map[types.Object]bool)
	for _, loop := range s.serving {
		for _, ch := range loop.Inbox {
			inboxes[ch] = true
			for field := range message(ch.Type()) {
				loop.Awaited = loop.Awaited || e.completer[s.prog.Channel(field)] == loop
			}
		}
	}
	sends := make(map[sender]bool)
	for ch := range s.prog.Channels() {
		for _, op := range ch.Ops {
			if op.Kind == program.Send && inboxes[ch.Var] {
				sends[sender{op.In, ch.Var}] = true
			}
		}
	}
	for a := range findAnswers(e) {
		for _, ch := range a.loop.Inbox[:min(len(a.loop.Inbox), maxInbox)] {
			a.loop.Awaited = a.loop.Awaited || sends[sender{a.to, ch}]
		}
	}
}

// maxInbox bounds how many channels of a loop are asked for those who send a
// request to it.
const maxInbox = 64

// A sender is a function that sends to a channel.
type sender struct {
	by *program.Func
	to types.Object
}
