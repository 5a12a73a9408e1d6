// Package teaslog shows log records in the program that logs them: every record logged on the loop
// waits for the loop.
package teaslog

import (
	"context"
	"log/slog"

	tea "charm.land/bubbletea/v2"
)

type logMsg struct{ text string }

// A handler is a slog.Handler that sends its records to the program.
type handler struct{ program *tea.Program }

func (h handler) Enabled(context.Context, slog.Level) bool { return true }
func (h handler) WithAttrs([]slog.Attr) slog.Handler       { return h }
func (h handler) WithGroup(string) slog.Handler            { return h }

func (h handler) Handle(ctx context.Context, r slog.Record) error {
	h.program.Send(logMsg{r.Message}) // want "waits for the bubbletea loop"
	return nil
}

type model struct {
	log   *slog.Logger
	lines []string
}

func (m *model) Init() tea.Cmd { return m.connect }

func (m *model) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch msg := msg.(type) {
	case logMsg:
		m.lines = append(m.lines, msg.text)
	case tea.KeyPressMsg:
		m.log.Info("key", "key", msg.String())
	case tea.ResumeMsg:
		slog.Warn("resumed")
	}
	return m, nil
}

func (m *model) View() tea.View { return tea.NewView("") }

// connect logs from a command.
func (m *model) connect() tea.Msg {
	m.log.Info("connecting")
	return nil
}

func run() error {
	m := &model{}
	program := tea.NewProgram(m)
	m.log = slog.New(handler{program})
	slog.SetDefault(m.log)
	_, err := program.Run()
	return err
}
