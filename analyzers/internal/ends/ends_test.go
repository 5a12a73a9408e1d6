package ends

import (
	"fmt"
	"strings"
	"testing"

	"github.com/loopcheck/loopcheck/analyzers/internal/ruletest"
)

var kinds = map[Kind]string{
	Left: "left", First: "first", Ticker: "ticker", Send: "send", Answer: "answer",
	Told: "told", Token: "token", Unheard: "unheard", Unanswered: "unanswered",
	Early: "early", Dropped: "dropped", Asleep: "asleep", Queued: "queued", Uncalled: "uncalled", Drained: "drained", Deserted: "deserted", Endless: "endless", Unwoken: "unwoken", Undone: "undone", Forsaken: "forsaken", Afterwards: "afterwards",
}

// strandedOf writes a program's stranded waits: "5: send, f leaves at 9 (strict)".
func strandedOf(t *testing.T, src string) string {
	t.Helper()
	p := ruletest.Load(t, src)
	var b strings.Builder
	for _, w := range ruletest.Result[*Result](t, p, Analyzer).Stranded() {
		fmt.Fprintf(&b, "%d: %s", p.Position(w.Op.Node.Pos()).Line, kinds[w.Kind])
		if w.Way != nil {
			fmt.Fprintf(&b, ", %s at %d", w.By.Name(), p.Position(w.Way.Pos()).Line)
		}
		if w.Room > 0 {
			fmt.Fprintf(&b, ", room for %d", w.Room)
		}
		switch {
		case w.Strict:
			b.WriteString(" (strict)")
		case w.Likely:
			b.WriteString(" (likely)")
		}
		b.WriteByte('\n')
	}
	return b.String()
}

// A row is a few lines of a program, and what is stranded in them.
type row struct{ name, src, want string }

// strand checks rows, of which each stands behind a header of one line.
func strand(t *testing.T, header string, rows []row) {
	t.Helper()
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			src := header + row.src
			ruletest.Equal(t, strandedOf(t, src), row.want)
		})
	}
}

// TestKinds: who can have left.
func TestKinds(t *testing.T) {
	const header = `package a; import "time"; var _ = time.Second` + "\n"
	strand(t, header, []row{
		{"left", `
			func get(f func() int) int {
				c := make(chan int)
				go func() { c <- f() }()
				select { case n := <-c: return n
				case <-time.After(1): return 0 } }`, "5: left, get at 7"},
		{"left by a return", `
			func get(f func() int) int {
				c := make(chan int)
				go func() { c <- f() }()
				if f() > 1 { return 1 }
				return <-c }`, "5: left, get at 6"},
		{"first", `
			func get(fs []func() int) int {
				c := make(chan int)
				for _, f := range fs {
					go func() { c <- f() }() }
				return <-c }`, "6: first, get at 7"},
		{"ticker", `
			func tick(f func()) {
				t := time.NewTicker(1)
				go func() { for range t.C { f() } }()
				f()
				t.Stop() }`, "5: ticker, tick at 7"},
		{"token", `
			type S struct{ stopped chan struct{} }
			func New() *S { return &S{make(chan struct{}, 1)} }
			func (s *S) Block() { <-s.stopped }
			func (s *S) Stop() { s.stopped <- struct{}{} }`, "6: token, S.Block at 5 (likely)"},
		{"told", `
			type S struct{ Lines chan string; quit, done chan struct{} }
			func New(f func() string) *S { s := &S{make(chan string), make(chan struct{}), make(chan struct{})}; go s.run(f); return s }
			func (s *S) run(f func() string) {
				defer close(s.done)
				for { s.Lines <- f()
					select { case <-s.quit: return
					default: } } }
			func (s *S) Stop() { close(s.quit)
				<-s.done }`, "7: told, S.Stop at 11 (likely)"},
		{"answer", `
			type request struct{ n int; reply chan int }
			type hub struct{ in chan request }
			func create() *hub { h := &hub{make(chan request)}; go h.run(); return h }
			func (h *hub) run() { for { select {
				case r := <-h.in: if r.n > 0 { r.reply <- r.n } } } }
			func (h *hub) ask(n int) int { r := request{n, make(chan int)}; h.in <- r
				return <-r.reply }`, "9: answer, hub.run at 7 (likely)"},
		{"unheard", `
			func get() { c := make(chan int)
				c <- 1 }`, "4: unheard (likely)"},
		{"unanswered", `
			func get() { c := make(chan int); show(c)
				<-c }
			func show(c chan int) { println(c == nil) }`, "4: unanswered (likely)"},
		{"heard", `
			func get(f func() int) int {
				c := make(chan int)
				go func() { c <- f() }()
				return <-c }`, ""},
		{"known to others", `
			func get(f func() int) chan int {
				c := make(chan int)
				go func() { c <- f() }()
				return c }`, ""},
	})
}

// TestStarted: room is taken by the goroutines that are started on one way.
func TestStarted(t *testing.T) {
	const header = `package a; import "time"; func get(f func() int) int { c := make(chan int, 1)` + "\n"
	const leave = "\nselect { case n := <-c: return n; case <-time.After(1): return 0 } }"
	rows := []row{
		{"one", "go func() { c <- f() }()", ""},
		{"one after the other", "go func() { c <- f() }(); go func() { c <- f() }()", "2: left, get at 3\n2: left, get at 3"},
		{"one or the other", "if f() > 0 { go func() { c <- f() }() } else { go func() { c <- f() }() }", ""},
		{"by a switch", "switch f() { case 1: go func() { c <- f() }(); case 2: go func() { c <- f() }() }", ""},
		{"one or two", "if f() > 0 { go func() { c <- f() }() }; go func() { c <- f() }()", "2: left, get at 3\n2: left, get at 3"},
		{"one sends two", "go func() { c <- f(); c <- f() }()", "2: left, get at 3\n2: left, get at 3"},
		{"one sends the one or the other", "go func() { if f() > 0 { c <- 1 } else { c <- 2 } }()", ""},
		{"the second need not", "go func() { c <- f() }(); go func() { if f() > 0 { c <- f() } }()", ""},
	}
	for i := range rows {
		rows[i].src += leave
	}
	strand(t, header, rows)
}

// TestArm: the arm that leaves is named, whichever control takes first.
func TestArm(t *testing.T) {
	const header = `package a; func get(in, tick chan int, f func() int) { c := make(chan int); go func() { for { c <- f() } }()` + "\n"
	strand(t, header, []row{
		{"itself", "for { select {\ncase <-c:\ncase <-in: return } } }", "1: left, get at 4 (likely)"},
		{"in another round", "for { select {\ncase <-tick:\ncase _, ok := <-in: if !ok { return }\ncase <-c: } } }", "1: left, get at 4 (likely)"},
		{"behind the select", "for { select {\ncase <-tick:\ncase <-c: }\nif f() > 0 { return } } }", "1: left, get at 3 (likely)"},
	})
}

// TestBounds: beyond a bound nothing is said of results, and what guards a send
// is not looked for.
func TestBounds(t *testing.T) {
	var b strings.Builder
	b.WriteString("package a\nfunc get(f func() int) int { c := make(chan int)\n")
	for range maxSenders + 1 {
		b.WriteString("go func() { c <- f() }()\n")
	}
	b.WriteString("if f() > 0 { return 0 }\nreturn <-c }")
	ruletest.Equal(t, strandedOf(t, b.String()), "")

	b.Reset()
	b.WriteString(guarded + closes + "func (l *loop) Post() {\n")
	for range maxAsked/2 + 1 {
		b.WriteString("l.mu.Lock(); if !l.closed { l.in <- 1 }; l.mu.Unlock()\n")
	}
	b.WriteString("}")
	if got := strings.Count(strandedOf(t, b.String()), "send"); got != 1 {
		t.Errorf("%d sends are told, want the one that was not asked about", got)
	}
}
