package runson

import (
	"strings"
	"testing"

	"github.com/loopcheck/loopcheck/analyzers/internal/ruletest"
)

// TestMockOfATest: a test's mock, and what it calls back, is no evidence of what the
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
		hub.run: on hub.run, same instance (likely): hub.run serves its channels in a loop < started in a goroutine here`)
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

// TestEarlierVersion: what QueueUpdate of a tview that had no mouse does, no row
// knows: it sent to the loop and went on.
func TestEarlierVersion(t *testing.T) {
	const src = `
-- example.com/a/a.go --
package a

import "github.com/rivo/tview"

func handle(app *tview.Application, l *tview.List) {
	l.SetSelectedFunc(func(int) { app.QueueUpdateDraw(func() {}) })
}
`
	ruletest.Equal(t, contexts(resultOf(t, strings.Replace(ruletest.Tview, "type MouseAction int16", "", 1), src)), "")
	if contexts(resultOf(t, ruletest.Tview, src)) == "" {
		t.Error("nothing runs on the loop of a later version either")
	}
}
