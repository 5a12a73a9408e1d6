// Package copies has models that live by value: a command reads the copy that it was made with.
package copies

import (
	"fmt"

	tea "charm.land/bubbletea/v2"
)

type nextMsg struct{}

// A value model's helpers have pointer receivers, which point to the copy of one Update.
type value struct {
	page  int
	words map[string]int
}

func (v value) Init() tea.Cmd { return v.load() }

func (v value) View() tea.View { return tea.NewView(fmt.Sprint(v.page, v.words)) }

func (v value) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	if _, ok := msg.(nextMsg); ok {
		v.page++
		return v, tea.Batch(v.load(), v.turn, v.issueCopyPassedOn)
	}
	return v, v.count
}

func (v *value) load() tea.Cmd {
	return func() tea.Msg { return fmt.Sprint(v.page) }
}

// count writes what all copies share.
func (v value) count() tea.Msg {
	v.words["x"]++ // want "v.words is written off the bubbletea loop"
	return nil
}

// turn writes its own copy.
func (v value) turn() tea.Msg {
	v.page++
	return nextMsg{}
}

// issueCopyPassedOn: a copy stays one however many helpers it is passed on to,
// and by however many ways.
func (v value) issueCopyPassedOn() tea.Msg { return v.title() + v.number() }

func (v *value) title() string { return "page " + v.number() }

func (v *value) number() string { return v.digits() }

func (v *value) digits() string { return fmt.Sprint(v.page) }

// A pointer model's commands look at what Update is about to change.
type pointer struct{ page int }

func (p *pointer) Init() tea.Cmd { return p.load() }

func (p *pointer) View() tea.View { return tea.NewView(fmt.Sprint(p.page)) }

func (p *pointer) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	if _, ok := msg.(nextMsg); ok {
		p.page++
	}
	return p, p.load()
}

func (p *pointer) load() tea.Cmd {
	return func() tea.Msg { return fmt.Sprint(p.page) } // want "p.page is read off the bubbletea loop"
}

// A form is passed by value: what a command writes to its copy is lost.
type form struct {
	errs []string
	tags map[string]bool
	page int
}

func (f form) Init() tea.Cmd { return submit(f) }

func (f form) View() tea.View { return tea.NewView(fmt.Sprint(f.errs, f.tags, f.page)) }

func (f form) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	f.errs = nil
	f.turn(1)
	if _, ok := msg.(nextMsg); ok {
		go func() {
			f.errs = append(f.errs, "late") // want "f.errs is written off the bubbletea loop"
		}()
		return f, submitByPointer(&f)
	}
	return f, submit(f)
}

func (f *form) turn(by int) { f.page += by }

// submit has a copy of its own.
func submit(f form) tea.Cmd {
	return func() tea.Msg {
		f.errs = []string{"lost"}
		f.turn(1)
		f.tags["all"] = true // want "f.tags is written off the bubbletea loop"
		return nil
	}
}

// submitByPointer writes the copy of an Update that has returned, and what all
// copies share.
func submitByPointer(f *form) tea.Cmd {
	return func() tea.Msg {
		f.errs = []string{"lost"}
		f.turn(1)
		delete(f.tags, "all") // want "f.tags is written off the bubbletea loop"
		return nil
	}
}

// A clock starts a goroutine that goes on beside the function that started it.
type clock struct{ ticks int }

func (c clock) Init() tea.Cmd { return nil }

func (c clock) View() tea.View { return tea.NewView(fmt.Sprint(c.ticks)) }

func (c clock) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	if _, ok := msg.(nextMsg); ok {
		return c, func() tea.Msg {
			c.ticks++
			return nil
		}
	}
	go func() {
		c.ticks++ // want "c.ticks is written off the bubbletea loop"
	}()
	return c, nil
}
