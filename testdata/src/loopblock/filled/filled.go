// Package filled asks for what others have filled by then, and for what nobody has.
package filled

import (
	tea "charm.land/bubbletea/v2"
	"example.com/corpus/src/loopblock/filled/settings"
)

type switchMsg struct{ name string }

type model struct {
	settings *settings.Settings
	profile  *settings.Profile
	err      error
}

func start() *model {
	m := &model{settings: &settings.Settings{}}
	m.err = m.settings.Load()
	return m
}

func (m *model) Init() tea.Cmd  { return nil }
func (m *model) View() tea.View { return tea.NewView(m.profile.Name) }

func (m *model) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	if to, ok := msg.(switchMsg); ok {
		m.profile, m.err = m.settings.Activate(to.name) // want "m.settings.Activate blocks the bubbletea loop"
	}
	m.profile, m.err = m.settings.Active() // nope: it is loaded at the start
	_, m.err = m.settings.Conn()           // want "m.settings.Conn blocks the bubbletea loop"
	return m, nil
}
