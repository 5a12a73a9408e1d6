// Package budget sleeps for a while: what a user cannot notice is silent.
package budget

import (
	"time"

	tea "charm.land/bubbletea/v2"
)

const (
	blink = 2 * time.Millisecond
	yawn  = 3 * time.Second
)

type (
	tickMsg struct{}
	napMsg  struct{ d time.Duration }
	idleMsg struct{}
)

type model struct{ delay time.Duration }

func (m model) Init() tea.Cmd { return nil }

func (m model) View() tea.View { return tea.NewView("") }

func (m model) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch msg := msg.(type) {
	case tickMsg:
		time.Sleep(yawn) // want "blocks the bubbletea loop for 3s"
	case napMsg:
		time.Sleep(msg.d) // want "blocks the bubbletea loop"
	case idleMsg:
		time.Sleep(m.delay * 2) // want "blocks the bubbletea loop"
	}
	return m, nil
}

type brief struct{}

func (b brief) Init() tea.Cmd { return nil }

func (b brief) View() tea.View { return tea.NewView("") }

func (b brief) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch msg.(type) {
	case tickMsg:
		time.Sleep(blink)
	case napMsg:
		time.Sleep(500 * time.Microsecond)
	case idleMsg:
		time.Sleep(0)
	}
	return b, nil
}
