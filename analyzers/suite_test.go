package analyzers_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/loopcheck/loopcheck/analyzers"
	"github.com/loopcheck/loopcheck/analyzers/internal/chain"
	"github.com/loopcheck/loopcheck/analyzers/internal/ruletest"
)

// program has findings of every rule, some of them at the same places.
const program = `
-- example.com/ui/ui.go --
package ui

import (
	"net/http"
	"os"

	"github.com/rivo/tview"
)

type UI struct {
	App  *tview.Application
	List *tview.List
}

func (u *UI) Show()          { u.List.Clear() }
func (u *UI) Update(f func()) { u.App.QueueUpdateDraw(f) }
func (u *UI) Save()          { os.Remove("x"); http.Get("x") }
-- example.com/a/a.go --
package a

import (
	"os/exec"
	"sync"
	"time"

	"example.com/ui"
	mqtt "github.com/eclipse/paho.mqtt.golang"

	tea "charm.land/bubbletea/v2"
)

type model struct {
	ui     *ui.UI
	client mqtt.Client
	n      int
	by     map[string]func()
}

func (m *model) Init() tea.Cmd  { return m.load }
func (m *model) View() tea.View { return tea.NewView("") }
func (m *model) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	m.n++
	m.ui.Save()
	time.Sleep(time.Second)
	m.next()
	cmd := m.next()
	cmd = m.next()
	for _, f := range m.by {
		f()
	}
	return m, tea.Batch(cmd, func() tea.Msg { m.n--; m.ui.Show(); return nil })
}
func (m *model) load() tea.Msg { m.ui.Show(); m.n = 0; println(m.n); return nil }
func (m *model) next() tea.Cmd { return tea.Quit }

func start(m *model) {
	m.by["one"] = func() { exec.Command("x").Run() }
	m.by["two"] = func() { m.client.Connect() }
	m.client.Subscribe("x", 0, func(c mqtt.Client, _ mqtt.Message) { c.Subscribe("y", 0, nil).Wait(); m.ui.Show() })
	m.ui.List.SetSelectedFunc(func(int) { m.ui.Update(m.ui.Show); m.ui.Save() })
	go func() { m.ui.Show(); m.ui.List.Clear(); m.n++ }()
}

type hub struct {
	stop bool
	in   chan int
	wg   sync.WaitGroup
	quit chan bool
}

func (h *hub) start() { h.in = make(chan int); go h.run() }
func (h *hub) ask(f func() int) {
	result := make(chan int)
	go func() { result <- f() }()
	select {
	case <-result:
	case <-h.quit:
	}
}
func (h *hub) run() {
	defer h.wg.Done()
	go func() { h.stop = true }()
	for !h.stop {
		select {
		case <-h.in:
			h.in <- 1
			exec.Command("x").Run()
			h.wg.Wait()
		case <-h.quit:
		}
	}
}
`

// TestDeterministic: the suite says the same of a program on each run, and each
// rule says something.
func TestDeterministic(t *testing.T) {
	p := ruletest.Load(t, ruletest.Tea, ruletest.Tview, ruletest.Paho, program)
	ruletest.Repeat(t, 20, func() string {
		return strings.Join(p.Findings(t, analyzers.Suite()...), "\n")
	})
	for _, rule := range analyzers.Rules {
		if len(p.Findings(t, rule)) == 0 {
			t.Errorf("%s finds nothing", rule.Name)
		}
	}
}

// A finding at each of n levels below a loop, or below a goroutine, tells a
// chain that does not grow with n.
func TestLongChains(t *testing.T) {
	const levels = 60
	var src strings.Builder
	src.WriteString(`
-- example.com/a/a.go --
package a

import (
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/rivo/tview"
)

type model struct{}

func (m model) Init() tea.Cmd                           { return nil }
func (m model) View() tea.View                          { return tea.NewView("") }
func (m model) Update(msg tea.Msg) (tea.Model, tea.Cmd) { block0(); return m, nil }

func start(l *tview.List) { go touch0(l) }
`)
	for i := range levels {
		fmt.Fprintf(&src, "func block%d() { time.Sleep(time.Second); block%d() }\n", i, i+1)
		fmt.Fprintf(&src, "func touch%d(l *tview.List) { l.Clear(); touch%d(l) }\n", i, i+1)
	}
	fmt.Fprintf(&src, "func block%d() {}\nfunc touch%d(*tview.List) {}\n", levels, levels)
	p := ruletest.Load(t, ruletest.Tea, ruletest.Tview, src.String())
	found := 0
	for _, act := range p.Analyze(t, analyzers.Rules...) {
		for _, d := range act.Diagnostics {
			found++
			if n := len(d.Related); n > chain.Max {
				t.Errorf("%d related positions: %s", n, d.Message)
			}
		}
	}
	if found != 2*levels {
		t.Errorf("found %d, want %d", found, 2*levels)
	}
}

// TestOddities: nothing in the language makes an analyzer panic, or find
// something where there are no loops.
func TestOddities(t *testing.T) {
	const src = `
-- example.com/a/a.go --
package a

import (
	"iter"
	"time"
	_ "unsafe"

	tea "charm.land/bubbletea/v2"
	"github.com/rivo/tview"
)

func init() {}
func init() { time.Now() }
func _()    { go func() {}() }
func _()    {}

func assembly(f func(), ch chan func()) (a, _ int)

type _ struct{ _ func() }

type (
	list[T any]  struct{ next *list[T]; f func(T) list[T] }
	alias[T any] = list[T]
	rec          []rec
	fn           func(fn) fn
	iface        interface{ m(iface) iface; error }
	union        interface{ ~chan int | ~func(int) }
	blank        struct{ _ int; *tview.List; tea.Model }
)

func (list[T]) _(func())              {}
func (*list[_]) method(f func(func())) { f(func() {}) }
func (blank) m(i iface) iface         { return i.m(i) }

var a, b = func() (int, func()) { return 0, func() {} }()
var c, d = d(), func() int { return 0 }
var table = [...]func(){2: func() {}, 0: nil}
var nested = map[string][]map[int]func(){"x": {{0: func() {}}}}

func seq(yield func(int) bool) { _ = yield(1) && yield(2) }

func all[F ~func(T) T, T any, C ~chan T](f F, c C, x ...T) (result F) {
	for i := range 3 {
		defer func() { result = f; _ = i }()
	}
	for v := range seq {
		_ = v
	}
	for range c {
	}
	for range iter.Seq[int](seq) {
	}
	select {}
loop:
	for {
		select {
		case c <- x[0]:
			break loop
		case x[1] = <-c:
			continue loop
		case v, ok := <-(c):
			_, _ = v, ok
			goto end
		case <-c:
		}
	}
end:
	switch y := any(f).(type) {
	case func(T) T:
		go y(<-c)
		defer y(x[0])
	case nil:
	}
	func(f ...func()) { f[0]() }(nil, func() {})
	var g fn
	g(g(g))(g)
	nested["x"][0][1]()
	table[0]()
	(*list[int]).method(nil, nil)
	new(list[string]).method((func(func()))(nil))
	alias[int]{f: func(int) list[int] { return list[int]{} }}.f(1).f(2)
	close(c)
	_ = len([]func(){nil})
	return *&f
}
`
	p := ruletest.Load(t, ruletest.Tea, ruletest.Tview, src)
	if found := p.Findings(t, analyzers.Suite()...); len(found) > 0 {
		t.Errorf("found %s", strings.Join(found, "\n"))
	}
}
