// Package bubbletea lets the loopcheck harness watch the loop of a Bubble Tea v2
// program, by way of its model.
package bubbletea

import (
	"os"
	"os/signal"
	"testing"

	tea "charm.land/bubbletea/v2"

	"github.com/loopcheck/loopcheck/loopcheck"
)

// Watch returns a model that does what m does, and whose Init, Update and View are
// handlers of a loop called "bubbletea": see [loopcheck.Watcher]. Give it to
// tea.NewProgram. The Watcher is for m to check, in its commands and helpers, that
// it touches its fields on the loop. In a bubble the program needs tea.WithInput(nil),
// tea.WithoutRenderer and tea.WithoutSignals.
func Watch(tb testing.TB, m tea.Model, opts ...loopcheck.Option) (tea.Model, *loopcheck.Watcher) {
	tb.Helper()
	w := loopcheck.Watch(tb, "bubbletea", opts...)
	return model{m, w}, w
}

// Unwrap returns the model that a watched one stands for, such as the final model
// that Program.Run returns. Other models it returns as they are.
func Unwrap(m tea.Model) tea.Model {
	if m, ok := m.(model); ok {
		return m.Model
	}
	return m
}

// A program of v2 listens for signals whatever its options say, and the goroutine
// that hands them out for the whole process, which the first listener starts, must
// not be born in a bubble.
func init() {
	c := make(chan os.Signal, 1)
	signal.Notify(c, os.Interrupt)
	signal.Stop(c)
}

// A model is a watched model.
type model struct {
	tea.Model
	watcher *loopcheck.Watcher
}

func (m model) Init() tea.Cmd {
	defer m.watcher.Begin()()
	return m.Model.Init()
}

func (m model) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	defer m.watcher.Begin()()
	next, cmd := m.Model.Update(msg)
	return model{next, m.watcher}, cmd
}

func (m model) View() tea.View {
	defer m.watcher.Begin()()
	return m.Model.View()
}
