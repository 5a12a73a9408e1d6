package races_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/loopcheck/loopcheck/analyzers/internal/races"
	"github.com/loopcheck/loopcheck/analyzers/internal/ruletest"
)

// racesIn lists the races of a package: "strict: c.n is written here …".
func racesIn(t *testing.T, src string) string {
	t.Helper()
	p := ruletest.Load(t, "package a\n"+src)
	var b strings.Builder
	for _, r := range ruletest.Result[*races.Result](t, p, races.Analyzer).Races() {
		if r.Strict {
			b.WriteString("strict: ")
		}
		fmt.Fprintln(&b, r.Story(p.Packages[0].Fset))
		for _, u := range r.Also {
			fmt.Fprintln(&b, "also", u.Goes.Name())
		}
	}
	return b.String()
}

const loop = `
type c struct { n, m int; in, other chan int; done chan struct{}; sub *c; inner inner; mu sync.Mutex }
type inner struct { n int }
func (x *c) use() { x.n++ }
func (x *c) run() { for range x.in { x.n++ } }
`

func TestRaces(t *testing.T) {
	tests := []struct{ name, src, want string }{
		{"before the start", `func f(x *c) { x.n = 1; go x.run() }`, ``},
		{"after the start", `func f(x *c) { go x.run(); x.n = 1 }`, `
			strict: x.n is written here after f has started c.run (line 10), and c.run writes it (line 9): a race`},
		{"by a call", `func f(x *c) { go x.run(); x.use() }`, `
			strict: x.n is written here after f has started c.run (line 10), and c.run writes it (line 9): a race`},
		{"in a caller", `func f(x *c) { go x.run() }; func g() { x := &c{}; f(x); x.n = 1 }`, `
			strict: x.n is written here after g has started c.run (line 10), and c.run writes it (line 9): a race`},
		{"another object", `func f(x, y *c) { go x.run(); y.n = 1 }`, ``},
		{"another field", `func f(x *c) { go x.run(); x.m = 1 }`, ``},
		{"an object below", `func f(x *c) { go x.sub.run(); x.sub.n = 1 }`, `
			strict: x.sub.n is written here after f has started c.run (line 10), and c.run writes it (line 9): a race`},
		{"an alias", `func f(x *c) { s := x.sub; go s.run(); x.sub.n = 1 }`, `
			strict: x.sub.n is written here after f has started c.run (line 10), and c.run writes it (line 9): a race`},
		{"a part of a struct", `
			func (x *c) serve() { for range x.in { x.inner.n++ } }
			func f(x *c) { go x.serve(); x.inner.n++ }`, `
			strict: x.inner.n is written here after f has started c.serve (line 12), and c.serve writes it (line 11): a race`},
		{"two loops", `
			func (x *c) serve() { for range x.other { println(x.n) } }
			func f(x *c) { go x.run(); go x.serve() }`, `
			x.n is written here on the goroutine of c.run, and c.serve reads it (line 11): a race`},
		{"either of two", `
			func (x *c) serve() { for range x.other { println(x.n) } }
			func f(x *c, b bool) { if b { go x.run() } else { go x.serve() } }`, ``},
		{"waited for by a channel", `
			func (x *c) serve() { x.run(); close(x.done) }
			func f(x *c) { go x.serve(); <-x.done; x.n = 1 }`, ``},
		{"waited for by a group", `
			func f(x *c) { var wg sync.WaitGroup; wg.Add(1); go func() { defer wg.Done(); x.run() }(); wg.Wait(); x.n = 1 }`, ``},
		{"waited for by a function", `
			func (x *c) serve() { x.run(); close(x.done) }
			func (x *c) wait() { <-x.done }
			func f(x *c) { go x.serve(); x.wait(); x.n = 1 }`, ``},
		{"waited for if it was started", `
			func (x *c) serve() { x.run(); close(x.done) }
			func f(x *c, b bool) { if b { x.done = make(chan struct{}); go x.serve() }; if x.done != nil { <-x.done }; x.n = 1 }`, ``},
		{"waited for by what the starter returns", `
			func (x *c) begin() chan struct{} {
				done := make(chan struct{})
				x.n = 1
				go func() { x.run(); close(done) }()
				return done
			}
			func f(x *c) { done := x.begin(); go func() { for { <-done; done = x.begin() } }() }`, ``},
		{"not waited for by what the starter returns", `
			func (x *c) begin() chan struct{} {
				done := make(chan struct{})
				x.n = 1
				go func() { x.run(); close(done) }()
				return done
			}
			func f(x *c) { done := x.begin(); for range 3 { done = x.begin() }; <-done }`, `
			strict: x.n is written here on the goroutine of c.run, and f writes it (line 13): a race
			strict: x.n is written here on goroutines that c.begin starts one after the other (line 14), and they race with each other`},
		{"under a lock", `
			func (x *c) serve() { for range x.in { x.mu.Lock(); x.m++; x.mu.Unlock() } }
			func f(x *c) { go x.serve(); x.mu.Lock(); x.m = 1; x.mu.Unlock() }`, ``},
		{"one for each", `
			func (x *c) one(i int) { x.n = i }
			func (x *c) all() { for i := range x.in { go x.one(i) } }`, `
			strict: x.n is written here on goroutines that c.all starts one after the other (line 12), and they race with each other`},
		{"a fresh one for each", `func (x *c) all() { for range x.in { y := &c{}; go y.run() } }`, ``},
		{"functions of different goroutines", `
			func newC() *c { x := &c{}; go x.run(); return x }
			func (x *c) Later() { go x.beside() }
			func (x *c) beside() { for range x.other { println(x.n) } }`, `
			x.n is written here on the goroutine of c.run, and c.beside reads it (line 13): a race`},
		{"who makes its own", `
			func newC() *c { x := &c{}; go x.run(); return x }
			func newD() *c { x := &c{}; go x.beside(); return x }
			func (x *c) beside() { for range x.other { println(x.n) } }`, ``},
		{"a flag in half a lock", `
			type D struct { stop bool; mu sync.Mutex; in chan int }
			func New() *D { d := &D{}; go d.run(); return d }
			func (d *D) run() { for range d.in { if d.stop { return } } }
			func (d *D) Stop() { d.mu.Lock(); d.stop = true; d.mu.Unlock() }`, `
			d.stop is written here by whoever calls D.Stop, and D.run reads it (line 13): a race`},
		{"a captured variable", `
			func f(in chan int) { n := 0; go func() { for range in { n++ } }(); println(n) }
			func g(in chan int) { n := 0; n++; done := make(chan int); go func() { for range in { n++ }; close(done) }(); <-done; println(n) }
			func h(in chan int) { for i := range in { go func() { for range in { println(i) } }() } }`, `
			strict: n is read here after f has started the function in f (line 11), and a goroutine that f starts writes it (line 11)`},
		{"a variable of the package", `
			var total int
			var one = &c{}
			func f() { go one.run(); go func() { for range one.other { total++ } }() }
			func g() { go func() { for { println(total, one.n); <-one.other } }() }`, `
			strict: x.n is written here on the goroutine of c.run, and a goroutine that g starts reads it (line 14)
			strict: total is written here on a goroutine that f starts (line 13), and a goroutine that g starts reads it (line 14)`},
		{"a context that the other cancels", `
			func f(ctx context.Context) error {
				ctx, cancel := context.WithCancel(ctx)
				var err error
				go func() { for { err = ctx.Err(); cancel() } }()
				<-ctx.Done()
				return err
			}`, ``},
		{"a getter", `
			type D struct { n int; in chan int }
			func New() *D { d := &D{}; go d.run(); return d }
			func (d *D) run() { for range d.in { d.n++ } }
			func (d *D) N() int { return d.n }
			func (d *D) Same(e *D) bool { return d.n == e.n }`, `
			strict: d.n is read here by whoever calls D.N, and D.run writes it (line 13): a race`},
		{"one that speaks to the loop", `
			type D struct { n int; in chan int }
			func New() *D { d := &D{in: make(chan int)}; go d.run(); return d }
			func (d *D) run() { for range d.in { d.n++ } }
			func (d *D) Add() int { d.in <- 1; return d.n }
			func (d *D) N() int { return d.n }`, `
			d.n is read here by whoever calls D.Add, and D.run writes it (line 13): a race
			also D.N`},
		{"one that only asks", `
			type D struct { n int; in chan int }
			func New() *D { d := &D{in: make(chan int)}; go d.run(); return d }
			func (d *D) run() { for range d.in { d.n++ } }
			func (d *D) N() int { return d.n }`, `
			strict: d.n is read here by whoever calls D.N, and D.run writes it (line 13): a race`},
		{"one that says that any goroutine may call it", `
			type D struct { n int; in chan int }
			func New() *D { d := &D{in: make(chan int)}; go d.run(); return d }
			func (d *D) run() { for range d.in { d.n++ } }
			// Add is safe for concurrent use.
			func (d *D) Add() int { return d.n }
			func (d *D) N() int { return d.n }`, `
			d.n is read here by whoever calls D.Add, and D.run writes it (line 13): a race
			also D.N`},
		{"a map of those of one statement", `
			type D struct { in chan int; m map[int]int }
			func (d *D) run() { for i := range d.in { go func() { d.m[i]++ }() } }`, `
			d.m is written here on goroutines that D.run starts one after the other (line 12), and they race with each other`},
		{"rounds that start it and come back", `
			type D struct { in chan int; n, k int; got chan int }
			func (d *D) dial() { d.n++ }
			func (d *D) ask(k int) { d.k = k; d.got <- k }
			func (d *D) run() { for i := range d.in { println(d.n); go d.dial(); go d.ask(i) } }
			func (d *D) once() { go d.dial(); println(d.n) }`, `
			d.n is written here on the goroutine of D.dial, and D.run reads it (line 14): a race
			strict: d.k is written here on goroutines that D.run starts one after the other (line 14), and they race with each other`},
		{"the last round", `
			func (x *c) serve() { for { println(x.n); <-x.other } }
			func (x *c) wait() { for { select { case <-x.in: continue; case <-x.done: }; x.n = 1; return } }
			func f(x *c) { go x.wait(); go x.serve() }`, `
			strict: x.n is written here on the goroutine of c.wait, and c.serve reads it (line 11): a race`},
		{"rounds that wait in a callee", `
			type D struct { in chan int; n int; wg sync.WaitGroup }
			func (d *D) serve() { defer d.wg.Done(); for range d.in { println(d.n) } }
			func (d *D) start() { d.wg.Add(1); go d.serve() }
			func (d *D) stop() { d.wg.Wait(); d.n = 1 }
			func (d *D) run() { for i := range d.in { if i > 0 { d.start() } else { d.stop() } } }`, ``},
		{"rounds whose callee waits when it returns", `
			type D struct { in chan int; n int }
			func (d *D) serve(wg *sync.WaitGroup) { defer wg.Done(); for range d.in { println(d.n) } }
			func (d *D) start() { wg := &sync.WaitGroup{}; wg.Add(1); go d.serve(wg); defer func() { wg.Wait() }(); <-d.in }
			func (d *D) run() { for range d.in { d.start(); d.n = 1 } }`, ``},
		{"rounds whose callee does not", `
			type D struct { in chan int; n int }
			func (d *D) serve() { for range d.in { println(d.n) } }
			func (d *D) start() { go d.serve(); defer func() { println() }(); <-d.in }
			func (d *D) run() { for range d.in { d.start(); d.n = 1 } }`, `
			d.n is written here after D.run has started D.serve (line 13), and D.serve reads it (line 12): a race`},
		{"started when the function returns", `
			func f(x *c) { defer func() { go x.run() }(); x.n = 1 }`, ``},
		{"a question and its answer", `
			type D struct { in, out chan int; ready chan struct{}; n int }
			func (d *D) read() { for i := range d.in { println(d.n); d.out <- i; <-d.ready } }
			func (d *D) serve() { go d.read(); defer close(d.ready); for { select { case <-d.out: d.n++ } } }`, ``},
		{"a question without", `
			type D struct { in, out chan int; ready chan struct{}; n int }
			func (d *D) read() { for i := range d.in { println(d.n); d.out <- i } }
			func (d *D) serve() { go d.read(); defer close(d.ready); for { select { case <-d.out: d.n++ } } }`, `
			d.n is written here after D.serve has started D.read (line 13), and D.read reads it (line 12): a race`},
		{"closed when it returns", `
			type D struct { in chan int; done chan struct{}; err error }
			func New() *D { d := &D{}; go d.run(); return d }
			func (d *D) run() { defer close(d.done); for range d.in { println() }; d.err = nil }
			func (d *D) Err() error { select { case <-d.done: return d.err; case <-d.in: return nil } }`, ``},
		{"done when it returns", `
			type D struct { in chan int; wg sync.WaitGroup; err error }
			func (d *D) Start() { d.wg.Add(1); go d.run() }
			func (d *D) run() { defer d.wg.Done(); d.err = d.inner() }
			func (d *D) inner() error { for range d.in { println() }; return nil }
			func (d *D) Wait() error { d.wg.Wait(); return d.err }
			func (d *D) StartAndWait() error { d.Start(); return d.Wait() }`, ``},
		{"what ends the rounds", `
			type D struct { stop, ready bool; in chan int }
			func (d *D) run() { go func() { d.stop = true; d.ready = true }(); if d.ready { return }; for !d.stop { <-d.in } }`, `
			d.stop is written here on a goroutine that D.run starts (line 12), and D.run reads it (line 12): a race
			strict: d.ready is written here on a goroutine that D.run starts (line 12), and D.run reads it (line 12): a race`},
		{"started here or there", `
			func New(now bool) *c { x := &c{}; if now { go x.run() }; return x }
			func (x *c) Connect() { go x.run() }`, `
			strict: x.n is written here on the goroutine of c.run, and c.run writes it (line 9): a race`},
		{"a use before the rounds", `
			func (x *c) serve() { println(x.n); for range x.other { } }
			func f(x *c) { go x.run(); go x.serve() }`, `
			strict: x.n is written here on the goroutine of c.run, and c.serve reads it (line 11): a race`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			ruletest.Equal(t, racesIn(t, "import (\"context\"; \"sync\")\nvar _ sync.Mutex\nvar _ context.Context\n"+loop+test.src), test.want)
		})
	}
}

// TestMany: a package of many goroutines that each use many fields ends, and says
// the same each time.
func TestMany(t *testing.T) {
	var src strings.Builder
	src.WriteString("type c struct { in chan int")
	for i := range 100 {
		fmt.Fprintf(&src, "; f%d int", i)
	}
	src.WriteString(" }\nfunc start(x *c) {\n")
	for i := range 100 {
		fmt.Fprintf(&src, "go x.m%d()\n", i)
	}
	src.WriteString("}\n")
	for i := range 100 {
		fmt.Fprintf(&src, "func (x *c) m%d() { for range x.in { x.f%d++; x.m%d() } }\n", i, i, (i+1)%100)
	}
	ruletest.Repeat(t, 3, func() string { return racesIn(t, src.String()) })
}
