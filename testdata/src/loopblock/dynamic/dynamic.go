// Package dynamic blocks through interfaces and function values that the package itself resolves.
package dynamic

import (
	"encoding/json"
	"io"
	"net/http"
	"os"
	"os/exec"
	"time"

	tea "charm.land/bubbletea/v2"
)

type (
	loadMsg  struct{}
	saveMsg  struct{}
	pollMsg  struct{}
	eraseMsg struct{}
	drawMsg  struct{}
)

// A source has two implementers in sight, and one of them reads a file.
type source interface{ load() []string }

type fixed []string

func (f fixed) load() []string { return f }

type file string

func (f file) load() []string {
	body, err := exec.Command("cat", string(f)).Output() // want "blocks the bubbletea loop"
	if err != nil {
		return nil
	}
	return []string{string(body)}
}

type model struct {
	src  source
	save func() error
	out  io.Writer
	err  error
}

func newModel(path string) model {
	m := model{src: file(path)}
	if path == "" {
		m.src = fixed{"nothing"}
	}
	m.save = func() error {
		return exec.Command("touch", path).Run() // want "blocks the bubbletea loop"
	}
	return m
}

func (m model) Init() tea.Cmd { return nil }

func (m model) View() tea.View { return tea.NewView("") }

func (m model) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch msg.(type) {
	case loadMsg:
		m.src.load()
	case saveMsg:
		m.err = m.save()
	case pollMsg:
		// A variable bound to a literal.
		poll := func() error {
			_, err := http.Head("https://example.com") // want "blocks the bubbletea loop"
			return err
		}
		m.err = poll()
	case eraseMsg:
		// A method value, a method expression, and a variable bound twice.
		erase := m.erase
		if m.err != nil {
			erase = m.truncate
		}
		erase()
		show := model.wait
		show(m)
	case drawMsg:
		// Nobody knows this writer.
		m.out.Write([]byte("drawn"))
	}
	return m, nil
}

func (m model) erase() {
	os.RemoveAll("draft") // want "blocks the bubbletea loop"
}

func (m model) truncate() {
	os.RemoveAll("draft") // want "blocks the bubbletea loop"
}

func (m model) wait() {
	time.Sleep(time.Second) // want "blocks the bubbletea loop"
}

// A codec has two implementers, and neither waits.
type codec interface{ encode(v any) []byte }

type asJSON struct{}

func (asJSON) encode(v any) []byte { b, _ := json.Marshal(v); return b }

type asNothing struct{}

func (asNothing) encode(any) []byte { return nil }

// A viewer calls what nobody knows, or what only computes.
type viewer struct {
	codec  codec
	format func(string) string
	notify func()
	body   []byte
}

// newViewer gets notify from its caller, who is out of sight.
func newViewer(notify func()) viewer {
	return viewer{
		codec:  asJSON{},
		format: func(s string) string { return "> " + s },
		notify: notify,
	}
}

func (v viewer) Init() tea.Cmd { return nil }

func (v viewer) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	v.body = v.codec.encode(msg)
	v.notify()
	go func() {
		// The same interface as above, off the loop.
		var s source = file("later")
		s.load()
	}()
	return v, nil
}

func (v viewer) View() tea.View { return tea.NewView(v.format(string(v.body))) }
