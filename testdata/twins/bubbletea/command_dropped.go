package bubbletea

import (
	tea "github.com/charmbracelet/bubbletea"

	"example.com/corpus/twins"
	"github.com/loopcheck/loopcheck/loopcheck"
)

// A command that is dropped never becomes anything that happens, so nothing at
// run time can see it: this pair is the analyzer's alone.
var commandDropped = twins.Twin{
	File:    "command_dropped",
	Bug:     "Update drops the command of a part of the model, so the details never come",
	Retells: "dlvhdr/gh-dash, pull/701",
	Rule:    "loopawait",
	Buggy: func(t *loopcheck.T) {
		play(t, loopcheck.Watch(t, "bubbletea"), rows{}, tea.KeyMsg{Type: tea.KeyDown})
	},
	Fixed: func(t *loopcheck.T) {
		play(t, loopcheck.Watch(t, "bubbletea"), goodRows{}, tea.KeyMsg{Type: tea.KeyDown})
	},
}

type detailsMsg string

func fetch(row int) tea.Cmd {
	return func() tea.Msg { return detailsMsg(rune('a' + row)) }
}

type rows struct {
	row     int
	details string
}

func (m rows) Init() tea.Cmd { return nil }

func (m rows) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.KeyMsg:
		m.row++
		m.rowChanged()
	case detailsMsg:
		m.details = string(msg)
	}
	return m, nil
}

func (m rows) rowChanged() tea.Cmd { return fetch(m.row) }

func (m rows) View() string { return m.details }

// The fixed twin.

type goodRows struct {
	row     int
	details string
}

func (m goodRows) Init() tea.Cmd { return nil }

func (m goodRows) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.KeyMsg:
		m.row++
		return m, m.rowChanged()
	case detailsMsg:
		m.details = string(msg)
	}
	return m, nil
}

func (m goodRows) rowChanged() tea.Cmd { return fetch(m.row) }

func (m goodRows) View() string { return m.details }
