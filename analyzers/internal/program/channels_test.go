package program_test

import (
	"fmt"
	"go/types"
	"slices"
	"strings"
	"testing"

	"github.com/loopcheck/loopcheck/analyzers/internal/program"
	"github.com/loopcheck/loopcheck/analyzers/internal/ruletest"
)

// channels writes what is known of each channel: its capacity, whether it has
// other names, and its operations.
func channels(g *program.Package) string {
	seen := make(map[*program.Channel]bool)
	var lines []string
	note := func(op *program.Op) {
		c := g.Channel(op.Var)
		if c == nil || seen[c] {
			return
		}
		seen[c] = true
		line := c.Var.Name() + ":"
		if n, known := c.Cap(); known {
			line += fmt.Sprintf(" cap %d", n)
		} else {
			line += " cap ?"
		}
		if c.Aliased {
			line += " aliased"
		}
		for _, op := range c.Ops {
			line += " " + opKinds[op.Kind]
		}
		lines = append(lines, line)
	}
	for _, f := range g.Funcs {
		for _, op := range f.Ops {
			note(op)
			if op.Kind == program.Choose {
				for _, arm := range op.Select.Arms {
					note(arm)
				}
			}
		}
	}
	slices.Sort(lines)
	return strings.Join(lines, "\n")
}

var opKinds = map[program.OpKind]string{
	program.Send: "send", program.Receive: "receive", program.Range: "range",
	program.Close: "close", program.Choose: "select",
}

func TestChannels(t *testing.T) {
	tests := []struct{ name, src, want string }{
		{"capacity", `
			const size = 4
			func run(n int) {
				none := make(chan int)
				zero := make(chan int, 0)
				some := make(chan int, size*2)
				computed := make(chan int, n)
				var never chan int
				none <- 0; zero <- 0; some <- 0; computed <- 0; never <- 0
			}`, `
			computed: cap ? send
			never: cap ? send
			none: cap 0 send
			some: cap 8 send
			zero: cap 0 send`},
		{"the least of several", `
			type hub struct { in chan int }
			func small() *hub { return &hub{in: make(chan int, 1)} }
			func large() *hub { return &hub{in: make(chan int, 64)} }
			func (h *hub) send() { h.in <- 1 }`, `
			in: cap 1 send`},
		{"from another variable", `
			type hub struct { in, out chan int }
			func newHub() *hub {
				in := make(chan int, 2)
				return &hub{in: in, out: given()}
			}
			func given() chan int { return nil }
			func (h *hub) send() { h.in <- 1; h.out <- 1 }`, `
			in: cap 2 aliased send
			out: cap ? aliased send`},
		{"swapped", `
			func run() {
				now, next := make(chan int, 3), make(chan int, 5)
				now, next = next, now
				now <- 1
				next <- 1
			}`, `
			next: cap 3 aliased send
			now: cap 3 aliased send`},
		{"reset to nil", `
			func run() {
				a := make(chan int, 3)
				a <- 1
				a = nil
			}`, `
			a: cap 3 send`},
		{"used in place", `
			type hub struct { in chan int }
			func (h *hub) run() {
				h.in = make(chan int)
				(h.in) <- 1
				<-h.in
				for range h.in {}
				if h.in != nil && len(h.in) < cap(h.in) { close(h.in) }
			}`, `
			in: cap 0 send receive range close`},
		{"given away", `
			type hub struct { passed, returned, assigned, stored, put, addressed chan int }
			func Take(chan int) {}
			func (h *hub) run() chan int {
				Take(h.passed)
				other := h.assigned
				_ = other
				_ = hub{stored: h.stored}
				_ = []chan int{h.put}
				_ = &h.addressed
				h.passed <- 1; h.returned <- 1; h.assigned <- 1; h.stored <- 1; h.put <- 1; h.addressed <- 1
				return h.returned
			}`, `
			addressed: cap ? aliased send
			assigned: cap ? aliased send
			passed: cap ? aliased send
			put: cap ? aliased send
			returned: cap ? aliased send
			stored: cap ? aliased send`},
		{"another name of a field's", `
			type hub struct { in, out, done chan int }
			func (h *hub) start() {
				h.in = make(chan int, 1)
				go h.run(h.in)
				in := h.in
				in <- 1
				close(h.done)
			}
			func (h *hub) run(in <-chan int) {
				var out chan int
				for {
					select {
					case _, ok := <-in:
						if !ok { in = nil }
						out = h.out
					case out <- 1:
						out = nil
					}
				}
			}
			func (h *hub) twice() { ch := h.done; again(ch) }
			func again(done chan int) { <-done }`, `
			done: cap ? close receive
			in: cap 1 send receive
			out: cap ? send`},
		{"the name of more than one", `
			type hub struct { a, b, c, d, e chan int }
			func (h *hub) either(ok bool) {
				ch := h.a
				if ok { ch = h.b }
				ch <- 1
			}
			func (h *hub) lend() { take(h.c); take(make(chan int)); taken := take; taken(nil); called(h.d); h.given().called(h.d); }
			func take(c chan int) { c <- 1 }
			type caller interface { called(chan int) }
			func (h *hub) given() caller { return h }
			func (h *hub) called(d chan int) { <-d }
			func called(d chan int) { <-d }
			func (h *hub) fills() { e := h.e; fill(&e); <-e }
			func fill(e *chan int) { *e = make(chan int) }`, `
			c: cap ? aliased send
			ch: cap ? aliased send
			d: cap ? aliased receive
			d: cap ? receive
			e: cap ? aliased receive`},
		{"exported", `
			type Hub struct { In chan int; in chan int }
			func (h *Hub) run() { <-h.In; <-h.in }`, `
			In: cap ? aliased receive
			in: cap ? receive`},
		{"exported, of a type that is not", `
			type hub struct { In chan int; part }
			type part struct { Out chan int }
			type shown struct { In chan int; part2 }
			type part2 struct { Out chan int }
			type kept struct { All chan int }
			type Box[T any] struct { one T }
			func New() Box[*shown] { return Box[*shown]{} }
			func run(h *hub, s *shown, k *kept) { <-h.In; <-h.Out; <-s.In; <-s.part2.Out; <-k.All }
			var Each func(func(map[string]*kept))`, `
			All: cap ? aliased receive
			In: cap ? aliased receive
			In: cap ? receive
			Out: cap ? aliased receive
			Out: cap ? receive`},
		{"select arms", `
			func run(quit chan struct{}) {
				in, out := make(chan int), make(chan int)
				for {
					select {
					case v, ok := <-in:
						if ok { out <- v }
					case out <- 1:
					case <-quit:
						return
					}
				}
			}`, `
			in: cap 0 receive
			out: cap 0 send send
			quit: cap ? receive`},
		{"a channel's field of another type", `
			import "time"
			func run(t *time.Timer) { <-t.C }`, `
			C: cap ? aliased receive`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			ruletest.Equal(t, channels(graphOf(t, "package a\n"+test.src)), test.want)
		})
	}
}

// TestMainPackage: nobody imports a command's exported names.
func TestMainPackage(t *testing.T) {
	src := `
		type Hub struct { In chan int }
		func (h *Hub) run() { <-h.In }
		func main() {}`
	ruletest.Equal(t, channels(graphOf(t, "package main\n"+src)), "In: cap ? receive")
	ruletest.Equal(t, channels(graphOf(t, "package a\n"+src)), "In: cap ? aliased receive")
}

// TestSelect: the statement is the operation, and its arms are part of it.
func TestSelect(t *testing.T) {
	g := graphOf(t, `package a
		func run(in, out chan int, quit chan struct{}) {
			select {
			case v := <-in:
				<-out
				println(v)
			case out <- <-in:
			case <-quit:
			default:
			}
			select {}
		}`)
	var b strings.Builder
	for _, op := range g.Funcs[0].Ops {
		b.WriteString(opKinds[op.Kind])
		if op.Select != nil {
			fmt.Fprintf(&b, " default %v:", op.Select.Default)
			for _, arm := range op.Select.Arms {
				if arm.Select != op.Select || arm.Clause == nil || arm.In != g.Funcs[0] {
					t.Errorf("the arm %s does not know where it is", opKinds[arm.Kind])
				}
				b.WriteString(" " + opKinds[arm.Kind] + " " + types.ExprString(arm.Chan))
			}
		} else {
			b.WriteString(" " + types.ExprString(op.Chan))
		}
		b.WriteByte('\n')
	}
	ruletest.Equal(t, b.String(), `
		receive in
		select default true: receive in send out receive quit
		receive out
		select default false:`)
}
