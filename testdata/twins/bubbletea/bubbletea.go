// Package bubbletea has twins that run in a Bubble Tea program.
package bubbletea

import (
	"io"
	"net"
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
	for _, msg := range msgs {
		p.Send(msg)
		time.Sleep(time.Minute)
	}
	p.Quit()
	<-ended
}

// server answers every question after a second.
func server(t *loopcheck.T) net.Conn {
	client, far := net.Pipe()
	t.Cleanup(func() { client.Close() })
	t.Go("server", func() {
		defer far.Close()
		question := make([]byte, 1)
		for {
			if _, err := far.Read(question); err != nil {
				return
			}
			time.Sleep(time.Second)
			if _, err := far.Write([]byte("answer")); err != nil {
				return
			}
		}
	})
	return client
}

// ask asks the server and waits for its answer.
func ask(c net.Conn) string {
	c.Write([]byte("?"))
	answer := make([]byte, 16)
	n, _ := c.Read(answer)
	return string(answer[:n])
}
