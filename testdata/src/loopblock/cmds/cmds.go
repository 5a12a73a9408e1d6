// Package cmds is about tea.Cmd: its body runs off the loop, calling one runs it here.
package cmds

import (
	"net/http"
	"os"
	"os/exec"
	"time"

	tea "charm.land/bubbletea/v2"
)

type (
	loadedMsg  struct{ status string }
	failedMsg  struct{ err error }
	refreshMsg struct{}
)

func get(url string) tea.Msg {
	resp, err := http.Get(url)
	if err != nil {
		return failedMsg{err}
	}
	defer resp.Body.Close()
	return loadedMsg{resp.Status}
}

// A news model returns commands in every way there is: none of their bodies runs on the loop.
type news struct {
	url, path string
	steps     []tea.Cmd
}

func (n news) Init() tea.Cmd {
	return tea.Batch(n.fetch, n.load(n.url), loadConfig)
}

func (n news) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch msg := msg.(type) {
	case refreshMsg:
		return n, n.fetch
	case failedMsg:
		return n, tea.Tick(time.Second, func(time.Time) tea.Msg {
			time.Sleep(2 * time.Second)
			return get(n.url)
		})
	case loadedMsg:
		save := func() tea.Msg {
			if err := os.WriteFile(n.path, []byte(msg.status), 0o600); err != nil {
				return failedMsg{err}
			}
			return nil
		}
		return n, tea.Sequence(save, n.load("https://example.com/next"))
	case tea.FocusMsg:
		var cmd tea.Cmd = n.fetch
		return n, cmd
	case tea.BlurMsg:
		return n, tea.ExecProcess(exec.Command("less", n.path), nil)
	case tea.KeyPressMsg:
		return n, n.retried(n.fetch)
	case tea.WindowSizeMsg:
		n.steps = append(n.steps, func() tea.Msg { return get(n.url) })
		return n, tea.Batch(n.steps...)
	}
	return n, nil
}

func (n news) View() tea.View { return tea.NewView(n.path) }

// fetch is a command: n.fetch without parentheses is a tea.Cmd.
func (n news) fetch() tea.Msg { return get(n.url) }

// load makes a command.
func (n news) load(url string) tea.Cmd {
	return func() tea.Msg { return get(url) }
}

// retried calls a command inside a command.
func (n news) retried(cmd tea.Cmd) tea.Cmd {
	return func() tea.Msg {
		if msg := cmd(); msg != nil {
			return msg
		}
		return cmd()
	}
}

func loadConfig() tea.Msg {
	body, err := os.ReadFile("config.json")
	if err != nil {
		return failedMsg{err}
	}
	return loadedMsg{string(body)}
}

// An eager model calls its command where it should return it.
type eager struct{ url string }

func (e eager) Init() tea.Cmd { return nil }

func (e eager) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	if _, ok := msg.(refreshMsg); ok {
		return e.Update(e.fetch())
	}
	return e, nil
}

func (e eager) View() tea.View { return tea.NewView(e.url) }

func (e eager) fetch() tea.Msg {
	resp, err := http.Get(e.url) // want "http.Get blocks the bubbletea loop"
	if err != nil {
		return failedMsg{err}
	}
	defer resp.Body.Close()
	return loadedMsg{resp.Status}
}

// A greedy model calls tea.Cmd values.
type greedy struct {
	url   string
	queue []tea.Cmd
}

func (g greedy) Init() tea.Cmd { return nil }

func (g greedy) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch msg.(type) {
	case refreshMsg:
		cmd := g.load()
		return g.Update(cmd()) // want "blocks the bubbletea loop"
	case loadedMsg:
		for _, cmd := range g.queue {
			if msg := cmd(); msg != nil { // want "blocks the bubbletea loop"
				return g, tea.Quit
			}
		}
	}
	return g, nil
}

func (g greedy) View() tea.View { return tea.NewView(g.url) }

func (g greedy) load() tea.Cmd {
	return func() tea.Msg { return get(g.url) }
}
