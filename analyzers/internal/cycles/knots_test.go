package cycles_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/loopcheck/loopcheck/analyzers/internal/cycles"
	"github.com/loopcheck/loopcheck/analyzers/internal/ruletest"
)

var knotKinds = map[cycles.Kind]string{
	cycles.Relock: "locks again", cycles.ReadAgain: "reads again", cycles.Lost: "leaves locked",
	cycles.Locked: "waits under", cycles.Order: "crosses", cycles.Both: "waits for each other",
}

// knots writes a program's circles through locks and between goroutines:
// "c.f locks again: c.mu".
func knots(t *testing.T, src string) string {
	t.Helper()
	var b strings.Builder
	for _, c := range ruletest.Result[*cycles.Result](t, ruletest.Load(t, src), cycles.Analyzer).Circles() {
		if c.Knot == nil {
			continue
		}
		fmt.Fprintf(&b, "%s %s: %s\n", c.Knot.By.Name(), knotKinds[c.Kind], cycles.LockName(c.Knot.Held.Lock))
	}
	return b.String()
}

func TestKnots(t *testing.T) {
	const c = `
		type c struct { mu, mv sync.RWMutex; in chan int; done chan bool; wg sync.WaitGroup; n int }
		func start() {
			x := &c{in: make(chan int), done: make(chan bool)}
			x.wg.Add(1)
			go x.run()
			go x.back()
		}
		func (c *c) run() { defer c.wg.Done(); defer close(c.done); for range c.in { c.mu.Lock(); c.n++; c.mu.Unlock() } }
		func (c *c) back() { c.mv.Lock(); c.mu.Lock(); c.mu.Unlock(); c.mv.Unlock() }
		func (c *c) get() int { c.mu.RLock(); defer c.mu.RUnlock(); return c.n }
	`
	tests := []struct{ name, src, want string }{
		{"nothing", ``, ``},
		{"again", `func (c *c) f() { c.mu.Lock(); c.get(); c.mu.Unlock() }`, `c.f locks again: c.mu`},
		{"to read", `func (c *c) f() { c.mu.RLock(); c.get(); c.mu.RUnlock() }`, `c.f reads again: c.mu`},
		{"under another lock", `func (c *c) f() { c.mv.RLock(); c.mv.RUnlock(); c.get() }`, ``},
		{"by its reading half", `func (c *c) f() { c.mu.Lock(); l := c.mu.RLocker(); l.Lock(); l.Unlock(); c.mu.Unlock() }`, `c.f locks again: c.mu`},
		{"both by their reading halves", `func (c *c) f() { c.mu.RLocker().Lock(); c.get(); c.mu.RLocker().Unlock() }`, `c.f reads again: c.mu`},
		{"another lock's reading half", `func (c *c) f() { c.mu.Lock(); l := c.mv.RLocker(); l.Lock(); l.Unlock(); c.mu.Unlock() }`, ``},
		{"a Locker", `
			type d struct { l sync.Locker }
			func open() *d { return &d{l: &sync.Mutex{}} }
			func (d *d) F() { d.l.Lock(); d.n(); d.l.Unlock() }
			func (d *d) n() { d.l.Lock(); d.l.Unlock() }`, `d.F locks again: d.l`},
		{"a Locker that may be a reading half", `
			type d struct { l sync.Locker }
			func open(mu *sync.RWMutex) *d { return &d{l: mu.RLocker()} }
			func (d *d) F() { d.l.Lock(); d.n(); d.l.Unlock() }
			func (d *d) n() { d.l.Lock(); d.l.Unlock() }`, ``},
		{"lost", `func (c *c) f() { c.mu.Lock(); if c.n > 0 { return }; c.mu.Unlock() }`, `c.f leaves locked: c.mu`},
		{"a send", `func (c *c) f() { c.mu.Lock(); c.in <- 1; c.mu.Unlock() }`, `c.f waits under: c.mu`},
		{"a send under another lock", `func (c *c) f() { c.mv.Lock(); c.in <- 1; c.mv.Unlock() }`, ``},
		{"an end", `func (c *c) f() { c.mu.Lock(); <-c.done; c.mu.Unlock() }`, `c.f waits under: c.mu`},
		{"a group", `func (c *c) f() { c.mu.Lock(); c.wg.Wait(); c.mu.Unlock() }`, `c.f waits under: c.mu`},
		{"an order", `func (c *c) F() { c.mu.Lock(); c.mv.Lock(); c.mv.Unlock(); c.mu.Unlock() }`, `c.back crosses: c.mv`},
		{"an order by what is called under a lock", `
			type q struct { mu sync.Mutex; n int }
			type d struct { mu sync.Mutex; q q }
			func (q *q) do(f func()) { q.mu.Lock(); f(); q.mu.Unlock() }
			func (d *d) F() { d.mu.Lock(); d.q.do(func() { println() }); d.mu.Unlock() }
			func (d *d) G() { d.q.do(func() { d.mu.Lock(); d.mu.Unlock() }) }`, `d.F crosses: d.mu`},
		{"the same order by what is called under a lock", `
			type q struct { mu sync.Mutex; n int }
			type d struct { mu sync.Mutex; q q }
			func (q *q) do(f func()) { q.mu.Lock(); q.mu.Unlock(); f() }
			func (d *d) F() { d.mu.Lock(); d.q.do(func() { println() }); d.mu.Unlock() }
			func (d *d) G() { d.q.do(func() { d.mu.Lock(); d.mu.Unlock() }) }`, ``},
		{"only if asked, and asked", `
			func (c *c) F() { c.mu.Lock(); c.put(1, true); c.mu.Unlock() }
			func (c *c) put(n int, lock bool) { if lock { c.mu.Lock(); defer c.mu.Unlock() }; c.n = n }`, `c.F locks again: c.mu`},
		{"only if asked, and not asked", `
			func (c *c) F() { c.mu.Lock(); c.put(1, false); c.mu.Unlock() }
			func (c *c) put(n int, lock bool) { if lock { c.mu.Lock(); defer c.mu.Unlock() }; c.n = n }`, ``},
		{"unless asked, by another one", `
			func (c *c) F() { c.mu.Lock(); c.set(1, false); c.mu.Unlock() }
			func (c *c) set(n int, locked bool) { c.put(n, locked) }
			func (c *c) put(n int, locked bool) { if !locked { c.mu.Lock(); defer c.mu.Unlock() }; c.n = n }`, `c.F locks again: c.mu`},
		{"unless asked, by one who does not say", `
			func (c *c) F(locked bool) { c.mu.Lock(); c.put(1, c.n > 0); c.put(2, locked); c.mu.Unlock() }
			func (c *c) put(n int, locked bool) { if !locked { c.mu.Lock(); defer c.mu.Unlock() }; c.n = n }`, ``},
		{"an order of who has waited for the other one's end", `
			type e struct { mu, mv sync.Mutex; done chan bool; in chan int; n int }
			func open() *e { e := &e{done: make(chan bool), in: make(chan int)}; go e.read(); return e }
			func (e *e) read() { defer close(e.done); for range e.in { e.take() } }
			func (e *e) take() { e.mv.Lock(); e.mu.Lock(); e.n++; e.mu.Unlock(); e.mv.Unlock() }
			func (e *e) Close() { close(e.in); <-e.done; e.mu.Lock(); e.mv.Lock(); e.n--; e.mv.Unlock(); e.mu.Unlock() }`, ``},
		{"an order of who waits for the other one's end afterwards", `
			type e struct { mu, mv sync.Mutex; done chan bool; in chan int; n int }
			func open() *e { e := &e{done: make(chan bool), in: make(chan int)}; go e.read(); return e }
			func (e *e) read() { defer close(e.done); for range e.in { e.take() } }
			func (e *e) take() { e.mv.Lock(); e.mu.Lock(); e.n++; e.mu.Unlock(); e.mv.Unlock() }
			func (e *e) Close() { close(e.in); e.mu.Lock(); e.mv.Lock(); e.n--; e.mv.Unlock(); e.mu.Unlock(); <-e.done }`, `e.take crosses: e.mv`},
		{"the same order", `func (c *c) F() { c.mv.Lock(); c.mu.Lock(); c.mu.Unlock(); c.mv.Unlock() }`, ``},
		{"a struct that is written to", `
			type d struct { log struct { sync.Mutex; n int } }
			func (d *d) F() { d.log.Lock(); d.log.n++; d.g(); d.log.Unlock() }
			func (d *d) g() { d.log.Lock(); d.log.Unlock() }`, `d.F locks again: d.log.Mutex`},
		{"another object in between", `
			type l struct { sync.Mutex }
			type d struct { log *l }
			func (d *d) F() { d.log.Lock(); d.g(); d.log.Unlock() }
			func (d *d) g() { d.log = new(l); d.log.Lock(); d.log.Unlock() }`, ``},
		{"let go behind many that others let go", `
			type d struct { mu, a, b, c, d, e, f, g, h, i sync.Mutex }
			func (d *d) F() { d.mu.Lock(); d.wait(); d.mu.Unlock() }
			func (d *d) all() { d.a.Unlock(); d.b.Unlock(); d.c.Unlock(); d.d.Unlock(); d.e.Unlock(); d.f.Unlock(); d.g.Unlock(); d.h.Unlock(); d.i.Unlock() }
			func (d *d) wait() { d.all(); for range 9 { d.mu.Unlock(); println(); d.mu.Lock() } }`, ``},
		{"each other", `
			type d struct { a, b chan int }
			func open() { x := &d{make(chan int), make(chan int)}; go x.left(); go x.right() }
			func (d *d) left() { for n := range d.a { d.b <- n } }
			func (d *d) right() { for n := range d.b { d.a <- n } }`, `d.left waits for each other: the lock`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			ruletest.Equal(t, knots(t, "package a\nimport \"sync\"\n"+c+test.src), test.want)
		})
	}
}
