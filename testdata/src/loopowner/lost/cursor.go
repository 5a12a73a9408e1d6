package lost

import tea "charm.land/bubbletea/v2"

type tickMsg struct{ tag int }

// A Cursor lives by value, and other packages call its methods on the one that they keep.
type Cursor struct{ tag int }

func (c Cursor) View() tea.View { return tea.NewView(string(rune(c.tag))) }

func (c Cursor) Update(msg tea.Msg) (Cursor, tea.Cmd) {
	if msg, ok := msg.(tickMsg); ok && msg.tag == c.tag {
		return c, c.Tick()
	}
	return c, nil
}

// Tick gives the tag that the next Tick has made.
func (c *Cursor) Tick() tea.Cmd {
	c.tag++
	return func() tea.Msg { return tickMsg{c.tag} } // want "c.tag is read off the bubbletea loop, which writes it too"
}
