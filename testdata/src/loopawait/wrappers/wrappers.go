// Package wrappers has functions around those that return commands: what they owe is what those owe.
package wrappers

import (
	"charm.land/bubbles/v2/list"
	"charm.land/bubbles/v2/textinput"
	tea "charm.land/bubbletea/v2"
)

type model struct {
	list      list.Model
	input     textinput.Model
	searching bool
}

func (m *model) Init() tea.Cmd { return textinput.Blink }

func (m *model) View() tea.View { return tea.NewView(m.input.View()) }

func (m *model) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.FocusMsg:
		m.search(true) // want "the tea.Cmd that m.search returns is dropped"
	case tea.BlurMsg:
		m.search(false)
	case tea.PasteMsg:
		return m.pasted()
	case tea.KeyPressMsg:
		// Blink does what Focus would have done.
		m.input.Focus()
		return m, textinput.Blink
	case tea.WindowSizeMsg:
		m.input.SetWidth(msg.Width)
		return m, m.search(msg.Width > 40)
	}
	return m, nil
}

// pasted loses a blink, which nobody misses: strict.
func (m *model) pasted() (tea.Model, tea.Cmd) {
	m.input.Focus()
	return m, nil
}

// renewedElsewhere focuses on one branch and blinks on the other: strict too.
func (m *model) renewedElsewhere(on bool) tea.Cmd {
	if on {
		m.input.Focus()
		return nil
	}
	return textinput.Blink
}

// search has a command only when it is switched on.
func (m *model) search(on bool) tea.Cmd {
	m.searching = on
	if !on {
		return nil
	}
	return m.list.NewStatusMessage("search")
}

// SetFocus cannot hand on what Focus gives: nobody gets a command from a setter.
func (m *model) SetFocus() {
	m.input.Focus()
}

// oneDecision is forgotten three times, and is one finding.
func (m *model) oneDecision() {
	m.refresh() // want `the tea.Cmd that m.refresh returns is dropped.* \(and 2 more here\)`
	m.refresh()
	m.refresh()
}

func (m *model) refresh() tea.Cmd { return m.list.SetItems(nil) }

// issueExplicitInstantiation: a call whose type argument is written out calls the same function as
// one whose type argument is inferred.
func issueExplicitInstantiation() {
	plain()
	explicit()
}

func plain() tea.Cmd { return none(1) }

func explicit() tea.Cmd { return none[int](1) }

// none never has a command.
func none[T any](T) tea.Cmd { return nil }
