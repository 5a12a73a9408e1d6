// Package tea touches a model in commands and goroutines while Update and View use it.
package tea

import (
	"context"
	"fmt"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	tea "charm.land/bubbletea/v2"
)

type (
	nextMsg  struct{}
	stopMsg  struct{}
	pageMsg  struct{ status string }
	blinkMsg struct{ id, tag int }
)

func get(url string, page int) tea.Msg {
	resp, err := http.Get(fmt.Sprintf("%s?page=%d", url, page))
	if err != nil {
		return pageMsg{err.Error()}
	}
	defer resp.Body.Close()
	return pageMsg{resp.Status}
}

// A feed is a pointer to its state, and its command looks at the state when it runs.
type feed struct {
	url    string
	page   int
	status string
	busy   bool
}

func (f *feed) Init() tea.Cmd { return f.load() }

func (f *feed) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch msg := msg.(type) {
	case nextMsg:
		f.page++
		return f, f.load()
	case pageMsg:
		f.status = msg.status
	case stopMsg:
		f.busy = false
		return f, f.save
	case tea.FocusMsg:
		go func() {
			time.Sleep(time.Second)
			f.status = "still here" // want "f.status is written off the bubbletea loop"
		}()
	}
	return f, nil
}

func (f *feed) View() tea.View { return tea.NewView(f.status) }

// load's closure reads page after Update may have changed it; nobody ever changes url.
func (f *feed) load() tea.Cmd {
	return func() tea.Msg {
		return get(f.url, f.page) // want "f.page is read off the bubbletea loop"
	}
}

// save is a command by itself.
func (f *feed) save() tea.Msg {
	f.busy = true // want "f.busy is written off the bubbletea loop"
	return pageMsg{"saved"}
}

// A cursor is a component with a pointer to itself in its command.
type cursor struct {
	id  int
	tag int
	on  bool
}

func newCursor(id int) *cursor { return &cursor{id: id} }

func (c *cursor) Update(msg tea.Msg) (*cursor, tea.Cmd) {
	if msg, ok := msg.(blinkMsg); ok && msg.id == c.id && msg.tag == c.tag {
		c.on = !c.on
		return c, c.blink()
	}
	return c, nil
}

func (c *cursor) blink() tea.Cmd {
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	c.tag++
	return func() tea.Msg {
		defer cancel()
		<-ctx.Done()
		return blinkMsg{id: c.id, tag: c.tag} // want "c.tag is read off the bubbletea loop"
	}
}

// An index is a value, but its map is not.
type index struct {
	words map[string]int
	text  string
}

func (x index) Init() tea.Cmd { return nil }

func (x index) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	return x, func() tea.Msg {
		x.words[x.text]++ // want "x.words is written off the bubbletea loop"
		return nil
	}
}

func (x index) View() tea.View {
	s := ""
	for word, n := range x.words {
		s += fmt.Sprintln(word, n)
	}
	return tea.NewView(s)
}

// A counter is written by the program around it.
type counter struct{ ticks int }

func (c *counter) Init() tea.Cmd { return nil }

func (c *counter) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	if _, ok := msg.(stopMsg); ok {
		c.ticks = 0
	}
	return c, nil
}

func (c *counter) View() tea.View { return tea.NewView(fmt.Sprint(c.ticks)) }

func count() error {
	c := &counter{}
	c.ticks = 1
	go func() {
		for range time.Tick(time.Second) {
			c.ticks++ // want "c.ticks is written off the bubbletea loop"
		}
	}()
	_, err := tea.NewProgram(c).Run()
	return err
}

// A reader shows what a command may take along.
type reader struct {
	url    string
	client *http.Client
	page   int
	status string
	events chan string
}

func newReader(url string) *reader {
	return &reader{url: url, client: http.DefaultClient, events: make(chan string)}
}

func (r *reader) Init() tea.Cmd { return r.waitForEvent }

func (r *reader) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch msg := msg.(type) {
	case nextMsg:
		r.page++
		return r, tea.Batch(r.copiesBefore(), r.copiesAll(), r.passesOn(r.page))
	case pageMsg:
		r.status = msg.status
		return r, r.readsConfiguration
	}
	return r, nil
}

func (r *reader) View() tea.View { return tea.NewView(r.status) }

// copiesBefore reads the field while it is on the loop.
func (r *reader) copiesBefore() tea.Cmd {
	page := r.page
	return func() tea.Msg { return get(r.url, page) }
}

// copiesAll takes a snapshot of the model.
func (r *reader) copiesAll() tea.Cmd {
	snapshot := *r
	return func() tea.Msg { return get(snapshot.url, snapshot.page) }
}

// passesOn has the field as an argument.
func (r *reader) passesOn(page int) tea.Cmd {
	return func() tea.Msg { return get(r.url, page) }
}

// readsConfiguration uses fields that nobody writes after newReader.
func (r *reader) readsConfiguration() tea.Msg {
	resp, err := r.client.Get(r.url)
	if err != nil {
		return pageMsg{err.Error()}
	}
	defer resp.Body.Close()
	return pageMsg{resp.Status}
}

// waitForEvent receives from a channel, which is there to be shared.
func (r *reader) waitForEvent() tea.Msg { return pageMsg{<-r.events} }

// A value model's commands have a copy of their own.
type value struct {
	url  string
	page int
}

func (v value) Init() tea.Cmd { return v.load }

func (v value) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	if _, ok := msg.(nextMsg); ok {
		v.page++
		return v, func() tea.Msg { return get(v.url, v.page) }
	}
	return v, v.load
}

func (v value) View() tea.View { return tea.NewView(fmt.Sprint(v.page)) }

func (v value) load() tea.Msg { return get(v.url, v.page) }

// A guarded model shares its state the old way.
type guarded struct {
	mu    sync.Mutex
	lines []string
	hits  atomic.Int64
}

func (g *guarded) Init() tea.Cmd { return g.append }

func (g *guarded) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.lines = g.lines[:0]
	g.hits.Add(1)
	return g, g.append
}

func (g *guarded) View() tea.View {
	g.mu.Lock()
	defer g.mu.Unlock()
	return tea.NewView(fmt.Sprint(g.lines, g.hits.Load()))
}

func (g *guarded) append() tea.Msg {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.lines = append(g.lines, "line")
	g.hits.Add(1)
	return nil
}

// A job has state of its own that only its command uses.
type job struct{ attempts int }

func (j *job) run() tea.Msg {
	j.attempts++
	return pageMsg{fmt.Sprint(j.attempts)}
}

func startJob() tea.Cmd { return (&job{}).run }

// A session's goroutine answers first and then goes on: until then Update waits
// for it, and nobody does afterwards.
type session struct {
	user  string
	lines []string
	err   error
}

func (s *session) Init() tea.Cmd { return nil }

func (s *session) View() tea.View { return tea.NewView(fmt.Sprint(s.user, s.lines)) }

func (s *session) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	s.user, s.lines = "", nil
	ready := make(chan error)
	go func() {
		s.user = "ada"
		ready <- nil
		s.user = "bob" // want `s.user is written off the bubbletea loop.* \(and 1 more here\)`
		s.read()
	}()
	s.err = <-ready
	s.read()
	return s, nil
}

func (s *session) read() { s.lines = append(s.lines, "line") }
