// Package fixes drops commands where the next return can take them.
package fixes

import (
	"charm.land/bubbles/v2/progress"
	tea "charm.land/bubbletea/v2"
)

type doneMsg struct{}

type model struct {
	bar  progress.Model
	left int
}

func (m model) Init() tea.Cmd { return nil }

func (m model) View() tea.View { return tea.NewView(m.bar.View()) }

func (m model) tick() tea.Cmd {
	return func() tea.Msg { return doneMsg{} }
}

// Update gathers what it returns.
func (m model) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	var cmds []tea.Cmd
	switch msg.(type) {
	case doneMsg:
		m.bar.SetPercent(1) // want "the tea.Cmd that m.bar.SetPercent returns is dropped"
	case tea.KeyPressMsg:
		cmds = append(cmds, m.tick())
	}
	return m, tea.Batch(cmds...)
}

// both returns several as they come.
func (m *model) both() tea.Cmd {
	m.bar.IncrPercent(0.1) // want "is dropped"
	return tea.Batch(m.tick(), m.bar.Init())
}

// one returns another.
func (m *model) one() tea.Cmd {
	m.bar.IncrPercent(0.1) // want "is dropped"
	return m.tick()
}

// none returns in a loop's next round, which no fix is for.
func (m *model) none() tea.Cmd {
	for range m.left {
		m.bar.IncrPercent(0.1) // want "is dropped"
	}
	return nil
}
