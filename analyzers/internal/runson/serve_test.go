package runson

import (
	"strings"
	"testing"

	"github.com/loopcheck/loopcheck/analyzers/internal/ruletest"
)

func TestHandWritten(t *testing.T) {
	const src = `
package a

import "time"

type hub struct {
	in, quit chan int
	peer     *hub
}

func start(h *hub) {
	go h.run()
	go h.waits()
	go func() {
		for v := range h.in {
			h.handle(v)
		}
	}()
}

func (h *hub) run() {
	for {
		select {
		case v := <-h.in:
			h.handle(v)
			h.peer.handle(v)
			func() { h.note() }()
		case <-h.quit:
			return
		}
	}
}

func (h *hub) handle(v int) {}
func (h *hub) note()        {}

// waits selects in no loop; polls serves a ticker alone; nobody starts served.
func (h *hub) waits() {
	select {
	case <-h.in:
	case <-h.quit:
	}
	h.polls()
}

func (h *hub) polls() {
	t := time.NewTicker(time.Second)
	for {
		select {
		case <-t.C:
		case <-h.quit:
			return
		}
	}
}

func (h *hub) served() {
	for range h.in {
	}
}
`
	r := resultOf(t, src)
	ruletest.Equal(t, contexts(r), `
		the function in start: on the function in start, same instance (likely): the function in start serves its channels in a loop < started in a goroutine here
		hub.run: on hub.run, same instance (likely): hub.run serves its channels in a loop < started in a goroutine here
		the function in hub.run: on hub.run, same instance (likely): hub.run calls the function in hub.run < hub.run serves its channels in a loop < started in a goroutine here
		hub.handle: on hub.run, same instance (likely): hub.run calls hub.handle < hub.run serves its channels in a loop < started in a goroutine here
		hub.handle: on the function in start (likely): the function in start calls hub.handle < the function in start serves its channels in a loop < started in a goroutine here
		hub.note: on hub.run, same instance (likely): the function in hub.run calls hub.note < hub.run calls the function in hub.run < hub.run serves its channels in a loop < started in a goroutine here
		hub.waits: off: started in a goroutine here
		hub.polls: off: hub.waits calls hub.polls < started in a goroutine here`)
	var loops []string
	for _, f := range r.Program.Funcs {
		for _, c := range r.On(f) {
			if !c.Loop.Serves(f) {
				continue
			}
			var inbox []string
			for _, ch := range c.Loop.Inbox {
				inbox = append(inbox, ch.Name())
			}
			loops = append(loops, c.Loop.String()+": "+strings.Join(inbox, " "))
		}
	}
	ruletest.Equal(t, strings.Join(loops, "\n"), `
		hub.run: in
		the function in start: in`)
}

// TestStartedByAGroup: a goroutine is one however it is started.
func TestStartedByAGroup(t *testing.T) {
	const src = `
package a

import "sync"

type hub struct{ in chan int }

func (h *hub) start(wg *sync.WaitGroup) { wg.Go(h.run) }
func (h *hub) run()                     { for range h.in {} }
`
	ruletest.Equal(t, contexts(resultOf(t, src)), `
		hub.run: on hub.run, same instance (likely): hub.run serves its channels in a loop < passed to wg.Go, which runs it on another goroutine`)
}

// TestOpens: a goroutine that runs the loop is not off it.
func TestOpens(t *testing.T) {
	const src = `
-- example.com/a/a.go --
package a

import "github.com/rivo/tview"

func main() {
	go run(nil)
	go setup()
}

func run(app *tview.Application) { setup(); app.Run() }
func setup()                     {}
`
	r := resultOf(t, ruletest.Tview, src)
	ruletest.Equal(t, contexts(r), "setup: off: started in a goroutine here")
	for _, f := range r.Program.Funcs {
		if got, want := r.Opens(f), f.Name() == "run"; got != want {
			t.Errorf("%s opens the loop: %v", f.Name(), got)
		}
	}
}
