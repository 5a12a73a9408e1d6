// Package classes has one blocking call of each class on a bubbletea loop.
package classes

import (
	"bufio"
	"database/sql"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"sync"
	"time"

	tea "charm.land/bubbletea/v2"
	"charm.land/huh/v2"
)

type model struct {
	url     string
	dir     string
	db      *sql.DB
	tx      *sql.Tx
	workers *sync.WaitGroup
	ready   *sync.Cond
	build   *exec.Cmd
	body    io.Reader
	form    *huh.Form
	err     error
}

type (
	pauseMsg  struct{}
	timerMsg  struct{}
	lookupMsg struct{}
	dialMsg   struct{}
	headMsg   struct{}
	saveMsg   struct{}
	listMsg   struct{}
	gitMsg    struct{}
	buildMsg  struct{}
	pingMsg   struct{}
	commitMsg struct{}
	askMsg    struct{}
	pipeMsg   struct{}
	formMsg   struct{}
	joinMsg   struct{}
	readyMsg  struct{}
	readerMsg struct{}
	parseMsg  struct{}
)

func (m model) Init() tea.Cmd { return nil }

func (m model) View() tea.View { return tea.NewView("") }

func (m model) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch msg.(type) {
	// sleep
	case pauseMsg:
		time.Sleep(2 * time.Second) // want "blocks the bubbletea loop for 2s"
	case timerMsg:
		<-time.After(2 * time.Second) // want "blocks the bubbletea loop"

	// net
	case lookupMsg:
		_, m.err = net.LookupHost("example.com") // want "blocks the bubbletea loop"
	case dialMsg:
		_, m.err = net.Dial("tcp", "example.com:80") // want "blocks the bubbletea loop"
	case headMsg:
		_, m.err = http.Head(m.url) // want "blocks the bubbletea loop"

	// disk
	case saveMsg:
		m.err = os.RemoveAll(m.dir) // want "blocks the bubbletea loop"
	case listMsg:
		_, m.err = os.ReadDir(m.dir) // want "blocks the bubbletea loop"

	// exec
	case gitMsg:
		m.err = exec.Command("git", "pull").Run() // want "blocks the bubbletea loop"
	case buildMsg:
		m.err = m.build.Wait() // want "blocks the bubbletea loop"

	// db
	case pingMsg:
		m.err = m.db.Ping() // want "blocks the bubbletea loop"
	case commitMsg:
		m.err = m.tx.Commit() // want "blocks the bubbletea loop"

	// stdin
	case askMsg:
		var name string
		_, m.err = fmt.Scanln(&name) // want "blocks the bubbletea loop"
	case pipeMsg:
		in := bufio.NewReader(os.Stdin)
		_, m.err = in.ReadString('\n') // want "blocks the bubbletea loop"

	case formMsg:
		m.err = m.form.Run() // want "blocks the bubbletea loop"

	// wait
	case joinMsg:
		m.workers.Wait() // want "blocks the bubbletea loop"
	case readyMsg:
		m.ready.L.Lock()
		m.ready.Wait() // want "blocks the bubbletea loop"
		m.ready.L.Unlock()

	// No class: nobody knows what this reader reads, and that one reads memory.
	case readerMsg:
		_, m.err = io.ReadAll(m.body)
	case parseMsg:
		_, m.err = io.ReadAll(strings.NewReader("in memory"))
	}
	return m, nil
}

func (m model) wake() { m.ready.Signal() }
