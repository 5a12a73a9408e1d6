// Package generated has a model in a generated file and one in a file that people edit.
package generated

import (
	"time"

	tea "charm.land/bubbletea/v2"
)

type clock struct{ inner model }

func (c clock) Init() tea.Cmd { return nil }

func (c clock) View() tea.View { return c.inner.View() }

func (c clock) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	time.Sleep(time.Second) // want "time.Sleep blocks the bubbletea loop"
	return c, nil
}
