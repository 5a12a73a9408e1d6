package teatest

import (
	"testing"

	"charm.land/bubbles/v2/list"
	tea "charm.land/bubbletea/v2"
)

// TestUpdate looks at the model and drops what a program would run.
func TestUpdate(t *testing.T) {
	m := &model{list: list.New(nil, list.NewDefaultDelegate(), 10, 10)}
	m.Update(tea.FocusMsg{})
	next, _ := m.Update(tea.BlurMsg{})
	if next != m {
		t.Error("another model")
	}
	m.list.SetItems(nil)
}
