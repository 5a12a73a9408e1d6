package races_test

import (
	"strings"
	"testing"

	"github.com/loopcheck/loopcheck/analyzers/internal/races"
	"github.com/loopcheck/loopcheck/analyzers/internal/ruletest"
)

// TestDone: a round that answers by a channel, and asks then whether to go on, has not
// ended with its answer; what is closed when the rounds are over has.
func TestDone(t *testing.T) {
	const src = `
		type request struct { done chan struct{} }
		type Worker struct { in chan *request; over chan struct{}; stop bool }
		func New() *Worker { w := &Worker{}; go w.run(); return w }
		func (w *Worker) answer(r *request) { close(r.done) }
	`
	tests := []struct{ name, src, want string }{
		{"an answer in a round", `
			func (w *Worker) run() { for !w.stop { select { case r := <-w.in: w.answer(r); case <-w.over: } } }
			func (w *Worker) Close() { r := &request{make(chan struct{})}; w.in <- r; <-r.done; w.stop = true }`, `
			w.stop is written here by whoever calls Worker.Close, and Worker.run reads it (line 10): a race`},
		{"an answer with which it leaves", `
			func (w *Worker) run() { for !w.stop { select { case r := <-w.in: w.answer(r); return; case <-w.over: } } }
			func (w *Worker) Close() { r := &request{make(chan struct{})}; w.in <- r; <-r.done; w.stop = true }`, ``},
		{"when it is over", `
			func (w *Worker) run() { defer close(w.over); for !w.stop { select { case r := <-w.in: w.answer(r); case <-w.over: } } }
			func (w *Worker) Close() { <-w.over; w.stop = true }`, ``},
		{"of all that somebody holds", `
			func (w *Worker) run() { for !w.stop { select { case r := <-w.in: w.answer(r); case <-w.over: } } }
			func (w *Worker) end() { r := &request{make(chan struct{})}; w.in <- r; <-r.done; w.stop = true }
			type Pool struct { all []*Worker }
			func (p *Pool) Close() { for _, w := range p.all { w.end() } }`, `
			w.stop is written here by whoever calls Pool.Close, and Worker.run reads it (line 10): a race`},
		{"of all that somebody holds, once", `
			func (w *Worker) run() { for !w.stop { select { case r := <-w.in: w.answer(r); case <-w.over: } } }
			func (w *Worker) end() { r := &request{make(chan struct{})}; w.in <- r; <-r.done; w.stop = true }
			type Pool struct { all []*Worker; once sync.Once }
			func (p *Pool) Close() { p.once.Do(func() { for _, w := range p.all { w.end() } }) }`, `
			w.stop is written here by whoever calls Pool.Close, and Worker.run reads it (line 10): a race`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			ruletest.Equal(t, racesIn(t, "import \"sync\"\nvar _ sync.Mutex\n"+src+test.src), test.want)
		})
	}
}

// TestPolls: the other places of a loop that ask for a flag belong to it.
func TestPolls(t *testing.T) {
	p := ruletest.Load(t, `package a
type Worker struct { in chan int; state int }
func New() *Worker { w := &Worker{}; go w.run(); return w }
func (w *Worker) run() {
	for v := range w.in {
		if w.state == 1 {
			continue
		}
		w.again(v)
		w.state = v
	}
}
func (w *Worker) again(v int) {
	for w.state == 0 {
		println(v)
	}
}
func (w *Worker) Close() {
	if w.state == 0 {
		w.in <- 1
	}
}
`)
	var told []string
	for _, r := range ruletest.Result[*races.Result](t, p, races.Analyzer).Races() {
		for _, related := range r.Related() {
			if strings.Contains(related.Message, "too") {
				told = append(told, p.Packages[0].Fset.Position(related.Pos).String()+": "+related.Message)
			}
		}
	}
	ruletest.Equal(t, strings.Join(told, "\n"), `
		example.com/a/a.go:6:6: w.state is asked for here too
		example.com/a/a.go:14:6: w.state is asked for here too`)
}
