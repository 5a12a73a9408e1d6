package runson

import (
	"cmp"
	"fmt"
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

// contexts writes, in source order, where each function runs and why, the last step first:
// "model.load: on the bubbletea loop (likely): model.Update calls model.load < …".
func contexts(r *Result) string {
	var b strings.Builder
	funcs := slices.SortedFunc(slices.Values(r.Program.Funcs), func(f, g *program.Func) int {
		return cmp.Compare(f.Node().Pos(), g.Node().Pos())
	})
	for _, f := range funcs {
		for _, c := range r.contexts[f] {
			b.WriteString(f.Name() + ": ")
			if c.Off() {
				b.WriteString("off")
			} else {
				b.WriteString("on " + c.Loop.String())
			}
			if c.Self {
				b.WriteString(", same instance")
			}
			if c.Likely {
				b.WriteString(" (likely)")
			}
			var why []string
			for _, step := range c.Why() {
				why = append(why, step.Message)
			}
			b.WriteString(": " + strings.Join(why, " < ") + "\n")
		}
	}
	return b.String()
}

var modes = map[contract.Mode]string{
	contract.Callback: "callback", contract.Post: "post", contract.PostBounded: "bounded post",
	contract.Rendezvous: "rendezvous", contract.Call: "call", contract.CallInline: "inline call",
	contract.Spawn: "spawn", contract.Inline: "inline", contract.Paused: "paused",
}

// params writes where each function runs the functions that it is passed.
func params(r *Result) string {
	var b strings.Builder
	for _, f := range r.Program.Funcs {
		for i := range f.Sig.Params().Len() {
			for _, p := range r.Param(f, i) {
				fmt.Fprintf(&b, "%s %s: %s %s", f.Name(), f.Sig.Params().At(i).Name(), modes[p.Mode], p.Loop)
				if p.Likely {
					b.WriteString(" (likely)")
				}
				b.WriteByte('\n')
			}
		}
	}
	return b.String()
}

const model = `
-- example.com/a/a.go --
package a

import (
	"time"

	tea "charm.land/bubbletea/v2"
)

type model struct{ n int }

func (m model) Init() tea.Cmd { return m.load }

func (m model) View() tea.View { return tea.NewView(m.text()) }

func (m model) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	m.step()
	go m.background()
	defer func() { m.text() }()
	return m, tea.Tick(time.Second, func(time.Time) tea.Msg { return m.load() })
}

// step and text are called on the loop, background and load off it, and a
// model's methods that nobody in sight calls are taken for parts of its Update.
func (m model) step()          { m.deep() }
func (m model) deep()          {}
func (m model) text() string   { return "" }
func (m model) background()    { m.both() }
func (m model) load() tea.Msg  { m.both(); return nil }
func (m model) both()          {}
func (m model) nobody()        { m.both() }

func unknown() {}
`

func TestModel(t *testing.T) {
	ruletest.Equal(t, contexts(resultOf(t, ruletest.Tea, model)), `
		model.Init: on the bubbletea loop: model.Init is Init of bubbletea.Model
		model.View: on the bubbletea loop: model.View is View of bubbletea.Model
		model.Update: on the bubbletea loop: model.Update is Update of bubbletea.Model
		the function in model.Update: on the bubbletea loop: model.Update calls the function in model.Update < model.Update is Update of bubbletea.Model
		the function in model.Update: off: passed to tea.Tick, which runs it on another goroutine
		model.step: on the bubbletea loop: model.Update calls model.step < model.Update is Update of bubbletea.Model
		model.deep: on the bubbletea loop: model.step calls model.deep < model.Update calls model.step < model.Update is Update of bubbletea.Model
		model.text: on the bubbletea loop: model.View calls model.text < model.View is View of bubbletea.Model
		model.background: off: started in a goroutine here
		model.load: off: becomes a tea.Cmd, which runs on another goroutine
		model.both: off: model.load calls model.both < becomes a tea.Cmd, which runs on another goroutine
		model.both: on the bubbletea loop (likely): model.nobody calls model.both < model.nobody has the form of code that bubbletea programs run on the loop
		model.nobody: on the bubbletea loop (likely): model.nobody has the form of code that bubbletea programs run on the loop`)
}

func TestHandlers(t *testing.T) {
	const src = `
-- example.com/a/a.go --
package a

import (
	"net/http"
	"slices"
	"sync"
	"time"

	"github.com/rivo/tview"
)

type screen struct {
	app  *tview.Application
	list *tview.List
	once sync.Once
}

func (s *screen) start(wg *sync.WaitGroup, names []string) {
	s.list.SetSelectedFunc(s.open)
	s.app.QueueUpdateDraw(func() {
		slices.SortFunc(names, func(a, b string) int { return s.compare(a, b) })
		s.once.Do(s.fill)
	})
	time.AfterFunc(time.Second, s.tick)
	wg.Go(s.worker)
	http.HandleFunc("/", s.serve)
	handler := s.key
	s.app.SetInputCapture(handler)
	s.app.Suspend(s.edit)
}

func (s *screen) open(int)                                    {}
func (s *screen) compare(a, b string) int                     { return 0 }
func (s *screen) fill()                                       {}
func (s *screen) tick()                                       {}
func (s *screen) worker()                                     {}
func (s *screen) key(key string) string                       { return key }
func (s *screen) serve(w http.ResponseWriter, r *http.Request) {}
func (s *screen) edit()                                       {}
`
	ruletest.Equal(t, contexts(resultOf(t, ruletest.Tview, src)), `
		the function in screen.start: on the tview loop: runs on the tview loop: passed to s.app.QueueUpdateDraw here
		the function in screen.start: on the tview loop: the function in screen.start calls the function in screen.start < runs on the tview loop: passed to s.app.QueueUpdateDraw here
		screen.open: on the tview loop: runs on the tview loop: passed to s.list.SetSelectedFunc here
		screen.compare: on the tview loop: the function in screen.start calls screen.compare < the function in screen.start calls the function in screen.start < runs on the tview loop: passed to s.app.QueueUpdateDraw here
		screen.fill: on the tview loop: the function in screen.start calls screen.fill < runs on the tview loop: passed to s.app.QueueUpdateDraw here
		screen.tick: off: passed to time.AfterFunc, which runs it on another goroutine
		screen.worker: off: passed to wg.Go, which runs it on another goroutine
		screen.key: on the tview loop: runs on the tview loop: passed to s.app.SetInputCapture here
		screen.serve: off: passed to http.HandleFunc, which runs it on another goroutine`)
}

// TestPlacements: what a function does with its parameters, in this package.
func TestPlacements(t *testing.T) {
	const src = `
-- example.com/a/a.go --
package a

import "github.com/rivo/tview"

var app *tview.Application

func here(f func())            { f() }
func later(f func())           { defer f() }
func beside(f func())          { go f() }
func through(f func())         { here(f) }
func update(f func())          { app.QueueUpdate(f) }
func wrapped(f func())         { app.QueueUpdate(func() { f() }) }
func twice(f func())           { update(func() { here(f) }) }
func posted(f func())          { go app.QueueUpdate(f) }
func postedLater(f func())     { go func() { app.QueueUpdate(f) }() }
func both(f, g func(), b bool) { f(); go g(); if b { go f() } }
func variadic(fs ...func())    { for _, f := range fs { f() } }
func ignored(f func())         {}
func recursive(f func(), n int) { if n > 0 { recursive(f, n-1) } else { go f() } }
func paused(f func())          { app.Suspend(f) }
`
	ruletest.Equal(t, params(resultOf(t, ruletest.Tview, src)), `
		here f: inline
		later f: inline
		beside f: spawn
		through f: inline
		update f: call tview
		wrapped f: call tview
		twice f: call tview
		posted f: post tview
		postedLater f: post tview
		both f: spawn
		both f: inline
		both g: spawn
		recursive f: spawn
		paused f: paused`)
}

// TestAcrossPackages: placements travel to importers, contexts do not.
func TestAcrossPackages(t *testing.T) {
	const src = `
-- example.com/ui/ui.go --
package ui

import "github.com/rivo/tview"

type UI struct{ app *tview.Application }

func (u *UI) Update(f func()) { u.app.QueueUpdateDraw(f) }
func (u *UI) Async(f func())  { go f() }
func (u *UI) Now(f func())    { f() }
func (u *UI) Beep()           {}
-- example.com/a/a.go --
package a

import (
	"example.com/ui"
	"github.com/rivo/tview"
)

func start(u *ui.UI, list *tview.List) {
	u.Update(show)
	u.Async(work)
	u.Now(setup)
	list.SetSelectedFunc(func(int) { u.Beep(); u.Now(open) })
}

func show()  {}
func work()  {}
func setup() {}
func open()  {}
`
	r := resultOf(t, ruletest.Tview, src)
	ruletest.Equal(t, contexts(r), `
		the function in start: on the tview loop: runs on the tview loop: passed to list.SetSelectedFunc here
		show: on the tview loop: runs on the tview loop: passed to u.Update here
		work: off: passed to u.Async, which runs it on another goroutine
		open: on the tview loop: the function in start calls open < runs on the tview loop: passed to list.SetSelectedFunc here`)
}

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

// TestMockOfATest: what a test's mock calls back is no evidence of what the
// program does, though the mock is all that implements the interface.
func TestMockOfATest(t *testing.T) {
	const src = `
-- example.com/a/a.go --
package a

type sender interface{ send(func()) }

type hub struct{ in chan int; to sender }

func (h *hub) start()  { go h.run() }
func (h *hub) run()    { for range h.in { h.to.send(h.reply) } }
func (h *hub) reply()  {}
-- example.com/a/a_test.go --
package a

type mock struct{ h *hub }

func (m mock) send(f func()) { m.h.reply() }
`
	ruletest.Equal(t, contexts(resultOf(t, src)), `
		hub.run: on hub.run, same instance (likely): hub.run serves its channels in a loop < started in a goroutine here
		mock.send: on hub.run (likely): hub.run calls mock.send < hub.run serves its channels in a loop < started in a goroutine here`)
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

// TestDynamic: a chain through an interface or a stored function is likely at most.
func TestDynamic(t *testing.T) {
	const src = `
-- example.com/a/a.go --
package a

import "github.com/rivo/tview"

type action interface{ do() }
type open struct{}

func (open) do() { leaf() }
func leaf()      {}

type keys struct{ bound map[string]func() }

func (k *keys) bind() { k.bound["q"] = quit }
func quit()           {}

func start(list *tview.List, a action, k *keys) {
	list.SetSelectedFunc(func(int) { a.do(); k.bound["q"]() })
}
`
	ruletest.Equal(t, contexts(resultOf(t, ruletest.Tview, src)), `
		open.do: on the tview loop (likely): the function in start calls open.do < runs on the tview loop: passed to list.SetSelectedFunc here
		leaf: on the tview loop (likely): open.do calls leaf < the function in start calls open.do < runs on the tview loop: passed to list.SetSelectedFunc here
		quit: on the tview loop (likely): the function in start calls quit < runs on the tview loop: passed to list.SetSelectedFunc here
		the function in start: on the tview loop: runs on the tview loop: passed to list.SetSelectedFunc here`)
}

// TestStoredHandler: a registry that is called on the loop makes handlers of
// what is put into it, one round later.
func TestStoredHandler(t *testing.T) {
	const src = `
-- example.com/a/a.go --
package a

import "github.com/rivo/tview"

type bus struct{ handlers []func() }

func (b *bus) on(f func()) { b.handlers = append(b.handlers, f) }
func (b *bus) fire()       { for _, f := range b.handlers { f() } }

func start(list *tview.List, b *bus) {
	b.on(show)
	list.AddItem("fire", b.fire)
}

func show() {}
`
	r := resultOf(t, ruletest.Tview, src)
	ruletest.Equal(t, params(r), "bus.on f: callback tview (likely)")
	if got := contexts(r); !strings.Contains(got, "show: on the tview loop (likely)") {
		t.Errorf("show is not known to run on the loop:\n%s", got)
	}
}

// TestSwitch: a row that the package switches off holds no more.
func TestSwitch(t *testing.T) {
	src := func(order string) string {
		return `
-- example.com/a/a.go --
package a

import mqtt "github.com/eclipse/paho.mqtt.golang"

func start(c mqtt.Client, o *mqtt.ClientOptions) {
	` + order + `
	c.AddRoute("t", handle)
}

func handle(mqtt.Client, mqtt.Message) {}
`
	}
	const on = "handle: on the paho loop: runs on the paho loop: passed to c.AddRoute here"
	ruletest.Equal(t, contexts(resultOf(t, ruletest.Paho, src(""))), on)
	ruletest.Equal(t, contexts(resultOf(t, ruletest.Paho, src("o.SetOrderMatters(true)"))), on)
	ruletest.Equal(t, contexts(resultOf(t, ruletest.Paho, src("o.SetOrderMatters(false)"))), "")
}

// TestFrameworkItself: a framework knows how to use its own loop.
func TestFrameworkItself(t *testing.T) {
	const src = `
-- github.com/rivo/tview/internal/a/a.go --
package a

import "github.com/rivo/tview"

func start(app *tview.Application) { app.QueueUpdate(show) }
func show()                        {}
-- github.com/rivo/tview/demos/a/a.go --
package main

import "github.com/rivo/tview"

func main() { (&tview.Application{}).QueueUpdate(show) }
func show() {}
`
	p := ruletest.Load(t, ruletest.Tview, src)
	got := make(map[string]string)
	for _, act := range p.Analyze(t, Analyzer) {
		got[act.Package.PkgPath] = contexts(act.Result.(*Result))
	}
	if text := got["github.com/rivo/tview/internal/a"]; text != "" {
		t.Errorf("a package of the framework has a contract with itself: %s", text)
	}
	if text := got["github.com/rivo/tview/demos/a"]; !strings.HasPrefix(text, "show: on the tview loop") {
		t.Errorf("a demo has none: %q", text)
	}
}

func TestDeterministic(t *testing.T) {
	p := ruletest.Load(t, ruletest.Tview, ruletest.Tea, model)
	ruletest.Repeat(t, 20, func() string {
		r := ruletest.Result[*Result](t, p, Analyzer)
		return contexts(r) + params(r)
	})
}
