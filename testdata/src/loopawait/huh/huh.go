// Package huh drops the commands of a form inside a model.
package huh

import (
	tea "charm.land/bubbletea/v2"
	"charm.land/huh/v2"
)

type model struct {
	form *huh.Form
	name *huh.Input
}

func (m *model) Init() tea.Cmd {
	m.form.Init() // want "the tea.Cmd that m.form.Init returns is dropped"
	return nil
}

func (m *model) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	if key, ok := msg.(tea.KeyPressMsg); ok && key.String() == "n" {
		m.form.NextGroup() // want "is dropped"
		return m, nil
	}
	form, _ := m.form.Update(msg) // want "is dropped"
	if f, ok := form.(*huh.Form); ok {
		m.form = f
	}
	return m, nil
}

func (m *model) View() tea.View { return tea.NewView(m.form.View()) }

// A wizard returns what its form returns.
type wizard struct {
	form *huh.Form
	note *huh.Note
}

func (w *wizard) Init() tea.Cmd { return w.form.Init() }

func (w *wizard) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	form, cmd := w.form.Update(msg)
	if f, ok := form.(*huh.Form); ok {
		w.form = f
	}
	if w.form.State == huh.StateCompleted {
		return w, tea.Sequence(cmd, tea.Quit)
	}
	return w, cmd
}

func (w *wizard) View() tea.View { return tea.NewView(w.form.View()) }

// blurringHasNoCommand: huh's Blur returns nil.
func (w *wizard) blurringHasNoCommand() {
	w.note.Blur()
}

// runningAFormAloneHasNone.
func runningAFormAloneHasNone(form *huh.Form) error { return form.Run() }
