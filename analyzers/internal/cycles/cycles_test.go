package cycles_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/loopcheck/loopcheck/analyzers/internal/cycles"
	"github.com/loopcheck/loopcheck/analyzers/internal/ruletest"
	"github.com/loopcheck/loopcheck/analyzers/internal/words"
)

var how = map[cycles.Kind]string{
	cycles.OwnLoop: "waits for its loop", cycles.Send: "sends to itself", cycles.FullSend: "may fill itself", cycles.Receive: "receives from itself",
}

// circles writes a program's circles: "hub.step on hub.run sends to itself: h.in",
// "hub.loop waits in hub.close".
func circles(t testing.TB, archives ...string) string {
	t.Helper()
	var b strings.Builder
	for _, c := range ruletest.Result[*cycles.Result](t, ruletest.Load(t, archives...), cycles.Analyzer).Circles() {
		switch c.Kind {
		case cycles.Group:
			fmt.Fprintf(&b, "%s waits in %s\n", c.Goroutine.Name(), c.Call.In.Name())
		case cycles.Taken:
			fmt.Fprintf(&b, "%s takes from %s and calls %s\n", c.Op.In.Name(), words.Spell(c.Op.Chan), words.Spell(c.Call.Expr.Fun))
		case cycles.OwnLoop:
			fmt.Fprintf(&b, "%s on %s %s: %s\n", c.Context.Func.Name(), c.Context.Loop, how[c.Kind], words.Spell(c.Call.Expr.Fun))
		default:
			fmt.Fprintf(&b, "%s on %s %s: %s\n", c.Context.Func.Name(), c.Context.Loop, how[c.Kind], words.Spell(c.Op.Chan))
		}
	}
	return b.String()
}

func TestChannels(t *testing.T) {
	const hub = `
package a

import "context"

type hub struct {
	none, some, shared, away chan int
	quit, done             chan struct{}
	peer                   *hub
	ctx                    context.Context
}

func start() {
	h := &hub{none: make(chan int), some: make(chan int, 4), shared: make(chan int), away: make(chan int),
		quit: make(chan struct{}), done: make(chan struct{})}
	go h.run()
	go h.other()
	keep(h.away)
}

var kept []chan int

func keep(ch chan int) { kept = append(kept, ch) }

func (h *hub) other() { <-h.shared }

func (h *hub) run() {
	defer close(h.done)
	for {
		select {
		case <-h.none:
			h.step()
		case <-h.some:
		case <-h.shared:
		case <-h.away:
		case <-h.quit:
			return
		}
	}
}

func (h *hub) step() {
	%s
}
`
	tests := []struct{ body, want string }{
		{"h.none <- 1", "hub.step on hub.run sends to itself: h.none"},
		{"h.some <- 1", "hub.step on hub.run may fill itself: h.some"},
		{"func() { h.none <- 1 }()", "the function in hub.step on hub.run sends to itself: h.none"},
		{"defer func() { h.none <- 1 }()", "the function in hub.step on hub.run sends to itself: h.none"},
		{"<-h.done", "hub.step on hub.run receives from itself: h.done"},
		{"select { case h.none <- 1: case <-h.ctx.Done(): }", "hub.step on hub.run may fill itself: h.none"},
		{"select { case h.none <- 1: default: }", ""},
		{"select { case h.none <- 1: case h.peer.none <- 1: }", ""},
		{"go func() { h.none <- 1 }()", ""},
		{"h.shared <- 1", ""},        // another goroutine receives too
		{"h.away <- 1", ""},          // somebody else may
		{"h.peer.none <- 1", ""},     // another instance's
		{"h.quit <- struct{}{}", ""}, // an arm that leaves serves nobody
		{"close(h.quit)", ""},
	}
	for _, test := range tests {
		ruletest.Equal(t, circles(t, fmt.Sprintf(hub, test.body)), test.want)
	}
}

func TestGroups(t *testing.T) {
	tests := []struct{ name, src, want string }{
		{"deferred Done", `
			type c struct { wg sync.WaitGroup }
			func (c *c) start() { c.wg.Add(1); go c.loop() }
			func (c *c) loop() { defer c.wg.Done(); c.close() }
			func (c *c) close() { c.wg.Wait() }`, "c.loop waits in c.close"},
		{"Done first", `
			type c struct { wg sync.WaitGroup }
			func (c *c) start() { c.wg.Add(1); go c.loop() }
			func (c *c) loop() { c.wg.Done(); c.close() }
			func (c *c) close() { c.wg.Wait() }`, ""},
		{"Done last", `
			type c struct { wg sync.WaitGroup }
			func (c *c) start() { c.wg.Add(1); go c.loop() }
			func (c *c) loop() { c.close(); c.wg.Done() }
			func (c *c) close() { c.wg.Wait() }`, "c.loop waits in c.close"},
		{"Go", `
			type c struct { wg sync.WaitGroup }
			func (c *c) start() { c.wg.Go(c.loop) }
			func (c *c) loop() { c.wg.Wait() }`, "c.loop waits in c.loop"},
		{"another group", `
			type c struct { wg, other sync.WaitGroup }
			func (c *c) start() { go c.loop() }
			func (c *c) loop() { defer c.wg.Done(); c.other.Wait() }`, ""},
		{"another instance", `
			type c struct { wg sync.WaitGroup; peer *c }
			func (c *c) start() { go c.loop() }
			func (c *c) loop() { defer c.wg.Done(); c.peer.close() }
			func (c *c) close() { c.wg.Wait() }`, ""},
		{"the wait has a goroutine of its own", `
			type c struct { wg sync.WaitGroup }
			func (c *c) start() { go c.loop() }
			func (c *c) loop() { defer c.wg.Done(); go c.close() }
			func (c *c) close() { c.wg.Wait() }`, ""},
		{"called by nobody's goroutine", `
			type c struct { wg sync.WaitGroup }
			func (c *c) loop() { defer c.wg.Done(); c.wg.Wait() }`, ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			ruletest.Equal(t, circles(t, "package a\nimport \"sync\"\n"+test.src), test.want)
		})
	}
}

// TestNothing: a driver may hand over the result of an analyzer that failed.
func TestNothing(t *testing.T) {
	if got := new(cycles.Result).Circles(); got != nil {
		t.Errorf("circles %v of nothing", got)
	}
}

// TestIssueSentToLoop: code that a loop is sent does not come to it by calls of
// the loop's own function.
func TestIssueSentToLoop(t *testing.T) {
	ruletest.Equal(t, circles(t, `
package a

func start(quit chan bool) {
	in, done := make(chan func()), make(chan bool, 1)
	go func() {
		for {
			select {
			case f := <-in:
				f()
			case <-quit:
				return
			}
		}
	}()
	in <- func() { done <- true; <-done }
	<-done
}
`), "")
}
