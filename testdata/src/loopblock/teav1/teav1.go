// Package teav1 blocks the loop of bubbletea v1, whose module, messages and View differ from v2's.
package teav1

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"time"

	"github.com/charmbracelet/bubbles/list"
	"github.com/charmbracelet/bubbles/spinner"
	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/huh"
)

type loadedMsg struct{ status string }

type model struct {
	spinner spinner.Model
	path    string
	body    string
	jobs    chan string
}

func (m model) Init() tea.Cmd {
	home, _ := exec.Command("ls").Output() // want "blocks the bubbletea loop"
	if len(home) == 0 {
		return nil
	}
	return m.spinner.Tick
}

func (m model) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.KeyMsg:
		switch msg.String() {
		case "q":
			return m, tea.Quit
		case "r":
			return m.reload(), nil
		case "f":
			cmd := fetch("https://example.com")
			return m.Update(cmd()) // want "blocks the bubbletea loop"
		case "p":
			m.jobs <- m.path // want "blocks the bubbletea loop"
		}
	case spinner.TickMsg:
		time.Sleep(200 * time.Millisecond) // want "blocks the bubbletea loop for 200ms"
		var cmd tea.Cmd
		m.spinner, cmd = m.spinner.Update(msg)
		return m, cmd
	}
	return m, nil
}

func (m model) View() string {
	out, _ := exec.Command("date").Output() // want "blocks the bubbletea loop"
	return m.body + string(out)
}

func (m model) reload() model {
	body, _ := exec.Command("cat", m.path).Output() // want "blocks the bubbletea loop"
	m.body = string(body)
	return m
}

func fetch(url string) tea.Cmd {
	return func() tea.Msg {
		resp, err := http.Get(url)
		if err != nil {
			return err
		}
		defer resp.Body.Close()
		return loadedMsg{resp.Status}
	}
}

// A detail is a component.
type detail struct{ host string }

func (d detail) Update(msg tea.Msg) (detail, tea.Cmd) {
	addrs, _ := net.LookupHost(d.host) // want "blocks the bubbletea loop"
	d.host = fmt.Sprint(addrs)
	return d, nil
}

// A row draws list items.
type row struct{}

func (row) Height() int                               { return 1 }
func (row) Spacing() int                              { return 0 }
func (row) Update(msg tea.Msg, m *list.Model) tea.Cmd { return nil }
func (row) Render(w io.Writer, m list.Model, index int, item list.Item) {
	if body, err := os.ReadFile(item.FilterValue()); err == nil { // want "blocks the bubbletea loop"
		fmt.Fprint(w, string(body))
	}
}

func nameField() huh.Field {
	return huh.NewInput().Validate(func(name string) error {
		_, err := net.LookupHost(name) // want "blocks the bubbletea loop"
		return err
	})
}

func (m model) commandsMayWait() tea.Cmd {
	return tea.Batch(
		m.load,
		fetch("https://example.com"),
		tea.Every(time.Minute, func(time.Time) tea.Msg { return m.load() }),
		tea.Sequence(m.load, tea.Quit),
		tea.ExecProcess(exec.Command("vi", m.path), nil),
	)
}

func (m model) load() tea.Msg {
	body, err := os.ReadFile(m.path)
	if err != nil {
		return err
	}
	return loadedMsg{string(body)}
}

func optionsRunInACommand() huh.Field {
	return huh.NewSelect[string]().OptionsFunc(func() []huh.Option[string] {
		names, _ := net.LookupHost("example.com")
		return huh.NewOptions(names...)
	}, nil)
}

func newRow() list.ItemDelegate { return row{} }

// A quiet model computes.
type quiet struct{ keys int }

func (q quiet) Init() tea.Cmd { return tea.SetWindowTitle("quiet") }

func (q quiet) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	if _, ok := msg.(tea.KeyMsg); ok {
		q.keys++
		go os.WriteFile("keys", []byte(fmt.Sprint(q.keys)), 0o600)
	}
	return q, nil
}

func (q quiet) View() string { return fmt.Sprintf("%d keys", q.keys) }

func newModel() model { return model{jobs: make(chan string)} }

func (m model) serveJobs() {
	for range m.jobs {
	}
}
