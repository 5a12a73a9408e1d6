// Package roots comes to what blocks by several ways. That is one problem, told once in each file.
package roots

import (
	"net/http"

	"example.com/corpus/src/loopblock/roots/client"

	tea "charm.land/bubbletea/v2"
)

type model struct {
	client client.Client
	err    error
}

func (m *model) Init() tea.Cmd { return nil }

func (m *model) View() tea.View { return tea.NewView("") }

func (m *model) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.FocusMsg:
		m.err = m.client.List() // want `m.client.List blocks the bubbletea loop: it calls client.Client.get and ends in .* \(and 2 more here\)`
	case tea.BlurMsg:
		m.err = m.client.Show("one")
	case tea.QuitMsg:
		m.err = m.client.Show("two")
		http.Head("https://example.com") // want "http.Head blocks the bubbletea loop"
	case tea.KeyPressMsg:
		m.err = m.client.Delete(msg.String()) // want "m.client.Delete blocks the bubbletea loop"
	}
	return m, nil
}
