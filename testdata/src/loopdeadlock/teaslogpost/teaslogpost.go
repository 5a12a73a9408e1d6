// Package teaslogpost shows log records in the program that logs them, and does not wait for it.
package teaslogpost

import (
	"context"
	"log/slog"

	tea "charm.land/bubbletea/v2"
)

type logMsg struct{ text string }

type handler struct{ records chan string }

func (h handler) Enabled(context.Context, slog.Level) bool { return true }
func (h handler) WithAttrs([]slog.Attr) slog.Handler       { return h }
func (h handler) WithGroup(string) slog.Handler            { return h }

func (h handler) Handle(ctx context.Context, r slog.Record) error {
	select {
	case h.records <- r.Message:
	default:
	}
	return nil
}

type model struct{ log *slog.Logger }

func (m *model) Init() tea.Cmd { return nil }

func (m *model) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	m.log.Info("update")
	slog.Warn("update")
	return m, nil
}

func (m *model) View() tea.View { return tea.NewView("") }

func run() error {
	h := handler{make(chan string, 64)}
	m := &model{log: slog.New(h)}
	slog.SetDefault(m.log)
	program := tea.NewProgram(m)
	go func() {
		for text := range h.records {
			program.Send(logMsg{text})
		}
	}()
	_, err := program.Run()
	return err
}
