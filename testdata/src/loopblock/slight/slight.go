// Package slight blocks for so short a time, so seldom or so much unseen that nobody feels it, which is a
// finding of the strict tier; and beside each such place has one that is felt.
package slight

import (
	"os"
	"os/exec"
	"path/filepath"

	"github.com/atotto/clipboard"

	tea "charm.land/bubbletea/v2"
)

type model struct {
	path  string
	names []string
	seen  int
	err   error
}

// Init reads a directory before anybody sees a frame. A process may take as long as it likes.
func (m model) Init() tea.Cmd {
	os.ReadDir(m.path)
	exec.Command("git", "fetch").Run() // want "blocks the bubbletea loop"
	return nil
}

// View does the same again and again.
func (m model) View() tea.View {
	if m.path == "" {
		return tea.NewView("")
	}
	body, _ := os.ReadFile(m.path) // want "os.ReadFile blocks the bubbletea loop"
	return tea.NewView(string(body))
}

func (m model) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	m.count()
	switch msg := msg.(type) {
	case tea.KeyPressMsg:
		m.key(msg.String())
	case tea.QuitMsg:
		m.err = os.WriteFile("state", nil, 0o600)
	}
	return m, nil
}

// count reads its file for every message.
func (m *model) count() {
	body, _ := os.ReadFile("seen") // want "os.ReadFile blocks the bubbletea loop"
	m.seen = len(body)
}

func (m *model) key(key string) {
	switch key {
	case "d":
		m.err = os.Remove(m.path)
	case "D":
		m.err = os.RemoveAll(m.path) // want "os.RemoveAll blocks the bubbletea loop"
	case "r":
		m.read()
	case "R":
		for _, name := range m.names {
			m.load(name)
		}
	case "o":
		for _, name := range m.names {
			if name == m.path {
				m.show(name)
			}
		}
	case "c":
		m.err = clipboard.WriteAll(m.path)
	case "g":
		m.names, m.err = filepath.Glob("*") // want "filepath.Glob blocks the bubbletea loop"
	case "e":
		m.err = exec.Command("vi").Run() // want "blocks the bubbletea loop"
	}
}

// read takes one file, in pieces.
func (m *model) read() {
	f, err := os.Open(m.path)
	if err != nil {
		return
	}
	defer f.Close()
	for buf := make([]byte, 64); err == nil; {
		_, err = f.Read(buf)
	}
}

// load takes one of many files: each takes its time.
func (m *model) load(name string) {
	os.ReadFile(name) // want "os.ReadFile blocks the bubbletea loop"
}

// show takes one file that was looked for.
func (m *model) show(name string) {
	os.ReadFile(name)
}

// edit reads what it edited: the terminal was away for minutes.
func edit(path string) tea.Cmd {
	return tea.ExecProcess(exec.Command("vi", path), func(err error) tea.Msg {
		body, _ := os.ReadFile(path)
		return string(body)
	})
}
