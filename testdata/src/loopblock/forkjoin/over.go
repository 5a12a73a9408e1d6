package forkjoin

import (
	"os/exec"

	tea "charm.land/bubbletea/v2"
)

type runMsg struct{ path string }

// A shell is given channels of which one is over when it gets them.
type shell struct {
	lines []string
	err   error
}

func (s *shell) Init() tea.Cmd  { return nil }
func (s *shell) View() tea.View { return tea.NewView("") }

func (s *shell) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	run, ok := msg.(runMsg)
	if !ok {
		return s, nil
	}
	ok, errs, lines := check(run.path)
	if !ok {
		return s, nil
	}
	for err := range errs { // nope: check has closed it
		s.err = err
	}
	for line := range lines { // want "ranging over lines blocks the bubbletea loop"
		s.lines = append(s.lines, line)
	}
	s.err = <-checked(run.path)
	answer := checked(run.path)
	s.err = <-answer // nope: it is there
	later := begun(run.path)
	s.err = <-later // want "receiving from later blocks the bubbletea loop"
	return s, nil
}

// check closes one channel, and leaves the other one to a goroutine.
func check(path string) (bool, chan error, chan string) {
	errs := make(chan error, 1)
	lines := make(chan string, 1)
	with(func() {
		if path == "" {
			errs <- exec.ErrNotFound
		}
		close(errs)
	})
	go func() {
		lines <- path
		close(lines)
	}()
	return true, errs, lines
}

func with(f func()) { f() }

func checked(path string) chan error {
	result := make(chan error, 1)
	if path == "" {
		result <- exec.ErrNotFound
		return result
	}
	result <- nil
	return result
}

func begun(path string) chan error {
	result := make(chan error, 1)
	if path == "" {
		result <- exec.ErrNotFound
		return result
	}
	go func() { result <- exec.Command("check", path).Run() }()
	return result
}
