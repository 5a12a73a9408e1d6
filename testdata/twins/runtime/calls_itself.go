package runtime

import (
	"example.com/corpus/twins"
	"github.com/loopcheck/loopcheck/loopcheck"
	"github.com/loopcheck/loopcheck/loopcheck/loop"
)

var callsItself = twins.Twin{
	File:    "calls_itself",
	Bug:     "a callback calls its own loop",
	Rule:    "loopdeadlock",
	Runtime: "Call returns ErrOnLoop",
	Kind:    loopcheck.SelfCall,
	Buggy:   callsItselfBug,
	Fixed:   callsItselfFixed,
}

func callsItselfBug(t *loopcheck.T) {
	l := t.NewLoop()
	l.Post(func() {
		loop.Call(t.Context(), l, func() (int, error) { return 1, nil })
	})
	t.Wait()
}

// The fixed twin.

func callsItselfFixed(t *loopcheck.T) {
	l := t.NewLoop()
	l.Post(func() {
		l.Post(func() {})
	})
	t.Wait()
}
