package bubbletea

import (
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"example.com/corpus/twins"
	"github.com/loopcheck/loopcheck/loopcheck"
)

var commandReadsModel = twins.Twin{
	File:    "command_reads_model",
	Bug:     "a command reads a field of the model that Update changes meanwhile",
	Retells: "charmbracelet/bubbles, pull/784",
	Rule:    "loopowner",
	Kind:    loopcheck.WrongGoroutine,
	Buggy: func(t *loopcheck.T) {
		w := loopcheck.Watch(t, "bubbletea")
		play(t, w, &cursor{watcher: w}, blinkMsg(0))
	},
	Fixed: func(t *loopcheck.T) {
		w := loopcheck.Watch(t, "bubbletea")
		play(t, w, &quietCursor{watcher: w}, blinkMsg(0))
	},
}

type blinkMsg int

type cursor struct {
	tag     int
	watcher *loopcheck.Watcher
}

func (m *cursor) Init() tea.Cmd { return nil }

func (m *cursor) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	if tag, ok := msg.(blinkMsg); ok && int(tag) == m.tag {
		m.tag++
		if m.tag < 3 {
			return m, m.blink()
		}
	}
	return m, nil
}

func (m *cursor) blink() tea.Cmd {
	return func() tea.Msg {
		time.Sleep(time.Second)
		m.watcher.Check("cursor.tag")
		return blinkMsg(m.tag)
	}
}

func (m *cursor) View() string { return "_" }

// The fixed twin.

type quietCursor struct {
	tag     int
	watcher *loopcheck.Watcher
}

func (m *quietCursor) Init() tea.Cmd { return nil }

func (m *quietCursor) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	if tag, ok := msg.(blinkMsg); ok && int(tag) == m.tag {
		m.tag++
		if m.tag < 3 {
			return m, m.blink()
		}
	}
	return m, nil
}

func (m *quietCursor) blink() tea.Cmd {
	m.watcher.Check("cursor.tag")
	tag := m.tag
	return func() tea.Msg {
		time.Sleep(time.Second)
		return blinkMsg(tag)
	}
}

func (m *quietCursor) View() string { return "_" }
