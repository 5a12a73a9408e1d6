// Package ignored silences findings by directives, and has some that silence nothing.
package ignored

import (
	"os"
	"os/exec"
	"time"

	tea "charm.land/bubbletea/v2"
)

type (
	lineMsg  struct{}
	aboveMsg struct{}
	groupMsg struct{}
	pathMsg  struct{}
	plainMsg struct{}
)

type model struct{ path string }

func (m model) Init() tea.Cmd { return nil }

func (m model) View() tea.View { return tea.NewView(m.path) }

func (m model) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch msg.(type) {
	case lineMsg:
		time.Sleep(time.Second) //loopcheck:ignore loopblock the user asked for it
	case aboveMsg:
		//loopcheck:ignore loopblock the user asked for it
		time.Sleep(time.Second)
	case groupMsg:
		// The file is small, and the disk is a RAM disk.
		//
		//loopcheck:ignore loopblock it is in memory

		os.ReadFile(m.path)
	case pathMsg:
		m.load()
	case plainMsg:
		time.Sleep(time.Second) // want "time.Sleep blocks the bubbletea loop for 1s"
	}
	return m, nil
}

// load reads and cleans up. The directive is for the whole of the function.
//
//loopcheck:ignore loopblock it runs once, before the first frame
func (m model) load() {
	os.ReadFile(m.path)
	exec.Command("sync").Run()
	func() { os.Remove(m.path) }()
}

// A directive is for one line, and not for the next.
type neighbours struct{ path string }

func (n neighbours) Init() tea.Cmd {
	os.ReadFile(n.path)                  //loopcheck:ignore loopblock it is in memory
	exec.Command("cat", n.path).Output() // want "exec.Command(.*).Output blocks the bubbletea loop"
	//loopcheck:ignore loopblock it is in memory
	os.ReadFile(n.path)
	exec.Command("cat", n.path).Output() // want "exec.Command(.*).Output blocks the bubbletea loop"
	return nil
}

func (n neighbours) View() tea.View { return tea.NewView("") }

func (n neighbours) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	// want +1 "this //loopcheck:ignore loopblock silences nothing; remove it"
	println(n.path) //loopcheck:ignore loopblock nothing blocks here
	return n, nil
}

// offTheLoop has nothing to silence: nobody runs it on a loop.
//
// want +2 "silences nothing"
//
//loopcheck:ignore loopblock it is slow
func offTheLoop() {
	time.Sleep(time.Second)
}
