// Package tea waits for the bubbletea loop on the bubbletea loop.
package tea

import (
	"os/exec"

	tea "charm.land/bubbletea/v2"
)

type (
	savedMsg struct{}
	errMsg   struct{ err error }
	leaveMsg struct{}
	printMsg struct{ line string }
	saveMsg  struct{}
	laterMsg struct{}
)

// program is the running program, for those who have no other way to reach it.
var program *tea.Program

// An editor talks to its own program from each of its methods.
type editor struct {
	program *tea.Program
	dirty   bool
}

func (e *editor) Init() tea.Cmd {
	e.program.Send(savedMsg{}) // want "e.program.Send waits for the bubbletea loop"
	return nil
}

func (e *editor) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch msg := msg.(type) {
	case saveMsg:
		e.save()
	case printMsg:
		e.program.Println(msg.line)        // want "waits for the bubbletea loop"
		e.program.Printf("%q\n", msg.line) // want "waits for the bubbletea loop"
	case leaveMsg:
		program.Quit() // want "program.Quit waits for the bubbletea loop"
	case tea.QuitMsg:
		defer e.program.Wait() // want "waits for the bubbletea loop"
	}
	return e, nil
}

func (e *editor) View() tea.View {
	if e.dirty {
		program.Send(saveMsg{}) // want "waits for the bubbletea loop"
	}
	return tea.NewView("")
}

// save is called by Update.
func (e *editor) save() {
	notify := e.report
	notify(nil)
}

func (e *editor) report(err error) {
	if err != nil {
		e.program.Send(errMsg{err}) // want "waits for the bubbletea loop"
	}
}

// A panel is a component, and its Update runs on the same loop.
type panel struct{ program *tea.Program }

func (p panel) Update(msg tea.Msg) (panel, tea.Cmd) {
	p.program.Send(savedMsg{}) // want "waits for the bubbletea loop"
	return p, nil
}

// edit's callback runs on the loop when the editor has ended.
func edit(path string) tea.Cmd {
	return tea.ExecProcess(exec.Command("vi", path), func(err error) tea.Msg {
		program.Send(errMsg{err}) // want "waits for the bubbletea loop"
		return nil
	})
}

func quiet(e *editor) *tea.Program {
	return tea.NewProgram(e, tea.WithFilter(func(m tea.Model, msg tea.Msg) tea.Msg {
		if _, ok := msg.(leaveMsg); ok {
			program.Quit() // want "waits for the bubbletea loop"
		}
		return msg
	}))
}

// A sender sends from where it may.
type sender struct{ program *tea.Program }

func (s *sender) Init() tea.Cmd { return s.fromACommand }

func (s *sender) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch msg := msg.(type) {
	case saveMsg:
		go s.program.Send(savedMsg{})
	case laterMsg:
		go func() {
			s.program.Send(savedMsg{})
			s.program.Println("saved")
		}()
	case printMsg:
		// These are commands, and carry the same names.
		return s, tea.Sequence(tea.Println(msg.line), tea.Printf("%q", msg.line), tea.Quit)
	case errMsg:
		return s, func() tea.Msg {
			s.program.Send(msg)
			return nil
		}
	case leaveMsg:
		// It cancels and does not wait.
		s.program.Kill()
	}
	return s, nil
}

func (s *sender) View() tea.View { return tea.NewView("") }

func (s *sender) fromACommand() tea.Msg {
	s.program.Send(savedMsg{})
	return nil
}

func fromMain(s *sender) error {
	s.program = tea.NewProgram(s)
	go func() {
		for range 3 {
			s.program.Send(laterMsg{})
		}
		s.program.Quit()
		s.program.Wait()
	}()
	_, err := s.program.Run()
	return err
}

// fromNobodyInSight may be called from anywhere.
func fromNobodyInSight(p *tea.Program) { p.Send(savedMsg{}) }

// A mailer has methods of the same names and no loop.
type mailer struct{ outbox []tea.Msg }

func (m *mailer) Send(msg tea.Msg) { m.outbox = append(m.outbox, msg) }

type composer struct{ mailer *mailer }

func (c composer) Init() tea.Cmd { return nil }

func (c composer) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	c.mailer.Send(msg)
	return c, nil
}

func (c composer) View() tea.View { return tea.NewView("") }

// A screen is the program's face to the rest of it, which calls it from
// goroutines: Show and Teardown send as they should.
type screen struct {
	program *tea.Program
	running chan error
	lines   []string
}

func (s *screen) Setup() {
	s.program = tea.NewProgram(s)
	go func() {
		_, err := s.program.Run()
		s.running <- err
	}()
}

func (s *screen) Show(line string) error {
	s.program.Send(printMsg{line})
	return nil
}

func (s *screen) Teardown() error {
	s.program.Quit()
	return <-s.running
}

func (s *screen) Init() tea.Cmd                           { return nil }
func (s *screen) Update(msg tea.Msg) (tea.Model, tea.Cmd) { return s, nil }
func (s *screen) View() tea.View                          { return tea.NewView("") }
