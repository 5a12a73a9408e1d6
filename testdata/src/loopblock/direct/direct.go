// Package direct blocks in the functions that bubbletea itself calls.
package direct

import (
	"encoding/json"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"strings"
	"sync"
	"time"

	"charm.land/bubbles/v2/list"
	tea "charm.land/bubbletea/v2"
	"charm.land/huh/v2"
)

// A notes model blocks in each of the three methods of tea.Model.
type notes struct {
	path string
	body string
}

func (n notes) Init() tea.Cmd {
	time.Sleep(2 * time.Second) // want "time.Sleep blocks the bubbletea loop"
	return nil
}

func (n notes) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	if key, ok := msg.(tea.KeyPressMsg); ok && key.String() == "r" {
		body, err := exec.Command("fortune", n.path).Output() // want "blocks the bubbletea loop"
		if err != nil {
			return n, tea.Quit
		}
		n.body = string(body)
	}
	return n, nil
}

func (n notes) View() tea.View {
	theme, _ := os.ReadFile("theme") // want "os.ReadFile blocks the bubbletea loop"
	return tea.NewView(string(theme) + n.body)
}

// A pane is no tea.Model, as no bubbles component is: its Update returns a pane.
type pane struct{ lines []string }

func (p pane) Update(msg tea.Msg) (pane, tea.Cmd) {
	if _, ok := msg.(tea.FocusMsg); ok {
		entries, _ := os.ReadDir(".") // want "os.ReadDir blocks the bubbletea loop"
		for _, e := range entries {
			p.lines = append(p.lines, e.Name())
		}
	}
	return p, nil
}

// A tab is one too, by pointer.
type tab struct{ title string }

func (t *tab) Update(msg tea.Msg) (*tab, tea.Cmd) {
	out, _ := exec.Command("git", "branch", "--show-current").Output() // want "blocks the bubbletea loop"
	t.title = strings.TrimSpace(string(out))
	return t, nil
}

// run installs a filter, which sees every message on the loop.
func run(n notes) error {
	slow := func(m tea.Model, msg tea.Msg) tea.Msg {
		time.Sleep(time.Second) // want "blocks the bubbletea loop"
		return msg
	}
	_, err := tea.NewProgram(n, tea.WithFilter(slow)).Run()
	return err
}

type editedMsg struct{ body string }

// edit hands bubbletea a callback, which runs on the loop when the editor ends.
func edit(path string) tea.Cmd {
	return tea.ExecProcess(exec.Command("vi", path), func(err error) tea.Msg {
		body, _ := os.ReadFile(path)              // after minutes in the editor, nobody feels it
		exec.Command("git", "commit", "-a").Run() // want "blocks the bubbletea loop"
		return editedMsg{string(body)}
	})
}

// hostField validates on the loop, at every key.
func hostField() huh.Field {
	return huh.NewInput().Title("Host").Validate(func(host string) error {
		_, err := net.LookupHost(host) // want "blocks the bubbletea loop"
		return err
	})
}

// A row draws list items, on the loop.
type row struct{}

func (row) Height() int                               { return 1 }
func (row) Spacing() int                              { return 0 }
func (row) Update(msg tea.Msg, m *list.Model) tea.Cmd { return nil }
func (row) Render(w io.Writer, m list.Model, index int, item list.Item) {
	body, err := os.ReadFile(item.FilterValue()) // want "blocks the bubbletea loop"
	if err == nil {
		fmt.Fprintln(w, len(body))
	}
}

// optionsRunInACommand: huh calls OptionsFunc inside a command.
func optionsRunInACommand(region *string) huh.Field {
	return huh.NewSelect[string]().OptionsFunc(func() []huh.Option[string] {
		names, _ := net.LookupHost(*region + ".example.com")
		return huh.NewOptions(names...)
	}, region)
}

// validationThatOnlyThinks computes and returns.
func validationThatOnlyThinks() huh.Field {
	return huh.NewInput().Validate(func(s string) error {
		if strings.TrimSpace(s) == "" {
			return fmt.Errorf("say something")
		}
		return nil
	})
}

// A clock does what Update may do: compute, format, lock for nanoseconds.
type clock struct {
	mu    *sync.Mutex
	seen  map[string]int
	state []byte
}

func (c clock) Init() tea.Cmd { return nil }

func (c clock) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.seen[fmt.Sprint(msg)]++
	c.state, _ = json.Marshal(c.seen)
	return c, nil
}

func (c clock) View() tea.View { return tea.NewView(time.Now().Format(time.Kitchen)) }

// A cache has an Update that has nothing to do with bubbletea's.
type cache struct{ dir string }

func (c cache) Update(key string, value []byte) error {
	return os.WriteFile(c.dir+"/"+key, value, 0o600)
}

// A script is silent as well: nothing in sight calls it, so nobody knows where it runs.
func Script(path string) ([]byte, error) {
	time.Sleep(time.Second)
	return os.ReadFile(path)
}

// A gallery's methods that nobody here calls are for the model that holds it, if
// they return the gallery or a command, or tell something of it. Others are for
// whoever knows where they run.
type gallery struct{ pictures []string }

func (g gallery) View() tea.View { return tea.NewView(strings.Join(g.pictures, "\n")) }

func (g gallery) Update(msg tea.Msg) (gallery, tea.Cmd) { return g, nil }

func (g gallery) WithPictures(dir string) gallery {
	entries, _ := os.ReadDir(dir) // want "os.ReadDir blocks the bubbletea loop"
	for _, e := range entries {
		g.pictures = append(g.pictures, e.Name())
	}
	return g
}

func (g gallery) Reload() tea.Cmd {
	os.RemoveAll("thumbnails") // want "os.RemoveAll blocks the bubbletea loop"
	return nil
}

func (g gallery) Branch() string {
	out, _ := exec.Command("git", "branch", "--show-current").Output() // want "blocks the bubbletea loop"
	return string(out)
}

func (g gallery) Save() error {
	return os.WriteFile("gallery", []byte(strings.Join(g.pictures, "\n")), 0o600)
}
