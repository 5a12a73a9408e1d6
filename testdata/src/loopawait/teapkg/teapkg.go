// Package teapkg drops commands that another package makes.
package teapkg

import (
	tea "charm.land/bubbletea/v2"
	"example.com/corpus/src/loopawait/teapkg/widgets"
)

type model struct{ toast *widgets.Toast }

func (m model) Init() tea.Cmd { return m.toast.Show("hello") }

func (m model) View() tea.View { return tea.NewView("") }

func (m model) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.FocusMsg:
		m.toast.Show("focus") // want "the tea.Cmd that m.toast.Show returns is dropped"
	case tea.BlurMsg:
		// Who writes a _ for a function of their own says that it does not matter: strict.
		m.toast, _ = m.toast.Update(msg)
	case tea.WindowSizeMsg:
		// Always nil, says the other package's code.
		m.toast.Resize(msg.Width)
	case tea.KeyPressMsg:
		return m, m.toast.Show(msg.String())
	}
	return m, nil
}
