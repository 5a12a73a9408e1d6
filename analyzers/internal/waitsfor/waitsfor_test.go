package waitsfor

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/loopcheck/loopcheck/analyzers/internal/contract"
	"github.com/loopcheck/loopcheck/analyzers/internal/program"
	"github.com/loopcheck/loopcheck/analyzers/internal/ruletest"
)

func resultOf(t testing.TB, archives ...string) *Result {
	t.Helper()
	return ruletest.Result[*Result](t, ruletest.Load(t, archives...), Analyzer)
}

// inOrder returns the functions that wait, in source order.
func inOrder(r *Result) []*program.Func {
	return slices.SortedFunc(maps.Keys(r.funcs), func(f, g *program.Func) int {
		return cmp.Compare(f.Node().Pos(), g.Node().Pos())
	})
}

// effectsOf writes, in source order, what a call of each function waits for:
// "hub.save: disk by store.Save and os.WriteFile, 2 hops".
func effectsOf(r *Result) string {
	var b strings.Builder
	for _, f := range inOrder(r) {
		for _, e := range r.Func(f) {
			b.WriteString(f.Name() + ": " + spell(e) + "\n")
		}
	}
	return b.String()
}

func spell(e Effect) string {
	var b strings.Builder
	b.WriteString(string(e.Class))
	if e.ForLoop() {
		fmt.Fprintf(&b, "the %s loop, mode %d", e.Loop, e.Mode)
	}
	if e.Bound > 0 {
		fmt.Fprintf(&b, " for %s", e.Bound)
	}
	switch {
	case e.Hops == 1 && e.Via == e.Root:
		b.WriteString(" by " + e.Root)
	case e.Hops > 0:
		fmt.Fprintf(&b, " by %s and %s, %d hops", e.Via, e.Root, e.Hops)
	}
	if e.Unsure {
		b.WriteString(", unsure")
	}
	if e.Likely {
		b.WriteString(", likely")
	}
	if e.Told != (contract.LoopID{}) {
		b.WriteString(", told on " + e.Told.String())
	}
	return b.String()
}

func TestOwn(t *testing.T) {
	tests := []struct{ name, src, want string }{
		{"sleep", `
			import "time"
			const pause = 3 * time.Second
			func constant() { time.Sleep(pause) }
			func computed(n int) { time.Sleep(time.Duration(n)) }
			func none() { time.Sleep(0); time.Sleep(-1) }
			func after() { <-time.After(2 * time.Second) }
			func longest() { time.Sleep(1); time.Sleep(time.Hour); time.Sleep(time.Second) }
			func endless(n int) { time.Sleep(time.Hour); time.Sleep(time.Duration(n)) }
			func ticked(t *time.Ticker) { <-t.C }
			func drained(t *time.Timer) { if !t.Stop() { <-t.C } }`, `
			constant: sleep for 3s by time.Sleep
			computed: sleep by time.Sleep
			after: sleep for 2s
			longest: sleep for 1h0m0s by time.Sleep
			endless: sleep by time.Sleep
			ticked: sleep`},
		{"the library's table", `
			import ("net/http"; "os"; "os/exec"; "fmt")
			func get() { http.Get("x") }
			func run(c *exec.Cmd) { defer c.Wait(); c.Start() }
			func files() { os.ReadFile("x"); os.Stat("x") }
			func none() { fmt.Sprint(1); go os.ReadFile("x") }
			func terminal() { os.Stdout.Write(nil); os.Stderr.WriteString("") }
			func person(b []byte) { os.Stdin.Read(b) }`, `
			get: net by http.Get and http.RoundTripper.RoundTrip, 2 hops
			run: exec by exec.Cmd.Wait
			files: disk by os.ReadFile
			person: stdin by os.File.Read`},
		{"channels", `
			import ("context"; "time")
			type c struct { none, some, given chan int; quit, tokens chan struct{} }
			func newC(n int) *c { return &c{none: make(chan int), some: make(chan int, 8), tokens: make(chan struct{}, 2), quit: make(chan struct{})} }
			func (c *c) sendNone() { c.none <- 1 }
			func (c *c) sendSome() { c.some <- 1 }
			func (c *c) sendGiven() { c.given <- 1 }
			func (c *c) receive() { <-c.some }
			func (c *c) acquire() { c.tokens <- struct{}{} }
			func (c *c) release() { <-c.tokens }
			func (c *c) waitForQuit() { <-c.quit }
			func (c *c) all() { for range c.none {} }
			func (c *c) tell() { close(c.quit) }
			func (c *c) try() { select { case c.none <- 1: default: } }
			func (c *c) untilQuit() { select { case c.none <- 1: case <-c.quit: } }
			func (c *c) untilDone(ctx context.Context) { select { case c.none <- 1: case <-ctx.Done(): } }
			func (c *c) both() { select { case <-c.none: case <-c.some: } }
			func (c *c) forAWhile() { select { case <-c.none: case <-time.After(time.Second): } }
			func (c *c) forever() { select {} }`, `
			c.sendNone: chan
			c.sendGiven: chan, unsure
			c.receive: chan
			c.waitForQuit: chan
			c.all: chan, likely
			c.both: chan, likely
			c.forAWhile: chan for 1s, likely
			c.forever: chan, likely`},
		{"fork and join", `
			import "os"
			func sent() error { err := make(chan error, 1); go func() { err <- os.Remove("x") }(); return <-err }
			func closed() { done := make(chan int); go func() { defer close(done) }(); <-done }
			func deferred() { done := make(chan int); go func() { defer func() { close(done) }() }(); <-done }
			func given(done chan int) { go func() { close(done) }(); <-done }`, `
			sent: disk by os.Remove
			the function in sent: disk by os.Remove
			given: chan`},
		{"waiting for goroutines", `
			import "sync"
			func wait(wg *sync.WaitGroup, c *sync.Cond, m *sync.Mutex) { m.Lock(); wg.Wait(); c.Wait() }`, `
			wait: wait by sync.Cond.Wait`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			ruletest.Equal(t, effectsOf(resultOf(t, "package a\n"+test.src)), test.want)
		})
	}
}

func TestRise(t *testing.T) {
	tests := []struct{ name, src, want string }{
		{"along calls, but not into goroutines", `
			import "os"
			func leaf() { os.ReadFile("x") }
			func middle() { leaf() }
			func top() { defer middle() }
			func beside() { go middle() }
			func literal() { func() { leaf() }() }
			func stored() { f := func() { leaf() }; f() }
			func returned() func() { return func() { leaf() } }`, `
			leaf: disk by os.ReadFile
			middle: disk by a.leaf and os.ReadFile, 2 hops
			top: disk by a.middle and os.ReadFile, 3 hops
			literal: disk by a.leaf and os.ReadFile, 2 hops
			the function in literal: disk by a.leaf and os.ReadFile, 2 hops
			stored: disk by a.leaf and os.ReadFile, 2 hops
			the function in stored: disk by a.leaf and os.ReadFile, 2 hops
			the function in returned: disk by a.leaf and os.ReadFile, 2 hops`},
		{"around a circle", `
			import "os"
			func ping(n int) { if n > 0 { pong(n - 1) } }
			func pong(n int) { ping(n); os.Remove("x") }`, `
			ping: disk by a.pong and os.Remove, 2 hops
			pong: disk by os.Remove`},
		{"the nearest witness", `
			import "os"
			func far() { near() }
			func near() { os.Remove("x") }
			func both() { far(); near() }`, `
			far: disk by a.near and os.Remove, 2 hops
			near: disk by os.Remove
			both: disk by a.near and os.Remove, 2 hops`},
		{"one for each class", `
			import ("os"; "time")
			func f() { os.Remove("x"); time.Sleep(1); os.ReadFile("x") }`, `
			f: disk by os.ReadFile
			f: sleep for 1ns by time.Sleep`},
		{"into what runs inline", `
			import ("os"; "slices"; "time"; "sync")
			func each(f func()) { f() }
			func inline() { each(func() { os.Remove("x") }) }
			func sorted(s []int) { slices.SortFunc(s, func(a, b int) int { os.Remove("x"); return 0 }) }
			func later() { time.AfterFunc(1, func() { os.Remove("x") }) }
			func once(o *sync.Once) { o.Do(func() { os.Remove("x") }) }`, `
			inline: disk by os.Remove
			the function in inline: disk by os.Remove
			sorted: disk by os.Remove
			the function in sorted: disk by os.Remove
			the function in later: disk by os.Remove
			the function in once: disk by os.Remove`},
		{"through an interface, likely", `
			import "os"
			type saver interface { save() }
			type disk struct{}
			func (disk) save() { os.Remove("x") }
			type memory struct{}
			func (memory) save() {}
			func store(s saver) { s.save() }`, `
			disk.save: disk by os.Remove
			store: disk by a.disk.save and os.Remove, 2 hops, likely`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			ruletest.Equal(t, effectsOf(resultOf(t, "package a\n"+test.src)), test.want)
		})
	}
}

func TestDeterministic(t *testing.T) {
	p := ruletest.Load(t, ruletest.Tview, `
-- example.com/a/a.go --
package a

import (
	"net/http"
	"os"
	"time"

	"github.com/rivo/tview"
)

type saver interface{ save() }
type a struct{}
func (a) save() { os.Remove("x"); time.Sleep(1) }
type b struct{ next saver }
func (b b) save() { http.Get("x"); b.next.save(); all() }
func all(ss ...saver) { for _, s := range ss { s.save() } }
func start(app *tview.Application, list *tview.List) {
	list.SetSelectedFunc(func(int) { all(); app.Draw() })
}
`)
	ruletest.Repeat(t, 20, func() string { return effectsOf(ruletest.Result[*Result](t, p, Analyzer)) })
}
