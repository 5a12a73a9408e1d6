// Package testvariant has tests in both packages that a test file may be in.
package testvariant

import (
	"time"

	tea "charm.land/bubbletea/v2"
)

type model struct{}

func (m model) Init() tea.Cmd { return nil }

func (m model) View() tea.View { return tea.NewView("") }

// Update is told once, although the package is compiled twice.
func (m model) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	time.Sleep(time.Second) // want "time.Sleep blocks the bubbletea loop"
	return m, nil
}
