package roots

import tea "charm.land/bubbletea/v2"

// typed is in a file of its own, whose reader sees no other.
func (m *model) typed(msg tea.Msg) tea.Cmd {
	m.err = m.client.Show("three") // want "m.client.Show blocks the bubbletea loop"
	return nil
}
