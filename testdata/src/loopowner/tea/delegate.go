package tea

import (
	"io"
	"time"

	"charm.land/bubbles/v2/list"
	tea "charm.land/bubbletea/v2"
)

// A shade draws the rows of a list, which has no Update of the program's own.
type shade struct {
	mark  string
	width int
}

func (s *shade) Height() int                         { return 1 }
func (s *shade) Spacing() int                        { return 0 }
func (s *shade) Update(tea.Msg, *list.Model) tea.Cmd { return nil }
func (s *shade) Render(w io.Writer, m list.Model, index int, item list.Item) {
	s.width = m.Width()
	_, _ = io.WriteString(w, s.mark+item.FilterValue())
}

func (s *shade) blink() {
	go func() {
		for range time.Tick(time.Second) {
			s.mark = "*" // want "s.mark is written off the bubbletea loop, which uses it too; return a message, and change it in Update"
		}
	}()
}

// blinks changes it where the message arrives.
func (s *shade) blinks() tea.Cmd {
	return tea.Tick(time.Second, func(time.Time) tea.Msg { return nextMsg{} })
}
