// Package closures judges function literals by where they run, not by where they stand.
package closures

import (
	"context"
	"net/http"
	"os"
	"os/exec"
	"slices"
	"sync"
	"time"

	tea "charm.land/bubbletea/v2"
)

type (
	saveMsg  struct{}
	readMsg  struct{}
	sortMsg  struct{}
	loginMsg struct{}
	sendMsg  struct{}
	syncMsg  struct{}
	laterMsg struct{}
)

type model struct {
	path  string
	names []string
	once  *sync.Once
	token string
	err   error
}

func (m *model) Init() tea.Cmd { return nil }

func (m *model) View() tea.View { return tea.NewView("") }

func (m *model) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch msg.(type) {
	case saveMsg:
		m.touch()
	case readMsg:
		// Called where it stands.
		body := func() []byte {
			b, _ := exec.Command("cat", m.path).Output() // want "blocks the bubbletea loop"
			return b
		}()
		m.token = string(body)
	case sortMsg:
		// Called by the function it is passed to, before that returns.
		slices.SortFunc(m.names, func(a, b string) int {
			return size(a) - size(b)
		})
	case loginMsg:
		m.once.Do(func() {
			_, m.err = http.Head("https://example.com/login") // want "blocks the bubbletea loop"
		})
	case sendMsg:
		// The argument is evaluated here, the call runs there.
		go m.send(m.draft())
	}
	return m, nil
}

// touch writes its file on the way out, and its caller waits.
func (m *model) touch() {
	defer m.flush()
	defer func() {
		m.err = os.RemoveAll(m.path) // want "blocks the bubbletea loop"
	}()
	m.names = append(m.names, m.path)
}

func (m *model) flush() {
	m.err = exec.Command("touch", m.path).Run() // want "blocks the bubbletea loop"
}

func size(name string) int {
	body, err := exec.Command("cat", name).Output() // want "blocks the bubbletea loop"
	if err != nil {
		return 0
	}
	return len(body)
}

func (m *model) draft() string {
	body, _ := exec.Command("cat", "draft").Output() // want "blocks the bubbletea loop"
	return string(body)
}

func (m *model) send(body string) {
	http.Head("https://example.com/send?" + body)
}

// A spawner leaves the loop in every way there is.
type spawner struct {
	ctx     context.Context
	workers sync.WaitGroup
	onQuit  func()
	hooks   []func()
}

func (s *spawner) Init() tea.Cmd { return nil }

func (s *spawner) View() tea.View { return tea.NewView("") }

func (s *spawner) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch msg.(type) {
	case sendMsg:
		go func() {
			time.Sleep(time.Second)
			os.Remove("draft")
		}()
	case syncMsg:
		s.workers.Go(func() { http.Head("https://example.com/sync") })
	case laterMsg:
		time.AfterFunc(time.Second, func() { os.Remove("later") })
		context.AfterFunc(s.ctx, func() { os.Remove("cancelled") })
	case saveMsg:
		// Kept, not called.
		s.onQuit = func() { os.Remove("lock") }
		s.hooks = append(s.hooks, func() { time.Sleep(time.Second) })
	case sortMsg:
		// A goroutine that calls a literal is still a goroutine.
		work := func() { time.Sleep(time.Second) }
		go work()
	case readMsg:
		// So is one inside a literal that is called here.
		func() {
			go os.ReadFile("draft")
		}()
	}
	return s, nil
}
