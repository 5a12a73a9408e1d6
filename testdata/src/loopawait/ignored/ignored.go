// Package ignored drops commands on purpose, and says so.
package ignored

import (
	"charm.land/bubbles/v2/list"
	tea "charm.land/bubbletea/v2"
)

type model struct{ list list.Model }

func (m *model) Init() tea.Cmd { return nil }

func (m *model) View() tea.View { return tea.NewView(m.list.View()) }

func (m *model) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	if key, ok := msg.(tea.KeyPressMsg); ok {
		var cmd tea.Cmd
		m.list, cmd = m.list.Update(key)
		return m, cmd
	}
	items := m.list.Items()
	m.list.SetItems(items) //loopcheck:ignore loopawait the list has no filter
	m.list.SetItems(items) // want "is dropped"
	// want +1 "silences nothing"
	//loopcheck:ignore loopawait the list has no filter
	return m, m.list.SetItems(items)
}
