// Package bubbletea has twins that run in a Bubble Tea program.
package bubbletea

import (
	"io"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"example.com/corpus/twins"
	"github.com/loopcheck/loopcheck/loopcheck"
)

// Twins are the pairs of this folder.
var Twins = []twins.Twin{queryOnKey, queryInView, commandReadsModel, commandDropped}

// watched tells a Watcher what the program's loop does.
type watched struct {
	tea.Model
	watcher *loopcheck.Watcher
}

func (m watched) Init() tea.Cmd {
	defer m.watcher.Begin()()
	return m.Model.Init()
}

func (m watched) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	defer m.watcher.Begin()()
	next, cmd := m.Model.Update(msg)
	m.Model = next
	return m, cmd
}

func (m watched) View() string {
	defer m.watcher.Begin()()
	return m.Model.View()
}

// play runs a program, sends it messages one after the other, and quits it.
func play(t *loopcheck.T, w *loopcheck.Watcher, m tea.Model, msgs ...tea.Msg) {
	p := tea.NewProgram(watched{m, w}, tea.WithContext(t.Context()), tea.WithInput(nil),
		tea.WithOutput(io.Discard), tea.WithoutRenderer(), tea.WithoutSignalHandler())
	ended := make(chan struct{})
	t.Go("program", func() { defer close(ended); p.Run() })
	time.Sleep(time.Minute)
	for _, msg := range msgs {
		p.Send(msg)
		time.Sleep(time.Minute)
	}
	p.Quit()
	<-ended
}
