// Package views has the windows of a program. Nobody in it starts a goroutine.
package views

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"
)

// A Main is the main window's content.
type Main struct {
	Status *widget.Label
	entry  *widget.Entry
}

// NewMain returns a Main with nothing in it.
func NewMain() *Main {
	return &Main{Status: widget.NewLabel(""), entry: widget.NewEntry()}
}

// Show shows text in the status line.
func (m *Main) Show(text string) { m.Status.SetText(text) }

// Reset empties the entry.
func (m *Main) Reset() {
	m.entry.Text = ""
	m.entry.Refresh()
}

// Post shows text on the loop.
func (m *Main) Post(text string) {
	fyne.Do(func() { m.Show(text) })
}
