// Package messages drops commands that are nil for the message at hand, and some that are not.
package messages

import (
	"time"

	"charm.land/bubbles/v2/list"
	tea "charm.land/bubbletea/v2"
)

type (
	widthMsg  struct{ cells int }
	heightMsg struct{ cells int }
	tickMsg   time.Time
)

// A row has something to do for ticks only.
type row struct {
	width, height int
	blink         tea.Cmd
}

func (r *row) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case widthMsg:
		r.width = msg.cells
		return nil
	case heightMsg:
		r.height = msg.cells
	case tickMsg, *tickMsg:
		return r.blink
	}
	return nil
}

// A table hands its messages on, and gathers in a variable what comes of it.
type table struct {
	rows []row
	top  row
}

func (t *table) Update(msg tea.Msg) tea.Cmd {
	if _, ok := msg.(heightMsg); ok {
		return nil
	}
	var cmd tea.Cmd
	switch msg := msg.(type) {
	case widthMsg:
		cmd = t.top.Update(msg)
	case tickMsg:
		cmd = t.top.blink
	}
	return cmd
}

type model struct {
	row   row
	table table
	list  list.Model
	under tea.Model
}

func (m model) Init() tea.Cmd { return nil }

func (m model) View() tea.View { return tea.NewView("") }

func (m model) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		m.row.Update(widthMsg{msg.Width})
		m.row.Update(heightMsg{msg.Height})
		m.row.Update(msg)
		m.table.Update(widthMsg{msg.Width})
		m.table.Update(heightMsg{msg.Height})
	case tea.FocusMsg, tea.BlurMsg:
		m.row.Update(msg)
	case tickMsg:
		m.row.Update(msg)                   // want `the tea.Cmd that m.row.Update returns is dropped.* \(and 1 more here\)`
		m.table.Update(tickMsg(time.Now())) // want "the tea.Cmd that m.table.Update returns is dropped"
	case tea.KeyPressMsg:
		m.row.Update(any(msg))
		m.under.Update(m.size())
		m.under.Update(nil)
		m.list, _ = m.list.Update(tickMsg{}) // the code says so, of a message that it makes: strict
		m.under.Update(msg)                  // want "the tea.Cmd that m.under.Update returns is dropped"
		_ = m.row.Update(tickMsg{})          // the code says that it does not matter: strict
		m.list, _ = m.list.Update(msg)       // want "the tea.Cmd that m.list.Update returns is dropped"
	}
	return m, nil
}

// A pane holds a model of which nobody sees what it does.
type pane struct{ under tea.Model }

type goneMsg struct{ err error }

func (p pane) hand(msg tea.Msg) (tea.Model, tea.Cmd) { return p.under.Update(msg) }

// resize makes the message that hand hands on: most models only keep it.
func (p pane) resize(width int) { p.hand(tea.WindowSizeMsg{Width: width}) }

// told hands on a message of the program's own, and the code says that it expects nothing.
func (p pane) told(msg tea.Msg) pane {
	switch msg := msg.(type) {
	case goneMsg:
		p.under, _ = p.under.Update(msg)
	case tea.PasteMsg:
		p.hand(msg)                      // want "the tea.Cmd that p.hand returns is dropped"
		p.under, _ = p.under.Update(msg) // want "the tea.Cmd that p.under.Update returns is dropped"
	}
	return p
}

func (p pane) gone(err error) tea.Msg { return goneMsg{err} }

// size is a message that the program makes: most models only keep it.
func (m model) size() tea.WindowSizeMsg { return tea.WindowSizeMsg{Width: m.row.width} }

// pasted hands on what it was given, to a component of the library.
func (m model) pasted(msg tea.PasteMsg) (tea.Model, tea.Cmd) {
	m.list, _ = m.list.Update(msg) // want "the tea.Cmd that m.list.Update returns is dropped"
	return m, nil
}
