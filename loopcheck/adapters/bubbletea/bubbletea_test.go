package bubbletea_test

import (
	"io"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"github.com/loopcheck/loopcheck/loopcheck"
	"github.com/loopcheck/loopcheck/loopcheck/adapters/bubbletea"
)

// A clock shows what it is told, and takes its time to if slow.
type clock struct {
	slow  bool
	shown string
}

type showMsg string

func (m clock) Init() tea.Cmd { return nil }

func (m clock) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	if text, ok := msg.(showMsg); ok {
		if m.slow {
			time.Sleep(time.Second) //loopcheck:ignore loopblock the bug that the test plants
		}
		m.shown = string(text)
	}
	return m, nil
}

func (m clock) View() string { return m.shown }

// play shows a text in a program and returns its final model and what is found.
func play(t *testing.T, m tea.Model) (final tea.Model, found []loopcheck.Finding) {
	take := loopcheck.OnFinding(func(f loopcheck.Finding) { found = append(found, f) })
	loopcheck.Run(t, func(t *loopcheck.T) {
		watched, _ := bubbletea.Watch(t, m)
		p := tea.NewProgram(watched, tea.WithContext(t.Context()), tea.WithInput(nil),
			tea.WithOutput(io.Discard), tea.WithoutRenderer(), tea.WithoutSignalHandler())
		t.Go("user", func() { p.Send(showMsg("noon")); p.Quit() })
		last, err := p.Run()
		if err != nil {
			t.Error(err)
		}
		final = bubbletea.Unwrap(last)
	}, take)
	return final, found
}

func TestWatch(t *testing.T) {
	final, found := play(t, clock{})
	if len(found) != 0 || final.(clock).shown != "noon" {
		t.Errorf("final %v, found %v", final, found)
	}
}

func TestWatchFindsASlowUpdate(t *testing.T) {
	_, found := play(t, clock{slow: true})
	if len(found) != 1 || found[0].Kind != loopcheck.SlowCallback || found[0].Loop != "bubbletea" {
		t.Errorf("found %v, want a slow callback", found)
	}
}

func TestUnwrap(t *testing.T) {
	if m := bubbletea.Unwrap(clock{shown: "one"}); m.(clock).shown != "one" {
		t.Errorf("Unwrap changed a model that is not watched: %v", m)
	}
}
