package testvariant_test

import (
	"testing"

	tea "charm.land/bubbletea/v2"

	"example.com/corpus/src/loopblock/testvariant"
)

type fake struct{ path string }

func (f fake) Init() tea.Cmd { return nil }

func (f fake) View() tea.View { return tea.NewView("") }

func (f fake) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	testvariant.Slow(f.path) // want "testvariant.Slow blocks the bubbletea loop: it calls os.ReadFile"
	return f, nil
}

func TestFake(t *testing.T) {
	if err := testvariant.Slow("testvariant.go"); err != nil {
		t.Error(err)
	}
}
