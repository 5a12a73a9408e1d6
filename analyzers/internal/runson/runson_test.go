package runson

import (
	"cmp"
	"slices"
	"strings"
	"testing"

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
// model's methods that nobody in sight calls are taken for parts of its Update
// if they return the model, a command, or set something.
func (m model) step()          { m.deep() }
func (m model) deep()          {}
func (m model) text() string   { return "" }
func (m model) background()    { m.both() }
func (m model) load() tea.Msg  { m.both(); return nil }
func (m model) both()          {}
func (m model) nobody() model  { m.both(); return m }
func (m model) anybody()       { m.step() }

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

// Other packages call what a model offers besides from wherever they run, and
// what speaks to the program most of all.
func TestMethodsForTheRestOfTheProgram(t *testing.T) {
	const src = `
-- example.com/a/a.go --
package a

import tea "charm.land/bubbletea/v2"

type model struct{ lines []string }

func (m *model) Update(msg tea.Msg) (*model, tea.Cmd) { return m, nil }
func (m *model) View() tea.View                       { return tea.NewView("") }
func (m *model) WithLine(s string) *model             { return m }
func (m *model) Scroll(n int) (int, tea.Cmd)          { return n, nil }
func (m *model) SetLine(i int, s string)              { m.lines[i] = s }
func (m *model) Len() int                             { return len(m.lines) }
func (m *model) Flush() error                         { return nil }
func (m *model) Close()                               { m.lines = nil }
func (m *model) Show(p *tea.Program) *model           { p.Send(nil); return m }

type ui struct {
	model
	program *tea.Program
}

func (u *ui) Update(msg tea.Msg) (tea.Model, tea.Cmd) { return u, nil }
func (u *ui) Init() tea.Cmd                           { return nil }
func (u *ui) View() tea.View                          { return tea.NewView("") }
func (u *ui) Handle(event string) *ui                 { u.send(event); return u }
func (u *ui) send(event string)                       { u.program.Send(event) }
`
	ruletest.Equal(t, contexts(resultOf(t, ruletest.Tea, src)), `
		model.Update: on the bubbletea loop: model.Update has the form of code that bubbletea programs run on the loop
		model.View: on the bubbletea loop (likely): model.View has the form of code that bubbletea programs run on the loop
		model.WithLine: on the bubbletea loop (likely): model.WithLine has the form of code that bubbletea programs run on the loop
		model.Scroll: on the bubbletea loop (likely): model.Scroll has the form of code that bubbletea programs run on the loop
		model.SetLine: on the bubbletea loop (likely): model.SetLine has the form of code that bubbletea programs run on the loop
		model.Len: on the bubbletea loop (likely): model.Len has the form of code that bubbletea programs run on the loop
		ui.Update: on the bubbletea loop: ui.Update is Update of bubbletea.Model
		ui.Init: on the bubbletea loop: ui.Init is Init of bubbletea.Model
		ui.View: on the bubbletea loop: ui.View is View of bubbletea.Model`)
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

func TestDeterministic(t *testing.T) {
	p := ruletest.Load(t, ruletest.Tview, ruletest.Tea, model)
	ruletest.Repeat(t, 20, func() string {
		r := ruletest.Result[*Result](t, p, Analyzer)
		return contexts(r) + params(r)
	})
}
