package touches

import (
	"testing"

	"github.com/loopcheck/loopcheck/analyzers/internal/ruletest"
)

func TestModel(t *testing.T) {
	const src = `
-- example.com/a/a.go --
package a; import tea "charm.land/bubbletea/v2"; import "sync"; import "os"
type model struct {
	url, text string
	mu        sync.Mutex
	lines     []string
	results   chan int
}
func (m *model) Init() tea.Cmd  { return m.load }
func (m *model) View() tea.View { return tea.NewView(m.text + m.url) }
func (m *model) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	m.text = "x"
	m.lines = append(m.lines, "x")
	text := m.text
	return m, tea.Batch(m.save, func() tea.Msg { return text }, func() tea.Msg { return m.text }, m.locked, m.receive)
}
func (m *model) load() tea.Msg { os.ReadFile(m.url); return nil }
func (m *model) save() tea.Msg { m.text = ""; return nil }
func (m *model) locked() tea.Msg {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.lines = nil
	return nil
}
func (m *model) receive() tea.Msg { return <-m.results }
func (m *model) helped() tea.Msg { m.clear(); return nil }
func (m *model) clear() { m.lines = nil }
func (m *model) more() tea.Cmd { return m.helped }
type value struct{ text string }
func (v value) Init() tea.Cmd  { return v.load }
func (v value) View() tea.View { return tea.NewView(v.text) }
func (v value) Update(msg tea.Msg) (tea.Model, tea.Cmd) { v.text = "x"; return v, v.load }
func (v value) load() tea.Msg { return v.text }
`
	ruletest.Equal(t, offsOf(t, ruletest.Tea, src), `
		14: reads m.text <- 14
		17: writes m.text <- 14
		21: writes m.lines <- 14
		26: writes m.lines <- 25 <- 27`)
}

// TestIssueCopiedInTest: that a test keeps a model in a variable and steps it by
// hand does not make the program's model a copy.
func TestIssueCopiedInTest(t *testing.T) {
	ruletest.Equal(t, offsOf(t, ruletest.Tea, `
-- example.com/a/a.go --
package a; import tea "charm.land/bubbletea/v2"
type model struct { page int }
func (m *model) Init() tea.Cmd { return nil }
func (m *model) View() tea.View { return tea.NewView("") }
func (m *model) Update(msg tea.Msg) (tea.Model, tea.Cmd) { m.page++; return m, m.load() }
func (m *model) load() tea.Cmd { return func() tea.Msg { return m.page } }
-- example.com/a/a_test.go --
package a
func step() { m := model{}; m.Update(nil) }
`), `6: reads m.page <- 5`)
}

// TestParts: a struct in a model is told apart by its parts, and what a method
// does to them is known from its body, across packages too.
func TestParts(t *testing.T) {
	ruletest.Equal(t, offsOf(t, ruletest.Tea, `
-- example.com/view/view.go --
package view; import _ "charm.land/bubbletea/v2"
type View struct{ width int; text string; far *View }
func (v *View) SetText(s string) { v.set(s) }
func (v *View) set(s string) { v.text = s }
func (v *View) Reset() { *v = View{} }
func (v *View) Width() int { return v.width }
func (v *View) Text() string { return v.text }
func (v *View) SetFar() { v.far.width = 1 }
-- example.com/a/a.go --
package a; import tea "charm.land/bubbletea/v2"; import "example.com/view"
type model struct { v, w view.View }
func (m *model) Init() tea.Cmd  { return nil }
func (m *model) View() tea.View { return tea.NewView(m.v.Text()) }
func (m *model) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	m.w.SetText("")
	return m, tea.Batch(m.writes, m.reads, m.readsOther, m.writesFar, m.resets)
}
func (m *model) writes() tea.Msg { m.v.SetText("x"); return nil }
func (m *model) reads() tea.Msg { return m.w.Text() }
func (m *model) readsOther() tea.Msg { return m.w.Width() }
func (m *model) writesFar() tea.Msg { m.v.SetFar(); return nil }
func (m *model) resets() tea.Msg { m.v.Reset(); return nil }
`), `
		9: writes m.v <- 7
		10: reads m.w <- 7
		13: writes m.v <- 7`)
}

// TestLocks: a lock excuses the field that it guards elsewhere, however the code
// comes to hold it, and no other.
func TestLocks(t *testing.T) {
	ruletest.Equal(t, offsOf(t, ruletest.Tea, `
-- example.com/a/a.go --
package a; import tea "charm.land/bubbletea/v2"; import "sync"
type model struct {
	text, other, once string
	mu, lines         sync.RWMutex
	first             sync.Once
}
func (m *model) Init() tea.Cmd  { m.first.Do(func() { m.once = "x" }); return nil }
func (m *model) View() tea.View { m.mu.RLock(); defer m.mu.RUnlock(); return tea.NewView(m.show()) }
func (m *model) show() string { return m.text + m.other }
func (m *model) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	return m, tea.Batch(m.guarded, m.byHelper, m.byWrapper, m.after, m.wrong, m.branch, m.maybe, m.onces)
}
func (m *model) guarded() tea.Msg { m.mu.Lock(); defer m.mu.Unlock(); m.text = "x"; return nil }
func (m *model) byHelper() tea.Msg { m.mu.Lock(); defer m.mu.Unlock(); m.set(); return nil }
func (m *model) set() { m.text = "x" }
func (m *model) lock() func() { m.mu.Lock(); return m.mu.Unlock }
func (m *model) byWrapper() tea.Msg { defer m.lock()(); m.text = "x"; return nil }
func (m *model) after() tea.Msg { m.mu.Lock(); m.mu.Unlock(); m.text = "x"; return nil }
func (m *model) wrong() tea.Msg { m.lines.Lock(); defer m.lines.Unlock(); m.other = "x"; return nil }
func (m *model) branch() tea.Msg {
	if m == nil { m.mu.Lock(); m.text = "x"; m.mu.Unlock(); return nil }
	m.text = "y"
	return nil
}
func (m *model) maybe() tea.Msg {
	if m != nil { m.mu.Lock(); defer m.mu.Unlock() }
	m.text = "x"
	return nil
}
func (m *model) onces() tea.Msg { m.first.Do(func() { m.once = "x" }); return m.once }
`), `
		18: writes m.text <- 11
		19: writes m.other <- 11
		22: writes m.text <- 11`)
}
