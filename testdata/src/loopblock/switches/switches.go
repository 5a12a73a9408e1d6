// Package switches waits only if somebody asks for it, by the environment or a flag; and sometimes unless.
package switches

import (
	"flag"
	"net/http"
	"os"
	"os/exec"

	tea "charm.land/bubbletea/v2"
)

var (
	debug   = os.Getenv("DEBUG")
	trace   = flag.Bool("trace", false, "write a trace")
	offline = flag.Bool("offline", false, "do not ask")
	sync    = flag.Bool("sync", true, "ask the server")
	verbose bool
	level   = len(os.Getenv("LEVEL"))
	mode    string
)

func init() { flag.BoolVar(&verbose, "verbose", false, "say more") }

type model struct{ url string }

func (m model) Init() tea.Cmd { return nil }

func (m model) View() tea.View {
	dump("view")
	return tea.NewView("")
}

func (m model) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	dump("update")
	if *trace || level > 2 {
		exec.Command("trace").Run()
	}
	if *offline {
		exec.Command("cached").Run()
	} else {
		http.Get(m.url) // want "http.Get blocks the bubbletea loop"
	}
	if *sync {
		http.Head(m.url) // want "http.Head blocks the bubbletea loop"
	}
	if mode == "slow" {
		http.Head(m.url) // want "http.Head blocks the bubbletea loop"
	}
	if verbose && m.url != "" {
		report(m.url)
	}
	m.say()
	return m, nil
}

// dump writes its line only if DEBUG is set.
func dump(line string) {
	if debug != "" {
		f, _ := os.OpenFile("debug.log", os.O_APPEND, 0o600)
		f.WriteString(line)
	}
}

// say leaves unless somebody wants it to go on.
func (m model) say() {
	if !verbose {
		return
	}
	exec.Command("say", m.url).Run()
}

func report(url string) { http.Get(url) }
