// Package lost has models that live by value, whose helpers have pointer
// receivers: what a command writes by such a pointer is the copy of an Update that
// has returned, and the loop goes on with another one.
package lost

import (
	"fmt"

	tea "charm.land/bubbletea/v2"
)

type copyMsg struct{ text string }

// An editor is a part of the model, as a value and behind a pointer.
type editor struct {
	register string
	undo     []string
	marks    map[string]int
}

func (e editor) Update(msg tea.Msg) (editor, tea.Cmd) { return e, nil }

func (e *editor) write(text string) string {
	e.register = text
	e.undo = append(e.undo, text)
	return e.register
}

func (e *editor) mark(text string) { e.marks[text]++ }

type tasks struct{ running int }

type model struct {
	editor editor
	shared *editor
	panes  []editor
	tasks  *tasks
	pages  int
}

func (m model) Init() tea.Cmd { return nil }

func (m model) View() tea.View {
	s := fmt.Sprint(m.editor.register, m.shared.register, m.pages, m.tasks)
	for _, p := range m.panes {
		s += p.register
	}
	return tea.NewView(s)
}

func (m model) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	if msg, ok := msg.(copyMsg); ok {
		return m, m.copies(msg.text)
	}
	m.editor.write("")
	m.shared.write("")
	m.start()
	m.editor.mark("x")
	return m, nil
}

func (m *model) copies(text string) tea.Cmd {
	ed := &m.editor
	return tea.Batch(
		m.editor.issueOwnCopy(text),
		m.shared.sharedEditor(text),
		m.issueHelper(),
		m.issueKeptOffLoop(),
		m.issueRecursive(2),
		func() tea.Msg {
			ed.register = text
			return nil
		},
		func() tea.Msg {
			m.shared.register = text // want "m.shared.register is written off the bubbletea loop"
			m.panes[0].register = text
			m.tasks.running++
			return nil
		},
	)
}

// issueOwnCopy is called on the copy of one Update.
func (e *editor) issueOwnCopy(text string) tea.Cmd {
	return func() tea.Msg {
		e.write(text)
		e.mark(text) // want "e.mark runs off the bubbletea loop: e.marks is written there"
		return nil
	}
}

// sharedEditor is called on what all copies share.
func (e *editor) sharedEditor(text string) tea.Cmd {
	return func() tea.Msg {
		e.write(text) // want "e.write runs off the bubbletea loop: e.register is written there"
		return nil
	}
}

// issueHelper's closure makes what the model has not got yet.
func (m *model) issueHelper() tea.Cmd {
	return func() tea.Msg {
		t := m.runtime()
		return t.running
	}
}

// An engine holds the copy of the Update that made it: the loop never finds it.
type engine struct{ model *model }

func (m *model) issueKeptOffLoop() tea.Cmd {
	e := &engine{model: m}
	return func() tea.Msg {
		m.pages++
		return e
	}
}

// issueRecursive helpers call each other.
func (m *model) issueRecursive(n int) tea.Cmd {
	if n > 0 {
		return m.again(n - 1)
	}
	return func() tea.Msg {
		m.pages++
		return nil
	}
}

func (m *model) again(n int) tea.Cmd { return m.issueRecursive(n) }

func (m *model) runtime() *tasks {
	if m.tasks == nil {
		m.tasks = &tasks{}
	}
	m.pages++
	return m.tasks
}

// start has a goroutine run beside Update, which returns the model meanwhile.
func (m *model) start() {
	m.runtime()
	go func() {
		m.pages++ // want "m.pages is written off the bubbletea loop"
	}()
}

// A screen is passed by value first, and then by a pointer that a helper returns.
type screen struct{ text string }

func (s screen) Init() tea.Cmd { return nil }

func (s screen) View() tea.View { return tea.NewView(s.text) }

func (s screen) Update(msg tea.Msg) (tea.Model, tea.Cmd) { return s.handle() }

func (s *screen) handle() (tea.Model, tea.Cmd) {
	s.text = "handled"
	return s, s.load()
}

func (s *screen) load() tea.Cmd {
	return func() tea.Msg {
		s.text = "loaded" // want "s.text is written off the bubbletea loop"
		return nil
	}
}
