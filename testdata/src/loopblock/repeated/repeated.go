// Package repeated calls one function that blocks at several places. The function is one problem; the
// library's functions are as many as their calls.
package repeated

import (
	"net/http"

	"example.com/corpus/src/loopblock/xpkg/store"

	tea "charm.land/bubbletea/v2"
)

type model struct{ url string }

func (m model) Init() tea.Cmd {
	store.Open(m.url) // once, before the first frame, nobody feels it
	return nil
}

func (m model) View() tea.View {
	store.Open(m.url) // want `store.Open blocks the bubbletea loop: .* \(and 1 more here\)`
	http.Head(m.url)  // want "http.Head blocks the bubbletea loop"
	return tea.NewView("")
}

func (m model) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	store.Open(m.url)
	http.Head(m.url) // want "http.Head blocks the bubbletea loop"
	return m, nil
}
