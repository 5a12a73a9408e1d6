// Package teawrap waits for the loop through another package's wrapper.
package teawrap

import (
	tea "charm.land/bubbletea/v2"
	"example.com/corpus/src/loopdeadlock/teawrap/notify"
)

type model struct{ notifier *notify.Notifier }

func (m model) Init() tea.Cmd { return m.notifier.Command("hello") }

func (m model) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.FocusMsg:
		m.notifier.Notify("focus") // want "m.notifier.Notify waits for the bubbletea loop"
	case tea.BlurMsg:
		m.blurred()
	case tea.PasteMsg:
		m.notifier.Post("paste")
	case tea.KeyPressMsg:
		go m.notifier.Notify(msg.String())
		return m, func() tea.Msg {
			m.notifier.Notify("key")
			return nil
		}
	}
	return m, nil
}

func (m model) View() tea.View { return tea.NewView("") }

func (m model) blurred() {
	m.notifier.Notify("blur") // want "waits for the bubbletea loop"
}
