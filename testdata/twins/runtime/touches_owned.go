package runtime

import (
	"example.com/corpus/twins"
	"github.com/loopcheck/loopcheck/loopcheck"
	"github.com/loopcheck/loopcheck/loopcheck/loop"
)

var touchesOwned = twins.Twin{
	File:    "touches_owned",
	Bug:     "a goroutine touches what the loop owns",
	Rule:    "loopowner",
	Runtime: "Assert reports it; Owned panics",
	Kind:    loopcheck.WrongGoroutine,
	Buggy:   touchesOwnedBug,
	Fixed:   touchesOwnedFixed,
}

type counter struct {
	loop *loop.Loop
	n    int
}

func (c *counter) add() {
	c.loop.Assert()
	c.n++
}

func touchesOwnedBug(t *loopcheck.T) {
	c := &counter{loop: t.NewLoop()}
	go c.add()
}

// The fixed twin.

func touchesOwnedFixed(t *loopcheck.T) {
	c := &counter{loop: t.NewLoop()}
	c.loop.Post(c.add)
	t.Wait()
}
