// Package teav1 waits for the loop of bubbletea v1 on that loop.
package teav1

import (
	"os/exec"

	tea "github.com/charmbracelet/bubbletea"
)

type (
	doneMsg struct{}
	lineMsg struct{ text string }
)

type model struct {
	program *tea.Program
	lines   []string
}

func (m *model) Init() tea.Cmd { return m.first }

func (m *model) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.KeyMsg:
		if msg.String() == "q" {
			m.program.Quit() // want "m.program.Quit waits for the bubbletea loop"
		}
	case lineMsg:
		m.add(msg.text)
	case doneMsg:
		m.program.Wait() // want "waits for the bubbletea loop"
	}
	return m, nil
}

func (m *model) View() string { return "" }

func (m *model) add(line string) {
	m.lines = append(m.lines, line)
	m.program.Printf("%d lines\n", len(m.lines)) // want "waits for the bubbletea loop"
	if len(m.lines) > 10 {
		m.program.Send(doneMsg{}) // want "waits for the bubbletea loop"
	}
}

func (m *model) shell() tea.Cmd {
	return tea.ExecProcess(exec.Command("sh"), func(err error) tea.Msg {
		m.program.Println("back") // want "waits for the bubbletea loop"
		return doneMsg{}
	})
}

// first sends from a command.
func (m *model) first() tea.Msg {
	m.program.Send(lineMsg{"first"})
	return nil
}

// A ticker sends from goroutines.
type ticker struct{ program *tea.Program }

func (t *ticker) Init() tea.Cmd {
	go t.program.Send(doneMsg{})
	return nil
}

func (t *ticker) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	go func() { t.program.Println("tick") }()
	return t, tea.Println("tock")
}

func (t *ticker) View() string { return "" }

func run(t *ticker) {
	t.program = tea.NewProgram(t)
	go t.program.Run()
	t.program.Send(doneMsg{})
	t.program.Wait()
}
