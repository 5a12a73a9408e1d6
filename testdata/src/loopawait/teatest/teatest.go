// Package teatest has a model, and a test that does not care for commands.
package teatest

import (
	"charm.land/bubbles/v2/list"
	tea "charm.land/bubbletea/v2"
)

type model struct{ list list.Model }

func (m *model) Init() tea.Cmd { return nil }

func (m *model) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	return m, m.list.SetItems(nil)
}

func (m *model) View() tea.View { return tea.NewView(m.list.View()) }
