// Package teav1 drops commands of bubbletea v1.
package teav1

import (
	"time"

	"github.com/charmbracelet/bubbles/list"
	"github.com/charmbracelet/bubbles/progress"
	"github.com/charmbracelet/bubbles/spinner"
	"github.com/charmbracelet/bubbles/textinput"
	"github.com/charmbracelet/bubbles/timer"
	tea "github.com/charmbracelet/bubbletea"
)

type itemsMsg []list.Item

type model struct {
	list    list.Model
	input   textinput.Model
	bar     progress.Model
	spinner spinner.Model
	timer   timer.Model
}

func newModel() model {
	input := textinput.New()
	input.Focus()
	return model{input: input, spinner: spinner.New()}
}

func (m model) Init() tea.Cmd { return tea.Batch(textinput.Blink, m.spinner.Tick) }

func (m model) View() string { return m.list.View() }

func (m model) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	var cmd tea.Cmd
	switch msg := msg.(type) {
	case itemsMsg:
		m.list.SetItems(msg) // want "the tea.Cmd that m.list.SetItems returns is dropped"
	case spinner.TickMsg:
		m.spinner, _ = m.spinner.Update(msg) // want "is dropped"
	case progress.FrameMsg:
		bar, _ := m.bar.Update(msg) // want "is dropped"
		m.bar = bar.(progress.Model)
	case timer.TickMsg:
		m.timer.Stop()             // want "is dropped"
		tea.SetWindowTitle("done") // want "is dropped"
	case tea.FocusMsg:
		_ = m.bar.SetPercent(1) // want "is dropped"
	case tea.KeyMsg:
		m.list, cmd = m.list.Update(msg) // want "is dropped"
		m.input, cmd = m.input.Update(msg)
		return m, cmd
	case tea.WindowSizeMsg:
		m.list.SetSize(msg.Width, msg.Height)
		return m, tea.Every(time.Minute, func(time.Time) tea.Msg { return nil })
	}
	return m.keep(msg)
}

// keep has a place for every command.
func (m model) keep(msg tea.Msg) (model, tea.Cmd) {
	var cmds []tea.Cmd
	var cmd tea.Cmd
	m.list, cmd = m.list.Update(msg)
	cmds = append(cmds, cmd)
	bar, cmd := m.bar.Update(msg)
	m.bar = bar.(progress.Model)
	cmds = append(cmds, cmd, m.bar.SetPercent(0.5), m.list.SetItems(nil))
	return m, tea.Batch(cmds...)
}
