// Package helper blocks in functions that Update reaches by static calls.
package helper

import (
	"os"
	"os/exec"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"
)

type (
	reloadMsg struct{}
	walkMsg   struct{ dir string }
	logMsg    struct{ line string }
	lastMsg   struct{}
)

type model struct {
	path   string
	branch string
	files  []string
}

func (m *model) Init() tea.Cmd { return nil }

func (m *model) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch msg := msg.(type) {
	case reloadMsg:
		m.reload()
	case walkMsg:
		m.files = walk(msg.dir)
	case logMsg:
		go m.appendLog(msg.line)
		m.later(msg.line)
	case lastMsg:
		return m, func() tea.Msg {
			shared()
			return nil
		}
	case tea.QuitMsg:
		shared()
	}
	return m, nil
}

func (m *model) View() tea.View { return tea.NewView(m.header()) }

// reload and readBranch are two hops away from Update.
func (m *model) reload() {
	if m.path != "" {
		m.readBranch()
	}
}

func (m *model) readBranch() {
	out, err := exec.Command("git", "-C", m.path, "branch").Output() // want "blocks the bubbletea loop"
	if err == nil {
		m.branch = strings.TrimSpace(string(out))
	}
}

// header is reached from View.
func (m *model) header() string {
	host, _ := os.ReadFile("/etc/hostname") // want "blocks the bubbletea loop"
	return string(host)
}

// walk calls itself.
func walk(dir string) []string {
	entries, _ := os.ReadDir(dir) // want "blocks the bubbletea loop"
	var files []string
	for _, e := range entries {
		if e.IsDir() {
			files = append(files, walk(dir+"/"+e.Name())...)
		} else {
			files = append(files, e.Name())
		}
	}
	return files
}

// shared runs on the loop and in a command: once on the loop is enough.
func shared() {
	time.Sleep(time.Second) // want "blocks the bubbletea loop"
}

// appendLog runs on a goroutine of its own only.
func (m *model) appendLog(line string) {
	f, err := os.OpenFile(m.path, os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return
	}
	defer f.Close()
	f.WriteString(line)
}

// later leaves the loop before it blocks.
func (m *model) later(line string) {
	go func() {
		time.Sleep(time.Second)
		m.appendLog(line)
	}()
}

// ping and pong call each other, and both block: neither order of analysis may lose one.
func ping(n int) {
	if n > 0 {
		time.Sleep(time.Second) // want "blocks the bubbletea loop"
		pong(n - 1)
	}
}

func pong(n int) {
	os.RemoveAll("ball") // want "blocks the bubbletea loop"
	ping(n)
}

// even and odd call each other and never block.
func even(n int) bool { return n == 0 || odd(n-1) }
func odd(n int) bool  { return n != 0 && even(n-1) }

type game struct{ score int }

func (g game) Init() tea.Cmd { return nil }

func (g game) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	if even(g.score) {
		ping(3)
	}
	return g, nil
}

func (g game) View() tea.View { return tea.NewView("") }

// unusedHelper is called by nobody.
func unusedHelper() {
	time.Sleep(time.Second)
}

// backgroundHelper is called off the loop only.
func backgroundHelper() {
	time.Sleep(time.Second)
}

func start() {
	go backgroundHelper()
	backgroundHelper()
	tea.NewProgram(game{}).Run()
}
