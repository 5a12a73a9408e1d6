// Package filters has lists that can have a filter, and some that cannot: for those the command of
// SetItems is nil.
package filters

import (
	"charm.land/bubbles/v2/list"
	tea "charm.land/bubbletea/v2"
)

type itemsMsg []list.Item

type model struct {
	songs  list.Model   // a key may filter it
	tabs   []list.Model // likewise
	shown  list.Model   // gets no keys
	menu   list.Model   // has filtering switched off
	either list.Model   // has it switched off and on
	Shared list.Model   // whoever holds the model may use it
}

func newModel() model {
	menu := list.New(nil, list.NewDefaultDelegate(), 0, 0)
	menu.SetFilteringEnabled(false)
	m := model{menu: menu}
	m.either.SetFilteringEnabled(false)
	return m
}

func (m model) Init() tea.Cmd { return nil }

func (m model) View() tea.View { return tea.NewView(m.shown.View() + m.songs.View() + m.menu.View()) }

func (m model) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch msg := msg.(type) {
	case itemsMsg:
		m.songs.SetItems(msg)   // want "the tea.Cmd that m.songs.SetItems returns is dropped"
		m.tabs[0].SetItems(msg) // want "returns is dropped"
		m.either.SetItems(msg)  // want "returns is dropped"
		m.Shared.SetItems(msg)  // want "returns is dropped"
		m.shown.SetItems(msg)
		m.menu.SetItems(msg)
	case tea.FocusMsg:
		m.songs.SetItems(nil)
		m.songs.SetItems([]list.Item{})
	case tea.BlurMsg:
		m.songs.ResetFilter()
		m.songs.SetItems(m.shown.Items())
	case tea.ResumeMsg:
		m.songs.ResetFilter()
		m.songs.SetFilterText("new")
		m.songs.SetItems(m.shown.Items()) // want "returns is dropped"
		m.tabs[0].ResetFilter()
		m.songs.SetItem(0, nil)
	case tea.KeyPressMsg:
		cmds := make([]tea.Cmd, 4)
		m.songs, cmds[0] = m.songs.Update(msg)
		m.tabs[0], cmds[1] = m.tabs[0].Update(msg)
		m.menu, cmds[2] = m.menu.Update(msg)
		m.either, cmds[3] = m.either.Update(msg)
		m.either.SetFilteringEnabled(true)
		return m, tea.Batch(cmds...)
	}
	return m, nil
}
