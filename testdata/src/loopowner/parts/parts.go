// Package parts has models that hold components: to change a part of one, or to
// call a method that does, is to write the model's field.
package parts

import (
	"bytes"
	"net/http"
	"net/url"
	"sync"

	"charm.land/bubbles/v2/list"
	"charm.land/bubbles/v2/textinput"
	"charm.land/bubbles/v2/viewport"
	tea "charm.land/bubbletea/v2"
)

type loadedMsg struct{ text string }

// A pager holds what it shows as bubbles' own examples do.
type pager struct {
	view   viewport.Model
	input  textinput.Model
	prompt textinput.Model
	list   *list.Model
	client http.Client
	base   url.URL
	status status
	tabs   []tab
	log    journal
	buf    bytes.Buffer
}

type status struct{ text, note string }

func (s *status) say(text string) { s.set(text) }
func (s *status) set(text string) { s.text = text }
func (s *status) isEmpty() bool   { return s.text == "" }

type tab struct{ title string }

// A journal has a lock of its own.
type journal struct {
	mu    sync.Mutex
	lines []string
}

func (j *journal) add(line string) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.lines = append(j.lines, line)
}

func (p *pager) Init() tea.Cmd { return nil }

func (p *pager) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		p.view.SetWidth(msg.Width)
		p.status.text = "resized"
		p.log.add("resized")
	case loadedMsg:
		p.view.SetContent(msg.text)
	}
	return p, tea.Batch(p.fills, p.measures, p.says, p.notes, p.asks, p.fetches, p.renames, p.logs, p.appends, p.fillsAll, p.focuses())
}

func (p *pager) View() tea.View {
	s := p.view.View() + p.input.View() + p.prompt.View() + p.list.View() + p.status.text + p.base.String()
	for _, t := range p.tabs {
		s += t.title
	}
	return tea.NewView(s)
}

// fills calls a method that writes to the component.
func (p *pager) fills() tea.Msg {
	p.view.SetContent("loaded") // want "p.view.SetContent writes p.view off the bubbletea loop, which uses it too"
	return nil
}

// fillsAll does so by way of a helper.
func (p *pager) fillsAll() tea.Msg {
	p.reset()
	return nil
}

func (p *pager) reset() {
	p.view.SetContent("") // want "p.view.SetContent writes p.view off the bubbletea loop, which uses it too"
}

// measures calls methods that only read, one of them by the address, and reads
// what the loop changes by methods.
func (p *pager) measures() tea.Msg {
	return p.input.Value() + p.view.View() // want "p.view is read off the bubbletea loop, which writes it too"
}

// says calls a method of this package, which calls another.
func (p *pager) says() tea.Msg {
	p.status.say("ready") // want "p.status.say writes p.status off the bubbletea loop"
	return nil
}

// notes writes a part that nobody on the loop looks at.
func (p *pager) notes() tea.Msg {
	p.status.note = "ready"
	return nil
}

// asks reads by the address; the loop writes.
func (p *pager) asks() tea.Msg {
	return p.status.isEmpty() // want "p.status is read off the bubbletea loop"
}

// fetches uses what nobody writes by methods that take the address.
func (p *pager) fetches() tea.Msg {
	resp, err := p.client.Get(p.base.String())
	if err != nil {
		return nil
	}
	return resp.Body.Close()
}

// renames writes a part of an element.
func (p *pager) renames() tea.Msg {
	p.tabs[0].title = "first" // want "p.tabs.0..title is written off the bubbletea loop"
	return nil
}

// logs goes by a lock.
func (p *pager) logs() tea.Msg {
	p.log.add("line")
	return nil
}

// appends writes what only commands use.
func (p *pager) appends() tea.Msg {
	p.buf.WriteString("line")
	return nil
}

// focuses is on the loop; what it returns is not.
func (p *pager) focuses() tea.Cmd {
	p.prompt.Prompt = "> "
	return func() tea.Msg {
		p.prompt.Prompt = "$ " // want "p.prompt.Prompt is written off the bubbletea loop"
		return nil
	}
}

// A browser is its list: the methods are promoted.
type browser struct {
	viewport.Model
	note string
}

func (b *browser) Init() tea.Cmd { return nil }

func (b *browser) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	var cmd tea.Cmd
	b.Model, cmd = b.Model.Update(msg)
	return b, tea.Batch(cmd, b.fills)
}

func (b *browser) View() tea.View { return tea.NewView(b.Model.View()) }

func (b *browser) fills() tea.Msg {
	b.SetContent("loaded") // want "b.SetContent writes b.Model off the bubbletea loop"
	return nil
}

// A row is a component of this package: what its methods do to its fields is
// told where they do it.
type row struct{ text string }

func (r *row) Update(msg tea.Msg) (*row, tea.Cmd) {
	r.set("updated")
	return r, nil
}

func (r *row) set(text string) { r.text = text }

type table struct{ first row }

func (t *table) Init() tea.Cmd { return nil }

func (t *table) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	t.first.Update(msg)
	return t, t.fills
}

func (t *table) View() tea.View { return tea.NewView(t.first.text) }

func (t *table) fills() tea.Msg {
	t.first.set("loaded") // want "t.first.set runs off the bubbletea loop: r.text is written there"
	return nil
}
