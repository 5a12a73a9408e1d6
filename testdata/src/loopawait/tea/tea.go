// Package tea drops commands in every way there is.
package tea

import (
	"os"
	"time"

	"charm.land/bubbles/v2/help"
	"charm.land/bubbles/v2/list"
	"charm.land/bubbles/v2/paginator"
	"charm.land/bubbles/v2/progress"
	"charm.land/bubbles/v2/spinner"
	"charm.land/bubbles/v2/table"
	"charm.land/bubbles/v2/textinput"
	"charm.land/bubbles/v2/viewport"
	tea "charm.land/bubbletea/v2"
)

type (
	itemsMsg   []list.Item
	percentMsg float64
	tickMsg    time.Time
	savedMsg   struct{ err error }
)

// A model drops what its components return.
type model struct {
	list     list.Model
	input    textinput.Model
	bar      progress.Model
	spinner  spinner.Model
	path     string
	quitting bool
}

func (m model) Init() tea.Cmd { return m.spinner.Tick }

func (m model) View() tea.View { return tea.NewView(m.list.View()) }

func (m model) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch msg := msg.(type) {
	// As a statement.
	case itemsMsg:
		m.list.SetItems(msg) // want "the tea.Cmd that m.list.SetItems returns is dropped"
	case percentMsg:
		m.bar.SetPercent(float64(msg))     // want "is dropped"
		m.list.NewStatusMessage("working") // want "is dropped"
	case tickMsg:
		tick() // want "the tea.Cmd that tick returns is dropped"
	case tea.ResumeMsg:
		tea.Tick(time.Second, func(t time.Time) tea.Msg { return tickMsg(t) }) // want "is dropped"
	case savedMsg:
		tea.Batch(tick(), m.save) // want "is dropped"

	// By the blank identifier.
	case tea.FocusMsg:
		_ = m.list.StartSpinner() // want "is dropped"
	case spinner.TickMsg:
		m.spinner, _ = m.spinner.Update(msg) // want "the tea.Cmd that m.spinner.Update returns is dropped"

	case tea.KeyPressMsg:
		return m.typed(msg)
	case tea.PasteMsg:
		return m.forgottenOnOnePath(msg)
	case tea.BlurMsg:
		return m.limitComparedWithNil()
	}
	return m, nil
}

// typed overwrites the first component's command by the second's.
func (m model) typed(msg tea.KeyPressMsg) (tea.Model, tea.Cmd) {
	var cmd tea.Cmd
	m.list, cmd = m.list.Update(msg) // want "is dropped"
	m.input, cmd = m.input.Update(msg)
	return m, cmd
}

// forgottenOnOnePath forgets the command on one of its ways out.
func (m model) forgottenOnOnePath(msg tea.PasteMsg) (tea.Model, tea.Cmd) {
	input, cmd := m.input.Update(msg) // want "is dropped on one way: the return at line 84 comes without it"
	m.input = input
	if m.quitting {
		return m, nil
	}
	return m, cmd
}

// limitComparedWithNil looks whether there is a command, and leaves it there. A known limit: to
// compare a command counts as reading it.
func (m model) limitComparedWithNil() (tea.Model, tea.Cmd) {
	if cmd := m.list.ToggleSpinner(); cmd != nil {
		m.quitting = false
	}
	return m, nil
}

// reset is no Update, and drops all the same.
func (m *model) reset() {
	m.list.SetItems(m.list.Items()) // want "is dropped"
	m.reload()                      // want "the tea.Cmd that m.reload returns is dropped"
}

// reload sometimes has a command.
func (m *model) reload() tea.Cmd {
	if m.path == "" {
		return nil
	}
	return tick()
}

func tick() tea.Cmd {
	return tea.Tick(time.Second, func(t time.Time) tea.Msg { return tickMsg(t) })
}

func (m model) save() tea.Msg { return savedMsg{os.WriteFile(m.path, nil, 0o600)} }

// A keeper shows all the ways to keep a command.
type keeper struct {
	list    list.Model
	input   textinput.Model
	bar     progress.Model
	pending tea.Cmd
	queue   []tea.Cmd
	named   map[string]tea.Cmd
	later   chan tea.Cmd
}

func (k *keeper) Init() tea.Cmd { return k.returned() }

func (k *keeper) View() tea.View { return tea.NewView("") }

func (k *keeper) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch msg := msg.(type) {
	case itemsMsg:
		return k, k.list.SetItems(msg)
	case tickMsg:
		return k, k.batched(msg)
	case percentMsg:
		return k, tea.Batch(k.appended(msg)...)
	case savedMsg:
		k.stored()
		return k, k.pending
	case tea.FocusMsg:
		return k, k.namedResult(msg)
	case tea.BlurMsg:
		return k, k.ifNotNil(msg)
	case tea.KeyPressMsg:
		k.sent()
		k.closedOver()
		return k, k.literal()
	case tea.PasteMsg:
		return k, k.passed()
	case tea.ResumeMsg:
		return k, k.deferred()
	case tea.QuitMsg:
		return k, k.sequenced(msg)
	}
	return k, k.inALoop(msg)
}

func (k *keeper) returned() tea.Cmd { return k.list.StartSpinner() }

func (k *keeper) batched(msg tea.Msg) tea.Cmd {
	var listCmd, inputCmd tea.Cmd
	k.list, listCmd = k.list.Update(msg)
	k.input, inputCmd = k.input.Update(msg)
	return tea.Batch(listCmd, inputCmd, k.bar.IncrPercent(0.1))
}

func (k *keeper) sequenced(msg tea.Msg) tea.Cmd {
	cmd := k.list.NewStatusMessage("bye")
	return tea.Sequence(cmd, tea.Quit)
}

func (k *keeper) appended(msg tea.Msg) (cmds []tea.Cmd) {
	var cmd tea.Cmd
	k.list, cmd = k.list.Update(msg)
	cmds = append(cmds, cmd)
	k.input, cmd = k.input.Update(msg)
	cmds = append(cmds, cmd)
	return append(cmds, k.bar.SetPercent(0.5))
}

func (k *keeper) stored() {
	k.pending = k.list.SetItems(nil)
	k.named["list"] = k.list.StartSpinner()
	k.queue[0] = k.list.NewStatusMessage("stored")
}

func (k *keeper) passed() tea.Cmd { return traced("list", k.list.SetItems(nil)) }

func traced(name string, cmd tea.Cmd) tea.Cmd {
	return func() tea.Msg {
		println(name)
		if cmd == nil {
			return nil
		}
		return cmd()
	}
}

func (k *keeper) sent() {
	select {
	case k.later <- k.list.SetItems(nil):
	default:
	}
}

func (k *keeper) closedOver() {
	cmd := k.list.StartSpinner()
	k.pending = func() tea.Msg { return cmd() }
}

func (k *keeper) literal() tea.Cmd {
	cmds := []tea.Cmd{k.list.StartSpinner(), tick()}
	return tea.Batch(cmds...)
}

// namedResult returns by name.
func (k *keeper) namedResult(msg tea.Msg) (cmd tea.Cmd) {
	k.list, cmd = k.list.Update(msg)
	return
}

// ifNotNil has nothing to return where the command is nil.
func (k *keeper) ifNotNil(msg tea.Msg) tea.Cmd {
	list, cmd := k.list.Update(msg)
	k.list = list
	if cmd != nil {
		return cmd
	}
	return nil
}

func (k *keeper) deferred() (cmd tea.Cmd) {
	other := k.list.StartSpinner()
	defer func() { cmd = tea.Batch(cmd, other) }()
	return tick()
}

// inALoop carries each round's command into the next one.
func (k *keeper) inALoop(msg tea.Msg) tea.Cmd {
	var all tea.Cmd
	for range 3 {
		var cmd tea.Cmd
		k.list, cmd = k.list.Update(msg)
		all = tea.Batch(all, cmd)
	}
	return all
}

// A pager's components never have a command, so there is none to drop.
type pager struct {
	help     help.Model
	pages    paginator.Model
	rows     table.Model
	view     viewport.Model
	height   int
	finished bool
}

func (p *pager) Init() tea.Cmd { return nil }

func (p *pager) View() tea.View { return tea.NewView(p.view.View()) }

func (p *pager) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	p.help, _ = p.help.Update(msg)
	p.pages, _ = p.pages.Update(msg)
	p.rows, _ = p.rows.Update(msg)
	p.view, _ = p.view.Update(msg)
	p.view.Init()
	p.resize(24)
	p.next()
	return p, nil
}

// resize always returns nil.
func (p *pager) resize(height int) tea.Cmd {
	p.height = height
	if height == 0 {
		return nil
	}
	p.finished = true
	return nil
}

// next returns what resize returns.
func (p *pager) next() tea.Cmd { return p.resize(p.height + 1) }

// aFreshInputOnlyBlinks: Focus in a constructor and Blink in Init is how it is done.
func aFreshInputOnlyBlinks() textinput.Model {
	ti := textinput.New()
	ti.Placeholder = "search"
	ti.Focus()
	return ti
}

// otherFunctionsReturnWhatTheyLike: this one's func() any is no tea.Cmd.
func otherFunctionsReturnWhatTheyLike() {
	lazy()
}

func lazy() func() any { return func() any { return nil } }
