// Package handles stores pointers that it is passed: for each message once more the
// same one on the loop, and a new one in a command.
package handles

import tea "charm.land/bubbletea/v2"

type chapter struct{ name string }

type settings struct{ width int }

type (
	openMsg struct{ chapter *chapter }
	doneMsg struct{}
)

type book struct {
	current  *chapter
	chosen   *chapter
	settings *settings
}

func (b *book) Init() tea.Cmd { return nil }

func (b *book) View() tea.View {
	if b.current == nil || b.chosen == nil {
		return tea.NewView("")
	}
	return tea.NewView(b.current.name + b.chosen.name)
}

func (b *book) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	b.use(&settings{width: 80})
	if msg, ok := msg.(openMsg); ok {
		return b, tea.Batch(b.read(msg.chapter), b.measure, func() tea.Msg {
			b.choose(msg.chapter)
			return doneMsg{}
		})
	}
	return b, nil
}

// use stores what the loop has for each message: it seldom changes anything.
func (b *book) use(s *settings) { b.settings = s }

// measure reads it.
func (b *book) measure() tea.Msg {
	if b.settings.width < 80 {
		return nil
	}
	return doneMsg{}
}

// issueStoredByCommand: the store itself runs off the loop.
func (b *book) read(c *chapter) tea.Cmd {
	return func() tea.Msg {
		b.current = c // want "b.current is written off the bubbletea loop, which uses it too"
		return doneMsg{}
	}
}

// choose runs off the loop only.
func (b *book) choose(c *chapter) {
	b.chosen = c // want "b.chosen is written off the bubbletea loop, which uses it too"
}
