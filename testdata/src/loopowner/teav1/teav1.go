// Package teav1 touches a model of bubbletea v1 off its loop.
package teav1

import (
	"os"
	"time"

	tea "github.com/charmbracelet/bubbletea"
)

type (
	savedMsg struct{ err error }
	typedMsg struct{ text string }
)

type editor struct {
	path  string
	text  string
	dirty bool
	err   error
}

func (e *editor) Init() tea.Cmd { return nil }

func (e *editor) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch msg := msg.(type) {
	case typedMsg:
		e.text += msg.text
		e.dirty = true
		return e, e.save()
	case savedMsg:
		e.err = msg.err
		return e, e.discard
	}
	return e, nil
}

func (e *editor) View() string { return e.text }

func (e *editor) save() tea.Cmd {
	return func() tea.Msg {
		err := os.WriteFile(e.path, []byte(e.text), 0o600) // want `e.text is read off the bubbletea loop.* \(and 1 more here\)`
		e.dirty = false
		return savedMsg{err}
	}
}

// discard is a command by itself.
func (e *editor) discard() tea.Msg {
	e.dirty = false // want "e.dirty is written off the bubbletea loop"
	return nil
}

func (e *editor) autosave() {
	go func() {
		for range time.Tick(time.Minute) {
			os.WriteFile(e.path, []byte(e.text), 0o600) // want "e.text is read off the bubbletea loop"
		}
	}()
}

// A viewer takes along what its command needs.
type viewer struct {
	path string
	text string
}

func (v *viewer) Init() tea.Cmd { return v.load }

func (v *viewer) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	if msg, ok := msg.(typedMsg); ok {
		v.text = msg.text
		return v, v.save()
	}
	return v, nil
}

func (v *viewer) View() string { return v.text }

// load returns what it read: Update stores it.
func (v *viewer) load() tea.Msg {
	body, err := os.ReadFile(v.path)
	if err != nil {
		return savedMsg{err}
	}
	return typedMsg{string(body)}
}

func (v *viewer) save() tea.Cmd {
	path, text := v.path, v.text
	return func() tea.Msg {
		return savedMsg{os.WriteFile(path, []byte(text), 0o600)}
	}
}
