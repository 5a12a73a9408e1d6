package waitsfor

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

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
			c.sendGiven: chan, likely
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

// TestAcrossPackages: a fact keeps the next hop and the root.
func TestAcrossPackages(t *testing.T) {
	ruletest.Equal(t, effectsOf(resultOf(t, `
-- example.com/disk/disk.go --
package disk

import "os"

func Write() { write() }
func write() { os.WriteFile("x", nil, 0) }

// A Saver has one implementation here, and whatever else there is.
type Saver interface{ Save() }

type File struct{}

func (File) Save() { Write() }

type Mixed interface{ Mix() }
type one struct{}
func (one) Mix() { Write() }
type two struct{}
func (two) Mix() {}
-- example.com/store/store.go --
package store

import "example.com/disk"

type Store struct{ f disk.File }

func (s *Store) Save()       { s.f.Save() }
func Map[T any](f func(T) T) { disk.Write() }
-- example.com/a/a.go --
package a

import (
	"example.com/disk"
	"example.com/store"
)

func save(s *store.Store)  { s.Save() }
func generic()             { store.Map[int](nil) }
func dynamic(s disk.Saver) { s.Save() }
func mixed(m disk.Mixed)   { m.Mix() }
`)), `
		save: disk by store.Store.Save and os.WriteFile, 5 hops
		generic: disk by store.Map and os.WriteFile, 4 hops
		dynamic: disk by disk.Saver.Save and os.WriteFile, 5 hops, likely`)
}

// TestForeign: how another module works inside is its own affair; that it talks
// to the network, runs commands or sleeps is not.
func TestForeign(t *testing.T) {
	ruletest.Equal(t, effectsOf(resultOf(t, `
-- github.com/other/pool/pool.go --
package pool

import (
	"net/http"
	"os"
	"os/exec"
	"sync"
	"time"
)

func Files()                  { os.ReadFile("x") }
func Join(wg *sync.WaitGroup) { wg.Wait() }
func Receive(ch chan int)     { <-ch }
func Fetch()                  { http.Get("x"); os.ReadFile("x") }
func Run()                    { exec.Command("x").Run() }
func Pause()                  { time.Sleep(time.Second) }
-- example.com/a/a.go --
package a

import "github.com/other/pool"

func files()   { pool.Files() }
func join()    { pool.Join(nil) }
func receive() { pool.Receive(nil) }
func fetch()   { pool.Fetch() }
func run()     { pool.Run() }
func pause()   { pool.Pause() }
`)), `
		fetch: net by pool.Fetch and http.RoundTripper.RoundTrip, 3 hops
		run: exec by pool.Run and exec.Cmd.Run, 2 hops
		pause: sleep for 1s by pool.Pause and time.Sleep, 2 hops`)
}

// TestForLoops: hand-offs that wait, in place, behind wrappers and from a goroutine.
func TestForLoops(t *testing.T) {
	ruletest.Equal(t, effectsOf(resultOf(t, ruletest.Tview, `
-- example.com/ui/ui.go --
package ui

import "github.com/rivo/tview"

type UI struct{ App *tview.Application }

func (u *UI) Update(f func()) { u.App.QueueUpdateDraw(f) }
func (u *UI) Post(f func())   { go u.Update(f) }
-- example.com/a/a.go --
package a

import (
	"os"

	"example.com/ui"
	"github.com/rivo/tview"
)

func draw(app *tview.Application) { app.Draw() }
func sync(app *tview.Application) { app.Sync() }
func wrapped(u *ui.UI)            { u.Update(nil) }
func posted(u *ui.UI)             { u.Post(nil) }
func handler(list *tview.List, app *tview.Application) {
	list.SetSelectedFunc(func(int) { os.Remove("x"); app.Draw() })
}
`)), fmt.Sprintf(`
		draw: the tview loop, mode %[1]d by tview.Application.Draw
		sync: the tview loop, mode %[2]d by tview.Application.Sync, likely
		wrapped: the tview loop, mode %[1]d by ui.UI.Update and tview.Application.QueueUpdateDraw, 2 hops
		the function in handler: the tview loop, mode %[1]d by tview.Application.Draw, told on tview
		the function in handler: disk by os.Remove, told on tview`, contract.Call, contract.PostBounded))
}

// TestLoggers: what a handler in another package does, a call of the logger does.
func TestLoggers(t *testing.T) {
	ruletest.Equal(t, effectsOf(resultOf(t, `
-- example.com/sink/sink.go --
package sink

import (
	"context"
	"log/slog"
	"net/http"
)

type Handler struct{ slog.Handler }

func (h *Handler) Handle(context.Context, slog.Record) error { http.Post("x", "y", nil); return nil }
-- example.com/a/a.go --
package a

import (
	"example.com/sink"
	"log/slog"
)

func set() { slog.SetDefault(slog.New(&sink.Handler{})) }
func use() { slog.Info("x") }
`)), `use: net by slog.Info and http.RoundTripper.RoundTrip, 4 hops, likely`)
}

// TestTold: what a package says of its own handlers is not said again of what calls them.
func TestTold(t *testing.T) {
	const src = `
-- example.com/page/page.go --
package page

import (
	"os"

	tea "charm.land/bubbletea/v2"
)

type Page struct{}

func (p Page) Init() tea.Cmd { return nil }
func (p Page) View() tea.View { return tea.View{} }
func (p Page) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	os.Remove("x")
	return p, nil
}
-- example.com/a/a.go --
package a

import "example.com/page"

func update(p page.Page) { p.Update(nil) }
`
	r := resultOf(t, ruletest.Tea, src)
	ruletest.Equal(t, effectsOf(r), "update: disk by page.Page.Update and os.Remove, 2 hops, told on bubbletea")
	tea, other := contract.LoopID{Owner: "bubbletea"}, contract.LoopID{Owner: "tview"}
	told := r.Func(inOrder(r)[0])
	e := told[0]
	if !e.ToldOn(tea) || e.ToldOn(other) || (Effect{}).ToldOn(contract.LoopID{}) {
		t.Errorf("%s is told on another loop than bubbletea's", spell(e))
	}
}

func TestBecause(t *testing.T) {
	tests := []struct {
		e    Effect
		want string
	}{
		{Effect{Thing: Thing{Class: contract.Sleep}}, ""},
		{Effect{Thing: Thing{Class: contract.Disk}}, ": it waits for the disk"},
		{Effect{Thing: Thing{Class: contract.Disk}, Why: "opens a file"}, ": it opens a file"},
		{Effect{Thing: Thing{Class: contract.Disk}, Hops: 1, Via: "os.Open", Root: "os.Open"}, ": it calls os.Open, which waits for the disk"},
		{Effect{Thing: Thing{Class: contract.Sleep}, Hops: 2, Via: "a.f", Root: "time.Sleep"}, ": it calls a.f and ends in time.Sleep, which sleeps"},
	}
	for _, test := range tests {
		if got := test.e.Because(); got != test.want {
			t.Errorf("%s: %q, want %q", spell(test.e), got, test.want)
		}
	}
	for _, class := range []contract.Class{contract.Sleep, contract.Net, contract.Disk, contract.Exec, contract.DB,
		contract.Chan, contract.Await, contract.Lock, contract.Stdin} {
		if verbs[class] == "" {
			t.Errorf("%s has no verb", class)
		}
	}
}

// TestCompare: of two witnesses one is better, whichever comes first.
func TestCompare(t *testing.T) {
	ordered := []Effect{
		{Hops: 9},
		{Bound: time.Hour},
		{Bound: time.Second},
		{Bound: time.Second, Hops: 1, Via: "a"},
		{Bound: time.Second, Hops: 1, Via: "b"},
		{Bound: time.Second, Hops: 1, Via: "b", Root: "c"},
		{Bound: time.Second, Hops: 1, Via: "b", Root: "c", Why: "d"},
		{Likely: true},
	}
	for i, e := range ordered {
		for j, f := range ordered {
			if got, want := cmp.Compare(e.compare(f), 0), cmp.Compare(i, j); got != want {
				t.Errorf("%+v and %+v compare as %d, want %d", e, f, got, want)
			}
		}
	}
	set := make(effects)
	if !set.add(ordered[2]) || set.add(ordered[3]) || !set.add(ordered[0]) || set.add(ordered[0]) {
		t.Error("the set does not keep the better witness")
	}
}

func TestFact(t *testing.T) {
	ruletest.Facts(t, &waitsFact{Effects: []Effect{{
		Thing: Thing{contract.Disk, contract.LoopID{Owner: "f", Name: "l"}}, Mode: contract.Call, Hops: 2,
		Via: "a.F", Root: "os.Open", Bound: time.Second, Why: "why", Fix: "fix", Told: contract.LoopID{Owner: "g"}, Likely: true,
	}}})
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
