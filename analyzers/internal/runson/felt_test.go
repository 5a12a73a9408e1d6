package runson

import (
	"slices"
	"strings"
	"testing"

	"github.com/loopcheck/loopcheck/analyzers/internal/contract"
	"github.com/loopcheck/loopcheck/analyzers/internal/ruletest"
)

// TestEntry: how code comes to the loop, and whether it runs again and again
// each time; the way that is felt most is among those that are kept.
func TestEntry(t *testing.T) {
	const src = `
-- example.com/a/a.go --
package a
import tea "charm.land/bubbletea/v2"
type model struct{ n int }
func (m *model) Init() tea.Cmd { once(); both(); return nil }
func (m *model) View() tea.View { if m.n > 0 { drawn() }; return tea.NewView("") }
func (m *model) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	each()
	if m.n > 0 { some() }
	for range 3 { many() }
	both()
	return m, nil
}
func once() {}
func drawn() {}
func each() { eachToo() }
func eachToo() {}
func some() { someToo() }
func someToo() {}
func many() { manyToo() }
func manyToo() {}
func both() {}
`
	r := resultOf(t, ruletest.Tea, src)
	entries := map[contract.Entry]string{
		contract.Act: "some messages", contract.Message: "each message", contract.Draw: "frames", contract.Start: "the start", contract.End: "the end",
	}
	var lines []string
	for _, f := range r.Program.Funcs {
		if f.Obj.Signature().Recv() != nil {
			continue
		}
		var ways []string
		for _, c := range r.On(f) {
			way := entries[c.Entry]
			if c.Repeats {
				way += ", repeated"
			}
			ways = append(ways, way)
		}
		slices.Sort(ways)
		lines = append(lines, f.Name()+": "+strings.Join(ways, "; "))
	}
	ruletest.Equal(t, strings.Join(lines, "\n"), `
		once: the start
		drawn: frames
		each: each message
		eachToo: each message
		some: some messages
		someToo: some messages
		many: each message, repeated
		manyToo: each message, repeated
		both: each message; the start`)
}

// TestAwaited: whether somebody waits for what a hand-written loop does.
func TestAwaited(t *testing.T) {
	const loop = `package a
type request struct { n int; done chan int }
type hub struct { in chan request; ints chan int; all chan int; quit, end chan bool }
func (h *hub) start() { go h.run() }
`
	tests := []struct {
		name, src string
		awaited   bool
	}{
		{"by what a request carries", `
			func (h *hub) run() { for { select { case r := <-h.in: r.done <- r.n; case <-h.quit: return } } }
			func (h *hub) ask() int { done := make(chan int); h.in <- request{1, done}; return <-done }`, true},
		{"by what a request carries, received elsewhere", `
			func (h *hub) run() { for { select { case r := <-h.in: r.done <- r.n; case <-h.quit: return } } }
			func (h *hub) ask() { done := make(chan int); go show(done); h.in <- request{1, done} }
			func show(done chan int) { println(<-done) }`, true},
		{"by who sends and receives", `
			func (h *hub) run() { for { select { case n := <-h.ints: h.all <- n; case <-h.quit: return } } }
			func create() *hub { return &hub{ints: make(chan int), all: make(chan int)} }
			func (h *hub) ask() int { h.ints <- 1; return <-h.all }`, true},
		{"by nobody", `
			func (h *hub) run() { for { select { case n := <-h.ints: println(n); case <-h.quit: return } } }
			func (h *hub) tell() { h.ints <- 1 }`, false},
		{"by its end alone", `
			func (h *hub) run() { defer close(h.end); for { select { case n := <-h.ints: println(n); case <-h.quit: return } } }
			func create() *hub { return &hub{ints: make(chan int), end: make(chan bool)} }
			func (h *hub) tell() { h.ints <- 1 }
			func (h *hub) stop() { close(h.quit); <-h.end }`, false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			r := resultOf(t, loop+test.src)
			for _, f := range r.Program.Funcs {
				if f.Name() != "hub.run" {
					continue
				}
				on := r.On(f)
				if len(on) != 1 || on[0].Loop.IsAwaited() != test.awaited {
					t.Errorf("%v, want %v", !test.awaited, test.awaited)
				}
			}
		})
	}
}
