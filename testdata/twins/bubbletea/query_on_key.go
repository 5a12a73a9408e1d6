package bubbletea

import (
	"net"

	tea "github.com/charmbracelet/bubbletea"

	"example.com/corpus/twins"
	"github.com/loopcheck/loopcheck/loopcheck"
)

var queryOnKey = twins.Twin{
	File:    "query_on_key",
	Bug:     "Update asks another program at every key press",
	Retells: "dlvhdr/gh-dash, pull/899",
	Rule:    "loopblock",
	Kind:    loopcheck.SlowCallback,
	Buggy: func(t *loopcheck.T) {
		play(t, loopcheck.Watch(t, "bubbletea"), filter{conn: twins.Server(t)}, tea.KeyMsg{Type: tea.KeyEnter})
	},
	Fixed: func(t *loopcheck.T) {
		play(t, loopcheck.Watch(t, "bubbletea"), quickFilter{conn: twins.Server(t)}, tea.KeyMsg{Type: tea.KeyEnter})
	},
}

type filter struct {
	conn net.Conn
	repo string
}

func (m filter) Init() tea.Cmd { return nil }

func (m filter) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	if _, ok := msg.(tea.KeyMsg); ok {
		m.repo = twins.Ask(m.conn)
	}
	return m, nil
}

func (m filter) View() string { return m.repo }

// The fixed twin.

type quickFilter struct {
	conn net.Conn
	repo string
}

type repoMsg string

func (m quickFilter) Init() tea.Cmd { return nil }

func (m quickFilter) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.KeyMsg:
		conn := m.conn
		return m, func() tea.Msg { return repoMsg(twins.Ask(conn)) }
	case repoMsg:
		m.repo = string(msg)
	}
	return m, nil
}

func (m quickFilter) View() string { return m.repo }
