package testvariant

import (
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
)

// A fake is a model of the tests.
type fake struct{ model }

func (f fake) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	time.Sleep(time.Second) // a test may keep itself waiting
	f.program.Send(msg)     // want "f.program.Send waits for the bubbletea loop"
	return f, nil
}

// TestFake is a goroutine of its own and may sleep.
func TestFake(t *testing.T) {
	fake{}.Init()
	time.Sleep(time.Millisecond)
}
