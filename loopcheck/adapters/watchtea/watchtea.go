// Package watchtea lets the test harness watch a Bubble Tea program: the loop that
// calls Init, Update and View.
//
//	w := loopcheck.Watch(t, "inbox")
//	p := tea.NewProgram(watchtea.Model(w, newInbox()), tea.WithInput(nil), tea.WithOutput(io.Discard))
//
// An Update that blocks is then a finding, with the stack while it blocks. Of the
// model's fields, those that a command must not touch say so with [loopcheck.Watcher.Check].
package watchtea

import (
	"os"
	"os/signal"

	tea "charm.land/bubbletea/v2"

	"github.com/loopcheck/loopcheck/loopcheck"
)

// Model returns m with Init, Update and View as handlers of the loop that w watches.
// Commands are not: they run on goroutines of their own. The model that the
// program ends with is wrapped too; see [Unwrap].
func Model(w *loopcheck.Watcher, m tea.Model) tea.Model { return model{w, m} }

// Unwrap returns the model that Model wrapped last, or m itself.
func Unwrap(m tea.Model) tea.Model {
	if m, ok := m.(model); ok {
		return m.inner
	}
	return m
}

// A program listens for signals, and the goroutine that hands them out for the
// whole process, which the first listener starts, must not be born in a bubble.
func init() {
	c := make(chan os.Signal, 1)
	signal.Notify(c, os.Interrupt)
	signal.Stop(c)
}

type model struct {
	w     *loopcheck.Watcher
	inner tea.Model
}

func (m model) Init() tea.Cmd {
	defer m.w.Begin()()
	return m.inner.Init()
}

func (m model) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	defer m.w.Begin()()
	next, cmd := m.inner.Update(msg)
	return model{m.w, next}, cmd
}

func (m model) View() tea.View {
	defer m.w.Begin()()
	return m.inner.View()
}
