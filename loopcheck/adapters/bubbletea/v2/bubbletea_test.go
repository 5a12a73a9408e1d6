package bubbletea_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/loopcheck/loopcheck/loopcheck"
	"github.com/loopcheck/loopcheck/loopcheck/adapters/bubbletea/v2"
)

// A feed loads its page in Update, or, if it is mended, in a command.
type feed struct {
	mended bool
	page   string
}

type (
	nextMsg struct{}
	pageMsg string
)

//loopcheck:ignore loopblock the bug that the test plants
func load() tea.Msg {
	time.Sleep(time.Second)
	return pageMsg("page")
}

func (f *feed) Init() tea.Cmd { return nil }

func (f *feed) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch msg := msg.(type) {
	case nextMsg:
		if f.mended {
			return f, load
		}
		return f.Update(load())
	case pageMsg:
		f.page = string(msg)
		return f, tea.Quit
	}
	return f, nil
}

func (f *feed) View() tea.View { return tea.NewView(f.page) }

// run runs a feed in a real program, in a bubble, and returns what was found.
func run(t *testing.T, f *feed) []loopcheck.Finding {
	var found []loopcheck.Finding
	loopcheck.Run(t, func(t *loopcheck.T) {
		m, _ := bubbletea.Watch(t, f)
		p := tea.NewProgram(m, tea.WithInput(nil), tea.WithOutput(&bytes.Buffer{}), tea.WithoutSignals(), tea.WithoutRenderer())
		t.Go("keys", func() { p.Send(nextMsg{}) })
		last, err := p.Run()
		if err != nil {
			t.Error(err)
		}
		if bubbletea.Unwrap(last) != tea.Model(f) {
			t.Errorf("the program ended with %v", last)
		}
	}, loopcheck.OnFinding(func(f loopcheck.Finding) { found = append(found, f) }))
	return found
}

func TestUpdateThatBlocks(t *testing.T) {
	found := run(t, &feed{})
	if len(found) != 1 || found[0].Kind != loopcheck.SlowCallback {
		t.Fatalf("found %v", found)
	}
	f := found[0]
	if f.Loop != "bubbletea" || f.Rule != "loopblock" || !strings.Contains(f.Stack.String(), "_test.load") {
		t.Errorf("found %v", f)
	}
}

func TestCommandThatBlocks(t *testing.T) {
	f := &feed{mended: true}
	if found := run(t, f); len(found) > 0 {
		t.Errorf("found %v", found)
	}
	if f.page != "page" {
		t.Errorf("the page is %q", f.page)
	}
}
