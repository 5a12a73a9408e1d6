// Package widgets has components whose methods return commands, or never do.
package widgets

import (
	"time"

	tea "charm.land/bubbletea/v2"
)

type doneMsg struct{}

// A Toast shows a text for a while.
type Toast struct {
	text  string
	width int
}

// Show shows text. The command hides it again.
func (t *Toast) Show(text string) tea.Cmd {
	t.text = text
	return tea.Tick(time.Second, func(time.Time) tea.Msg { return doneMsg{} })
}

// Resize has a command for the sake of symmetry: it is always nil.
func (t *Toast) Resize(width int) tea.Cmd {
	t.width = width
	return nil
}

// Update hides the text.
func (t *Toast) Update(msg tea.Msg) (*Toast, tea.Cmd) {
	if _, ok := msg.(doneMsg); ok {
		return t, t.Show("")
	}
	return t, nil
}
