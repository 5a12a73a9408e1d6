package bubbletea

import (
	"net"

	tea "github.com/charmbracelet/bubbletea"

	"example.com/corpus/twins"
	"github.com/loopcheck/loopcheck/loopcheck"
)

var queryInView = twins.Twin{
	File:    "query_in_view",
	Bug:     "View runs another program to draw a preview",
	Retells: "yorukot/superfile, pull/997",
	Rule:    "loopblock",
	Kind:    loopcheck.SlowCallback,
	Buggy: func(t *loopcheck.T) {
		play(t, loopcheck.Watch(t, "bubbletea"), preview{conn: twins.Server(t)})
	},
	Fixed: func(t *loopcheck.T) {
		play(t, loopcheck.Watch(t, "bubbletea"), quickPreview{conn: twins.Server(t)})
	},
}

type preview struct{ conn net.Conn }

func (m preview) Init() tea.Cmd                       { return nil }
func (m preview) Update(tea.Msg) (tea.Model, tea.Cmd) { return m, nil }
func (m preview) View() string                        { return highlighted(m.conn) }

func highlighted(c net.Conn) string { return "<" + twins.Ask(c) + ">" }

// The fixed twin.

type quickPreview struct {
	conn net.Conn
	text string
}

type previewMsg string

func (m quickPreview) Init() tea.Cmd {
	conn := m.conn
	return func() tea.Msg { return previewMsg(twins.Ask(conn)) }
}

func (m quickPreview) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	if text, ok := msg.(previewMsg); ok {
		m.text = string(text)
	}
	return m, nil
}

func (m quickPreview) View() string { return "<" + m.text + ">" }
