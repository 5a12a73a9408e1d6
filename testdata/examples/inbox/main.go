// Inbox reads mail in a terminal.
package main

import (
	"flag"
	"fmt"
	"os"

	"charm.land/bubbles/v2/list"
	"charm.land/bubbles/v2/spinner"
	"charm.land/bubbles/v2/viewport"
	tea "charm.land/bubbletea/v2"

	"example.com/corpus/examples/inbox/store"
)

var folders = []string{"inbox", "archive", "sent"}

// An entry is a mail in the list.
type entry struct{ store.Mail }

func (e entry) Title() string       { return e.Subject }
func (e entry) Description() string { return e.From }
func (e entry) FilterValue() string { return e.Subject + " " + e.From }

type (
	listedMsg struct {
		folder string
		mails  []store.Mail
	}
	movedMsg struct{ id string }
	errMsg   struct{ err error }
)

type model struct {
	store   *store.Store
	folder  int
	list    list.Model
	spinner spinner.Model
	body    viewport.Model
	reading bool
	loading bool
	err     error
}

func newModel(s *store.Store) *model {
	l := list.New(nil, list.NewDefaultDelegate(), 0, 0)
	l.Title = folders[0]
	return &model{
		store:   s,
		list:    l,
		spinner: spinner.New(spinner.WithSpinner(spinner.Dot)),
		body:    viewport.New(),
	}
}

func (m *model) Init() tea.Cmd {
	m.loading = true
	return tea.Batch(m.spinner.Tick, m.load())
}

// load lists the current folder.
func (m *model) load() tea.Cmd {
	return func() tea.Msg {
		folder := folders[m.folder]
		mails, err := m.store.List(folder)
		if err != nil {
			return errMsg{err}
		}
		return listedMsg{folder, mails}
	}
}

// archive files the message away.
func (m *model) archive(id string) tea.Cmd {
	return func() tea.Msg {
		if err := m.store.Move(id, "archive"); err != nil {
			return errMsg{err}
		}
		return movedMsg{id}
	}
}

func (m *model) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		m.list.SetSize(msg.Width, msg.Height-1)
		m.body.SetWidth(msg.Width)
		m.body.SetHeight(msg.Height - 1)
	case listedMsg:
		m.loading = false
		m.list.Title = msg.folder
		items := make([]list.Item, len(msg.mails))
		for i, mail := range msg.mails {
			items[i] = entry{mail}
		}
		return m, m.list.SetItems(items)
	case movedMsg:
		m.list.NewStatusMessage("archived " + msg.id)
		return m, m.load()
	case errMsg:
		m.loading = false
		m.err = msg.err
		return m, nil
	case tea.KeyPressMsg:
		if m.reading {
			return m, m.readingKey(msg)
		}
		if cmd, ok := m.listKey(msg); ok {
			return m, cmd
		}
	}

	var cmd tea.Cmd
	m.spinner, cmd = m.spinner.Update(msg)
	m.list, cmd = m.list.Update(msg)
	return m, cmd
}

// readingKey handles a key while a message is open.
func (m *model) readingKey(key tea.KeyPressMsg) tea.Cmd {
	if s := key.String(); s == "esc" || s == "q" {
		m.reading = false
		return nil
	}
	var cmd tea.Cmd
	m.body, cmd = m.body.Update(key)
	return cmd
}

// listKey handles a key in the list, if it is one of ours.
func (m *model) listKey(key tea.KeyPressMsg) (tea.Cmd, bool) {
	if m.list.FilterState() == list.Filtering {
		return nil, false
	}
	switch key.String() {
	case "tab":
		m.folder = (m.folder + 1) % len(folders)
		m.loading = true
		return m.load(), true
	case "enter":
		if e, ok := m.list.SelectedItem().(entry); ok {
			m.open(e.ID)
		}
		return nil, true
	case "e":
		if e, ok := m.list.SelectedItem().(entry); ok {
			return m.archive(e.ID), true
		}
	case "ctrl+c":
		return tea.Quit, true
	}
	return nil, false
}

// open shows a message.
func (m *model) open(id string) {
	text, err := m.store.Body(id)
	if err != nil {
		m.err = err
		return
	}
	m.body.SetContent(text)
	m.body.GotoTop()
	m.reading = true
}

func (m *model) View() tea.View {
	switch {
	case m.err != nil:
		return tea.NewView("error: " + m.err.Error())
	case m.reading:
		return tea.NewView(m.body.View() + "\nesc: back")
	case m.loading:
		return tea.NewView(m.spinner.View() + " loading " + folders[m.folder])
	}
	return tea.NewView(m.list.View())
}

func main() {
	dir := flag.String("dir", "mail", "the directory with the folders")
	flag.Parse()
	if _, err := tea.NewProgram(newModel(store.New(*dir))).Run(); err != nil {
		fmt.Fprintln(os.Stderr, "inbox:", err)
		os.Exit(1)
	}
}
