package testvariant_test

import (
	"testing"

	tea "charm.land/bubbletea/v2"

	"example.com/corpus/src/loopdeadlock/testvariant"
)

type fake struct{ program *tea.Program }

func (f fake) Init() tea.Cmd { return nil }

func (f fake) View() tea.View { return tea.NewView("") }

func (f fake) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	testvariant.Tell(f.program) // want "testvariant.Tell waits for the bubbletea loop, and this runs on it: deadlock"
	return f, nil
}

func TestFake(t *testing.T) {
	fake{}.Init()
}
