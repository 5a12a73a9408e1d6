// Package testvariant has tests in both packages that a test file may be in.
package testvariant

import tea "charm.land/bubbletea/v2"

type model struct{ program *tea.Program }

func (m model) Init() tea.Cmd { return nil }

func (m model) View() tea.View { return tea.NewView("") }

// Update is told once, although the package is compiled twice.
func (m model) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	m.program.Send(msg) // want "m.program.Send waits for the bubbletea loop, and this runs on it: deadlock"
	return m, nil
}
