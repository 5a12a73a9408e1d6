// Package xpkg blocks through another package: the finding stands at the call into it.
package xpkg

import (
	"os"

	tea "charm.land/bubbletea/v2"
	"example.com/corpus/src/loopblock/xpkg/store"
)

// Package initialisation is never on a loop.
var defaults = store.MustOpen("defaults")

type article struct{ Title, Body string }

type (
	openMsg struct{ dir string }
	saveMsg struct{ name string }
	readMsg struct{ name string }
	syncMsg struct{}
	dumpMsg struct{}
	listMsg struct{}
	hookMsg struct{}
)

type reader struct {
	*store.Store
	names []string
	shown article
	err   error
}

func (r *reader) Init() tea.Cmd { return nil }

func (r *reader) View() tea.View { return tea.NewView(r.shown.Title) }

func (r *reader) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch msg := msg.(type) {
	case openMsg:
		r.open(msg.dir)
	case saveMsg:
		r.err = r.Save(msg.name, nil) // want "r.Save blocks the bubbletea loop"
	case readMsg:
		r.shown, r.err = store.Load[article](r.Store, msg.name) // want "blocks the bubbletea loop"
	case syncMsg:
		if err := defaults.Sync("https://example.com"); err != nil { // want "blocks the bubbletea loop"
			r.err = err
		}
	case dumpMsg:
		store.Each(r.names, func(name string) {
			r.err = os.RemoveAll(name) // want "blocks the bubbletea loop"
		})
		store.Each(r.names, r.forget)
	}
	return r, nil
}

func (r *reader) open(dir string) {
	r.Store, r.err = store.Open(dir) // want "blocks the bubbletea loop"
}

// forget is called by store.Each, on the loop.
func (r *reader) forget(name string) {
	r.err = os.RemoveAll(name) // want "blocks the bubbletea loop"
}

// A patient reader uses the same package and never waits.
type patient struct {
	store  *store.Store
	source store.Source
	count  int
}

func (p *patient) Init() tea.Cmd { return nil }

func (p *patient) View() tea.View { return tea.NewView("") }

func (p *patient) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch msg := msg.(type) {
	case saveMsg:
		p.store.SaveLater(msg.name, nil)
		p.count = p.store.Len()
	case dumpMsg:
		store.Async(func() { p.store.Sync("https://example.com") })
	case listMsg:
		// Nobody knows which source this is.
		names, _ := p.source.Articles()
		p.count = len(names)
	case hookMsg:
		// A kept function runs some time, somewhere.
		store.Register(func(name string) { os.Remove(name) })
	case openMsg:
		return p, func() tea.Msg {
			_, err := store.Open(msg.dir)
			return err
		}
	}
	return p, nil
}
